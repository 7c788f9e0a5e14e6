"""Which words of a batch are negated: `geen zorgen over privacy` is no concern about privacy.

A negation reaches from its word to the end of the clause, at most `REACH` words. It also reaches
back to the clause's beginning where it denies the whole: at the end of a clause (`chatbots
gebruiken we niet`), before a few complements there (`is niet aan de orde`), and in phrases such as
`niet het probleem` and `gebruiken we niet`. A second negation in the scope of a first may undo it
(`geen tool zonder privacytoets`); a question that suggests what it denies negates nothing. The cues
are data of the language.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.coding.rules.clauses import Clauses, any_in, first_in, last_in, marked
from pipeline.coding.rules.cues import Cues, covered, until
from pipeline.coding.rules.spans import Spans
from pipeline.model import Bools, Ints, Tokens

REACH = 10
"""The reach of a negation, in words."""

REACH_OF_BOTH = 3
"""Words before a cue that negates on both sides (`budget noch tijd`)."""

FEW_WORDS = 4
"""Words at most in front of a clause that points back to them (`chatbots, die ...`)."""


@dataclass(frozen=True)
class Negation:
    """For every token whether a negation before it reaches it, and whether one after it does."""

    from_before: Bools
    from_behind: Bools

    def reaches(self, spans: Spans) -> Bools:
        """Return which matches are negated.

        A negation inside the match is part of it: one before must reach its first word, one after
        its last.
        """
        from_before = self.from_before[spans.first] | self.from_before[spans.negated_at]
        return from_before | self.from_behind[spans.last]

    def __or__(self, other: Negation) -> Negation:
        """Return both together."""
        return Negation(
            from_before=self.from_before | other.from_before,
            from_behind=self.from_behind | other.from_behind,
        )


def find_negation(cues: Cues, clauses: Clauses, tokens: Tokens) -> Negation:
    """Return the negated tokens of the batch."""
    size = len(tokens)
    idle = _idle(cues, clauses, tokens)
    # in `nooit geen tijd` the second word negates, and the first with it
    forward = np.setdiff1d(_active(cues.denies, idle), cues.denies_once.first)
    ends = _forward_ends(cues, clauses, tokens, forward)
    ends, undone = _undone(cues.denies_again, tokens, forward, ends)
    begins = _forward_begins(cues, clauses, forward, ends)
    both = _single(_active(cues.denies_both, idle), tokens)
    begins_of_both = np.maximum(clauses.begins(both), both - REACH_OF_BOTH)
    begins_of_back, back = _back(cues, clauses, tokens, idle)
    return Negation(
        from_before=covered(begins[~undone], ends[~undone], size),
        from_behind=covered(np.append(begins_of_back, begins_of_both), np.append(back, both), size),
    )


def _idle(cues: Cues, clauses: Clauses, tokens: Tokens) -> Bools:
    """Return the words in a phrase that negates nothing, or in a suggestive question.

    `moeten we niet ook aan privacy denken?`; a tag (`of niet?`) is such a question too.
    """
    size = len(tokens)
    asks = cues.asks.first
    asks = asks[np.isin(tokens.sentence[asks], tokens.sentence[cues.questions.first])]
    begins = clauses.begins(asks)
    asks, begins = asks[begins == asks], begins[begins == asks]
    phrases = cues.denies_nothing
    return covered(
        np.append(phrases.first, begins), np.append(phrases.last + 1, clauses.ends(asks)), size
    )


def _forward_ends(cues: Cues, clauses: Clauses, tokens: Tokens, forward: Ints) -> Ints:
    """Return how far negations reach: to the end of the clause or a word that ends it sooner."""
    size = len(tokens)
    ends = np.minimum(clauses.ends(forward), forward + 1 + REACH)
    ends = until(ends, cues.ends_negation, forward, size)
    stops = marked(cues.supposes, size) | marked(cues.excepts, size)
    ends = first_in(stops, forward, ends)
    # the middle of `niet zozeer A als B`
    turns = np.zeros(size, dtype=bool)
    turns[cues.turns.last] = True
    ends = first_in(turns, forward, ends)
    # of `we doen het niet vanwege A` the reason stands, but not that of `niet vanwege A`
    said = any_in(clauses.subjects, clauses.begins(forward), forward)
    behind = np.minimum(np.where(said, forward + 1, forward + 2), ends)
    return first_in(marked(cues.gives_reason, size), behind, ends)


def _forward_begins(cues: Cues, clauses: Clauses, forward: Ints, ends: Ints) -> Ints:
    """Return where negations begin: of `use no A for B but for C` at the preposition."""
    behind = np.minimum(forward + 1, ends)
    in_part = np.isin(forward, cues.denies_part.first)
    return np.where(in_part, first_in(clauses.links, behind, ends), behind)


def _back(cues: Cues, clauses: Clauses, tokens: Tokens, idle: Bools) -> tuple[Ints, Ints]:
    """Return the ranges of words that a negation behind them denies."""
    # `gebruiken we niet voor A maar voor B` denies A alone
    held = idle | covered(cues.denies_part.first, cues.denies_part.first + 1, len(tokens))
    final = _active(cues.denies_back, held)
    final = final[_at_end(cues.back_complements, clauses, tokens, final)]
    begins, ends = _of_clause(cues, clauses, held)
    begins = np.append(clauses.begins(final), begins)
    return fronted(cues, clauses, tokens, begins, np.append(final, ends))


def _of_clause(cues: Cues, clauses: Clauses, held: Bools) -> tuple[Ints, Ints]:
    """Return the ranges before phrases that deny their whole clause.

    Of `chatbots gebruiken we niet` that is all of it; of `is niet het probleem` what precedes the
    negation, if its noun belongs to it (not in `geen beleid is een probleem`); of `A we don't use`
    what precedes the subject back to another verb.
    """
    spans = cues.denies_clause
    denies = marked(cues.denies, len(held))
    negated_first = denies[spans.first]
    apart = any_in(clauses.verbs | clauses.links, spans.first + 1, spans.last)
    counts = (clauses.number[spans.first] == clauses.number[spans.last]) & ~held[spans.first]
    counts &= ~held[spans.last] & ~(negated_first & apart)
    spans, negated_first = spans.at(counts), negated_first[counts]
    begins = clauses.begins(spans.first)
    by_subject = clauses.subjects[spans.first]
    begins = np.where(by_subject, last_in(clauses.verbs, begins, spans.first), begins)
    ends = np.where(negated_first | by_subject, spans.first, spans.last)
    return begins, ends


def fronted(
    cues: Cues, clauses: Clauses, tokens: Tokens, begins: Ints, ends: Ints
) -> tuple[Ints, Ints]:
    """Return the ranges without a reason in front of the clause, and with what it points back to.

    `door de kosten | gebruiken we het niet`; `chatbots, die gebruiken we niet`.
    """
    reasons = np.unique(np.append(cues.gives_reason.first, cues.excepts.first))
    reasons = reasons[reasons <= clauses.begins(reasons) + 1]
    main = clauses.main_begins(reasons + 1, clauses.ends(reasons))
    moved = dict(zip(clauses.begins(reasons).tolist(), main.tolist(), strict=True))
    pointing = marked(cues.points_back, len(tokens))
    new = [moved.get(begin, begin) for begin in begins.tolist()]
    begins = np.minimum(np.array(new, dtype=np.int64), ends)
    points = (begins > 0) & pointing[np.minimum(begins, len(tokens) - 1)]
    begins = begins.copy()
    begins[points] = _before(clauses, tokens, begins[points])
    return begins, ends


def _before(clauses: Clauses, tokens: Tokens, begins: Ints) -> Ints:
    """Return where the few words begin that a clause points back to, or its own beginning."""
    sign = begins - 1
    previous = clauses.begins(np.maximum(sign - 1, 0))
    fits = (sign > 0) & (tokens.sentence[previous] == tokens.sentence[begins])
    fits &= tokens.place[sign] - tokens.place[previous] < FEW_WORDS
    fits &= ~any_in(clauses.verbs | clauses.subjects, previous, begins)
    # between the two stands a comma alone
    fits &= tokens.place[sign] == tokens.place[np.maximum(sign - 1, 0)]
    fits &= clauses.number[sign] == clauses.number[np.maximum(sign - 1, 0)] + 1
    return np.where(fits, previous, begins)


def _active(cue: Spans, idle: Bools) -> Ints:
    """Return where cues end that are not in a phrase that negates nothing, ascending."""
    return np.unique(cue.last[~idle[cue.first]])


def _undone(again: Spans, tokens: Tokens, forward: Ints, ends: Ints) -> tuple[Ints, Bools]:
    """Return the ends of negations, and which are undone: a second one in the scope of a first.

    Both are in one item of a list. `het is niet zo dat we geen geld hebben`: the first negates
    the second and nothing after it, the second negates nothing.
    """
    undone = np.zeros(len(forward), dtype=bool)
    again = again.at(np.isin(again.last, forward))
    first = np.searchsorted(forward, again.last) - 1
    again, first = again.at(first >= 0), first[first >= 0]
    in_one_item = tokens.mention[forward[first]] == tokens.mention[again.last]
    reached = (ends[first] > again.last) & in_one_item
    undone[np.searchsorted(forward, again.last[reached])] = True
    ends = ends.copy()
    np.minimum.at(ends, first[reached], again.last[reached] + 1)
    return ends, undone


def _at_end(complements: Spans, clauses: Clauses, tokens: Tokens, cues: Ints) -> Bools:
    """Return which cues are the last word of their clause, alone or with a complement."""

    def last(words: Ints) -> Bools:
        # punctuation after the last word (a bracket) does not count
        is_last: Bools = tokens.place[words] == tokens.place[clauses.ends(words) - 1]
        return is_last

    closing = complements.at(last(complements.last))
    return last(cues) | np.isin(cues + 1, closing.first)


def _single(cues: Ints, tokens: Tokens) -> Ints:
    """Return the cues that are the only one in their clause.

    In `noch ... noch` neither negates what is before it.
    """
    clause, times = np.unique(tokens.clause[cues], return_counts=True)
    return cues[np.isin(tokens.clause[cues], clause[times == 1])]

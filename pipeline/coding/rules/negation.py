"""Which words of a batch are negated: `geen zorgen over privacy` is no concern about privacy.

A negation reaches from its word to the end of the clause, at most `REACH` words; at the end of a
clause (`chatbots gebruiken we niet`) or before a few fixed complements (`is niet aan de orde`) it
also reaches back to the clause's beginning. A second negation in the scope of a first may undo it
(`geen tool zonder privacytoets`). The cues are data of the language.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.coding.rules.cues import Cues, covered, until
from pipeline.coding.rules.spans import Spans
from pipeline.model import Bools, Ints, Tokens

REACH = 10
"""The reach of a negation, in words."""

REACH_OF_BOTH = 3
"""Words before a cue that negates on both sides (`budget noch tijd`)."""


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


def find_negation(cues: Cues, tokens: Tokens) -> Negation:
    """Return the negated tokens of the batch."""
    size, clause = len(tokens), tokens.clause
    idle = covered(cues.denies_nothing.first, cues.denies_nothing.last + 1, size)
    # in `nooit geen tijd` the second word negates, and the first with it
    forward = np.setdiff1d(_active(cues.denies, idle), cues.denies_once.first)
    ends = np.minimum(np.searchsorted(clause, clause[forward], side="right"), forward + 1 + REACH)
    ends = until(ends, cues.ends_negation, forward, size)
    ends, undone = _undone(cues.denies_again, tokens, forward, ends)
    back = _active(cues.denies_back, idle)
    back = back[_at_end(cues.back_complements, tokens, back)]
    both = _single(_active(cues.denies_both, idle), tokens)
    begins_of_both = np.maximum(np.searchsorted(clause, clause[both]), both - REACH_OF_BOTH)
    begins = np.append(np.searchsorted(clause, clause[back]), begins_of_both)
    return Negation(
        from_before=covered(forward[~undone] + 1, ends[~undone], size),
        from_behind=covered(begins, np.append(back, both), size),
    )


def _active(cue: Spans, idle: Bools) -> Ints:
    """Return where cues begin that are not in a phrase that negates nothing, ascending."""
    return np.unique(cue.first[~idle[cue.first]])


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


def _at_end(complements: Spans, tokens: Tokens, cues: Ints) -> Bools:
    """Return which cues are the last word of their clause, alone or with a complement."""

    def last(words: Ints) -> Bools:
        # punctuation after the last word (a bracket) does not count
        end = np.searchsorted(tokens.clause, tokens.clause[words], side="right") - 1
        is_last: Bools = tokens.place[words] == tokens.place[end]
        return is_last

    closing = complements.at(last(complements.last))
    return last(cues) | np.isin(cues + 1, closing.first)


def _single(cues: Ints, tokens: Tokens) -> Ints:
    """Return the cues that are the only one in their clause.

    In `noch ... noch` neither negates what is before it.
    """
    clause, times = np.unique(tokens.clause[cues], return_counts=True)
    return cues[np.isin(tokens.clause[cues], clause[times == 1])]

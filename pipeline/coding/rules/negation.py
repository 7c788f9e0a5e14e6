"""Which words of a batch are denied: `geen zorgen over privacy` says nothing of a concern about privacy.

A denial reaches from its word to the end of the clause, at most `REACH` words; at the end of a clause (`chatbots gebruiken we niet`) or before
a few fixed complements (`is niet aan de orde`) it also reaches back to the clause's beginning. A second denial in the scope of a first may
undo it (`geen tool zonder privacytoets`). The cues are data of the language.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.coding.rules.cues import Cues, covered, until
from pipeline.coding.rules.spans import Spans
from pipeline.model import Bools, Ints, Tokens

REACH = 10
"""Words."""

REACH_OF_BOTH = 3
"""Words before one that denies on both sides (`budget noch tijd`)."""


@dataclass(frozen=True)
class Denials:
    """For every token whether a denial before it reaches it, and whether one after it does."""

    from_before: Bools
    from_behind: Bools

    def deny(self, spans: Spans) -> Bools:
        """Which matches are denied. A denial inside the match belongs to it: the one before must reach its first word, the one behind its last."""
        return (
            self.from_before[spans.first]
            | self.from_before[spans.denied_at]
            | self.from_behind[spans.last]
        )


def denials(cues: Cues, tokens: Tokens) -> Denials:
    """The denied tokens of the batch."""
    size, clause = len(tokens), tokens.clause
    idle = covered(cues.denies_nothing.first, cues.denies_nothing.last + 1, size)
    # of `nooit geen tijd` the second word denies, and the first with it
    forward = np.setdiff1d(_active(cues.denies, idle), cues.denies_once.first)
    ends = np.minimum(np.searchsorted(clause, clause[forward], side="right"), forward + 1 + REACH)
    ends = until(ends, cues.ends_denial, forward, size)
    ends, undone = _undone(cues.denies_again, tokens, forward, ends)
    back = _active(cues.denies_back, idle)
    back = back[_at_end(cues.back_complements, tokens, back)]
    both = _alone(_active(cues.denies_both, idle), tokens)
    begins = np.maximum(np.searchsorted(clause, clause[both]), both - REACH_OF_BOTH)
    return Denials(
        covered(forward[~undone] + 1, ends[~undone], size),
        covered(
            np.append(np.searchsorted(clause, clause[back]), begins), np.append(back, both), size
        ),
    )


def _active(cue: Spans, idle: Bools) -> Ints:
    """Where a cue begins and is no part of a phrase that denies nothing, ascending."""
    return np.unique(cue.first[~idle[cue.first]])


def _undone(again: Spans, tokens: Tokens, forward: Ints, ends: Ints) -> tuple[Ints, Bools]:
    """The ends of the denials, and which of them are undone: a second one in the scope of a first, within one item of a list.

    `het is niet zo dat we geen geld hebben`: the first denies the second and nothing behind it, the second denies nothing.
    """
    undone = np.zeros(len(forward), dtype=bool)
    again = again.where(np.isin(again.last, forward))
    first = np.searchsorted(forward, again.last) - 1
    again, first = again.where(first >= 0), first[first >= 0]
    reached = (ends[first] > again.last) & (
        tokens.mention[forward[first]] == tokens.mention[again.last]
    )
    undone[np.searchsorted(forward, again.last[reached])] = True
    ends = ends.copy()
    np.minimum.at(ends, first[reached], again.last[reached] + 1)
    return ends, undone


def _at_end(complements: Spans, tokens: Tokens, cues: Ints) -> Bools:
    """Which cues are the last word of their clause, alone or with a complement."""

    def last(words: Ints) -> Bools:
        # what stands behind the last word (a bracket) takes no place
        end = np.searchsorted(tokens.clause, tokens.clause[words], side="right") - 1
        is_last: Bools = tokens.place[words] == tokens.place[end]
        return is_last

    closing = complements.where(last(complements.last))
    return last(cues) | np.isin(cues + 1, closing.first)


def _alone(cues: Ints, tokens: Tokens) -> Ints:
    """The cues that have no other in their clause: of `noch ... noch` neither denies what stands before."""
    clause, times = np.unique(tokens.clause[cues], return_counts=True)
    return cues[np.isin(tokens.clause[cues], clause[times == 1])]

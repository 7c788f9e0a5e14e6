"""Which words of a batch are denied: `geen zorgen over privacy` says nothing of a concern about privacy.

A denial reaches from its word to the end of the clause, at most `REACH` words; at the end of a clause (`chatbots gebruiken we niet`) or before
a few fixed complements (`is niet aan de orde`) it also reaches back to the clause's beginning. The cues are data of the language.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.coding.sequences import Place, Sequence
from pipeline.coding.slots import Filler, SlotIndex
from pipeline.coding.spans import Occurrences, Spans, joined_spans
from pipeline.language import Language
from pipeline.model import Bools, Ints, Linguist

REACH = 10
"""Words."""


@dataclass(frozen=True)
class Denials:
    """For every token whether a denial before it reaches it, and whether one after it does."""

    from_before: Bools
    from_behind: Bools

    def deny(self, spans: Spans) -> Bools:
        """Which matches are denied. A denial inside the match belongs to it: the one before must reach its first word, the one behind its last."""
        return self.from_before[spans.first] | self.from_behind[spans.last]


class Negation:
    """The denial cues of one language, as sequences in a slot index."""

    def __init__(self, language: Language, linguist: Linguist, index: SlotIndex) -> None:
        def compiled(phrases: tuple[str, ...]) -> tuple[Sequence, ...]:
            split = (linguist.split(phrase) for phrase in phrases)
            return tuple(tuple(Place(index.slot([Filler("form", w)])) for w in words) for words in split)

        self._denies = compiled(language.denies)
        self._back = compiled(language.denies_back)
        self._nothing = compiled(language.denies_nothing)
        self._complements = compiled(language.back_complements)

    def denials(self, found: Occurrences) -> Denials:
        """The denied tokens of the batch."""
        size = len(found.tokens)
        nothing = _all(found, self._nothing)
        idle = _covered(nothing.first, nothing.last + 1, size)
        cues = _all(found, self._denies).first
        cues = np.unique(cues[~idle[cues]])
        back = _all(found, self._back).first
        back = np.unique(back[~idle[back]])
        clause = found.tokens.clause
        ends = np.searchsorted(clause, clause[cues], side="right")
        forward = _covered(cues + 1, np.minimum(ends, cues + 1 + REACH), size)
        back = back[self._at_end(found, back)]
        behind = _covered(np.searchsorted(clause, clause[back]), back, size)
        return Denials(forward, behind)

    def _at_end(self, found: Occurrences, cues: Ints) -> Bools:
        """Which cues end their clause, alone or with a complement."""
        clause = found.tokens.clause
        last = np.searchsorted(clause, clause[cues], side="right") - 1
        complements = _all(found, self._complements)
        closing = complements.where(np.append(clause[1:] != clause[:-1], True)[complements.last]) if len(complements) else complements
        at_end: Bools = (last == cues) | np.isin(cues + 1, closing.first)
        return at_end


def _all(found: Occurrences, sequences: tuple[Sequence, ...]) -> Spans:
    return joined_spans([found.find(sequence) for sequence in sequences])


def _covered(begins: Ints, ends: Ints, size: int) -> Bools:
    """Which of `size` tokens lie in one of the ranges."""
    steps = np.zeros(size + 1, dtype=np.int64)
    np.add.at(steps, begins, 1)
    np.add.at(steps, ends, -1)
    return np.cumsum(steps)[:size] > 0

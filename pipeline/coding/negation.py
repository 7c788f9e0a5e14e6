"""Which words of a batch are denied: `geen zorgen over privacy` says nothing of a concern about privacy.

A denial reaches from its word to the end of the clause, at most `REACH` words; at the end of a clause (`chatbots gebruiken we niet`) or before
a few fixed complements (`is niet aan de orde`) it also reaches back to the clause's beginning. The cues are data of the language.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.coding.sequences import Place, Sequence
from pipeline.coding.slots import Filler, SlotIndex
from pipeline.coding.spans import Spans
from pipeline.language import Language
from pipeline.model import Bools, Ints, Linguist, Tokens

REACH = 10
"""Words."""


@dataclass(frozen=True)
class Denials:
    """For every token whether a denial before it reaches it, and whether one after it does."""

    from_before: Bools
    from_behind: Bools

    def deny(self, spans: Spans) -> Bools:
        """Which matches are denied. A denial inside the match belongs to it: the one before must reach its first word, the one behind its last."""
        return self.from_before[spans.first] | self.from_before[spans.denied_at] | self.from_behind[spans.last]


@dataclass(frozen=True)
class Cues:
    """Where a batch holds words that deny, those that also deny backwards, phrases that deny nothing, complements, and words that end a
    denial within its clause (wel, toch)."""

    denies: Spans
    back: Spans
    nothing: Spans
    complements: Spans
    ends: Spans


def cue_sequences(language: Language, linguist: Linguist, index: SlotIndex) -> tuple[tuple[Sequence, ...], ...]:
    """The sequences of a language's cues, in the order of the fields of `Cues`."""

    def compiled(phrases: tuple[str, ...]) -> tuple[Sequence, ...]:
        split = (linguist.split(phrase) for phrase in phrases)
        return tuple(tuple(Place(index.slot([Filler("form", w)])) for w in words) for words in split)

    phrases = (
        language.denies,
        language.denies_back,
        language.denies_nothing,
        language.back_complements,
        language.ends_denial,
    )
    return tuple(map(compiled, phrases))


def denials(cues: Cues, tokens: Tokens) -> Denials:
    """The denied tokens of the batch."""
    size = len(tokens)
    idle = _covered(cues.nothing.first, cues.nothing.last + 1, size)
    forward = np.unique(cues.denies.first[~idle[cues.denies.first]])
    back = np.unique(cues.back.first[~idle[cues.back.first]])
    clause = tokens.clause
    ends = np.searchsorted(clause, clause[forward], side="right")
    stops = np.append(np.unique(cues.ends.first), size)
    ends = np.minimum(ends, stops[np.searchsorted(stops, forward)])
    back = back[_at_end(cues.complements, tokens, back)]
    return Denials(
        _covered(forward + 1, np.minimum(ends, forward + 1 + REACH), size),
        _covered(np.searchsorted(clause, clause[back]), back, size),
    )


def _at_end(complements: Spans, tokens: Tokens, cues: Ints) -> Bools:
    """Which cues end their clause, alone or with a complement."""
    clause = tokens.clause
    last = np.searchsorted(clause, clause[cues], side="right") - 1
    closing = (
        complements.where(np.append(clause[1:] != clause[:-1], True)[complements.last])
        if len(complements)
        else complements
    )
    at_end: Bools = (last == cues) | np.isin(cues + 1, closing.first)
    return at_end


def _covered(begins: Ints, ends: Ints, size: int) -> Bools:
    """Which of `size` tokens lie in one of the ranges."""
    steps = np.zeros(size + 1, dtype=np.int64)
    np.add.at(steps, begins, 1)
    np.add.at(steps, ends, -1)
    return np.cumsum(steps)[:size] > 0

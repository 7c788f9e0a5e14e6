"""Finds all sequences of a codebook in the tokens of a batch at once: arrays in, arrays out.

Every place where a slot is filled has one number made of slot and place; a step of a sequence then
looks up the number of the next slot that many places on. All sequences take each step together, so
the cost grows with the matches and hardly with the number of rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.coding.rules.listing import Listing
from pipeline.coding.rules.sequences import Sequence
from pipeline.model import Bools, Ints, Tokens, ranges

NOTHING = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Spans:
    """Matches: first and last token, and the token that a negation before it must reach."""

    first: Ints
    last: Ints
    negated_at: Ints

    def __len__(self) -> int:
        return len(self.first)

    def at(self, rows: Ints | Bools | slice) -> Spans:
        """Return the matches in those rows."""
        return Spans(self.first[rows], self.last[rows], self.negated_at[rows])


def joined_spans(parts: list[Spans]) -> Spans:
    """Return the matches of all parts."""
    if len(parts) == 1:
        return parts[0]
    return Spans(
        np.concatenate([NOTHING, *(part.first for part in parts)]),
        np.concatenate([NOTHING, *(part.last for part in parts)]),
        np.concatenate([NOTHING, *(part.negated_at for part in parts)]),
    )


class Occurrences:
    """Where each slot occurs in a batch: the tokens that fill it, ascending.

    `words` are the tokens' words (m,); slots are grouped by word.
    """

    def __init__(self, tokens: Tokens, words: Ints, slots_of_word: Listing, slots: int) -> None:
        self.tokens = tokens
        hits = np.flatnonzero((slots_of_word.sizes > 0)[words])
        place, slot = slots_of_word.of(words[hits])
        # sixteen-bit values are sorted by counting, which is many times faster
        order = np.argsort(slot.astype(np.uint16) if slots < 1 << 16 else slot, kind="stable")
        at = hits[place][order]
        begins = np.concatenate(([0], np.cumsum(np.bincount(slot, minlength=slots))))
        self.tokens_of_slot = Listing(at, begins)
        self._reach = int(tokens.place[-1]) + 1_000 if len(tokens) else 1
        self._numbers = slot[order] * self._reach + tokens.place[at]

    def beside(self, token: Ints, slot: Ints, distance: int) -> tuple[Ints, Bools]:
        """Return the token that fills each slot that many places on, and whether there is one."""
        if not len(self._numbers):
            return token, np.zeros(len(token), dtype=bool)
        wanted = slot * self._reach + self.tokens.place[token] + distance
        index = np.minimum(np.searchsorted(self._numbers, wanted), len(self._numbers) - 1)
        return self.tokens_of_slot.values[index], self._numbers[index] == wanted

    def of(self, slot: int) -> Spans:
        """Return the tokens that fill a slot, as matches of one word."""
        at = self.tokens_of_slot.values[slice(*self.tokens_of_slot.first[slot : slot + 2])]
        return Spans(at, at, at)

    @cached_property
    def clause_ends(self) -> Bools:
        """Whether each token ends its clause, or precedes a word such as `en`."""
        return ~self._in_clause_of_next | self._before_separators

    @cached_property
    def before_joiners(self) -> Bools:
        """Whether the next token joins two mentions in one clause (en, /, &), unlike a comma."""
        return self._in_clause_of_next & self._before_separators

    @cached_property
    def _in_clause_of_next(self) -> Bools:
        clause = self.tokens.clause
        return np.append(clause[1:] == clause[:-1], False)[: len(clause)]

    @cached_property
    def _before_separators(self) -> Bools:
        return np.append(self.tokens.mention[1:] == 0, False)[: len(self.tokens)]


@dataclass(frozen=True)
class _States:
    """Sequences in progress: which sequence, its first token and the last one so far."""

    sequence: Ints
    first: Ints
    last: Ints

    def where(self, keep: Bools) -> _States:
        return _States(self.sequence[keep], self.first[keep], self.last[keep])


def _all(states: list[_States]) -> _States:
    return _States(
        np.concatenate([NOTHING, *(part.sequence for part in states)]),
        np.concatenate([NOTHING, *(part.first for part in states)]),
        np.concatenate([NOTHING, *(part.last for part in states)]),
    )


@dataclass(frozen=True)
class Matches:
    """The matches of all patterns in a batch, by pattern."""

    pattern: Ints
    spans: Spans
    _begins: Ints

    def of(self, pattern: int) -> Spans:
        """Return the matches of one pattern."""
        return self.spans.at(slice(self._begins[pattern], self._begins[pattern + 1]))


class SequenceTable:
    """The sequences of numbered patterns, in columns: (places, sequences) each."""

    def __init__(self, patterns: Iterable[Iterable[Sequence]]) -> None:
        of_pattern = [dict.fromkeys(sequences) for sequences in patterns]
        self._patterns = len(of_pattern)
        sequences = list(dict.fromkeys(chain.from_iterable(of_pattern)))
        self._fill_columns(sequences)
        number = {sequence: i for i, sequence in enumerate(sequences)}
        self._patterns_of = Listing.from_pairs(
            ((number[s], pattern) for pattern, group in enumerate(of_pattern) for s in group),
            len(sequences),
        )

    def _fill_columns(self, sequences: list[Sequence]) -> None:
        self._size = np.array([len(sequence) for sequence in sequences], dtype=np.int64)
        self._starts = np.cumsum(self._size) - self._size
        places = list(chain.from_iterable(sequences))
        sequence, depth = ranges(np.zeros_like(self._size), self._size)
        # at least two places: any codebook is searched for pairs
        shape = (int(self._size.max(initial=2)), len(sequences))

        def column(name: str, kind: type) -> npt.NDArray[Any]:
            values: npt.NDArray[Any] = np.zeros(shape, dtype=kind)
            values[depth, sequence] = [getattr(place, name) for place in places]
            return values

        self._slot = column("slot", np.int64)
        self._gap = column("gap", np.int64)
        self._either = column("either_order", bool)
        self._same_clause = column("same_clause", bool)
        self._final = column("final", bool)
        self._listed = column("listed", bool)
        self._all_slots = self._slot[depth, sequence]
        self._last_slot = self._slot[self._size - 1, np.arange(len(sequences))]
        self._is_pair = (self._size == 2) & ~self._either.any(axis=0)
        self._in_parts: Bools = np.logical_or.reduce(self._same_clause, axis=0)

    def find(self, found: Occurrences) -> Matches:
        """Return every match of every pattern."""
        possible = self._possible(found)
        # a pair of words is searched for from the rarer one
        counts = found.tokens_of_slot.sizes
        last_is_rarer = counts[self._last_slot[possible]] < counts[self._slot[0, possible]]
        backwards = self._is_pair[possible] & last_is_rarer
        states = self._begin(possible[~backwards], found)
        done = [
            states.where(self._size[states.sequence] == 1),
            self._pairs(possible[backwards], found),
        ]
        for depth in range(1, len(self._slot)):
            states = self._step(states.where(self._size[states.sequence] > depth), found, depth)
            done.append(states.where(self._size[states.sequence] == depth + 1))
        return self._by_pattern(_all(done))

    def _possible(self, found: Occurrences) -> Ints:
        if not len(self._size):
            return NOTHING
        occurs = found.tokens_of_slot.sizes > 0
        return np.flatnonzero(np.logical_and.reduceat(occurs[self._all_slots], self._starts))

    def _begin(self, sequences: Ints, found: Occurrences) -> _States:
        place, at = found.tokens_of_slot.of(self._slot[0, sequences])
        states = _States(sequences[place], at, at)
        return states.where(~self._listed[0, states.sequence] | found.before_joiners[at])

    def _pairs(self, sequences: Ints, found: Occurrences) -> _States:
        """Return the matches of sequences of two, from the second word back to the first."""
        place, at = found.tokens_of_slot.of(self._slot[1, sequences])
        states = _States(sequences[place], at, at)
        gap = self._gap[1, states.sequence]
        parts = []
        for distance in range(1, int(gap.max(initial=-1)) + 2):
            near = states.where(gap >= distance - 1)
            there, hit = found.beside(near.last, self._slot[0, near.sequence], -distance)
            near, there = near.where(hit), there[hit]
            fits = self._fit(_States(near.sequence, there, there), near.last, found, 1)
            fits &= ~self._listed[0, near.sequence] | found.before_joiners[there]
            parts.append(_States(near.sequence[fits], there[fits], near.last[fits]))
        return _all(parts)

    def _fit(self, states: _States, token: Ints, found: Occurrences, depth: int) -> Bools:
        """Return whether each token may be the step at that depth after the last of its state."""
        tokens, sequence, before = found.tokens, states.sequence, states.last
        fits: Bools = tokens.sentence[before] == tokens.sentence[token]
        in_one_clause = tokens.clause[before] == tokens.clause[token]
        fits &= ~self._same_clause[depth, sequence] | in_one_clause
        fits &= (self._gap[depth, sequence] > 0) | (tokens.hard[before] == tokens.hard[token])
        fits &= ~self._final[depth, sequence] | found.clause_ends[token]
        return fits

    def _step(self, states: _States, found: Occurrences, depth: int) -> _States:
        gap = self._gap[depth, states.sequence]
        either = self._either[depth, states.sequence]
        parts = []
        for distance in range(1, int(gap.max(initial=-1)) + 2):
            here = gap >= distance - 1
            parts.append(self._after(states.where(here), found, depth, distance))
            if either.any():
                parts.append(self._before(states.where(here & either), found, depth, distance))
        return _all(parts)

    def _after(self, states: _States, found: Occurrences, depth: int, distance: int) -> _States:
        there, hit = found.beside(states.last, self._slot[depth, states.sequence], distance)
        states, there = states.where(hit), there[hit]
        fits = self._fit(states, there, found, depth)
        return _States(states.sequence[fits], states.first[fits], there[fits])

    def _before(self, states: _States, found: Occurrences, depth: int, distance: int) -> _States:
        there, hit = found.beside(states.first, self._slot[depth, states.sequence], -distance)
        states, there = states.where(hit), there[hit]
        fits = found.tokens.sentence[states.first] == found.tokens.sentence[there]
        return _States(states.sequence[fits], there[fits], states.last[fits])

    def _by_pattern(self, states: _States) -> Matches:
        row, pattern = self._patterns_of.of(states.sequence)
        order = np.lexsort((states.last[row], states.first[row], pattern))
        pattern, row = pattern[order], row[order]
        begins = np.searchsorted(pattern, np.arange(self._patterns + 1))
        first, last = states.first[row], states.last[row]
        # `wij vatten geen stukken samen`: words between the parts of a verb belong to its clause,
        # not to the pattern
        negated_at = np.where(self._in_parts[states.sequence[row]], last, first)
        return Matches(pattern, Spans(first, last, negated_at), begins)

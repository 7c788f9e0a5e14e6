"""Finds all sequences of a codebook in the tokens of a batch at once: arrays in, arrays out.

Every place where a slot is filled has one number made of the slot and the place; a step of a sequence is then a look-up of the number that the
next slot would have so many places on. All sequences take each step together, so the cost grows with what is found and hardly with
the number of rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pipeline.coding.rules.sequences import Sequence
from pipeline.model import Bools, Ints, Tokens

NOTHING = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Spans:
    """Matches: first and last token of each, and the token at which a denial before it must have reached it."""

    first: Ints
    last: Ints
    denied_at: Ints

    def __len__(self) -> int:
        return len(self.first)

    def where(self, keep: Bools) -> Spans:
        """Only the matches to keep."""
        return Spans(self.first[keep], self.last[keep], self.denied_at[keep])


NO_SPANS = Spans(NOTHING, NOTHING, NOTHING)


def joined_spans(parts: list[Spans]) -> Spans:
    """All the matches of all parts."""
    if not parts:
        return NO_SPANS
    if len(parts) == 1:
        return parts[0]
    return Spans(
        *(
            np.concatenate([getattr(p, name) for p in parts])
            for name in ("first", "last", "denied_at")
        )
    )


class Occurrences:
    """Where each slot occurs in a batch: the tokens slot by slot, ascending, and where each slot's begin."""

    def __init__(self, tokens: Tokens, words: Ints, first: Ints, filled: Ints, slots: int) -> None:
        self.tokens = tokens
        sizes = np.diff(first)
        hits = np.flatnonzero((sizes > 0)[words])
        word = words[hits]
        times = sizes[word]
        at = np.repeat(hits, times)
        slot = filled[
            np.arange(len(at)) + np.repeat(first[word] - (np.cumsum(times) - times), times)
        ]
        # sixteen bits sort by counting, which is many times quicker
        order = np.argsort(slot.astype(np.uint16) if slots < 1 << 16 else slot, kind="stable")
        self.at = at[order]
        self.first = np.concatenate(([0], np.cumsum(np.bincount(slot, minlength=slots))))
        self._reach = int(tokens.place[-1]) + 1_000 if len(tokens) else 1
        self._numbers = slot[order] * self._reach + tokens.place[self.at]

    def spread(self, slots: Ints) -> tuple[Ints, Ints]:
        """The tokens that fill each of the slots, one slot after the other: the tokens, and the place of their slot in `slots`."""
        sizes = self.first[slots + 1] - self.first[slots]
        which = np.repeat(np.arange(len(slots)), sizes)
        return self.at[
            np.arange(len(which)) + (self.first[slots] - (np.cumsum(sizes) - sizes))[which]
        ], which

    def beside(self, token: Ints, slot: Ints, distance: int) -> tuple[Ints, Bools]:
        """For each token whether its slot is filled that many places on, and by which token."""
        if not len(self._numbers):
            return token, np.zeros(len(token), dtype=bool)
        wanted = slot * self._reach + self.tokens.place[token] + distance
        index = np.minimum(np.searchsorted(self._numbers, wanted), len(self._numbers) - 1)
        return self.at[index], self._numbers[index] == wanted

    @cached_property
    def clause_ends(self) -> Bools:
        """Whether a token is the last word of its clause, or stands before a word such as `en` that joins another."""
        clause = self.tokens.clause
        ends: Bools = (
            np.append(clause[1:] != clause[:-1], True)[: len(clause)] | self._before_separators
        )
        return ends

    @cached_property
    def before_joiners(self) -> Bools:
        """Whether the next token parts two mentions of one clause (en, /, &), as no comma does."""
        clause = self.tokens.clause
        joined: Bools = (
            self._before_separators & np.append(clause[1:] == clause[:-1], False)[: len(clause)]
        )
        return joined

    @cached_property
    def _before_separators(self) -> Bools:
        return np.append(self.tokens.mention[1:] == 0, False)[: len(self.tokens)]


@dataclass(frozen=True)
class _States:
    """Sequences on their way: which sequence, its first token and the last one so far."""

    sequence: Ints
    first: Ints
    last: Ints

    def where(self, keep: Bools) -> _States:
        return _States(self.sequence[keep], self.first[keep], self.last[keep])


def _all(states: list[_States]) -> _States:
    return _States(
        *(
            np.concatenate([getattr(s, name) for s in states])
            for name in ("sequence", "first", "last")
        )
    )


@dataclass(frozen=True)
class Found:
    """The matches of all patterns in a batch, pattern by pattern."""

    pattern: Ints
    spans: Spans
    _begins: Ints

    def of(self, pattern: int) -> Spans:
        """The matches of one pattern."""
        part = slice(self._begins[pattern], self._begins[pattern + 1])
        return Spans(self.spans.first[part], self.spans.last[part], self.spans.denied_at[part])


class SequenceTable:
    """The sequences of numbered patterns, in columns."""

    def __init__(self, patterns: Iterable[Iterable[Sequence]]) -> None:
        of_pattern = [list(sequences) for sequences in patterns]
        self._patterns = len(of_pattern)
        sequences = list(dict.fromkeys(s for group in of_pattern for s in group))
        number = {sequence: i for i, sequence in enumerate(sequences)}
        self._size = np.array([len(s) for s in sequences], dtype=np.int64)
        deepest = int(self._size.max(initial=1))
        shape = (deepest, len(sequences))
        self._slot = np.zeros(shape, dtype=np.int64)
        self._gap = np.zeros(shape, dtype=np.int64)
        self._either, self._same_clause, self._final, self._listed = (
            np.zeros(shape, dtype=bool) for _ in range(4)
        )
        for i, sequence in enumerate(sequences):
            for depth, place in enumerate(sequence):
                self._slot[depth, i], self._gap[depth, i] = place.slot, place.gap
                self._either[depth, i], self._same_clause[depth, i] = (
                    place.either_order,
                    place.same_clause,
                )
                self._final[depth, i], self._listed[depth, i] = place.final, place.listed
        self._last_slot = self._slot[self._size - 1, np.arange(len(sequences))]
        self._pair = (self._size == 2) & ~np.logical_or.reduce(self._either, axis=0)
        self._in_parts = np.logical_or.reduce(self._same_clause, axis=0)
        pairs = sorted(
            (number[s], p) for p, group in enumerate(of_pattern) for s in dict.fromkeys(group)
        )
        self._pattern_of = np.array([p for _, p in pairs], dtype=np.int64)
        self._pattern_first = np.searchsorted(
            np.array([s for s, _ in pairs], dtype=np.int64), np.arange(len(sequences) + 1)
        )
        self._starts = np.cumsum(self._size) - self._size
        self._all_slots = np.array([place.slot for s in sequences for place in s], dtype=np.int64)

    def find(self, found: Occurrences) -> Found:
        """Every match of every pattern."""
        possible = self._possible(found)
        # a pair of words is looked for from the rarer one
        counts = np.diff(found.first)
        rarer = self._pair[possible] & (
            counts[self._last_slot[possible]] < counts[self._slot[0, possible]]
        )
        states = self._begin(possible[~rarer], found)
        done = [states.where(self._size[states.sequence] == 1), self._pairs(possible[rarer], found)]
        for depth in range(1, len(self._slot)):
            states = self._step(states.where(self._size[states.sequence] > depth), found, depth)
            done.append(states.where(self._size[states.sequence] == depth + 1))
        return self._by_pattern(_all(done))

    def _possible(self, found: Occurrences) -> Ints:
        """The sequences whose slots all occur."""
        if not len(self._size):
            return NOTHING
        occurs = np.diff(found.first) > 0
        return np.flatnonzero(np.logical_and.reduceat(occurs[self._all_slots], self._starts))

    def _begin(self, sequences: Ints, found: Occurrences) -> _States:
        """The first steps of the sequences."""
        at, which = found.spread(self._slot[0, sequences])
        states = _States(sequences[which], at, at)
        return states.where(~self._listed[0, states.sequence] | found.before_joiners[at])

    def _pairs(self, sequences: Ints, found: Occurrences) -> _States:
        """The matches of sequences of two, from the second word back to the first."""
        at, which = found.spread(self._slot[1, sequences])
        states = _States(sequences[which], at, at)
        gap = self._gap[1, states.sequence]
        parts = [_States(NOTHING, NOTHING, NOTHING)]
        for distance in range(1, int(gap.max(initial=-1)) + 2):
            near = states.where(gap >= distance - 1)
            there, hit = found.beside(near.last, self._slot[0, near.sequence], -distance)
            near, there = near.where(hit), there[hit]
            fits = self._fit(near.sequence, 1, there, near.last, found)
            fits &= ~self._listed[0, near.sequence] | found.before_joiners[there]
            parts.append(_States(near.sequence[fits], there[fits], near.last[fits]))
        return _all(parts)

    def _fit(
        self, sequence: Ints, depth: int, before: Ints, token: Ints, found: Occurrences
    ) -> Bools:
        """Whether a token may be the step at that depth behind the token of the step before it."""
        tokens = found.tokens
        fits: Bools = tokens.sentence[before] == tokens.sentence[token]
        fits &= ~self._same_clause[depth, sequence] | (
            tokens.clause[before] == tokens.clause[token]
        )
        fits &= (self._gap[depth, sequence] > 0) | (tokens.hard[before] == tokens.hard[token])
        fits &= ~self._final[depth, sequence] | found.clause_ends[token]
        return fits

    def _step(self, states: _States, found: Occurrences, depth: int) -> _States:
        gap = self._gap[depth, states.sequence]
        either = self._either[depth, states.sequence]
        parts = [_States(NOTHING, NOTHING, NOTHING)]
        for distance in range(1, int(gap.max(initial=-1)) + 2):
            here = gap >= distance - 1
            parts.append(self._after(states.where(here), found, depth, distance))
            if either.any():
                parts.append(self._before(states.where(here & either), found, depth, distance))
        return _all(parts)

    def _after(self, states: _States, found: Occurrences, depth: int, distance: int) -> _States:
        there, hit = found.beside(states.last, self._slot[depth, states.sequence], distance)
        states, there = states.where(hit), there[hit]
        fits = self._fit(states.sequence, depth, states.last, there, found)
        return _States(states.sequence[fits], states.first[fits], there[fits])

    def _before(self, states: _States, found: Occurrences, depth: int, distance: int) -> _States:
        there, hit = found.beside(states.first, self._slot[depth, states.sequence], -distance)
        states, there = states.where(hit), there[hit]
        fits = found.tokens.sentence[states.first] == found.tokens.sentence[there]
        return _States(states.sequence[fits], there[fits], states.last[fits])

    def _by_pattern(self, states: _States) -> Found:
        sizes = np.diff(self._pattern_first)[states.sequence]
        row = np.repeat(np.arange(len(sizes)), sizes)
        pattern = self._pattern_of[
            np.arange(len(row))
            + (self._pattern_first[states.sequence] - (np.cumsum(sizes) - sizes))[row]
        ]
        order = np.lexsort((states.last[row], states.first[row], pattern))
        pattern, row = pattern[order], row[order]
        begins = np.searchsorted(pattern, np.arange(self._patterns + 1))
        first, last = states.first[row], states.last[row]
        # `wij vatten geen stukken samen`: what stands between the parts of a verb belongs to its clause, not to the pattern
        in_parts = self._in_parts[states.sequence[row]]
        return Found(pattern, Spans(first, last, np.where(in_parts, last, first)), begins)

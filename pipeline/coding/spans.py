"""Finds sequences of slots in the tokens of a batch: arrays in, arrays out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pipeline.coding.sequences import Place, Sequence
from pipeline.model import Bools, Ints, Tokens

NOTHING = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Spans:
    """Matches: first and last token of each."""

    first: Ints
    last: Ints

    def __len__(self) -> int:
        return len(self.first)

    def where(self, keep: Bools) -> Spans:
        """Only the matches to keep."""
        return Spans(self.first[keep], self.last[keep])


NO_SPANS = Spans(NOTHING, NOTHING)


def joined_spans(parts: list[Spans]) -> Spans:
    """All the matches of all parts."""
    if not parts:
        return NO_SPANS
    if len(parts) == 1:
        return parts[0]
    return Spans(np.concatenate([p.first for p in parts]), np.concatenate([p.last for p in parts]))


class Occurrences:
    """Where each slot occurs in a batch, found in one pass over the words."""

    def __init__(self, tokens: Tokens, first: Ints, filled: Ints, slots: int) -> None:
        self.tokens = tokens
        counts = (first[1:] - first[:-1])[tokens.word] if len(tokens) else NOTHING
        hits = np.flatnonzero(counts)
        times = counts[hits]
        at = np.repeat(hits, times)
        inner = np.arange(len(at)) - np.repeat(np.cumsum(times) - times, times)
        slot = filled[first[tokens.word[at]] + inner] if len(at) else NOTHING
        order = np.argsort(slot, kind="stable")
        self._at = at[order]
        self._first = np.searchsorted(slot[order], np.arange(slots + 1))

    def of(self, slot: int) -> Ints:
        """The tokens that fill the slot, ascending."""
        return self._at[self._first[slot] : self._first[slot + 1]]

    @cached_property
    def counts(self) -> Ints:
        """How often each slot occurs."""
        return np.diff(self._first)

    @cached_property
    def clause_ends(self) -> Bools:
        """Whether a token is the last word of its clause, or stands before a word such as `en` that joins another."""
        clause = self.tokens.clause
        ends: Bools = np.append(clause[1:] != clause[:-1], True)[: len(clause)] | self.before_separators
        return ends

    @cached_property
    def before_separators(self) -> Bools:
        """Whether the next token parts two mentions."""
        return np.append(self.tokens.mention[1:] == 0, False)[: len(self.tokens)]

    @cached_property
    def before_joiners(self) -> Bools:
        """Whether the next token parts two mentions of one clause (en, /, &), as no comma does."""
        clause = self.tokens.clause
        joined: Bools = self.before_separators & np.append(clause[1:] == clause[:-1], False)[: len(clause)]
        return joined

    def find(self, sequence: Sequence) -> Spans:
        """The matches of a sequence."""
        if len(sequence) == 1:
            at = self.of(sequence[0].slot)
            return Spans(at, at)
        if any(self._first[p.slot] == self._first[p.slot + 1] for p in sequence):
            return NO_SPANS
        at = self.of(sequence[0].slot)
        if sequence[0].listed:
            at = at[self.before_joiners[at]]
        spans = Spans(at, at)
        for place in sequence[1:]:
            spans = self._follow(spans, place)
            if not len(spans):
                return NO_SPANS
        return spans

    def _follow(self, spans: Spans, place: Place) -> Spans:
        there = self.of(place.slot)
        if place.final:
            there = there[self.clause_ends[there]]
        found = [self._after(spans, there, distance, place) for distance in range(1, place.gap + 2)]
        if place.either_order:
            found += [self._before(spans, there, distance) for distance in range(1, place.gap + 2)]
        return joined_spans([f for f in found if len(f)])

    def _after(self, spans: Spans, there: Ints, distance: int, place: Place) -> Spans:
        tokens = self.tokens
        meant, hit = self._at_distance(spans.last, there, distance)
        first, last = spans.first[hit], spans.last[hit]
        fits = tokens.sentence[last] == tokens.sentence[meant]
        if place.same_clause:
            fits &= tokens.clause[last] == tokens.clause[meant]
        if place.gap == 0:
            fits &= tokens.hard[last] == tokens.hard[meant]
        return Spans(first[fits], meant[fits])

    def _before(self, spans: Spans, there: Ints, distance: int) -> Spans:
        meant, hit = self._at_distance(spans.first, there, -distance)
        fits = self.tokens.sentence[spans.first[hit]] == self.tokens.sentence[meant]
        return Spans(meant[fits], spans.last[hit][fits])

    def _at_distance(self, anchor: Ints, there: Ints, distance: int) -> tuple[Ints, Ints]:
        """The tokens of `there` that stand that many places from an anchor, and the numbers of those anchors."""
        if not len(there):
            return NOTHING, NOTHING
        wanted = self.tokens.place[anchor] + distance
        places = self.tokens.place[there]
        index = np.minimum(np.searchsorted(places, wanted), len(there) - 1)
        hit = np.flatnonzero(places[index] == wanted)
        return there[index[hit]], hit

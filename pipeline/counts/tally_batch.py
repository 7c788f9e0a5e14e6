"""One batch of coded answers, ready to be added to a tally."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pipeline.counts.values import Cell, CodedAnswers, Counts
from pipeline.model import SOURCES, Bools, Floats, Ints


@dataclass(frozen=True)
class CodingRows:
    """Codings: the number of the answer, its code, the source, and whether it is a guess."""

    answer: Ints
    code: Ints
    source: Ints
    guess: Bools

    @classmethod
    def of(cls, coded: CodedAnswers) -> CodingRows:
        """Return the codings of those answers."""
        none = np.zeros(len(coded.answer), dtype=bool)
        guess = none if coded.guess is None else coded.guess
        return cls(coded.answer, coded.code, coded.source, guess)

    def at(self, rows: Ints | Bools) -> CodingRows:
        """Return those rows alone."""
        return CodingRows(self.answer[rows], self.code[rows], self.source[rows], self.guess[rows])

    def unique(self, codes: int) -> CodingRows:
        """Return a row for each answer and code: its strongest source; a guess if all are."""
        key = self.answer * codes + self.code
        order = np.lexsort((self.source, key))
        if not len(order):
            return self
        first = np.flatnonzero(np.diff(key[order], prepend=-1))
        only_guesses = np.logical_and.reduceat(self.guess[order], first)
        return replace(self.at(order[first]), guess=only_guesses)


@dataclass(frozen=True)
class TallyBatch:
    """One batch, ready to be counted.

    `own` are the codings, unique per answer and code; `mentions` are these and, for each, one of
    every parent; `rows` are those, unique per answer and code.
    """

    answers: int
    codes: int
    nothing: int
    own: CodingRows
    mentions: CodingRows
    rows: CodingRows
    weights: Floats | None

    def add_to(
        self, cells: dict[Cell, Counts], variable: str, numbers: Ints, values: Sequence[str]
    ) -> None:
        """Count the answers by value, given the number of each answer's value (-1: none)."""
        size, codes, sources = len(values), self.codes, len(SOURCES)
        asked = np.bincount(numbers[numbers >= 0], minlength=size)
        rows, value = self.rows, numbers[self.rows.answer]
        has_value = value >= 0
        value_and_code = value[has_value] * codes + rows.code[has_value]
        by_source = np.bincount(
            value_and_code * sources + rows.source[has_value], minlength=size * codes * sources
        ).reshape(size, codes, sources)
        only_guesses = self._by_code(rows.at(rows.guess), numbers, size)
        mentions = self._by_code(self.mentions, numbers, size)
        in_base = self.own.at(self.own.code != self.nothing)
        codings = self._by_code(in_base, numbers, size).sum(axis=1)
        guesses = self._by_code(in_base.at(in_base.guess), numbers, size).sum(axis=1)
        empty = np.ones(self.answers, dtype=bool)
        empty[rows.answer] = False
        uncoded = np.bincount(numbers[empty & (numbers >= 0)], minlength=size)
        of_codes = self._weights_of_codes(value_and_code, has_value, size)
        of_base = self._weights_of_base(numbers, size)
        for i, name in enumerate(values):
            if asked[i]:
                new = Counts(
                    by_source=by_source[i],
                    only_guesses=only_guesses[i],
                    mentions=mentions[i],
                    weighted=of_codes[0][i],
                    weighted2=of_codes[1][i],
                    asked=int(asked[i]),
                    without_answer=int(by_source[i, self.nothing].sum()),
                    uncoded=int(uncoded[i]),
                    weight=float(of_base[0][i]),
                    weight2=float(of_base[1][i]),
                    weight4=float(of_base[2][i]),
                    codings=int(codings[i]),
                    guesses=int(guesses[i]),
                )
                cells.setdefault((variable, name), Counts.zeros(codes)).merge(new)

    def packed(self) -> npt.NDArray[np.uint8]:
        """Return a row of bits for each answer: which codes it has."""
        has = np.zeros((self.answers, self.codes), dtype=bool)
        has[self.rows.answer, self.rows.code] = True
        return np.packbits(has, axis=1)

    def _by_code(self, rows: CodingRows, numbers: Ints, size: int) -> Ints:
        """Return how many of the rows each value and code has, (size, codes)."""
        value = numbers[rows.answer]
        has_value = value >= 0
        value_and_code = value[has_value] * self.codes + rows.code[has_value]
        counted = np.bincount(value_and_code, minlength=size * self.codes)
        return counted.reshape(size, self.codes)

    def _weights_of_codes(
        self, value_and_code: Ints, has_value: Bools, size: int
    ) -> tuple[Floats, Floats]:
        """Return the sums of the weights and of their squares, each (size, codes)."""
        shape = size, self.codes
        if self.weights is None:
            return np.zeros(shape), np.zeros(shape)
        weights = self.weights[self.rows.answer[has_value]]
        once, squared = (
            np.bincount(value_and_code, weights=powers, minlength=size * self.codes).astype(float)
            for powers in (weights, weights**2)
        )
        return once.reshape(shape), squared.reshape(shape)

    def _weights_of_base(self, numbers: Ints, size: int) -> tuple[Floats, Floats, Floats]:
        """Return by value the sums of weights in the base, of squares and of fourth powers."""
        if self.weights is None:
            return np.zeros(size), np.zeros(size), np.zeros(size)
        in_base = numbers >= 0
        in_base[self.rows.answer[self.rows.code == self.nothing]] = False
        weights, where = self.weights[in_base], numbers[in_base]
        once, squared, fourth = (
            np.bincount(where, weights=powers, minlength=size).astype(float)
            for powers in (weights, weights**2, weights**4)
        )
        return once, squared, fourth

"""The values of counting: cells of respondents, coded answers, and the counts of a cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.counts.intervals import WeightSums
from pipeline.model import SOURCES, Bools, Floats, Ints

Cell = tuple[str, str]
"""Segment variable and value; ("", "") is everybody. Crossed variables are named `a × b`."""

EVERYBODY: Cell = ("", "")

CROSS = " × "
"""The separator between names, and values, of crossed segments."""

Hashes = npt.NDArray[np.uint64]
Segments = Mapping[str, tuple[Ints, tuple[str, ...]]]
"""By variable: the number of each answer's value, and the values; an empty value is no segment."""


@dataclass(frozen=True, kw_only=True)
class CodedAnswers:
    """The answers of one question in one wave and their codings, as arrays.

    The codings are one row each of `answer` (0..answers), `code` (of `book.codes`), `source` (of
    `model.SOURCES`) and whether it is a `guess` (None: none is). For each answer: its segment
    values, its weight (None: equal weights), whether it is inside the question's filter (None: no
    filter), and its respondent as a hash of the id (None: not remembered).
    """

    answers: int
    segments: Segments
    answer: Ints
    code: Ints
    source: Ints
    guess: Bools | None = None
    weights: Floats | None = None
    who: Hashes | None = None
    inside: Bools | None = None

    def within_filter(self) -> CodedAnswers:
        """Return the answers inside the question's filter."""
        inside = self.inside
        if inside is None:
            return self
        new_number = np.cumsum(inside) - 1
        kept = inside[self.answer]
        return CodedAnswers(
            answers=int(inside.sum()),
            segments={name: (of[inside], values) for name, (of, values) in self.segments.items()},
            answer=new_number[self.answer[kept]].astype(np.int64),
            code=self.code[kept],
            source=self.source[kept],
            guess=None if self.guess is None else self.guess[kept],
            weights=None if self.weights is None else self.weights[inside],
            who=None if self.who is None else self.who[inside],
        )


@dataclass
class Counts:
    """Counts of one question, wave and cell, with K codes.

    Respondents asked, of these without an answer, and of the others uncoded. by_source: (K,
    sources) respondents with the code or one below it, by strongest source. only_guesses: (K,) of
    these, for whom each such coding is a guess. mentions: (K,) codings of the code and those below
    it. weighted: (K,) sum of the weights of those respondents. weight, weight2: sums of the weights
    in the base, and of their squares. codings, guesses: codings of the base, and how many of them
    are guesses.
    """

    by_source: Ints
    only_guesses: Ints
    mentions: Ints
    weighted: Floats
    weighted2: Floats
    asked: int = 0
    without_answer: int = 0
    uncoded: int = 0
    weight: float = 0.0
    weight2: float = 0.0
    weight4: float = 0.0
    codings: int = 0
    guesses: int = 0

    @classmethod
    def zeros(cls, codes: int) -> Counts:
        """Return zero counts for that many codes."""
        return cls(
            by_source=np.zeros((codes, len(SOURCES)), dtype=np.int64),
            only_guesses=np.zeros(codes, dtype=np.int64),
            mentions=np.zeros(codes, dtype=np.int64),
            weighted=np.zeros(codes),
            weighted2=np.zeros(codes),
        )

    @property
    def base(self) -> int:
        """Respondents who gave an answer."""
        return self.asked - self.without_answer

    @property
    def weight_sums(self) -> WeightSums:
        """The sums of weights that give each weighted share its effective base."""
        return WeightSums(
            of_code=self.weighted,
            of_code2=self.weighted2,
            total=self.weight,
            squares=self.weight2,
            fourths=self.weight4,
        )

    def merge(self, other: Counts) -> None:
        """Add the counts of other respondents."""
        self.by_source += other.by_source
        self.only_guesses += other.only_guesses
        self.mentions += other.mentions
        self.weighted += other.weighted
        self.weighted2 += other.weighted2
        self.asked += other.asked
        self.without_answer += other.without_answer
        self.uncoded += other.uncoded
        self.weight += other.weight
        self.weight2 += other.weight2
        self.weight4 += other.weight4
        self.codings += other.codings
        self.guesses += other.guesses


@dataclass(frozen=True)
class Overlap:
    """Respondents in the bases of both of two waves.

    By code, (K,): how many had it in both waves, only before, only now.
    """

    both: int
    in_both: Ints
    before_only: Ints
    now_only: Ints

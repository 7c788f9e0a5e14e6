"""What a reader knows of the hidden figures of one question and wave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.counts.disclosure.known_sums import KnownSum
from pipeline.counts.disclosure.weights import WeightedFigures
from pipeline.model import Bools, Floats

Place = tuple[int, int]
"""A figure of a table: the numbers of its cell and of its theme."""


@dataclass(frozen=True, kw_only=True)
class KnownTable:
    """A table of one question and wave, and what a reader knows of its hidden figures.

    n: (cells, themes) the true numbers. base: (cells,) their bases. sums: of cells. hidden,
    protected, few: (cells, themes), whether the figure is hidden, may not be revealed, and is of
    few. at_least: (cells,
    themes), what the disclosure rules tell of a hidden figure. is_above: (themes, themes), whether
    the second has all respondents of the first. excludes: (themes, themes), whether nobody has
    both. unions: themes that have no other respondents than those of others.
    """

    n: Floats
    base: Floats
    sums: Sequence[KnownSum]
    hidden: Bools
    protected: Bools
    few: Bools
    at_least: Floats
    is_above: Bools
    excludes: Bools
    unions: Sequence[tuple[int, tuple[int, ...]]]
    weights: WeightedFigures | None
    least_n: int

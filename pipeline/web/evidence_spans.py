"""Cuts a verbatim where evidence begins and ends, so that overlapping spans of several themes can be underlined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.review import Suggestion

MOST_LINES = 4
"""Underlines below each other; more can't be told apart."""


@dataclass(frozen=True)
class Mark:
    """One line under a piece: of which suggestion (its number, from 1), how deep below the text, and whether the span ends with this piece."""

    number: int
    theme: str
    depth: int
    ends: bool


@dataclass(frozen=True)
class Piece:
    """A slice of the verbatim with the lines under it, the outermost (deepest) first."""

    text: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Hint:
    """A suggestion with its number, the style of its line, and whether it is the first of its theme (that one can be ticked)."""

    number: int
    suggestion: Suggestion
    style: int
    first: bool


def hints(suggestions: Sequence[Suggestion]) -> tuple[Hint, ...]:
    """The suggestions as they stand in the list."""
    depths = _depths([n for n, suggestion in enumerate(suggestions, 1) if suggestion.spans])
    themes = [suggestion.theme for suggestion in suggestions]
    return tuple(
        Hint(n, suggestion, depths.get(n, MOST_LINES), suggestion.theme not in themes[: n - 1])
        for n, suggestion in enumerate(suggestions, 1)
    )


def pieces(verbatim: str, suggestions: Sequence[Suggestion]) -> tuple[Piece, ...]:
    """The verbatim in slices that join to it again; each suggestion keeps its depth over the whole text."""
    size = len(verbatim)
    spans = [
        (max(0, start), min(end, size), number, suggestion.theme)
        for number, suggestion in enumerate(suggestions, 1)
        for start, end in suggestion.spans
        if max(0, start) < min(end, size)
    ]
    depths = _depths([n for n, suggestion in enumerate(suggestions, 1) if suggestion.spans])
    cuts = sorted({0, size, *(cut for start, end, _, _ in spans for cut in (start, end))})
    return tuple(
        Piece(verbatim[start:end], _marks(spans, depths, start, end))
        for start, end in pairwise(cuts)
    )


def _depths(numbers: Sequence[int]) -> dict[int, int]:
    return {number: depth for depth, number in enumerate(numbers[:MOST_LINES])}


def _marks(
    spans: Sequence[tuple[int, int, int, str]], depths: dict[int, int], start: int, end: int
) -> tuple[Mark, ...]:
    over = {n: (theme, b) for a, b, n, theme in spans if a <= start and end <= b and n in depths}
    marks = (
        Mark(number, theme, depths[number], ends == end) for number, (theme, ends) in over.items()
    )
    return tuple(sorted(marks, key=lambda mark: -mark.depth))

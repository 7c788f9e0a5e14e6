"""Splits a verbatim where evidence begins and ends, so that overlapping spans can be underlined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.review import Suggestion

MAX_LINES = 4
"""The most parallel underlines; more can't be distinguished."""


@dataclass(frozen=True)
class EvidenceSpan:
    """Evidence in a verbatim: the number of its suggestion (from 1), its start and end.

    `depth` is how deep below the text it is underlined.
    """

    number: int
    theme: str
    start: int
    end: int
    depth: int


@dataclass(frozen=True)
class Piece:
    """A slice of the verbatim and the evidence that it is part of, the deepest line first."""

    text: str
    spans: tuple[EvidenceSpan, ...]
    end: int


@dataclass(frozen=True)
class Hint:
    """A suggestion with its number, the style of its line, and whether it is its theme's first."""

    number: int
    suggestion: Suggestion
    style: int
    first: bool


def hints(suggestions: Sequence[Suggestion]) -> tuple[Hint, ...]:
    """Return the suggestions as in the list."""
    depths = _depths(suggestions)
    themes = [suggestion.theme for suggestion in suggestions]
    return tuple(
        Hint(n, suggestion, depths.get(n, MAX_LINES), suggestion.theme not in themes[: n - 1])
        for n, suggestion in enumerate(suggestions, 1)
    )


def pieces(verbatim: str, suggestions: Sequence[Suggestion]) -> tuple[Piece, ...]:
    """Return consecutive slices of the verbatim, with the evidence over each."""
    spans = _evidence_spans(verbatim, suggestions)
    ends = {cut for span in spans for cut in (span.start, span.end)}
    cuts = sorted({0, len(verbatim), *ends})
    return tuple(
        Piece(verbatim[start:end], _spans_over(spans, start, end), end)
        for start, end in pairwise(cuts)
    )


def _evidence_spans(verbatim: str, suggestions: Sequence[Suggestion]) -> list[EvidenceSpan]:
    depths = _depths(suggestions)
    spans = []
    for number, suggestion in enumerate(suggestions, 1):
        for start, end in suggestion.spans:
            start, end = max(0, start), min(end, len(verbatim))
            if start < end:
                depth = depths.get(number, MAX_LINES)
                spans.append(EvidenceSpan(number, suggestion.theme, start, end, depth))
    return spans


def _depths(suggestions: Sequence[Suggestion]) -> dict[int, int]:
    """Return the line depth of each suggestion (by number) that has evidence and gets a line."""
    numbers = [number for number, suggestion in enumerate(suggestions, 1) if suggestion.spans]
    return {number: depth for depth, number in enumerate(numbers[:MAX_LINES])}


def _spans_over(spans: Sequence[EvidenceSpan], start: int, end: int) -> tuple[EvidenceSpan, ...]:
    """Return the underlined spans over a slice, one per suggestion, the deepest first."""
    over = {
        span.number: span
        for span in spans
        if span.start <= start and end <= span.end and span.depth < MAX_LINES
    }
    return tuple(sorted(over.values(), key=lambda span: -span.depth))

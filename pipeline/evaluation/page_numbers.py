"""The tables of numbers beside the small pictures of an evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.evaluation.values import Coverage, CoveragePoint, Learning, Reliability
from pipeline.model import Measure
from pipeline.report import as_data
from pipeline.report.pictures import Picture
from pipeline.report.words import NumberFormats

MOST_POINTS = 12
"""Rows of a table; a curve of very many points shows some of them."""

Row = tuple[str, ...]
Numbers = tuple[Row, list[Row]]
"""Head and rows."""


@dataclass(frozen=True)
class FigureView:
    """A picture on the page with its numbers: data address, words, head and rows of the table beside it."""

    source: str
    alt: str
    head: Row
    rows: tuple[Row, ...]


def with_numbers(
    drawn: Mapping[str, Picture],
    found: tuple[Reliability | None, Coverage | None, Learning | None],
    formats: NumberFormats,
) -> tuple[FigureView, ...]:
    """The small pictures with the numbers that they show."""
    reliability, coverage, learning = found
    tables: dict[str, Numbers] = {}
    if reliability:
        tables["reliability"] = _of_reliability(reliability, formats)
    if coverage:
        tables["coverage"] = _of_coverage(coverage, formats)
    if learning:
        tables["learning"] = _of_learning(learning, formats)
    return tuple(
        FigureView(as_data(picture.svg), picture.alt, tables[name][0], tuple(tables[name][1]))
        for name, picture in drawn.items()
    )


def interval(measure: Measure, formats: NumberFormats) -> str:
    """`0,74–0,89`, or nothing where there is none."""
    return (
        f"{formats.decimal(measure.low)}–{formats.decimal(measure.high)}"
        if measure.low is not None
        else ""
    )


def percents(measure: Measure, formats: NumberFormats) -> str:
    """`74–89%`, or nothing where there is none."""
    return _from_to(measure.low, measure.high, formats) if measure.low is not None else ""


def _from_to(low: float | None, high: float | None, formats: NumberFormats) -> str:
    return f"{formats.percent(low).rstrip('%')}–{formats.percent(high)}"


def _of_reliability(found: Reliability, formats: NumberFormats) -> Numbers:
    head = tuple(
        formats.text(key) for key in ("eval_bin", "n_label", "eval_mean", "eval_came_true")
    )
    rows: list[Row] = [
        (
            _from_to(p.low, p.high, formats),
            formats.number(p.n),
            formats.percent(p.mean),
            f"{formats.percent(p.came_true.value)} ({percents(p.came_true, formats)})",
        )
        for p in found.points
    ]
    return head, rows


def _of_coverage(found: Coverage, formats: NumberFormats) -> Numbers:
    head = tuple(formats.text(f"eval_coverage_{key}") for key in ("share", "error", "confidence"))
    points: tuple[CoveragePoint, ...] = found.points
    if len(points) > MOST_POINTS:
        points = tuple(
            points[round((i + 1) * len(points) / MOST_POINTS) - 1] for i in range(MOST_POINTS)
        )
    rows: list[Row] = [
        (formats.percent(p.share), formats.percent(p.error), formats.decimal(p.confidence))
        for p in points
    ]
    return head, rows


def _of_learning(found: Learning, formats: NumberFormats) -> Numbers:
    head = (
        formats.text("eval_labels"),
        *(formats.text(f"eval_coder_{coder}") for coder in found.gains),
    )
    rows: list[Row] = [
        (formats.number(round(p.labels)), *(formats.measured(f1) for f1 in p.f1.values()))
        for p in found.points
    ]
    return head, rows

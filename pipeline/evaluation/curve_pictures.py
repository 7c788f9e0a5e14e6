"""The small charts of an evaluation: calibration, coverage and the learning curve.

Each has a table of the numbers that it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.evaluation.theme_picture import (
    FONTS,
    INK,
    LEFT,
    LINE,
    MUTED,
    SIGNS,
    SMALL,
    TICK,
    TITLE,
    draw_key,
    f1_steps,
    method_name,
    method_scores,
)
from pipeline.evaluation.values import Calibration, Coverage, LearningCurve, Method, Performance
from pipeline.model import Measure
from pipeline.report import NARROW
from pipeline.report.pictures import LEADING, Canvas, Picture, as_picture
from pipeline.report.words import NumberFormats
from pipeline.study import HOUSE

ACCENT, DEEP = HOUSE.accent, HOUSE.deep

PLOT_HEIGHT = 2.0
"""Inches from the lowest to the highest value."""

MAX_ROWS = 12
"""The most rows of a table; longer curves are thinned."""

_EDGE, _END = 0.42, NARROW - 0.14
_QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)

Point = tuple[float, float]
Row = tuple[str, ...]
Ticks = Sequence[tuple[float, str]]


@dataclass(frozen=True)
class CurveFigure:
    """A small chart, with the header and the rows of the table beside it."""

    picture: Picture
    head: Row
    rows: tuple[Row, ...]


def curve_figures(performance: Performance, formats: NumberFormats) -> dict[str, CurveFigure]:
    """Return the charts of what was measured, by file name."""
    curves = []
    if performance.calibration:
        curves.append(_calibration_curve(performance.calibration, formats))
    if performance.coverage:
        curves.append(_coverage_curve(performance.coverage, formats))
    if performance.learning:
        curves.append(_learning_curve(performance.learning, formats))
    return {curve.name: _figure(curve, formats) for curve in curves}


def coverage_note(coverage: Coverage, formats: NumberFormats) -> str:
    """Return the share that needs no review, in a sentence."""
    wanted = formats.percent(coverage.wanted)
    if coverage.error is None:
        return formats.text("eval_coverage_none", wanted=wanted)
    share = formats.percent(coverage.share)
    return formats.text("eval_coverage_note", wanted=wanted, share=share)


def learning_notes(learning: LearningCurve, formats: NumberFormats) -> list[str]:
    """Return what more labels would gain: a sentence for each method where that is clear.

    One sentence names those for which it isn't.
    """
    sizes = {"more": formats.number(learning.more), "labels": formats.number(learning.labels)}
    notes, unclear = [], []
    for method, gain in learning.gains.items():
        name = formats.text(f"eval_to_{method}")
        if not gain.clear:
            unclear.append(name)
            continue
        value, low, high = map(formats.decimal, gain.f1.numbers)
        clear = {"coder": name, "gain": value, "low": low, "high": high}
        notes.append(formats.text("eval_learning_clear", **sizes, **clear))
    if unclear:
        coders = formats.text("eval_or").join(unclear)
        notes.append(formats.text("eval_learning_unclear", **sizes, coder=coders))
    return notes


class _Plot:
    """Axes on a canvas: maps values from 0 to `across` and `up` to positions."""

    def __init__(self, canvas: Canvas, top: float, across: float, up: float) -> None:
        self.canvas, self.top, self.across, self.up = canvas, top, across, up

    def at(self, x: float, y: float) -> Point:
        """Return the position of a value, in inches."""
        left = _EDGE + (_END - _EDGE) * x / self.across
        return left, self.top + PLOT_HEIGHT * (1 - y / self.up)

    def ticks(self, xs: Ticks, ys: Ticks) -> None:
        for x, text in xs:
            left, low = self.at(x, 0)
            self.canvas.line(left, self.top, left, low, LINE if x else MUTED, behind=True)
            self.canvas.paragraph(left, low + 0.04, [text], TICK, MUTED, align="center")
        for y, text in ys:
            right, height = self.at(self.across, y)
            self.canvas.line(_EDGE, height, right, height, LINE if y else MUTED, behind=True)
            self.canvas.paragraph(_EDGE - 0.06, height - 0.067, [text], TICK, MUTED, align="right")

    def path(
        self, points: Sequence[Point], colour: str, width: float, *, dashed: bool = False
    ) -> None:
        self.canvas.path([self.at(*point) for point in points], colour, width, dashed=dashed)

    def dot(self, point: Point, size: float, colour: str, shape: str = "o") -> None:
        self.canvas.dot(*self.at(*point), size, colour, shape)

    def interval(self, x: float, measure: Measure, colour: str, width: float) -> None:
        if measure.interval:
            self.path([(x, end) for end in measure.interval], colour, width)

    def curve(
        self,
        measures: Sequence[tuple[float, Measure]],
        colour: str,
        sizes: tuple[float, float],
        shape: str = "o",
    ) -> None:
        """Draw measures as markers on a line; `sizes` are the width of the line and of a marker."""
        points = [(x, measure.value or 0.0) for x, measure in measures]
        width, size = sizes
        self.path(points, colour, width)
        for point in points:
            self.dot(point, size, colour, shape)


@dataclass(frozen=True, kw_only=True)
class _Curve:
    """The content of one chart; its texts have catalogue keys that contain its name."""

    name: str
    note: str
    alt: str
    draw: Callable[[_Plot], None]
    head: Row
    rows: Sequence[Row]
    across: float = 1.0
    up: float = 1.0
    key: tuple[Method, ...] = ()


def _calibration_curve(calibration: Calibration, formats: NumberFormats) -> _Curve:
    """Return how often probabilities came true, beside the line of perfect calibration."""
    bins, percent = calibration.bins, formats.percent
    error = formats.decimal(calibration.error, 3)

    def draw(plot: _Plot) -> None:
        steps = [(step, percent(step)) for step in _QUARTERS]
        plot.ticks(steps, steps)
        plot.path([(0, 0), (1, 1)], MUTED, 0.9, dashed=True)
        for of_bin in bins:
            plot.interval(of_bin.mean, of_bin.came_true, DEEP, 1.1)
        plot.curve([(of_bin.mean, of_bin.came_true) for of_bin in bins], DEEP, (0.8, 5.2))

    named, rows = [], []
    for of_bin in bins:
        n, mean = formats.number(of_bin.n), percent(of_bin.mean)
        low, high, came = percent(of_bin.low), percent(of_bin.high), of_bin.came_true
        values = {"low": low, "high": high, "n": n, "mean": mean, "came": percent(came.value)}
        named.append(formats.text("eval_reliability_point", **values))
        interval = formats.percents(*came.interval) if came.interval else ""
        row = (formats.percents(of_bin.low, of_bin.high), n, mean)
        rows.append((*row, f"{percent(came.value)} ({interval})"))
    keys = ("eval_bin", "n_label", "eval_mean", "eval_came_true")
    return _Curve(
        name="reliability",
        note=formats.text("eval_reliability_note", error=error),
        alt=formats.text("eval_reliability_alt", error=error, named="; ".join(named)),
        draw=draw,
        head=tuple(formats.text(key) for key in keys),
        rows=rows,
    )


def _coverage_curve(coverage: Coverage, formats: NumberFormats) -> _Curve:
    """Return the share of errors as more and more answers are accepted without review."""
    points, percent, wanted = coverage.points, formats.percent, coverage.wanted
    highest = max([wanted, *(point.error for point in points)])
    up = next(step for step in (0.1, 0.2, 0.5, 1.0) if step >= highest)

    def draw(plot: _Plot) -> None:
        errors = [(up * step, percent(up * step)) for step in _QUARTERS]
        plot.ticks([(step, percent(step)) for step in _QUARTERS], errors)
        plot.path([(0, wanted), (1, wanted)], ACCENT, 1.0, dashed=True)
        stairs, before = [], 0.0
        for point in points:
            stairs += [(before, point.error), (point.share, point.error)]
            before = point.share
        plot.path(stairs, DEEP, 1.5)
        if coverage.error is not None:
            plot.dot((coverage.share, coverage.error), 6.0, ACCENT)

    note = coverage_note(coverage, formats)
    everything = percent(points[-1].error if points else None)
    shown = points
    if len(points) > MAX_ROWS:
        steps = [round((i + 1) * len(points) / MAX_ROWS) - 1 for i in range(MAX_ROWS)]
        shown = tuple(points[step] for step in steps)
    keys = ("share", "error", "confidence")
    return _Curve(
        name="coverage",
        note=note,
        alt=formats.text("eval_coverage_alt", note=note, all=everything),
        draw=draw,
        head=tuple(formats.text(f"eval_coverage_{key}") for key in keys),
        rows=[(percent(p.share), percent(p.error), formats.decimal(p.probability)) for p in shown],
        up=up,
    )


def _learning_curve(learning: LearningCurve, formats: NumberFormats) -> _Curve:
    """Return F1 of what learns after learning from more and more labels: a line for each."""
    points, learners = learning.points, tuple(learning.gains)

    def draw(plot: _Plot) -> None:
        labels = [(point.labels, formats.number(round(point.labels))) for point in points]
        plot.ticks(labels, f1_steps(formats))
        for method in learners:
            colour, shape = SIGNS[method]
            for point in points:
                plot.interval(point.labels, point.f1[method], colour, 0.9)
            curve = [(point.labels, point.f1[method]) for point in points]
            plot.curve(curve, colour, (1.4, 5.0), shape)

    named, rows = [], []
    for point in points:
        labels = formats.number(round(point.labels))
        scores = method_scores(point.f1, formats)
        named.append(formats.text("eval_learning_point", labels=labels, scores=scores))
        rows.append((labels, *map(formats.measured, point.f1.values())))
    methods = [method_name(method, formats) for method in learners]
    return _Curve(
        name="learning",
        note=" ".join(learning_notes(learning, formats)),
        alt=formats.text("eval_learning_alt", named="; ".join(named)),
        draw=draw,
        head=(formats.text("eval_labels"), *methods),
        rows=rows,
        across=max(1.0, *(point.labels for point in points)),
        key=learners,
    )


def _figure(curve: _Curve, formats: NumberFormats) -> CurveFigure:
    """Draw title, legend, axis names and note, and the curve between them."""
    is_title = curve.name == "coverage"
    title = formats.text("eval_coverage_title" if is_title else f"eval_{curve.name}")
    canvas = Canvas(width=NARROW)
    y = canvas.paragraph(LEFT, 0.02, [title], TITLE, INK, bold=True) + 0.04
    if curve.key:
        y = draw_key(canvas, y, curve.key, formats) + 0.05
    else:
        # every chart has this line, so that the three are level beside each other
        y += SMALL * LEADING / 72 + 0.05
    canvas.paragraph(LEFT, y, [formats.text(f"eval_{curve.name}_y")], TICK, MUTED)
    top = y + 0.24
    y, middle = top + PLOT_HEIGHT + 0.2, (_EDGE + _END) / 2
    across = [formats.text(f"eval_{curve.name}_x")]
    y = canvas.paragraph(middle, y, across, TICK, MUTED, align="center") + 0.08
    note = FONTS.wrap(curve.note, NARROW - 2 * LEFT, SMALL)
    height = canvas.paragraph(LEFT, y, note, SMALL, MUTED) + 0.05
    curve.draw(_Plot(canvas, top, curve.across, curve.up))
    picture = as_picture(canvas, height, title, curve.alt, png=False)
    return CurveFigure(picture, curve.head, tuple(curve.rows))

"""The three small pictures of an evaluation: reliability, what can be coded without a person, and the learning curve."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.evaluation.score_picture import (
    INK,
    LEFT,
    LETTERS,
    LINE,
    MUTED,
    SIGNS,
    SMALL,
    TICK,
    TITLE,
    key,
)
from pipeline.evaluation.values import LEARNERS, Coverage, Learning, Reliability
from pipeline.report import NARROW
from pipeline.report.pictures import LEADING, Canvas, Picture, as_picture
from pipeline.report.words import NumberFormats
from pipeline.study import HOUSE

ACCENT, DEEP = HOUSE.accent, HOUSE.deep

HIGH = 2.0
"""Inches from the lowest to the highest value."""

_EDGE, _END = 0.42, NARROW - 0.14
Point = tuple[float, float]


class _Frame:
    """Axes on a canvas: values to places."""

    def __init__(self, canvas: Canvas, top: float, across: float, up: float) -> None:
        self.canvas, self.top, self.across, self.up = canvas, top, across, up

    def at(self, x: float, y: float) -> Point:
        """The place of a value, in inches."""
        return _EDGE + (_END - _EDGE) * x / self.across, self.top + HIGH * (1 - y / self.up)

    def ticks(self, xs: Sequence[tuple[float, str]], ys: Sequence[tuple[float, str]]) -> None:
        """Lines and numbers of both axes."""
        for x, text in xs:
            left, low = self.at(x, 0)
            self.canvas.line(left, self.top, left, low, LINE if x else MUTED, behind=True)
            self.canvas.paragraph(left, low + 0.04, [text], TICK, MUTED, align="center")
        for y, text in ys:
            right, height = self.at(self.across, y)
            self.canvas.line(_EDGE, height, right, height, LINE if y else MUTED, behind=True)
            self.canvas.paragraph(_EDGE - 0.06, height - 0.067, [text], TICK, MUTED, align="right")


def reliability(found: Reliability, formats: NumberFormats) -> Picture:
    """How often probabilities came true, in ten bins, beside the line on which they would exactly."""
    error = formats.decimal(found.error, 3)
    steps = [(s / 4, formats.percent(s / 4)) for s in range(5)]

    def draw(frame: _Frame) -> None:
        frame.ticks(steps, steps)
        frame.canvas.path([frame.at(0, 0), frame.at(1, 1)], MUTED, 0.9, dashed=True)
        known = [(p, p.came_true) for p in found.points]
        for point, true in known:
            if true.low is not None and true.high is not None:
                frame.canvas.path(
                    [frame.at(point.mean, true.low), frame.at(point.mean, true.high)], DEEP, 1.1
                )
        frame.canvas.path([frame.at(p.mean, t.value or 0.0) for p, t in known], DEEP, 0.8)
        for point, true in known:
            frame.canvas.dot(*frame.at(point.mean, true.value or 0.0), 5.2, DEEP)

    named = "; ".join(
        formats.text(
            "eval_reliability_point",
            low=formats.percent(p.low),
            high=formats.percent(p.high),
            n=formats.number(p.n),
            mean=formats.percent(p.mean),
            came=formats.percent(p.came_true.value),
        )
        for p in found.points
    )
    note = formats.text("eval_reliability_note", error=error)
    alt = formats.text("eval_reliability_alt", error=error, named=named)
    return _picture("reliability", note, alt, formats, draw, 1.0, 1.0)


def coverage(found: Coverage, formats: NumberFormats) -> Picture:
    """The share of mistakes when more and more answers are coded without a person."""
    note = coverage_note(found, formats)
    highest = max((p.error for p in found.points), default=0.0)
    up = next(step for step in (0.1, 0.2, 0.5, 1.0) if step >= max(highest, found.wanted))

    def draw(frame: _Frame) -> None:
        frame.ticks(
            [(s / 4, formats.percent(s / 4)) for s in range(5)],
            [(up * s / 4, formats.percent(up * s / 4)) for s in range(5)],
        )
        frame.canvas.path(
            [frame.at(0, found.wanted), frame.at(1, found.wanted)], ACCENT, 1.0, dashed=True
        )
        steps: list[Point] = []
        for before, point in zip(
            [0.0, *(p.share for p in found.points)], found.points, strict=False
        ):
            steps += [(before, point.error), (point.share, point.error)]
        frame.canvas.path([frame.at(*step) for step in steps], DEEP, 1.5)
        if found.error is not None:
            frame.canvas.dot(*frame.at(found.share, found.error), 6.0, ACCENT)

    everything = formats.percent(found.points[-1].error) if found.points else formats.percent(None)
    alt = formats.text("eval_coverage_alt", note=note, all=everything)
    return _picture("coverage", note, alt, formats, draw, 1.0, up)


def coverage_note(found: Coverage, formats: NumberFormats) -> str:
    """Which share can be coded without a person, in a sentence."""
    wanted = formats.percent(found.wanted)
    if found.error is None:
        return formats.text("eval_coverage_none", wanted=wanted)
    return formats.text("eval_coverage_note", wanted=wanted, share=formats.percent(found.share))


def learning(found: Learning, formats: NumberFormats) -> Picture:
    """F1 of classifier and both after learning from more and more labels."""
    most = max(p.labels for p in found.points)
    steps = [(s / 4, formats.decimal(s / 4, 2 if s % 2 else 1)) for s in range(5)]

    def draw(frame: _Frame) -> None:
        frame.ticks([(p.labels, formats.number(round(p.labels))) for p in found.points], steps)
        for coder in LEARNERS:
            colour, shape = SIGNS[coder]
            marks = [(p.labels, p.f1[coder]) for p in found.points]
            for x, f1 in marks:
                if f1.low is not None and f1.high is not None:
                    frame.canvas.path([frame.at(x, f1.low), frame.at(x, f1.high)], colour, 0.9)
            frame.canvas.path([frame.at(x, f1.value or 0.0) for x, f1 in marks], colour, 1.4)
            for x, f1 in marks:
                frame.canvas.dot(*frame.at(x, f1.value or 0.0), 5.0, colour, shape)

    named = "; ".join(
        formats.text(
            "eval_learning_point",
            labels=formats.number(round(p.labels)),
            scores=", ".join(
                f"{formats.text(f'eval_coder_{c}')} {formats.decimal(f1.value)}"
                for c, f1 in p.f1.items()
            ),
        )
        for p in found.points
    )
    note = " ".join(learning_notes(found, formats))
    alt = formats.text("eval_learning_alt", named=named)
    return _picture("learning", note, alt, formats, draw, max(1.0, most), 1.0)


def learning_notes(found: Learning, formats: NumberFormats) -> list[str]:
    """What more labels would buy each coder, a sentence for each."""
    return [
        formats.text(
            f"eval_learning_{'clear' if gain.clear else 'unclear'}",
            more=formats.number(found.more),
            labels=formats.number(found.labels),
            coder=formats.text(f"eval_to_{coder}"),
            gain=formats.decimal(gain.f1.value),
            low=formats.decimal(gain.f1.low),
            high=formats.decimal(gain.f1.high),
        )
        for coder, gain in found.gains.items()
    ]


def _picture(
    name: str,
    note: str,
    alt: str,
    formats: NumberFormats,
    draw: Callable[[_Frame], None],
    across: float,
    up: float,
) -> Picture:
    title = formats.text("eval_coverage_title" if name == "coverage" else f"eval_{name}")
    canvas = Canvas(width=NARROW)
    top, height = _around(canvas, name, title, note, formats)
    draw(_Frame(canvas, top, across, up))
    return as_picture(canvas, height, title, alt, png=False)


def _around(
    canvas: Canvas, name: str, title: str, note: str, formats: NumberFormats
) -> tuple[float, float]:
    """Title, names of the axes and note; gives the heights at which the axes and the picture end."""
    y = canvas.paragraph(LEFT, 0.02, [title], TITLE, INK, bold=True) + 0.04
    # every picture has this line, so that the three stand level beside each other
    y = (
        key(canvas, y, LEARNERS, formats) + 0.05
        if name == "learning"
        else y + SMALL * LEADING / 72 + 0.05
    )
    canvas.paragraph(LEFT, y, [formats.text(f"eval_{name}_y")], TICK, MUTED)
    top = y + 0.24
    y = top + HIGH + 0.2
    y = (
        canvas.paragraph(
            (_EDGE + _END) / 2, y, [formats.text(f"eval_{name}_x")], TICK, MUTED, align="center"
        )
        + 0.08
    )
    return top, canvas.paragraph(
        LEFT, y, LETTERS.wrap(note, NARROW - 2 * LEFT, SMALL), SMALL, MUTED
    ) + 0.05

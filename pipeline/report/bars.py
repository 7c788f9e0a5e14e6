"""The bar chart of a question: a row per theme, a bar per wave, for print and for other documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.model import OTHER, QuestionSummary, RunSummary, ThemeFigures
from pipeline.model import Figure as Count
from pipeline.report.canvas import LEADING, Canvas
from pipeline.report.drawing import Picture, as_picture, house_style, text_width, wrap
from pipeline.report.formats import Formats, plain
from pipeline.report.rows import shown_themes, waves_of
from pipeline.report.style import INK, LINE, MUTED, WIDTH, wave_colour

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LABELS = 2.55
"""Inches for the labels; the bars begin there."""

FULL = 2.85
"""Inches of a bar of 100%; the rest of the width is for its number."""

INDENT, BAR, PAIR_GAP, ROW_GAP, GROUP_GAP = 0.16, 0.135, 0.02, 0.12, 0.10
TITLE, LABEL, VALUE, SMALL = 10.5, 8.0, 7.5, 7.0
NAMED = 5
"""Themes that the alternative text names."""


@dataclass(frozen=True)
class _Row:
    theme: ThemeFigures
    lines: tuple[str, ...]
    indent: float
    height: float

    @property
    def is_top(self) -> bool:
        return self.theme.level == 1


def bars(question: QuestionSummary, summary: RunSummary) -> Picture:
    """The shares of all top themes and of the deeper ones named, newest wave first, with intervals and bases."""
    chart = _Chart(question, summary)
    with house_style():
        return as_picture(chart.draw(), question.title, chart.alt())


class _Chart:
    """One chart, drawn from top to bottom; it measures itself first, so that nothing is cut."""

    def __init__(self, question: QuestionSummary, summary: RunSummary) -> None:
        self.question = question
        self.formats = Formats.of(summary)
        self.waves = waves_of(question, summary)
        self.filled = tuple(wave for wave in self.waves if question.bases[wave].answered)
        self.rows = [self._row(theme) for theme in shown_themes(question, self.waves)] if self.filled else []

    def draw(self) -> Figure:
        """The whole chart on a canvas as high as it needs."""
        height = self._onto(Canvas(1.0))
        canvas = Canvas(height)
        self._onto(canvas)
        return canvas.figure

    def alt(self) -> str:
        """The chart in a sentence: its bases and the themes that lead it."""
        bases = "; ".join(self.formats.base_of(self.question, wave) for wave in self.waves)
        top = [row.theme for row in self.rows if row.is_top][:NAMED] if self.filled else []
        named = "; ".join(f"{plain(t.label)} {self.formats.figure(t.waves.get(self.waves[0]))}" for t in top)
        return self.formats.text("chart_alt", title=plain(self.question.title), base=bases, named=named or "–")

    def _onto(self, canvas: Canvas) -> float:
        y = self._head(canvas, 0.02)
        if self.rows:
            y = self._body(canvas, y)
        return self._notes(canvas, y)

    def _head(self, canvas: Canvas, y: float) -> float:
        y = (
            canvas.paragraph(0, y, wrap(plain(self.question.title), WIDTH, TITLE, bold=True), TITLE, INK, bold=True)
            + 0.05
        )
        x = 0.0
        for place, wave in enumerate(self.waves):
            note = self.formats.base_of(self.question, wave)
            wide = text_width(note, LABEL) + 0.42
            if x and x + wide > WIDTH:
                x, y = 0.0, y + LABEL * LEADING / 72
            if wave in self.filled:
                canvas.bar(x, y + 0.035, 0.13, 0.09, wave_colour(place))
            canvas.paragraph(x + (0.19 if wave in self.filled else 0), y, [note], LABEL, MUTED)
            x += wide
        return y + LABEL * LEADING / 72 + 0.1

    def _body(self, canvas: Canvas, y: float) -> float:
        bottom = y + 0.17 + sum(row.height + self._gap(i) for i, row in enumerate(self.rows))
        for quarter in range(5):
            x = LABELS + FULL * quarter / 4
            canvas.line(x, y + 0.15, x, bottom, LINE if quarter else MUTED, behind=True)
            canvas.paragraph(x, y, [f"{quarter * 25}%"], SMALL, MUTED, align="center")
        y += 0.17
        for i, row in enumerate(self.rows):
            y += self._gap(i)
            self._bars(canvas, row, y)
            y += row.height
        return bottom

    def _bars(self, canvas: Canvas, row: _Row, y: float) -> None:
        colour = MUTED if row.theme.theme == OTHER else INK
        high = len(row.lines) * LABEL * LEADING / 72
        canvas.paragraph(row.indent, y + (row.height - high) / 2, row.lines, LABEL, colour, bold=row.is_top)
        y += (row.height - self._stack) / 2
        for place, wave in enumerate(self.waves):
            if wave in self.filled:
                self._bar(canvas, row.theme.waves.get(wave), y, wave_colour(place, other=row.theme.theme == OTHER))
                y += BAR + PAIR_GAP

    def _bar(self, canvas: Canvas, count: Count | None, y: float, colour: str) -> None:
        end = LABELS
        if count and count.share is not None and not count.suppressed:
            canvas.bar(LABELS, y, FULL * count.share, BAR, colour)
            low, high = count.low or 0.0, count.high if count.high is not None else count.share
            middle, end = y + BAR / 2, LABELS + FULL * max(high, count.share)
            canvas.whisker(
                LABELS + FULL * low, LABELS + FULL * high, middle, BAR * 0.42, split=LABELS + FULL * count.share
            )
        canvas.paragraph(end + 0.06, y + BAR / 2 - VALUE * LEADING / 72 / 2, [self.formats.figure(count)], VALUE, INK)

    def _notes(self, canvas: Canvas, y: float) -> float:
        y += 0.1
        for note in self._note_texts():
            y = canvas.paragraph(0, y, wrap(note, WIDTH, SMALL), SMALL, MUTED) + 0.02
        return y + 0.03

    def _note_texts(self) -> list[str]:
        notes = [self.formats.text("whisker_note")] if self.rows else []
        left_out = [(wave, self.formats.left_out(self.question, wave)) for wave in self.waves]
        said = " ".join(f"{wave}: {'; '.join(texts)}." for wave, texts in left_out if texts)
        return [*notes, said] if said else notes

    def _row(self, theme: ThemeFigures) -> _Row:
        indent = INDENT * max(0, theme.level - 1)
        lines = tuple(wrap(plain(theme.label), LABELS - indent - 0.12, LABEL, bold=theme.level == 1))
        return _Row(theme, lines, indent, max(self._stack, len(lines) * LABEL * LEADING / 72))

    @property
    def _stack(self) -> float:
        return len(self.filled) * (BAR + PAIR_GAP) - PAIR_GAP

    def _gap(self, i: int) -> float:
        return ROW_GAP / 2 if i == 0 else ROW_GAP + (GROUP_GAP if self._opens_group(i) else 0)

    def _opens_group(self, i: int) -> bool:
        deep = any(row.theme.level > 1 for row in self.rows)
        return deep and self.rows[i].theme.level <= 1

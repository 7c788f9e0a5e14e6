"""The change of a question between waves: differences in percentage points with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.counts import Direction, QuestionSummary, RunSummary, ThemeFigures, WaveChange
from pipeline.report.pictures.canvas import Canvas, text_height
from pipeline.report.pictures.chart import LABEL, SMALL, VALUE, QuestionChart
from pipeline.report.pictures.data_table import as_csv, fraction, theme_cells
from pipeline.report.pictures.picture import Picture, draw
from pipeline.report.style import WIDTH
from pipeline.report.words import NOTHING, plain, sentence, shown_themes

LABELS, NUMBER = 2.3, 1.45
"""Inches for the labels before the axis and for the numbers after it."""

ROW, CHANGED_ROW, ROW_GAP, LABEL_GAP = 0.15, 0.28, 0.1, 0.02
"""The height in inches of a row, of one with a change, between rows, and below a label."""

ENDS = (0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0)
"""The ends of an axis, as fractions; the first that contains every interval is used."""

MARKERS: dict[Direction, str] = {"up": "^", "down": "v", "same": "o", "unknown": "o"}

NAMED = 5
"""The most themes per direction named in the alternative text."""

COLUMNS = (
    *("theme", "label", "before", "now"),
    *("difference", "low", "high", "verdict", "shown", "hidden"),
)


@dataclass(frozen=True)
class _Row:
    theme: ThemeFigures
    change: WaveChange

    @property
    def is_known(self) -> bool:
        """Whether there is a difference that may be shown."""
        return self.change.difference is not None and not self.change.suppressed

    @property
    def is_change(self) -> bool:
        """Whether the difference is significant."""
        return self.is_known and self.change.verdict in ("up", "down")

    @property
    def numbers(self) -> tuple[float | None, ...]:
        """The difference and both ends of its interval, each None if unknown."""
        if not self.is_known:
            return (None, None, None)
        return (self.change.difference, self.change.low, self.change.high)


def change_plot(
    question: QuestionSummary, summary: RunSummary, width: float = WIDTH
) -> Picture | None:
    """Return the newest changes, the largest increase first; None if no waves are compared."""
    chart = _ChangePlot(question, summary, width)
    return chart.picture() if chart.rows else None


def _wave_before(question: QuestionSummary, waves: Sequence[str]) -> str:
    """Return the latest wave that the newest is compared with; empty if there is none."""
    compared = {change.before for change in question.changes if change.now in waves[:1]}
    return next((wave for wave in waves[1:] if wave in compared), "")


def _in_order(rows: Sequence[_Row], question: QuestionSummary) -> list[_Row]:
    """Return the rows with the largest increase first and hidden ones last.

    Hidden rows keep the order of the codebook, so that their place tells nothing.
    """
    codebook_order = {theme.theme: place for place, theme in enumerate(question.themes)}
    known = [row for row in rows if row.is_known]
    unknown = [row for row in rows if not row.is_known]
    known.sort(key=lambda row: row.change.difference or 0.0, reverse=True)
    unknown.sort(key=lambda row: codebook_order[row.theme.theme])
    return known + unknown


def _axis_end(rows: Sequence[_Row]) -> float:
    sizes = [abs(number) for row in rows for number in row.numbers if number is not None]
    widest = min(max(sizes, default=0.0), 1.0)
    return next(end for end in ENDS if end >= widest)


class _ChangePlot(QuestionChart):
    def __init__(self, question: QuestionSummary, summary: RunSummary, width: float) -> None:
        super().__init__(question, summary, width)
        self.before = _wave_before(question, self.waves)
        compared = self._compared_rows()
        # of the deeper themes only those that changed, so that these are not lost among the others
        rows = [row for row in compared if row.theme.level <= 1 or row.is_change]
        self.left_out = len(rows) < len(compared)
        self.rows = _in_order(rows, question)
        self.end = _axis_end(rows)
        left, margin = (0.0, 0.2) if self.is_narrow else (LABELS, 0.1)
        self.half = (width - left - NUMBER - margin) / 2
        self.nought = left + margin + self.half

    def picture(self) -> Picture:
        title = f"{self.title} – {self._about()}"
        table = as_csv(COLUMNS, map(self._cells, self.rows))
        return draw(self._draw, self.house, title, self._alt(), table=table, width=self.width)

    def _compared_rows(self) -> list[_Row]:
        if not self.before:
            return []
        changes = {
            change.theme: change
            for change in self.question.changes
            if (change.before, change.now) == (self.before, self.newest)
        }
        themes = shown_themes(self.question, (self.newest, self.before))
        return [_Row(theme, changes[theme.theme]) for theme in themes if theme.theme in changes]

    def _cells(self, row: _Row) -> tuple[str, ...]:
        return (
            *theme_cells(row.theme),
            plain(self.before),
            plain(self.newest),
            *map(fraction, row.numbers),
            self._verdict(row.change),
            self._value(row.change),
            str(row.change.suppressed).lower(),
        )

    def _about(self) -> str:
        waves = {"before": plain(self.before), "now": plain(self.newest)}
        return self.formats.text("pic_change", **waves)

    def _alt(self) -> str:
        sentences = [self._named(verdict) for verdict in ("up", "down")]
        named = " ".join(filter(None, sentences)) or self.formats.text("pic_change_none")
        waves = {"before": plain(self.before), "now": plain(self.newest)}
        return self.formats.text("pic_change_alt", named=named, title=self.title, **waves)

    def _named(self, verdict: str) -> str:
        """Return the themes that changed in that direction, as text; empty if none did."""
        named = [
            f"{plain(row.theme.label)} {self._value(row.change)}"
            for row in self.rows
            if row.is_known and row.change.verdict == verdict
        ]
        if not named:
            return ""
        word = sentence(self.formats.text(f"pic_{verdict}"))
        return self.formats.text("pic_change_named", verdict=word, themes="; ".join(named[:NAMED]))

    def _draw(self, canvas: Canvas) -> float:
        y = self.head(canvas, self._about(), (self.newest, self.before), swatches=False)
        top = y + 0.17
        bottom = top
        for row in self.rows:
            bottom = self._draw_row(canvas, row, bottom + ROW_GAP)
        self._draw_axis(canvas, y)
        if not self.is_narrow:
            self._draw_grid(canvas, top - 0.02, bottom + 0.05)
        keys = ["pic_change_note"]
        if self.left_out:
            keys.append("pic_change_deeper")
        return self.notes(canvas, bottom, [self.formats.text(key) for key in keys])

    def _draw_axis(self, canvas: Canvas, y: float) -> None:
        for step in range(-2, 3):
            value = self.end * step / 2
            text = self.formats.points(value)
            canvas.paragraph(self._at(value), y, [text], SMALL, self.house.muted, align="center")

    def _draw_grid(self, canvas: Canvas, top: float, bottom: float) -> None:
        steps = [self._at(self.end * step / 2) for step in (-2, -1, 1, 2)]
        canvas.grid(steps, top, bottom, self.house.line)
        canvas.grid([self.nought], top, bottom, self.house.muted)

    def _draw_row(self, canvas: Canvas, row: _Row, y: float) -> float:
        """Draw the label, and the change below it on narrow paper, else beside it."""
        room = self.width if self.is_narrow else LABELS - 0.12
        lines = self.fonts.wrap(plain(row.theme.label), room, LABEL, bold=row.is_change)
        label_height, label_y = text_height(len(lines), LABEL), y
        height = CHANGED_ROW if row.is_change else ROW
        if self.is_narrow:
            y += label_height + LABEL_GAP
            self._draw_grid(canvas, y, y + height)
        else:
            height = max(height, label_height)
            label_y += (height - label_height) / 2
        canvas.paragraph(0, label_y, lines, LABEL, self.ink(row.theme), bold=row.is_change)
        self._draw_change(canvas, row, y + height / 2)
        self._draw_words(canvas, row, y + height / 2)
        return y + height

    def _draw_change(self, canvas: Canvas, row: _Row, y: float) -> None:
        difference, low, high = row.numbers
        if difference is None:
            return
        colour = self.house.deep if row.is_change else self.house.muted
        if low is not None and high is not None:
            width = 1.9 if row.is_change else 0.9
            canvas.line(self._at(low), y, self._at(high), y, colour, width)
        size = 6.4 if row.is_change else 4.6
        marker = MARKERS[row.change.verdict]
        canvas.dot(self._at(difference), y, size, colour, marker, hollow=not row.is_change)

    def _draw_words(self, canvas: Canvas, row: _Row, middle: float) -> None:
        """Draw the numbers, and the word for a change if significant; else a word alone."""
        if row.is_change:
            lines = [self._value(row.change), self._verdict(row.change)]
        elif row.is_known:
            lines = [self._value(row.change)]
        else:
            lines = [self._verdict(row.change)]
        x, y = self.width - NUMBER + 0.1, middle - text_height(len(lines), VALUE) / 2
        ink = self.house.ink if row.is_change else self.house.muted
        canvas.paragraph(x, y, lines, VALUE, ink, bold=row.is_change)

    def _verdict(self, change: WaveChange) -> str:
        return self.formats.text("hidden" if change.suppressed else f"pic_{change.verdict}")

    def _value(self, change: WaveChange) -> str:
        """Return the difference and its interval in percentage points."""
        if change.suppressed:
            return self.formats.text("hidden")
        if change.difference is None:
            return NOTHING
        difference = self.formats.points(change.difference)
        if change.low is None or change.high is None:
            return difference
        ends = {"low": self.formats.points(change.low), "high": self.formats.points(change.high)}
        return self.formats.text("pic_change_value", difference=difference, **ends)

    def _at(self, value: float) -> float:
        """Return the position of a difference on the axis, in inches."""
        return self.nought + self.half * max(-1.0, min(1.0, value / self.end))

"""Bar charts of a question, a row per theme, a bar per wave: of all themes, or of top themes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from pipeline.counts import QuestionSummary, RunSummary, ThemeFigures
from pipeline.model import OTHER
from pipeline.report.pictures.canvas import Align, Canvas, text_height
from pipeline.report.pictures.chart import INDENT, LABEL, SMALL, VALUE, QuestionChart, Scale
from pipeline.report.pictures.data_table import FIGURE, as_csv, figure_cells, theme_cells
from pipeline.report.pictures.picture import Picture, draw
from pipeline.report.style import WIDTH
from pipeline.report.words import (
    NOTHING,
    NumberFormats,
    domains_of,
    plain,
    sentence,
    shown_themes,
    waves_of,
)

LABELS, NUMBER = 2.55, 1.3
"""Inches for the labels, where the bars begin, and for the number after a full bar."""

BAR_GAP, ROW_GAP, GROUP_GAP, LABEL_GAP = 0.02, 0.12, 0.10, 0.02
"""Inches between bars, between rows, before a group, and below a label above its bars."""

NAMED = 5
"""The most themes named in the alternative text."""

SHEET, FOOT = 9.4, 0.75
"""The height in inches of A4 between its margins, and of the notes below the bars."""

NAMES_FROM, LONGEST_NAME = 3, 0.62
"""With this many waves, bars are labelled with names, at most this wide in inches."""


@dataclass(frozen=True)
class _Row:
    theme: ThemeFigures
    lines: tuple[str, ...]
    indent: float

    @property
    def label_height(self) -> float:
        """The height of the label in inches."""
        return text_height(len(self.lines), LABEL)


@dataclass(frozen=True)
class _Part:
    """A part of a chart too long for one sheet: its number, from 0, and its themes."""

    number: int
    themes: Sequence[ThemeFigures]


def bars(question: QuestionSummary, summary: RunSummary, width: float = WIDTH) -> Picture:
    """Return the shares of all top themes and of the deeper ones named, newest wave first."""
    return _BarChart(question, summary, width).picture()


def domain_bars(
    question: QuestionSummary, summary: RunSummary, width: float = WIDTH
) -> Picture | None:
    """Return the shares of top themes only, most named first; None if they have no sub-themes."""
    chart = _BarChart(question, summary, width, domains=True)
    return chart.picture() if chart.rows else None


def bar_sheets(question: QuestionSummary, summary: RunSummary) -> tuple[Picture, ...]:
    """Return the bars in parts that each fit a sheet of A4; none if one sheet suffices."""
    parts = _BarChart(question, summary, WIDTH).parts()
    if len(parts) < 2:
        return ()
    return tuple(_BarChart(question, summary, WIDTH, part=part).picture() for part in parts)


def chart_alt(
    question: QuestionSummary,
    summary: RunSummary,
    themes: Sequence[ThemeFigures],
    key: str = "chart_alt",
) -> str:
    """Return the alternative text of a chart: its bases and leading top themes."""
    formats, waves = NumberFormats.of(summary), waves_of(question, summary)
    bases = "; ".join(formats.base_of(question, wave) for wave in waves)
    top = [theme for theme in themes if theme.level == 1][:NAMED]
    named = "; ".join(
        f"{plain(theme.label)} {formats.figure(theme.waves.get(waves[0]))}" for theme in top
    )
    return formats.text(key, title=plain(question.title), base=bases, named=named or NOTHING)


class _BarChart(QuestionChart):
    def __init__(
        self,
        question: QuestionSummary,
        summary: RunSummary,
        width: float,
        *,
        domains: bool = False,
        part: _Part | None = None,
    ) -> None:
        super().__init__(question, summary, width)
        self.summary = summary
        self.domains = domains
        self.names_width = self._names_width()
        left = self.names_width + (0.0 if self.is_narrow else LABELS)
        self.scale = Scale(left, width - NUMBER - left)
        if domains and not self.names_width:
            self.bar = self.bar * 1.5
        self.about = self.formats.text("pic_domains") if domains else ""
        if part and part.number:
            self.about = self.formats.text("pic_table_on")
        self.rows = [self._row(theme) for theme in (part.themes if part else self._themes())]

    def picture(self) -> Picture:
        title = f"{self.title} – {self.about}" if self.about else self.title
        cells = []
        for theme in (row.theme for row in self.rows):
            for wave in self.answered:
                figure = figure_cells(theme.waves.get(wave), self.formats)
                cells.append((*theme_cells(theme), plain(wave), *figure))
        table = as_csv(("theme", "label", "wave", *FIGURE), cells)
        key = "pic_domains_alt" if self.domains else "chart_alt"
        alt = chart_alt(self.question, self.summary, [row.theme for row in self.rows], key)
        return draw(self._draw, self.house, title, alt, table=table, width=self.width)

    def parts(self) -> list[_Part]:
        """Return the themes in parts that each fit a sheet.

        If a sheet is two thirds full, a group that does not fit whole begins a new one.
        """
        room = SHEET - self.head(Canvas(self.house, self.width), "x", self.waves) - FOOT
        parts: list[list[ThemeFigures]] = []
        used = room
        for place, row in enumerate(self.rows):
            height = self._height(row) + self._gap(place)
            group = self._group_height(place) if row.theme.level <= 1 else 0.0
            if used + height > room or (used > room * 2 / 3 and used + group > room):
                parts.append([])
                used = 0.0
            parts[-1].append(row.theme)
            used += height
        return [_Part(number, themes) for number, themes in enumerate(parts)]

    def _names_width(self) -> float:
        """Return the width in inches of the waves' names before the bars; 0 if colours suffice."""
        if len(self.answered) < NAMES_FROM:
            return 0.0
        longest = max(self.fonts.width(plain(wave), SMALL) for wave in self.answered)
        return min(longest, LONGEST_NAME) + 0.07

    def _themes(self) -> Sequence[ThemeFigures]:
        if not self.answered:
            return ()
        if self.domains:
            return domains_of(self.question, self.waves)
        return shown_themes(self.question, self.waves)

    def _row(self, theme: ThemeFigures) -> _Row:
        indent = INDENT * max(0, theme.level - 1)
        room = self.width if self.is_narrow else LABELS - 0.12
        return _Row(theme, tuple(self.label(theme, room - indent)), indent)

    def _draw(self, canvas: Canvas) -> float:
        y = self.head(canvas, sentence(self.about), self.waves)
        if not self.rows:
            return self.notes(canvas, y, [])
        y = self._draw_rows(canvas, y)
        return self.notes(canvas, y, [self.formats.text("whisker_note")])

    def _draw_rows(self, canvas: Canvas, y: float) -> float:
        """Draw the axis and the rows below it; return the height below them."""
        self._draw_axis(canvas, y)
        top = y + 0.17
        bottom = top + sum(self._height(row) + self._gap(i) for i, row in enumerate(self.rows))
        if not self.is_narrow:
            self._draw_grid(canvas, top - 0.02, bottom)
        y = top
        for i, row in enumerate(self.rows):
            y += self._gap(i)
            self._draw_row(canvas, row, y)
            y += self._height(row)
        return bottom

    def _draw_axis(self, canvas: Canvas, y: float) -> None:
        for quarter in range(5):
            x = self.scale.at(quarter / 4)
            text = f"{quarter * 25}%"
            # at the paper's edge there is no room on the left
            align: Align = "center" if x > 0.1 else "left"
            canvas.paragraph(x, y, [text], SMALL, self.house.muted, align=align)

    def _draw_grid(self, canvas: Canvas, top: float, bottom: float) -> None:
        quarters = [self.scale.at(quarter / 4) for quarter in range(1, 5)]
        canvas.grid(quarters, top, bottom, self.house.line)
        canvas.grid([self.scale.left], top, bottom, self.house.muted)

    def _draw_row(self, canvas: Canvas, row: _Row, y: float) -> None:
        """Draw the label, and the bars below it on narrow paper, else beside it."""
        label_y, bars_y = y, y + row.label_height + LABEL_GAP
        if self.is_narrow:
            self._draw_grid(canvas, bars_y - 0.02, bars_y + self._bars_height + 0.02)
        else:
            label_y += (self._height(row) - row.label_height) / 2
            bars_y = y + (self._height(row) - self._bars_height) / 2
        bold, ink = row.theme.level == 1, self.ink(row.theme)
        canvas.paragraph(row.indent, label_y, row.lines, LABEL, ink, bold=bold)
        for wave in self.answered:
            self._draw_bar(canvas, row.theme, wave, bars_y)
            bars_y += self.bar + BAR_GAP

    def _draw_bar(self, canvas: Canvas, theme: ThemeFigures, wave: str, y: float) -> None:
        """Draw a wave's name if shown, its bar, and the number after it."""
        middle, figure = y + self.bar / 2, theme.waves.get(wave)
        if self.names_width:
            name = self.fonts.shortened(plain(wave), LONGEST_NAME, SMALL)
            x, name_y = self.scale.left - 0.06, middle - text_height(1, SMALL) / 2
            canvas.paragraph(x, name_y, [name], SMALL, self.house.muted, align="right")
        end = self.draw_share(canvas, figure, self.scale, y, self.colour(wave, theme))
        number_y = middle - text_height(1, VALUE) / 2
        number = self.formats.figure(figure)
        canvas.paragraph(end + 0.06, number_y, [number], VALUE, self.house.ink)

    @property
    def _bars_height(self) -> float:
        """The height in inches of the bars of one theme."""
        return len(self.answered) * (self.bar + BAR_GAP) - BAR_GAP

    def _height(self, row: _Row) -> float:
        if self.is_narrow:
            return row.label_height + LABEL_GAP + self._bars_height
        return max(self._bars_height, row.label_height)

    def _group_height(self, first: int) -> float:
        """Return the height in inches of a top theme and those below it."""
        after = range(first + 1, len(self.rows))
        below = takewhile(lambda place: self.rows[place].theme.level > 1, after)
        return sum(self._height(self.rows[place]) + self._gap(place) for place in (first, *below))

    def _gap(self, place: int) -> float:
        """Return the inches before a row: less before the first, more before a group."""
        if place == 0:
            return ROW_GAP / 2
        return ROW_GAP + GROUP_GAP if self._opens_group(place) else ROW_GAP

    def _opens_group(self, place: int) -> bool:
        theme = self.rows[place].theme
        has_deeper = any(row.theme.level > 1 for row in self.rows)
        return has_deeper and (theme.level <= 1 or theme.theme == OTHER)

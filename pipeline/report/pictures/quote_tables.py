"""Tables of themes with their figures and approved quotes, in as many pictures as needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.counts import QuestionSummary, Quote, RunSummary, ThemeFigures
from pipeline.report.pictures.canvas import Canvas, text_height
from pipeline.report.pictures.chart import INDENT, LABEL, SMALL, VALUE, QuestionChart
from pipeline.report.pictures.data_table import FIGURE, as_csv, figure_cells, theme_cells
from pipeline.report.pictures.picture import Picture, draw
from pipeline.report.style import WIDTH
from pipeline.report.words import plain, shown_themes

MAX_HEIGHT = 8.6
"""The most inches of rows in one picture; a longer table continues in the next."""

LABELS, FIGURES, COLUMN_GAP = 1.85, 0.82, 0.15
"""Inches for the labels, for the figures, and between columns."""

PADDING, LINE_GAP = 0.075, 0.06
"""Inches above and below the content of a row, and between its quotes."""


@dataclass(frozen=True)
class _Quote:
    text: str
    lines: tuple[str, ...]
    source: str
    """The attribution, with the wave unless it is the newest; may be empty."""

    @property
    def height(self) -> float:
        """The height of the quote and its source in inches."""
        return text_height(len(self.lines), LABEL) + text_height(1 if self.source else 0, SMALL)


@dataclass(frozen=True)
class _Row:
    theme: ThemeFigures
    label: tuple[str, ...]
    figure: tuple[str, ...]
    quotes: tuple[_Quote, ...]
    height: float


def quote_tables(
    question: QuestionSummary, summary: RunSummary, width: float = WIDTH
) -> tuple[Picture, ...]:
    """Return the tables of a question; none if it has no quotes."""
    chart = _QuoteTables(question, summary, width)
    return tuple(chart.picture(number) for number in range(len(chart.parts)))


class _QuoteTables(QuestionChart):
    def __init__(self, question: QuestionSummary, summary: RunSummary, width: float) -> None:
        super().__init__(question, summary, width)
        self.left = 0.0 if self.is_narrow else LABELS + FIGURES + 2 * COLUMN_GAP
        self.quotes = self._shown_quotes()
        themes = shown_themes(question, self.waves) if self.answered and self.quotes else ()
        shown = [theme for theme in themes if theme.level <= 1 or theme.theme in self.quotes]
        self.parts = _in_parts([self._row(theme) for theme in shown])

    def picture(self, number: int) -> Picture:
        rows = self.parts[number]
        title = f"{self.title} – {self._about(number)}"
        alt = self.formats.text(
            "pic_table_alt",
            title=self.title,
            base=self.formats.base_of(self.question, self.newest),
            n=sum(len(row.quotes) for row in rows),
        )
        table = as_csv(("theme", "label", "wave", *FIGURE, "quote", "who"), self._cells(rows))

        def draw_table(canvas: Canvas) -> float:
            return self._draw(canvas, number)

        return draw(draw_table, self.house, title, alt, table=table, width=self.width)

    def _shown_quotes(self) -> dict[str, list[_Quote]]:
        quotes: dict[str, list[_Quote]] = {}
        for quote in self.question.quotes:
            if plain(quote.text) and not self._is_hidden(quote):
                quotes.setdefault(quote.theme, []).append(self._quote(quote))
        return quotes

    def _is_hidden(self, quote: Quote) -> bool:
        """Whether the quote would reveal a hidden figure: its theme's in its wave."""
        themes = [theme for theme in self.question.themes if theme.theme == quote.theme]
        figures = [theme.waves.get(quote.wave) for theme in themes]
        return any(figure is not None and figure.suppressed for figure in figures)

    def _about(self, number: int) -> str:
        about = self.formats.text("pic_table", wave=plain(self.newest))
        return f"{about} ({self.formats.text('pic_table_on')})" if number else about

    def _quote(self, quote: Quote) -> _Quote:
        text = plain(quote.text)
        # a quote may contain braces, which are no placeholders
        quoted = self.formats.text("pic_quote", text="\0").replace("\0", text)
        wave = "" if quote.wave == self.newest else plain(quote.wave)
        source = ", ".join(filter(None, (plain(quote.group), wave)))
        lines = self.fonts.wrap(quoted, self.width - self.left, LABEL)
        return _Quote(text, tuple(lines), source)

    def _row(self, theme: ThemeFigures) -> _Row:
        label_room = (self.width if self.is_narrow else LABELS) - _indent(theme)
        figure_room = self.width if self.is_narrow else FIGURES
        label = self.label(theme, label_room)
        number = self.formats.figure(theme.waves.get(self.newest))
        figure = self.fonts.wrap(number, figure_room, VALUE)
        quotes = self.quotes.get(theme.theme, [])
        label_height = text_height(len(label), LABEL)
        figure_height = text_height(len(figure), VALUE)
        quotes_height = sum(quote.height for quote in quotes)
        if self.is_narrow:
            height = label_height + figure_height + quotes_height + LINE_GAP * len(quotes)
        else:
            quotes_height += LINE_GAP * max(0, len(quotes) - 1)
            height = max(label_height, figure_height, quotes_height)
        return _Row(theme, tuple(label), tuple(figure), tuple(quotes), height + 2 * PADDING)

    def _draw(self, canvas: Canvas, number: int) -> float:
        y = self.head(canvas, self._about(number), (self.newest,), swatches=False)
        if not self.is_narrow:
            heads = {0.0: "theme", LABELS + COLUMN_GAP: "share", self.left: "pic_quotes"}
            for x, key in heads.items():
                canvas.paragraph(x, y, [self.formats.text(key)], SMALL, self.house.muted)
            y += text_height(1, SMALL) + 0.04
        canvas.line(0, y, self.width, y, self.house.ink, 0.9)
        for row in self.parts[number]:
            self._draw_row(canvas, row, y + PADDING)
            y += row.height
            canvas.line(0, y, self.width, y, self.house.line)
        return self.notes(canvas, y, [], [self.newest])

    def _draw_row(self, canvas: Canvas, row: _Row, y: float) -> None:
        """Draw label, figure and quotes side by side, or below each other if narrow."""
        x, bold, ink = _indent(row.theme), row.theme.level == 1, self.ink(row.theme)
        bottom = canvas.paragraph(x, y, row.label, LABEL, ink, bold=bold)
        if self.is_narrow:
            y = canvas.paragraph(x, bottom, row.figure, VALUE, self.house.muted) + LINE_GAP
        else:
            canvas.paragraph(LABELS + COLUMN_GAP, y, row.figure, VALUE, self.house.ink)
        for quote in row.quotes:
            y = canvas.paragraph(self.left, y, quote.lines, LABEL, self.house.ink)
            if quote.source:
                room = self.width - self.left
                source = self.fonts.shortened(f"– {quote.source}", room, SMALL)
                y = canvas.paragraph(self.left, y, [source], SMALL, self.house.muted)
            y += LINE_GAP

    def _cells(self, rows: Sequence[_Row]) -> list[tuple[str, ...]]:
        """Return a line for each quote, and one for each theme without."""
        cells = []
        for row in rows:
            figure = figure_cells(row.theme.waves.get(self.newest), self.formats)
            own = (*theme_cells(row.theme), plain(self.newest), *figure)
            quotes = [(quote.text, quote.source) for quote in row.quotes] or [("", "")]
            cells += [(*own, *quote) for quote in quotes]
        return cells


def _indent(theme: ThemeFigures) -> float:
    return INDENT * max(0, theme.level - 1)


def _in_parts(rows: Sequence[_Row]) -> list[list[_Row]]:
    parts: list[list[_Row]] = []
    height = 0.0
    for row in rows:
        if not parts or height + row.height > MAX_HEIGHT:
            parts.append([])
            height = 0.0
        parts[-1].append(row)
        height += row.height
    return parts

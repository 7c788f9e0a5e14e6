"""Tables of themes with their figures and the quotes that a person approved, in as many pictures as fit sheets of paper."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.counts import QuestionSummary, Quote, RunSummary, ThemeFigures
from pipeline.report.pictures.canvas import LEADING, Canvas
from pipeline.report.pictures.chart import INDENT, LABEL, SMALL, VALUE, Sheet
from pipeline.report.pictures.data_table import FIGURE, as_csv, figure_cells, theme_cells
from pipeline.report.pictures.picture import Picture, draw
from pipeline.report.style import WIDTH
from pipeline.report.words import plain, shown_themes

MOST_HIGH = 8.6
"""Inches of rows in one picture; a longer table goes on in the next."""

LABELS, FIGURE_ROOM, BETWEEN, AIR, LINE_GAP = 1.85, 0.82, 0.15, 0.075, 0.06


@dataclass(frozen=True)
class _Row:
    theme: ThemeFigures
    label: tuple[str, ...]
    quotes: tuple[tuple[tuple[str, ...], str], ...]
    """Lines of each quote, and who said it."""
    high: float


def quote_tables(
    question: QuestionSummary, summary: RunSummary, width: float = WIDTH
) -> tuple[Picture, ...]:
    """The tables of a question; none where it has no quotes."""
    sheet = _Quotes(question, summary, width)
    return tuple(sheet.picture(number) for number in range(len(sheet.parts)))


class _Quotes(Sheet):
    """The tables of one question."""

    def __init__(self, question: QuestionSummary, summary: RunSummary, width: float) -> None:
        super().__init__(question, summary, width)
        self.wave = self.waves[0] if self.waves else ""
        self.left = 0.0 if self.narrow else LABELS + FIGURE_ROOM + 2 * BETWEEN
        self.quoted = [q for q in question.quotes if plain(q.text) and not self._is_hidden(q)]
        themes = shown_themes(question, self.waves) if self.filled and self.quoted else ()
        self.rows = [
            self._row(t)
            for t in themes
            if t.level <= 1 or any(q.theme == t.theme for q in self.quoted)
        ]
        self.parts = self._parts()

    def picture(self, number: int) -> Picture:
        """The table of that number, from 0."""
        rows = self.parts[number]
        about = self._about(number)
        base = self.formats.base_of(self.question, self.wave)
        n = sum(len(row.quotes) for row in rows)
        alt = self.formats.text("pic_table_alt", title=self.title, base=base, n=n)
        table = as_csv(("theme", "label", "wave", *FIGURE, "quote", "who"), self._cells(rows))
        return draw(
            lambda canvas: self._onto(canvas, number),
            self.house,
            f"{self.title} – {about}",
            alt,
            table=table,
            width=self.width,
        )

    def _is_hidden(self, quote: Quote) -> bool:
        """Whether the quote's theme may not be shown in its wave, so that the quote would tell of it."""
        found = (t.waves.get(quote.wave) for t in self.question.themes if t.theme == quote.theme)
        return any(figure is not None and figure.suppressed for figure in found)

    def _about(self, number: int) -> str:
        about = self.formats.text("pic_table", wave=plain(self.wave))
        return about if not number else f"{about} ({self.formats.text('pic_table_on')})"

    def _row(self, theme: ThemeFigures) -> _Row:
        room = (self.width if self.narrow else LABELS) - self._indent(theme)
        label = tuple(self.label(theme, room))
        quotes = tuple(
            (self._lines(q), self._who_said(q)) for q in self.quoted if q.theme == theme.theme
        )
        figure = self._figure(theme)
        left = [len(label) * LABEL * LEADING / 72, len(figure) * VALUE * LEADING / 72]
        right = sum(
            len(lines) * LABEL * LEADING / 72 + (SMALL * LEADING / 72 if who else 0.0)
            for lines, who in quotes
        )
        right += LINE_GAP * (len(quotes) if self.narrow else max(0, len(quotes) - 1))
        return _Row(
            theme,
            label,
            quotes,
            (sum(left) + right if self.narrow else max(*left, right)) + 2 * AIR,
        )

    def _figure(self, theme: ThemeFigures) -> list[str]:
        figure = self.formats.figure(theme.waves.get(self.wave))
        return self.letters.wrap(figure, self.width if self.narrow else FIGURE_ROOM, VALUE)

    def _lines(self, quote: Quote) -> tuple[str, ...]:
        said = self.formats.text("pic_quote", text="\0").replace("\0", plain(quote.text))
        return tuple(self.letters.wrap(said, self.width - self.left, LABEL))

    def _who_said(self, quote: Quote) -> str:
        return ", ".join(
            part
            for part in (plain(quote.group), plain(quote.wave) if quote.wave != self.wave else "")
            if part
        )

    def _parts(self) -> list[list[_Row]]:
        parts: list[list[_Row]] = []
        high = 0.0
        for row in self.rows:
            if not parts or high + row.high > MOST_HIGH:
                parts.append([])
                high = 0.0
            parts[-1].append(row)
            high += row.high
        return parts

    def _onto(self, canvas: Canvas, number: int) -> float:
        y = self.head(canvas, self._about(number), (self.wave,), swatches=False)
        if not self.narrow:
            canvas.paragraph(0, y, [self.formats.text("theme")], SMALL, self.house.muted)
            canvas.paragraph(
                LABELS + BETWEEN, y, [self.formats.text("share")], SMALL, self.house.muted
            )
            y = (
                canvas.paragraph(
                    self.left, y, [self.formats.text("pic_quotes")], SMALL, self.house.muted
                )
                + 0.04
            )
        canvas.line(0, y, self.width, y, self.house.ink, 0.9)
        for row in self.parts[number]:
            self._draw_row(canvas, row, y + AIR)
            y += row.high
            canvas.line(0, y, self.width, y, self.house.line)
        return self.notes(canvas, y, [], [self.wave])

    def _draw_row(self, canvas: Canvas, row: _Row, y: float) -> None:
        x, bold = self._indent(row.theme), row.theme.level == 1
        low = canvas.paragraph(x, y, row.label, LABEL, self.ink(row.theme), bold=bold)
        if self.narrow:
            y = (
                canvas.paragraph(x, low, self._figure(row.theme), VALUE, self.house.muted)
                + LINE_GAP
            )
        else:
            canvas.paragraph(LABELS + BETWEEN, y, self._figure(row.theme), VALUE, self.house.ink)
        for lines, who in row.quotes:
            y = canvas.paragraph(self.left, y, lines, LABEL, self.house.ink)
            if who:
                y = canvas.paragraph(
                    self.left,
                    y,
                    [self.letters.shortened(f"– {who}", self.width - self.left, SMALL)],
                    SMALL,
                    self.house.muted,
                )
            y += LINE_GAP

    def _indent(self, theme: ThemeFigures) -> float:
        return INDENT * max(0, theme.level - 1)

    def _cells(self, rows: list[_Row]) -> list[tuple[str, ...]]:
        cells = []
        for row in rows:
            own = (
                *theme_cells(row.theme),
                plain(self.wave),
                *figure_cells(row.theme.waves.get(self.wave), self.formats),
            )
            said = [
                (plain(q.text), self._who_said(q))
                for q in self.quoted
                if q.theme == row.theme.theme
            ]
            cells += [(*own, text, who) for text, who in said or [("", "")]]
        return cells

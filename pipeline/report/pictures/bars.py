"""Bar charts of a question: a row per theme, a bar per wave; of all themes, or of the domains alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from pipeline.counts import Figure as Count
from pipeline.counts import QuestionSummary, RunSummary, ThemeFigures
from pipeline.model import OTHER
from pipeline.report.pictures.canvas import LEADING, Canvas
from pipeline.report.pictures.chart import INDENT, LABEL, SMALL, VALUE, Sheet
from pipeline.report.pictures.data_table import FIGURE, as_csv, figure_cells, theme_cells
from pipeline.report.pictures.picture import Picture, draw
from pipeline.report.style import WIDTH
from pipeline.report.words import domains_of, plain, sentence, shown_themes

LABELS, NUMBER = 2.55, 1.3
"""Inches for the labels, where the bars begin, and for the number behind a whole bar."""

BAR, PAIR_GAP, ROW_GAP, GROUP_GAP = 0.135, 0.02, 0.12, 0.10
NAMED = 5
"""Themes that the alternative text names."""

SHEET, FOOT = 9.4, 0.75
"""Inches of a sheet of A4 between its margins, and of the notes below the bars."""

NAMES_FROM, LONGEST_NAME = 3, 0.62
"""So many waves have their names before the bars, in inches at most this wide."""


@dataclass(frozen=True)
class _Row:
    theme: ThemeFigures
    lines: tuple[str, ...]
    indent: float

    @property
    def high(self) -> float:
        """Inches of the label."""
        return len(self.lines) * LABEL * LEADING / 72


def bars(question: QuestionSummary, summary: RunSummary, width: float = WIDTH) -> Picture:
    """The shares of all top themes and of the deeper ones named, newest wave first, with intervals and bases."""
    return _Chart(question, summary, width).picture()


def domain_bars(
    question: QuestionSummary, summary: RunSummary, width: float = WIDTH
) -> Picture | None:
    """The shares of the top themes alone, where they hold others: domains, most named first. None where they don't."""
    chart = _Chart(question, summary, width, domains=True)
    return chart.picture() if chart.rows else None


def bar_sheets(question: QuestionSummary, summary: RunSummary) -> tuple[Picture, ...]:
    """The bars in parts that each fit a sheet of A4, groups together where they can; none where the whole fits one."""
    parts = _Chart(question, summary, WIDTH).parts()
    if len(parts) < 2:
        return ()
    return tuple(
        _Chart(question, summary, WIDTH, part=(n, part)).picture() for n, part in enumerate(parts)
    )


class _Chart(Sheet):
    """One chart, drawn from top to bottom; `part` is its number and the themes of a part."""

    def __init__(
        self,
        question: QuestionSummary,
        summary: RunSummary,
        width: float,
        *,
        domains: bool = False,
        part: tuple[int, Sequence[ThemeFigures]] | None = None,
    ) -> None:
        super().__init__(question, summary, width)
        self.domains = domains
        names = [self.letters.width(plain(wave), SMALL) for wave in self.filled]
        self.names = (
            min(max(names, default=0.0), LONGEST_NAME) + 0.07 if len(names) >= NAMES_FROM else 0.0
        )
        self.left = self.names if self.narrow else LABELS + self.names
        self.full = width - NUMBER - self.left
        self.bar = BAR * 1.5 if domains and len(names) < NAMES_FROM else BAR
        self.about = self.formats.text("pic_domains") if domains else ""
        if part and part[0]:
            self.about = self.formats.text("pic_table_on")
        themes = (
            (domains_of if domains else shown_themes)(question, self.waves) if self.filled else ()
        )
        themes = tuple(part[1]) if part else themes
        self.rows = [self._row(theme) for theme in themes]

    def picture(self) -> Picture:
        """The chart with its words and figures."""
        title = f"{self.title} – {self.about}" if self.about else self.title
        cells = [
            (
                *theme_cells(row.theme),
                plain(wave),
                *figure_cells(row.theme.waves.get(wave), self.formats),
            )
            for row in self.rows
            for wave in self.filled
        ]
        table = as_csv(("theme", "label", "wave", *FIGURE), cells)
        return draw(self._onto, self.house, title, self._alt(), table=table, width=self.width)

    def parts(self) -> list[list[ThemeFigures]]:
        """The themes in parts that each fit a sheet; a new one begins with a top theme where the last is two thirds full."""
        room = SHEET - self.head(Canvas(self.house, self.width), "x", self.waves) - FOOT
        parts: list[list[ThemeFigures]] = []
        high = room
        for place, row in enumerate(self.rows):
            group = self._group(place) if row.theme.level <= 1 else 0.0
            if high + self._height(row) + self._gap(place) > room or (
                high > room * 2 / 3 and high + group > room
            ):
                parts.append([])
                high = 0.0
            parts[-1].append(row.theme)
            high += self._height(row) + self._gap(place)
        return parts

    def _group(self, first: int) -> float:
        """Inches of a top theme and those below it."""
        below = takewhile(
            lambda place: self.rows[place].theme.level > 1, range(first + 1, len(self.rows))
        )
        return sum(self._height(self.rows[place]) + self._gap(place) for place in (first, *below))

    def _alt(self) -> str:
        top = [row.theme for row in self.rows if row.theme.level == 1][:NAMED]
        named = "; ".join(
            f"{plain(t.label)} {self.formats.figure(t.waves.get(self.waves[0]))}" for t in top
        )
        key = "pic_domains_alt" if self.domains else "chart_alt"
        return self.formats.text(
            key, title=self.title, base=self.bases(self.waves), named=named or "–"
        )

    def _onto(self, canvas: Canvas) -> float:
        y = self.head(canvas, sentence(self.about), self.waves)
        if self.rows:
            y = self._body(canvas, y)
        return self.notes(canvas, y, [self.formats.text("whisker_note")] if self.rows else [])

    def _body(self, canvas: Canvas, y: float) -> float:
        top = y + 0.17
        bottom = top + sum(self._height(row) + self._gap(i) for i, row in enumerate(self.rows))
        for quarter in range(5):
            x = self.left + self.full * quarter / 4
            canvas.paragraph(
                x,
                y,
                [f"{quarter * 25}%"],
                SMALL,
                self.house.muted,
                align="center" if x > 0.1 else "left",
            )
        if not self.narrow:
            self._grid(canvas, top - 0.02, bottom)
        y = top
        for i, row in enumerate(self.rows):
            y += self._gap(i)
            self._bars(canvas, row, y)
            y += self._height(row)
        return bottom

    def _grid(self, canvas: Canvas, top: float, bottom: float) -> None:
        xs = [self.left + self.full * quarter / 4 for quarter in range(5)]
        canvas.grid(xs[1:], top, bottom, self.house.line)
        canvas.grid(xs[:1], top, bottom, self.house.muted)

    def _bars(self, canvas: Canvas, row: _Row, y: float) -> None:
        bold = row.theme.level == 1
        if self.narrow:
            y = (
                canvas.paragraph(row.indent, y, row.lines, LABEL, self.ink(row.theme), bold=bold)
                + 0.02
            )
        else:
            middle = y + (self._height(row) - row.high) / 2
            canvas.paragraph(row.indent, middle, row.lines, LABEL, self.ink(row.theme), bold=bold)
            y += (self._height(row) - self._stack) / 2
        if self.narrow:
            self._grid(canvas, y - 0.02, y + self._stack + 0.02)
        for wave in self.filled:
            if self.names:
                name = self.letters.shortened(plain(wave), LONGEST_NAME, SMALL)
                place = (self.left - 0.06, y + self.bar / 2 - SMALL * LEADING / 144)
                canvas.paragraph(*place, [name], SMALL, self.house.muted, align="right")
            self._bar(canvas, row.theme.waves.get(wave), y, self.colour(wave, row.theme))
            y += self.bar + PAIR_GAP

    def _bar(self, canvas: Canvas, count: Count | None, y: float, colour: str) -> None:
        end, middle = self.left, y + self.bar / 2
        if count and count.share is not None and not count.suppressed:
            canvas.bar(self.left, y, self.full * count.share, self.bar, colour)
            low, high = count.low or 0.0, count.high if count.high is not None else count.share
            end = self.left + self.full * max(high, count.share)
            ends = (self.left + self.full * low, self.left + self.full * high)
            canvas.whisker(*ends, middle, BAR * 0.42, split=self.left + self.full * count.share)
        place = (end + 0.06, middle - VALUE * LEADING / 144)
        canvas.paragraph(*place, [self.formats.figure(count)], VALUE, self.house.ink)

    def _row(self, theme: ThemeFigures) -> _Row:
        indent = INDENT * max(0, theme.level - 1)
        room = (self.width if self.narrow else LABELS - 0.12) - indent
        return _Row(theme, tuple(self.label(theme, room)), indent)

    def _height(self, row: _Row) -> float:
        return row.high + 0.02 + self._stack if self.narrow else max(self._stack, row.high)

    @property
    def _stack(self) -> float:
        return len(self.filled) * (self.bar + PAIR_GAP) - PAIR_GAP

    def _gap(self, i: int) -> float:
        return ROW_GAP / 2 if i == 0 else ROW_GAP + (GROUP_GAP if self._opens_group(i) else 0)

    def _opens_group(self, i: int) -> bool:
        deep = any(row.theme.level > 1 for row in self.rows)
        return deep and (self.rows[i].theme.level <= 1 or self.rows[i].theme.theme == OTHER)

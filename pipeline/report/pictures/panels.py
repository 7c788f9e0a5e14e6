"""Small multiples: the top themes of a question in the newest wave, one panel for each value of a segment, all on one scale and in one order."""

from __future__ import annotations

from pipeline.counts import Figure as Count
from pipeline.counts import QuestionSummary, RunSummary, ThemeFigures
from pipeline.report.pictures.canvas import LEADING, Canvas
from pipeline.report.pictures.chart import LABEL, SMALL, Sheet
from pipeline.report.pictures.data_table import FIGURE, as_csv, figure_cells, theme_cells
from pipeline.report.pictures.picture import Picture, draw
from pipeline.report.style import WIDTH
from pipeline.report.words import NOTHING, is_small, plain, shown_themes

ACROSS = 3
"""Panels beside each other."""

MOST_PANELS = 24
"""A variable of more values gets no picture: nobody compares so many, and the tables have them all."""

LABELS, BETWEEN, NUMBER = 1.95, 0.14, 0.72
BAR, ROW_GAP, PANEL_GAP, NAMED = 0.13, 0.1, 0.22, 2
Key = tuple[str, str, str]


def panels(
    question: QuestionSummary, variable: str, summary: RunSummary, width: float = WIDTH
) -> Picture | None:
    """The panels of a segment variable; None where the newest wave has no figures by it, or one value, or too many."""
    chart = _Panels(question, variable, summary, width)
    return chart.picture() if chart.rows and 2 <= len(chart.keys) <= MOST_PANELS else None


class _Panels(Sheet):
    """One picture of panels."""

    def __init__(
        self, question: QuestionSummary, variable: str, summary: RunSummary, width: float
    ) -> None:
        super().__init__(question, summary, width)
        self.wave = self.waves[0] if self.waves else ""
        self.variable = plain(
            summary.segment_labels.get(variable, "") or variable.replace("_", " ")
        )
        themes = shown_themes(question, self.waves) if self.filled else ()
        keys = [(self.wave, variable, value) for value in summary.segments.get(variable, ())]
        self.keys = [key for key in keys if any(key in t.segments for t in themes)]
        self.rows = [
            t for t in themes if t.level <= 1 and any(key in t.segments for key in self.keys)
        ]
        self.across = 1 if self.narrow else min(ACROSS, max(2, len(self.keys)))
        self.left = 0.0 if self.narrow else LABELS
        self.panel = (
            width - self.left - (BETWEEN * self.across if self.left else 0.0)
        ) / self.across
        self.full = self.panel - NUMBER
        room = width if self.narrow else LABELS
        self.lines = [self.label(theme, room) for theme in self.rows]

    def picture(self) -> Picture:
        """The panels with their words and figures."""
        about = self.formats.text("pic_segment", variable=self.variable, wave=plain(self.wave))
        cells = [
            (
                *theme_cells(theme),
                plain(self.wave),
                plain(key[2]),
                *figure_cells(theme.segments.get(key), self.formats),
            )
            for theme in self.rows
            for key in self.keys
        ]
        table = as_csv(("theme", "label", "wave", "segment", *FIGURE), cells)
        return draw(
            self._onto,
            self.house,
            f"{self.title} – {about}",
            self._alt(),
            table=table,
            width=self.width,
        )

    def _alt(self) -> str:
        groups = "; ".join(self._said(key) for key in self.keys)
        where = {"variable": self.variable, "title": self.title, "wave": plain(self.wave)}
        return self.formats.text("pic_segment_alt", groups=groups, **where)

    def _said(self, key: Key) -> str:
        """A group with its base and the themes that lead it."""
        shown = [(t, t.segments[key]) for t in self.rows if t.level == 1 and key in t.segments]
        named = sorted(
            (pair for pair in shown if pair[1].n and not pair[1].suppressed),
            key=lambda pair: -pair[1].n,
        )
        said = ", ".join(
            f"{plain(t.label)} {self.formats.figure(figure)}" for t, figure in named[:NAMED]
        )
        return f"{plain(key[2]) or NOTHING} {self.formats.base(self._base(key))}" + (
            f": {said}" if said else ""
        )

    def _base(self, key: Key) -> int:
        found = self.question.segment_bases.get(key)
        return (
            found.answered
            if found
            else max(t.segments[key].base for t in self.rows if key in t.segments)
        )

    def _onto(self, canvas: Canvas) -> float:
        about = self.formats.text("pic_segment", variable=self.variable, wave=plain(self.wave))
        y = self.head(canvas, about, (self.wave,), swatches=False)
        for first in range(0, len(self.keys), self.across):
            y = self._line_of(canvas, self.keys[first : first + self.across], y) + PANEL_GAP
        return self.notes(
            canvas, y - PANEL_GAP, [self.formats.text("pic_segment_note")], [self.wave]
        )

    def _line_of(self, canvas: Canvas, keys: list[Key], y: float) -> float:
        """Panels beside each other with the labels before them; gives the height below them."""
        lefts = [
            self.left + (BETWEEN if self.left else 0.0) * (i + 1) + self.panel * i
            for i in range(len(keys))
        ]
        top = (
            max(self._heading(canvas, key, x, y) for key, x in zip(keys, lefts, strict=True)) + 0.04
        )
        low = top
        for theme, lines in zip(self.rows, self.lines, strict=True):
            low += ROW_GAP
            high = len(lines) * LABEL * LEADING / 72
            if self.narrow:
                low = canvas.paragraph(0, low, lines, LABEL, self.ink(theme)) + 0.02
                room = BAR
            else:
                room = max(BAR, high)
                canvas.paragraph(0, low + (room - high) / 2, lines, LABEL, self.ink(theme))
            if self.narrow:
                self._grid(canvas, 0.0, low - 0.02, low + room + 0.02)
            for key, x in zip(keys, lefts, strict=True):
                self._bar(canvas, theme, theme.segments.get(key), x, low + (room - BAR) / 2)
            low += room
        if not self.narrow:
            for x in lefts:
                self._grid(canvas, x, top + 0.03, low + 0.05)
        return low + 0.05

    def _grid(self, canvas: Canvas, x: float, top: float, bottom: float) -> None:
        canvas.grid([x + self.full / 2, x + self.full], top, bottom, self.house.line)
        canvas.grid([x], top, bottom, self.house.muted)

    def _heading(self, canvas: Canvas, key: Key, x: float, y: float) -> float:
        base = self._base(key)
        y = canvas.wrapped(
            x, y, plain(key[2]) or NOTHING, self.panel - 0.05, LABEL, self.house.ink, bold=True
        )
        y = canvas.wrapped(
            x, y, self.formats.base(base), self.panel - 0.05, SMALL, self.house.muted
        )
        if is_small(base):
            y = canvas.wrapped(
                x, y, self.formats.text("small_base"), self.panel - 0.05, SMALL, self.house.accent
            )
        return y

    def _bar(
        self, canvas: Canvas, theme: ThemeFigures, count: Count | None, x: float, y: float
    ) -> None:
        end, middle = x, y + BAR / 2
        if count and count.share is not None and not count.suppressed:
            canvas.bar(x, y, self.full * count.share, BAR, self.colour(self.wave, theme))
            low, high = count.low or 0.0, count.high if count.high is not None else count.share
            end = x + self.full * max(high, count.share)
            canvas.whisker(
                x + self.full * low,
                x + self.full * high,
                middle,
                BAR * 0.42,
                split=x + self.full * count.share,
            )
        lines = self.letters.wrap(
            self.formats.figure(count), x + self.panel + BETWEEN - end - 0.07, SMALL
        )
        canvas.paragraph(
            end + 0.05, middle - len(lines) * SMALL * LEADING / 144, lines, SMALL, self.house.ink
        )

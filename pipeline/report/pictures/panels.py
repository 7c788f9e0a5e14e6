"""Small multiples: top themes in the newest wave, a panel for each value of a segment variable."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.counts import QuestionSummary, RunSummary, ThemeFigures
from pipeline.report.pictures.canvas import Canvas, text_height
from pipeline.report.pictures.chart import CAP, LABEL, SMALL, QuestionChart, Scale
from pipeline.report.pictures.data_table import FIGURE, as_csv, figure_cells, theme_cells
from pipeline.report.pictures.picture import Picture, draw
from pipeline.report.style import WIDTH
from pipeline.report.words import (
    NOTHING,
    Key,
    is_small,
    plain,
    segment_base,
    segment_keys,
    segment_name,
    shown_themes,
)

ACROSS = 3
"""Panels side by side."""

MAX_PANELS = 24
"""A variable with more values gets no picture: too many to compare; the tables have them all."""

LABELS, PANEL_GAP, NUMBER = 1.95, 0.14, 0.72
"""Inches for the labels, between panels, and for the number after a full bar."""

BAR, ROW_GAP, LINE_GAP = 0.13, 0.1, 0.22
"""The height in inches of a bar, between rows, and between lines of panels."""

NAMED = 2
"""The most themes per panel named in the alternative text."""


def panels(
    question: QuestionSummary, variable: str, summary: RunSummary, width: float = WIDTH
) -> Picture | None:
    """Return the panels of a variable, on one scale; None with one value, none, or too many."""
    chart = _Panels(question, variable, summary, width)
    return chart.picture() if chart.rows and 2 <= len(chart.keys) <= MAX_PANELS else None


class _Panels(QuestionChart):
    bar, cap = BAR, BAR * CAP

    def __init__(
        self, question: QuestionSummary, variable: str, summary: RunSummary, width: float
    ) -> None:
        super().__init__(question, summary, width)
        self.variable = plain(segment_name(variable, summary))
        themes = shown_themes(question, self.waves) if self.answered else ()
        values = summary.segments.get(variable, ())
        self.keys = segment_keys(themes, self.newest, variable, values)
        self.rows = [
            theme
            for theme in themes
            if theme.level <= 1 and any(key in theme.segments for key in self.keys)
        ]
        self.across, self.left, self.gap = 1, 0.0, 0.0
        if not self.is_narrow:
            self.across = min(ACROSS, max(2, len(self.keys)))
            self.left, self.gap = LABELS, PANEL_GAP
        self.panel = (width - self.left - self.gap * self.across) / self.across
        self.about = self.formats.text(
            "pic_segment", variable=self.variable, wave=plain(self.newest)
        )

    def picture(self) -> Picture:
        cells = []
        for theme in self.rows:
            for key in self.keys:
                group = (plain(self.newest), plain(key[2]))
                figure = figure_cells(theme.segments.get(key), self.formats)
                cells.append((*theme_cells(theme), *group, *figure))
        table = as_csv(("theme", "label", "wave", "segment", *FIGURE), cells)
        title = f"{self.title} – {self.about}"
        return draw(self._draw, self.house, title, self._alt(), table=table, width=self.width)

    def _alt(self) -> str:
        return self.formats.text(
            "pic_segment_alt",
            groups="; ".join(map(self._group_text, self.keys)),
            variable=self.variable,
            title=self.title,
            wave=plain(self.newest),
        )

    def _group_text(self, key: Key) -> str:
        """Return a segment with its base and leading themes, as text."""
        top = [(t.label, t.segments[key]) for t in self.rows if t.level == 1 and key in t.segments]
        named = [(label, figure) for label, figure in top if figure.n and not figure.suppressed]
        named.sort(key=lambda pair: -pair[1].n)
        leading = ", ".join(
            f"{plain(label)} {self.formats.figure(figure)}" for label, figure in named[:NAMED]
        )
        group = f"{plain(key[2]) or NOTHING} {self.formats.base(self._base(key))}"
        return f"{group}: {leading}" if leading else group

    def _base(self, key: Key) -> int:
        return segment_base(self.question, self.rows, key)

    def _draw(self, canvas: Canvas) -> float:
        y = self.head(canvas, self.about, (self.newest,), swatches=False)
        for first in range(0, len(self.keys), self.across):
            y = self._draw_line(canvas, self.keys[first : first + self.across], y) + LINE_GAP
        note = self.formats.text("pic_segment_note")
        return self.notes(canvas, y - LINE_GAP, [note], [self.newest])

    def _draw_line(self, canvas: Canvas, keys: Sequence[Key], y: float) -> float:
        """Draw panels side by side with the labels before them; return the height below."""
        scales = {
            key: Scale(self.left + self.gap * (i + 1) + self.panel * i, self.panel - NUMBER)
            for i, key in enumerate(keys)
        }
        top = max(self._draw_heading(canvas, key, scales[key].left, y) for key in keys) + 0.04
        bottom = top
        for theme in self.rows:
            bottom = self._draw_row(canvas, theme, scales, bottom + ROW_GAP)
        if not self.is_narrow:
            for scale in scales.values():
                self._draw_grid(canvas, scale, top + 0.03, bottom + 0.05)
        return bottom + 0.05

    def _draw_row(
        self, canvas: Canvas, theme: ThemeFigures, scales: dict[Key, Scale], y: float
    ) -> float:
        """Draw a theme's label, and its bars below it on narrow paper, else beside it."""
        lines = self.label(theme, self.width if self.is_narrow else LABELS)
        label_height = text_height(len(lines), LABEL)
        height, label_y = BAR, y
        if self.is_narrow:
            y += label_height + 0.02
            for scale in scales.values():
                self._draw_grid(canvas, scale, y - 0.02, y + height + 0.02)
        else:
            height = max(BAR, label_height)
            label_y += (height - label_height) / 2
        canvas.paragraph(0, label_y, lines, LABEL, self.ink(theme))
        for key, scale in scales.items():
            self._draw_bar(canvas, theme, key, scale, y + (height - BAR) / 2)
        return y + height

    def _draw_bar(
        self, canvas: Canvas, theme: ThemeFigures, key: Key, scale: Scale, y: float
    ) -> None:
        figure = theme.segments.get(key)
        end = self.draw_share(canvas, figure, scale, y, self.colour(self.newest, theme))
        room = scale.left + self.panel + PANEL_GAP - end - 0.07
        lines = self.fonts.wrap(self.formats.figure(figure), room, SMALL)
        number_y = y + BAR / 2 - text_height(len(lines), SMALL) / 2
        canvas.paragraph(end + 0.05, number_y, lines, SMALL, self.house.ink)

    def _draw_grid(self, canvas: Canvas, scale: Scale, top: float, bottom: float) -> None:
        canvas.grid([scale.at(0.5), scale.at(1)], top, bottom, self.house.line)
        canvas.grid([scale.left], top, bottom, self.house.muted)

    def _draw_heading(self, canvas: Canvas, key: Key, x: float, y: float) -> float:
        """Draw the segment, its base and, if that is small, a warning; return the height below."""
        base, room = self._base(key), self.panel - 0.05
        name, note = plain(key[2]) or NOTHING, self.formats.base(base)
        y = canvas.wrapped(x, y, name, room, LABEL, self.house.ink, bold=True)
        y = canvas.wrapped(x, y, note, room, SMALL, self.house.muted)
        if is_small(base):
            warning = self.formats.text("small_base")
            y = canvas.wrapped(x, y, warning, room, SMALL, self.house.accent)
        return y

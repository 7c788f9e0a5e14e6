"""What the charts of a question share: title, bases with their colours, notes below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.counts import Figure, QuestionSummary, RunSummary, ThemeFigures
from pipeline.model import OTHER
from pipeline.report.pictures.canvas import Canvas, text_height
from pipeline.report.pictures.fonts import Fonts
from pipeline.report.style import WIDTH, wave_colours
from pipeline.report.words import NumberFormats, answered_waves, plain, waves_of

TITLE, LABEL, VALUE, SMALL = 10.5, 8.0, 7.5, 7.0
"""Sizes of text, in points."""

INDENT = 0.16
"""The indent in inches of a theme below its parent."""

CAP = 0.42
"""The height of the caps of an interval, as a fraction of a bar's."""


@dataclass(frozen=True)
class Scale:
    """The positions of shares from 0 to 1 across `length` inches from `left`."""

    left: float
    length: float

    def at(self, share: float) -> float:
        """Return the position of that share, in inches."""
        return self.left + self.length * share


class QuestionChart:
    """A chart of one question on paper of that width; a narrow one has labels above its bars."""

    bar = 0.135
    """The height of a bar in inches."""

    cap = 0.135 * CAP
    """The height of the caps of an interval in inches."""

    def __init__(
        self, question: QuestionSummary, summary: RunSummary, width: float = WIDTH
    ) -> None:
        self.question = question
        self.formats = NumberFormats.of(summary)
        self.house = summary.house
        self.fonts = Fonts.of(summary.house)
        self.width = width
        self.is_narrow = width < WIDTH
        self.is_weighted = summary.weighted
        self.waves = waves_of(question, summary)
        self.answered = answered_waves(question, summary)
        self._colours = wave_colours(self.house, len(summary.waves))
        self._other_colours = wave_colours(self.house, len(summary.waves), other=True)

    @property
    def title(self) -> str:
        """The question's title as one line."""
        return plain(self.question.title)

    @property
    def newest(self) -> str:
        """The newest wave in which the question was asked; empty if never."""
        return self.waves[0] if self.waves else ""

    def colour(self, wave: str, theme: ThemeFigures | None = None) -> str:
        """Return the colour of a wave's bar."""
        colours = self._other_colours if theme and theme.theme == OTHER else self._colours
        return colours[self.waves.index(wave)]

    def ink(self, theme: ThemeFigures) -> str:
        """Return the colour of a theme's label."""
        return self.house.muted if theme.level < 1 else self.house.ink

    def label(self, theme: ThemeFigures, width: float) -> list[str]:
        """Return the lines of a theme's label."""
        text = plain(theme.label) or theme.theme
        return self.fonts.wrap(text, width, LABEL, bold=theme.level == 1)

    def head(
        self, canvas: Canvas, about: str, waves: Sequence[str], *, swatches: bool = True
    ) -> float:
        """Draw the title, what is shown of whom, and the bases; return the height below."""
        y = canvas.wrapped(0, 0.02, self.title, self.width, TITLE, self.house.ink, bold=True) + 0.03
        subtitle = ". ".join(text for text in (about, self._respondents()) if text)
        if subtitle:
            y = canvas.wrapped(0, y, subtitle, self.width, LABEL, self.house.muted) + 0.03
        return self._bases(canvas, y, waves, swatches=swatches) + 0.1

    def notes(
        self, canvas: Canvas, y: float, notes: Sequence[str], waves: Sequence[str] | None = None
    ) -> float:
        """Draw the notes, also on those waves' bases (all by default); return the height."""
        y += 0.1
        for note in (*notes, *self._base_notes(self.waves if waves is None else waves)):
            y = canvas.wrapped(0, y, note, self.width, SMALL, self.house.muted) + 0.02
        return y + 0.03

    def draw_share(
        self, canvas: Canvas, figure: Figure | None, scale: Scale, y: float, colour: str
    ) -> float:
        """Draw a figure's bar and interval, if it may be shown, and return where they end."""
        if figure is None or figure.share is None or figure.suppressed:
            return scale.left
        low = figure.low or 0.0
        high = figure.share if figure.high is None else figure.high
        middle, end = y + self.bar / 2, scale.at(figure.share)
        canvas.bar(scale.left, y, scale.length * figure.share, self.bar, colour)
        canvas.whisker(scale.at(low), scale.at(high), middle, self.cap, split=end)
        return scale.at(max(high, figure.share))

    def _bases(self, canvas: Canvas, y: float, waves: Sequence[str], *, swatches: bool) -> float:
        """Draw the bases side by side as room allows; return the height below."""
        x, line = 0.0, text_height(1, LABEL)
        for wave in waves:
            swatch = 0.19 if swatches and wave in self.answered else 0.0
            note = plain(self.formats.base_of(self.question, wave))
            lines = self.fonts.wrap(note, self.width - swatch, LABEL)
            width = max((self.fonts.width(text, LABEL) for text in lines), default=0.0) + swatch
            if x and x + width > self.width:
                x, y = 0.0, y + line + 0.01
            if swatch:
                canvas.bar(x, y + 0.035, 0.13, 0.09, self.colour(wave))
            bottom = canvas.paragraph(x + swatch, y, lines, LABEL, self.house.muted)
            x, y = x + width + 0.23, bottom - line
        return y + line

    def _respondents(self) -> str:
        """Return who was counted and whether weights were used, or ''."""
        texts = []
        if self.question.filter:
            texts.append(self.formats.text("pic_filter", who=plain(self.question.filter)))
        if self.is_weighted:
            texts.append(self.formats.text("pic_weighted"))
        return " ".join(texts)

    def _base_notes(self, waves: Sequence[str]) -> list[str]:
        by_wave = {
            wave: [
                *self.formats.left_out(self.question, wave),
                *map(plain, self.formats.not_just_weighted(self.question, wave)),
            ]
            for wave in waves
        }
        notes = [f"{plain(wave)}: {'; '.join(texts)}." for wave, texts in by_wave.items() if texts]
        return [" ".join(notes)] if notes else []

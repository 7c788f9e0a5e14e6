"""What the charts of a question share: its title, the bases of its waves with their colours, and the notes at the foot."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.counts import QuestionSummary, RunSummary, ThemeFigures
from pipeline.model import NO_ANSWER, OTHER
from pipeline.report.pictures.canvas import LEADING, Canvas
from pipeline.report.pictures.fonts import Fonts
from pipeline.report.style import WIDTH, wave_colours
from pipeline.report.words import NumberFormats, plain, waves_of

TITLE, LABEL, VALUE, SMALL = 10.5, 8.0, 7.5, 7.0
INDENT = 0.16
"""Inches that a theme stands in from the one above it."""


class Sheet:
    """A chart of one question, on paper of that width; a narrow one has its labels above the bars."""

    def __init__(
        self, question: QuestionSummary, summary: RunSummary, width: float = WIDTH
    ) -> None:
        self.question = question
        self.formats = NumberFormats.of(summary)
        self.house = summary.house
        self.letters = Fonts.of(summary.house)
        self.width = width
        self.narrow = width < WIDTH
        self.weighted = summary.weighted
        self.waves = waves_of(question, summary)
        self.filled = tuple(wave for wave in self.waves if question.bases[wave].answered)
        self._colours = wave_colours(self.house, len(summary.waves))
        self._other_colours = wave_colours(self.house, len(summary.waves), other=True)

    @property
    def title(self) -> str:
        """The question's title as one line."""
        return plain(self.question.title)

    def colour(self, wave: str, theme: ThemeFigures | None = None) -> str:
        """The colour of a wave's bar."""
        place = self.waves.index(wave)
        return (self._other_colours if theme and theme.theme == OTHER else self._colours)[place]

    def ink(self, theme: ThemeFigures) -> str:
        """The colour of a theme's label."""
        return self.house.muted if theme.level < 1 else self.house.ink

    def head(
        self, canvas: Canvas, about: str, waves: Sequence[str], *, swatches: bool = True
    ) -> float:
        """Title, what is shown of whom, and the bases of those waves; gives the height below them."""
        y = canvas.wrapped(0, 0.02, self.title, self.width, TITLE, self.house.ink, bold=True) + 0.03
        said = ". ".join(text for text in (about, self._who()) if text)
        if said:
            y = canvas.wrapped(0, y, said, self.width, LABEL, self.house.muted) + 0.03
        x = 0.0
        for wave in waves:
            note = self.formats.base_of(self.question, wave)
            swatch = 0.19 if swatches and wave in self.filled else 0.0
            lines = self.letters.wrap(plain(note), self.width - swatch, LABEL)
            wide = max((self.letters.width(line, LABEL) for line in lines), default=0.0) + swatch
            if x and x + wide > self.width:
                x, y = 0.0, y + LABEL * LEADING / 72 + 0.01
            if swatch:
                canvas.bar(x, y + 0.035, 0.13, 0.09, self.colour(wave))
            low = canvas.paragraph(x + swatch, y, lines, LABEL, self.house.muted)
            x, y = x + wide + 0.23, low - LABEL * LEADING / 72
        return y + LABEL * LEADING / 72 + 0.1

    def notes(
        self, canvas: Canvas, y: float, notes: Sequence[str], waves: Sequence[str] | None = None
    ) -> float:
        """The notes, one below the other, and what the bases of the waves shown (by default all) lack; gives the height below them."""
        y += 0.1
        for note in (*notes, *self._of_bases(self.waves if waves is None else waves)):
            y = canvas.wrapped(0, y, note, self.width, SMALL, self.house.muted) + 0.02
        return y + 0.03

    def bases(self, waves: Sequence[str]) -> str:
        """The bases in a line of text."""
        return "; ".join(self.formats.base_of(self.question, wave) for wave in waves)

    def label(self, theme: ThemeFigures, width: float) -> list[str]:
        """The lines of a theme's label."""
        return self.letters.wrap(
            plain(theme.label) or theme.theme, width, LABEL, bold=theme.level == 1
        )

    def _who(self) -> str:
        parts = (
            [self.formats.text("pic_filter", who=plain(self.question.filter))]
            if self.question.filter
            else []
        )
        return " ".join([*parts, *([self.formats.text("pic_weighted")] if self.weighted else [])])

    def _of_bases(self, waves: Sequence[str]) -> list[str]:
        left_out = [(wave, self.formats.left_out(self.question, wave)) for wave in waves]
        said = " ".join(f"{plain(wave)}: {'; '.join(texts)}." for wave, texts in left_out if texts)
        return [said] if said else []


def is_theme(theme: ThemeFigures) -> bool:
    """Whether it is a theme of the codebook and no special code."""
    return theme.theme not in (NO_ANSWER, OTHER)

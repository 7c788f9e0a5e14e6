"""The word cloud of a question in one wave: its themes, or the words that tell its answers from other answers."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.counts import QuestionSummary, RunSummary
from pipeline.report.pictures.canvas import Canvas
from pipeline.report.pictures.data_table import as_csv, fraction
from pipeline.report.pictures.fonts import Fonts
from pipeline.report.pictures.packing import LINE_HEIGHT, Phrase, pack, smallest_room
from pipeline.report.pictures.picture import Picture, draw
from pipeline.report.pictures.shapes import ellipses, size_of
from pipeline.report.style import WIDTH, word_colour
from pipeline.report.words import CloudWord, NumberFormats, cloud_words, plain
from pipeline.study import House, mix

HEIGHT = 4.6
"""Inches at most; a cloud of few words is cut to what it needs."""

MARGIN = 0.08
NAMED = 5
"""Words that the alternative text names."""


def cloud(
    question: QuestionSummary, wave: str, summary: RunSummary, width: float = WIDTH
) -> Picture | None:
    """The words of that wave, each as large as its respondents or its keyness; None when there is nothing to show."""
    base = question.bases.get(wave)
    words = {
        plain(word.text): word for word in reversed(cloud_words(question, wave)) if plain(word.text)
    }
    if base is None or not base.answered or not words:
        return None
    sized = sorted(
        ((text, word.weight) for text, word in words.items()), key=lambda word: (-word[1], word[0])
    )
    drawn = _Cloud(sized, question.shape, summary.house, width)
    shown = [words[phrase.text] for phrase in drawn.phrases]
    title, alt = f"{plain(question.title)} – {plain(wave)}", cloud_alt(question, wave, summary)
    return draw(
        drawn.onto, summary.house, title, alt, table=_table(shown, base.answered), width=width
    )


class _Cloud:
    """Phrases in their places, and the shape behind them."""

    def __init__(
        self, words: Sequence[tuple[str, float]], shape: str, house: House, width: float
    ) -> None:
        self.house, self.shape, self.width = house, shape, width
        letters = Fonts.of(house)
        self.room = size_of(shape, width - 2 * MARGIN, HEIGHT)
        if ellipses(shape):
            part = smallest_room(words, *self.room, letters, shape)
            self.room = (self.room[0] * part, self.room[1] * part)
        self.phrases = pack(words, *self.room, letters, shape)

    def onto(self, canvas: Canvas) -> float:
        """Draws the cloud; gives its height."""
        left = (self.width - self.room[0]) / 2
        top, bottom = -MARGIN, self.room[1] + MARGIN
        if not ellipses(self.shape):
            top, bottom = (
                min(p.top for p in self.phrases) - MARGIN,
                max(p.bottom for p in self.phrases) + MARGIN,
            )
        tint = mix(self.house.wash, self.house.deep, 0.05)
        for x, y, wide, high in ellipses(self.shape):
            place = (left + x * self.room[0], y * self.room[1] - top)
            canvas.ellipse(*place, 2 * wide * self.room[0], 2 * high * self.room[1], tint)
        for phrase in self.phrases:
            colour = word_colour(self.house, phrase.weight / self.phrases[0].weight)
            for line, y in zip(phrase.lines, _baselines(phrase), strict=True):
                canvas.word(left + phrase.x, y - top, line, phrase.points, colour, bold=phrase.bold)
        return bottom - top


def _baselines(phrase: Phrase) -> list[float]:
    """Of each line, in inches from the top; capitals and descenders lie evenly around the middle of a line."""
    step = phrase.points * LINE_HEIGHT / 72
    return [
        phrase.top + step * (line + 0.5) + 0.27 * phrase.points / 72
        for line in range(len(phrase.lines))
    ]


def cloud_alt(question: QuestionSummary, wave: str, summary: RunSummary) -> str:
    """The cloud of that wave in a sentence: its base and its largest words."""
    formats, shown = NumberFormats.of(summary), cloud_words(question, wave)
    key = "pic_words_alt" if question.keywords else "cloud_alt"
    labels = (
        {t.label: t.waves[wave] for t in question.themes if wave in t.waves}
        if not question.keywords
        else {}
    )
    figures = [
        formats.figure(labels[w.text]) if w.text in labels else f"(n={formats.number(w.n)})"
        for w in shown[:NAMED]
    ]
    named = "; ".join(
        f"{plain(w.text)} {figure}" for w, figure in zip(shown, figures, strict=False)
    )
    return formats.text(
        key, title=plain(question.title), base=formats.base_of(question, wave), named=named
    )


def _table(shown: Sequence[CloudWord], base: int) -> bytes:
    rows = (
        (plain(w.text), str(w.n), str(base), fraction(w.n / base), fraction(w.weight))
        for w in shown
    )
    return as_csv(("word", "n", "base", "share", "weight"), rows)

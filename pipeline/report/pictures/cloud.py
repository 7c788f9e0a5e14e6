"""The word cloud of a question in one wave: its themes, or its keywords."""

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
"""The maximum height in inches; a cloud of few words is cropped."""

MARGIN = 0.08
"""The margin in inches around the cloud."""

NAMED = 5
"""The most words named in the alternative text."""


def cloud(
    question: QuestionSummary, wave: str, summary: RunSummary, width: float = WIDTH
) -> Picture | None:
    """Return the words of that wave, each as large as its weight; None if there are none."""
    base = question.bases.get(wave)
    words = {plain(word.text): word for word in reversed(cloud_words(question, wave))}
    words.pop("", None)
    if base is None or not base.answered or not words:
        return None
    weights = [(text, word.weight) for text, word in words.items()]
    weights.sort(key=lambda word: (-word[1], word[0]))
    drawing = _Cloud(weights, question.shape, summary.house, width)
    table = _table([words[phrase.text] for phrase in drawing.phrases], base.answered)
    title = f"{plain(question.title)} – {plain(wave)}"
    alt = cloud_alt(question, wave, summary)
    return draw(drawing.draw, summary.house, title, alt, table=table, width=width)


def cloud_alt(question: QuestionSummary, wave: str, summary: RunSummary) -> str:
    """Return the alternative text of that wave's cloud: its base and its largest words."""
    formats = NumberFormats.of(summary)
    figures = {}
    if not question.keywords:
        themes = [theme for theme in question.themes if wave in theme.waves]
        figures = {theme.label: formats.figure(theme.waves[wave]) for theme in themes}
    named = "; ".join(
        f"{plain(word.text)} {figures.get(word.text) or f'(n={formats.number(word.n)})'}"
        for word in cloud_words(question, wave)[:NAMED]
    )
    key = "pic_words_alt" if question.keywords else "cloud_alt"
    base = formats.base_of(question, wave)
    return formats.text(key, title=plain(question.title), base=base, named=named)


class _Cloud:
    """Phrases in their positions, and the shape behind them."""

    def __init__(
        self, words: Sequence[tuple[str, float]], shape: str, house: House, width: float
    ) -> None:
        self.house, self.shape, self.paper = house, shape, width
        fonts = Fonts.of(house)
        self.width, self.height = size_of(shape, width - 2 * MARGIN, HEIGHT)
        if ellipses(shape):
            part = smallest_room(words, self.width, self.height, fonts, shape)
            self.width, self.height = self.width * part, self.height * part
        self.phrases = pack(words, self.width, self.height, fonts, shape)

    def draw(self, canvas: Canvas) -> float:
        """Draw the cloud and return its height."""
        left = (self.paper - self.width) / 2
        top, bottom = 0.0, self.height
        if not ellipses(self.shape):
            top = min(phrase.top for phrase in self.phrases)
            bottom = max(phrase.bottom for phrase in self.phrases)
        top, bottom = top - MARGIN, bottom + MARGIN
        tint = mix(self.house.wash, self.house.deep, 0.05)
        for part in ellipses(self.shape):
            x, y = left + part.x * self.width, part.y * self.height - top
            width, height = 2 * part.width * self.width, 2 * part.height * self.height
            canvas.ellipse(x, y, width, height, tint)
        largest = self.phrases[0].weight
        for phrase in self.phrases:
            colour = word_colour(self.house, phrase.weight / largest)
            for line, y in zip(phrase.lines, _baselines(phrase), strict=True):
                canvas.word(left + phrase.x, y - top, line, phrase.points, colour, bold=phrase.bold)
        return bottom - top


def _baselines(phrase: Phrase) -> list[float]:
    """Return the baselines in inches; capitals and descenders are centred on a line."""
    step, drop = phrase.points * LINE_HEIGHT / 72, 0.27 * phrase.points / 72
    return [phrase.top + step * (line + 0.5) + drop for line in range(len(phrase.lines))]


def _table(words: Sequence[CloudWord], base: int) -> bytes:
    rows = (
        (plain(word.text), str(word.n), str(base), fraction(word.n / base), fraction(word.weight))
        for word in words
    )
    return as_csv(("word", "n", "base", "share", "weight"), rows)

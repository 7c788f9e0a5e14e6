"""The word cloud of a question in one wave."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import QuestionSummary, RunSummary
from pipeline.report.drawing import Picture, as_picture, house_style
from pipeline.report.formats import Formats, plain
from pipeline.report.packing import LINE_HEIGHT, Phrase, pack
from pipeline.report.rows import cloud_words, ranked_themes
from pipeline.report.style import WIDTH, cloud_colour, font

HEIGHT = 4.6
"""Inches at most; a cloud of few words is cut to what it needs."""

MARGIN = 0.08
NAMED = 5
"""Words that the alternative text names."""


def cloud(question: QuestionSummary, wave: str, summary: RunSummary) -> Picture | None:
    """The themes named in that wave, each as large as its number of respondents; None when there is nothing to show."""
    base = question.bases.get(wave)
    words = [(plain(label), n) for label, n in cloud_words(question, wave)]
    words = [(label, n) for label, n in words if label]
    if base is None or not base.answered or not words:
        return None
    with house_style():
        return _draw(
            pack(words, WIDTH - 2 * MARGIN, HEIGHT), f"{question.title} – {wave}", _alt(question, wave, summary)
        )


def _draw(phrases: Sequence[Phrase], title: str, alt: str) -> Picture:
    from matplotlib.figure import Figure

    top, bottom = min(p.top for p in phrases) - MARGIN, max(p.bottom for p in phrases) + MARGIN
    height = bottom - top
    figure = Figure(figsize=(WIDTH, height))
    for phrase in phrases:
        style = font(phrase.points, bold=phrase.bold)
        colour = cloud_colour(phrase.n / phrases[0].n)
        for line, y in zip(phrase.lines, _baselines(phrase), strict=True):
            place = ((phrase.x + MARGIN) / WIDTH, 1 - (y - top) / height)
            figure.text(*place, line, ha="center", va="baseline", color=colour, fontproperties=style)
    return as_picture(figure, title, alt)


def _baselines(phrase: Phrase) -> list[float]:
    """Of each line, in inches from the top; capitals and descenders lie evenly around the middle of a line."""
    step = phrase.points * LINE_HEIGHT / 72
    return [phrase.top + step * (line + 0.5) + 0.27 * phrase.points / 72 for line in range(len(phrase.lines))]


def _alt(question: QuestionSummary, wave: str, summary: RunSummary) -> str:
    formats = Formats.of(summary)
    first = [t for t in ranked_themes(question, (wave,)) if t.waves[wave].n and not t.waves[wave].suppressed][:NAMED]
    named = "; ".join(f"{plain(t.label)} {formats.figure(t.waves[wave])}" for t in first)
    return formats.text("cloud_alt", title=plain(question.title), base=formats.base_of(question, wave), named=named)

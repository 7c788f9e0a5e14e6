"""The page: one self-contained HTML file, without scripts or a network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.counts import RunSummary
from pipeline.model import SOURCES
from pipeline.report.html_templates import as_data, environment
from pipeline.report.page.question_view import PictureView, QuestionView
from pipeline.report.pictures import Picture
from pipeline.report.style import page_colours, wave_colours
from pipeline.report.words import Choices, NumberFormats, choices, method, sources_of

OUTCOMES = ("coded", "other", "no_answer", "uncoded", "refused")
SAFE_OUTCOMES: tuple[str, ...] = ("no_answer", "refused")
"""The outcomes that reveal nothing about a hidden figure."""


Clouds = Mapping[str, Mapping[str, Picture]]
"""By question and wave, newest first."""


def page(summary: RunSummary, clouds: Clouds) -> str:
    """Return the report as HTML, with those word clouds."""
    formats, chosen = NumberFormats.of(summary), choices(summary)
    questions = _question_views(summary, clouds, chosen)
    house = summary.house
    values: dict[str, Any] = {
        "summary": summary,
        "questions": questions,
        "choices": chosen,
        "any_quotes": any(view.quotes for view in questions),
        "place": {wave: place for place, wave in enumerate(summary.waves)},
        "f": formats,
        "t": formats.text,
        "method": method(summary, chosen, formats),
        "wave_length": max(map(len, summary.waves), default=0),
        "colours": page_colours(house),
        "bars": _bar_colours(summary),
        "logo": as_data(house.logo, house.logo_kind) if house.logo else "",
        **_totals(summary),
    }
    return environment().get_template("report.html.j2").render(values)


def _question_views(summary: RunSummary, clouds: Clouds, choices: Choices) -> list[QuestionView]:
    views = []
    for number, question in enumerate(summary.questions, 1):
        pictures = {
            wave: PictureView(as_data(picture.svg), picture.alt)
            for wave, picture in clouds.get(question.id, {}).items()
        }
        views.append(QuestionView(number, question, summary, pictures, choices))
    return views


def _totals(summary: RunSummary) -> dict[str, list[tuple[str, int]]]:
    """Return what became of answers and who coded them, unless that reveals hidden figures."""
    themes = [theme for question in summary.questions for theme in question.themes]
    hides = any(figure.suppressed for theme in themes for figure in theme.waves.values())
    outcomes = SAFE_OUTCOMES if hides else OUTCOMES
    return {
        "outcomes": [(name, getattr(summary.answers, name)) for name in outcomes],
        "sources": [] if hides else _sources(summary),
    }


def _sources(summary: RunSummary) -> list[tuple[str, int]]:
    """Return the codings of each source, people first, and how many of all are guesses."""
    names = sorted(sources_of(summary), key=SOURCES.index)
    guesses = [("guess", summary.guesses)] if summary.guesses else []
    return [*((name, summary.sources.get(name, 0)) for name in names), *guesses]


def _bar_colours(summary: RunSummary) -> list[tuple[str, str]]:
    """Return the colours of each wave's bars: of themes, and of answers that fit none."""
    count = max(1, len(summary.waves))
    colours = wave_colours(summary.house, count)
    return list(zip(colours, wave_colours(summary.house, count, other=True), strict=True))

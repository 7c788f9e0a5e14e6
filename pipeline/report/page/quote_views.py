"""The quotes behind the numbers, as the page shows them, each with a link back to its number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.counts import QuestionSummary, Quote, RunSummary
from pipeline.report.words import all_themes, waves_of


@dataclass(frozen=True)
class ThemeQuotes:
    """The quotes of a theme, newest wave first."""

    anchor: str
    label: str
    quotes: tuple[Quote, ...]


def theme_quotes(
    question: QuestionSummary, summary: RunSummary, number: int
) -> Mapping[str, ThemeQuotes]:
    """Return each theme's quotes; `number` is the question's index on the page."""
    waves = waves_of(question, summary)
    by_theme: dict[str, list[Quote]] = {}
    for quote in question.quotes:
        if quote.wave in waves:
            by_theme.setdefault(quote.theme, []).append(quote)
    views = {}
    for place, theme in enumerate(all_themes(question)):
        quotes = by_theme.get(theme.theme)
        if quotes:
            quotes.sort(key=lambda quote: waves.index(quote.wave))
            anchor = f"c-{number}-{place}"
            views[theme.theme] = ThemeQuotes(anchor, theme.label, tuple(quotes))
    return views

"""The quotes behind the numbers, as the page shows them: by question and theme, each with the way back to its number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.counts import QuestionSummary, RunSummary
from pipeline.report.words import all_themes, waves_of


@dataclass(frozen=True)
class QuoteView:
    """A quote: its wave, its text, and from whom it is."""

    wave: str
    text: str
    group: str


@dataclass(frozen=True)
class ThemeQuotes:
    """The quotes of a theme, newest wave first."""

    anchor: str
    label: str
    quotes: tuple[QuoteView, ...]


def theme_quotes(
    question: QuestionSummary, summary: RunSummary, number: int
) -> Mapping[str, ThemeQuotes]:
    """The quotes by theme, in the order of the codebook; only themes that have any. `number` is the question's place on the page."""
    newest = waves_of(question, summary)
    found = {}
    for at, theme in enumerate(all_themes(question)):
        quotes = [
            quote
            for quote in question.quotes
            if quote.theme == theme.theme and quote.wave in newest
        ]
        views = (
            QuoteView(q.wave, q.text, q.group)
            for q in sorted(quotes, key=lambda q: newest.index(q.wave))
        )
        if quotes:
            found[theme.theme] = ThemeQuotes(f"c-{number}-{at}", theme.label, tuple(views))
    return found

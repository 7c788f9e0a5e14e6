"""How to read the page: the paragraphs of its method section, only those that the run has use for."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.counts import RunSummary
from pipeline.report.words.numbers import SMALL_BASE, NumberFormats
from pipeline.report.words.phrases import has_hidden, intervals_of
from pipeline.report.words.selections import Choices

Paragraphs = tuple[str, ...]


def method(
    summary: RunSummary, choices: Choices, write: NumberFormats
) -> tuple[tuple[str, Paragraphs], ...]:
    """Titles with their paragraphs, in the order of the page."""
    return tuple(
        (write.text(f"{key}_title"), paragraphs)
        for key, paragraphs in _items(summary, choices, write)
    )


def _items(
    summary: RunSummary, choices: Choices, write: NumberFormats
) -> Iterator[tuple[str, Paragraphs]]:
    def said(key: str, **more: object) -> Paragraphs:
        return (write.text(key, unit=write.unit_plural, unit_one=write.unit, n=SMALL_BASE, **more),)

    yield "method_share", said("method_share")
    yield "page_method_base", said("page_method_base")
    if choices.variables or len(summary.waves) > 1:
        yield "page_method_choose", (*said("page_method_choose"), *_without_room(choices, write))
    elif choices.not_to_choose:
        yield "page_method_choose", tuple(_without_room(choices, write))
    yield "page_method_interval", (*said("page_method_interval"), *_intervals(summary, write))
    if summary.weighted:
        yield "page_method_weights", said("page_method_weights")
    if any(q.changes for q in summary.questions):
        yield "page_method_change", said("page_method_change")
    if any(q.corrections for q in summary.questions):
        yield "page_method_corrections", said("page_method_corrections")
    if any(q.bridge for q in summary.questions):
        yield "page_method_bridge", said("page_method_bridge")
    yield "method_small", said("method_small")
    yield "method_coding", said("method_coding")
    if any(q.quotes for q in summary.questions):
        yield "page_method_quotes", said("page_method_quotes")
    if any(has_hidden(q) for q in summary.questions):
        yield "method_hidden", tuple(_hidden(summary, write))


def _intervals(summary: RunSummary, write: NumberFormats) -> Iterator[str]:
    everybody, segments = intervals_of(summary)
    for name in dict.fromkeys((*everybody, *segments)) or ("wilson",):
        population = write.number(summary.population) if summary.population is not None else ""
        yield write.text(
            f"page_interval_{name.replace('++', 'pp')}",
            unit=write.unit_plural,
            population=population,
        )


def _without_room(choices: Choices, write: NumberFormats) -> Iterator[str]:
    if choices.not_to_choose:
        yield write.text("page_no_room_to_choose", names="; ".join(choices.not_to_choose))
    if choices.not_in_tables:
        yield write.text("page_no_room_for_tables", names="; ".join(choices.not_in_tables))


def _hidden(summary: RunSummary, write: NumberFormats) -> Iterator[str]:
    yield write.text("method_hidden")
    rules = [("base", summary.least_base), ("n", summary.least_n)]
    for name, least in rules:
        if least > 1:
            yield write.text(f"page_hidden_{name}", n=write.number(least), unit=write.unit_plural)
    yield write.text("page_hidden_others")

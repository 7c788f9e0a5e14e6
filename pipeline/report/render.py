"""Everything of a run that may leave the house, as relative paths and bytes."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.counts import QuestionSummary, RunSummary
from pipeline.report.page import page
from pipeline.report.pictures import (
    Picture,
    bar_sheets,
    bars,
    change_plot,
    cloud,
    domain_bars,
    panels,
    quote_tables,
)
from pipeline.report.style import NARROW
from pipeline.report.words import waves_of


def render(summary: RunSummary) -> Iterator[tuple[str, bytes]]:
    """Yields (path, content): the pictures of every question, each with its figures as CSV and as a narrow SVG for phones, and the page."""
    clouds: dict[str, dict[str, Picture]] = {}
    for question in summary.questions:
        for name, picture, narrow in charts(question, summary):
            yield from _files(f"charts/{name}", picture, narrow)
        if question.show == "cloud":
            drawn = {wave: cloud(question, wave, summary) for wave in waves_of(question, summary)}
            clouds[question.id] = {wave: picture for wave, picture in drawn.items() if picture}
            for wave, picture in clouds[question.id].items():
                yield from _files(
                    f"clouds/{question.id}-{wave}", picture, cloud(question, wave, summary, NARROW)
                )
    yield "report.html", page(summary, clouds).encode("utf-8")


def charts(
    question: QuestionSummary, summary: RunSummary
) -> Iterator[tuple[str, Picture, Picture | None]]:
    """The charts of a question with their names, each for paper and narrow, in the order in which a report would show them."""
    yield question.id, bars(question, summary), bars(question, summary, NARROW)
    for number, found in enumerate(bar_sheets(question, summary), 1):
        yield f"{question.id}-sheet-{number}", found, None
    if drawn := domain_bars(question, summary):
        yield f"{question.id}-domains", drawn, domain_bars(question, summary, NARROW)
    if drawn := change_plot(question, summary):
        yield f"{question.id}-change", drawn, change_plot(question, summary, NARROW)
    for variable in summary.segments:
        if drawn := panels(question, variable, summary):
            yield f"{question.id}-by-{variable}", drawn, panels(question, variable, summary, NARROW)
    tables = quote_tables(question, summary)
    for number, found in enumerate(tables, 1):
        yield f"{question.id}-quotes{'' if number == 1 else f'-{number}'}", found, None
    for number, found in enumerate(quote_tables(question, summary, NARROW), 1):
        yield f"{question.id}-quotes{'' if number == 1 else f'-{number}'}-narrow", found, None


def _files(
    stem: str, picture: Picture, narrow: Picture | None = None
) -> Iterator[tuple[str, bytes]]:
    if picture.png:
        yield f"{stem}.png", picture.png
    yield f"{stem}.svg", picture.svg
    if picture.table and picture.png:
        yield f"{stem}.csv", picture.table
    if narrow:
        yield f"{stem}-narrow.svg", narrow.svg

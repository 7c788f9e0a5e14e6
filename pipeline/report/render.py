"""Everything in a run that may be published, as relative paths and bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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


@dataclass(frozen=True)
class NamedPicture:
    """A picture for paper, and a narrow one for phones, if any."""

    name: str
    picture: Picture
    narrow: Picture | None = None


def render(summary: RunSummary) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of all pictures with their data and narrow forms, and of the page."""
    clouds: dict[str, dict[str, Picture]] = {}
    for question in summary.questions:
        for chart in charts(question, summary):
            yield from _files(f"charts/{chart.name}", chart)
        for wave in waves_of(question, summary) if question.show == "cloud" else ():
            picture = cloud(question, wave, summary)
            if picture:
                clouds.setdefault(question.id, {})[wave] = picture
                name = f"{question.id}-{wave}"
                narrow = cloud(question, wave, summary, NARROW)
                yield from _files(f"clouds/{name}", NamedPicture(name, picture, narrow))
    yield "report.html", page(summary, clouds).encode("utf-8")


def charts(question: QuestionSummary, summary: RunSummary) -> Iterator[NamedPicture]:
    """Yield the charts of a question in the order of a report."""
    name = question.id
    yield NamedPicture(name, bars(question, summary), bars(question, summary, NARROW))
    for number, picture in enumerate(bar_sheets(question, summary), 1):
        yield NamedPicture(f"{name}-sheet-{number}", picture)
    if domains := domain_bars(question, summary):
        yield NamedPicture(f"{name}-domains", domains, domain_bars(question, summary, NARROW))
    if changes := change_plot(question, summary):
        yield NamedPicture(f"{name}-change", changes, change_plot(question, summary, NARROW))
    for variable in summary.segments:
        if groups := panels(question, variable, summary):
            narrow = panels(question, variable, summary, NARROW)
            yield NamedPicture(f"{name}-by-{variable}", groups, narrow)
    for number, picture in enumerate(quote_tables(question, summary), 1):
        yield NamedPicture(_quotes_name(name, number), picture)
    for number, picture in enumerate(quote_tables(question, summary, NARROW), 1):
        yield NamedPicture(f"{_quotes_name(name, number)}-narrow", picture)


def _quotes_name(question: str, number: int) -> str:
    return f"{question}-quotes" if number == 1 else f"{question}-quotes-{number}"


def _files(stem: str, chart: NamedPicture) -> Iterator[tuple[str, bytes]]:
    if chart.picture.png:
        yield f"{stem}.png", chart.picture.png
    yield f"{stem}.svg", chart.picture.svg
    if chart.picture.table and chart.picture.png:
        yield f"{stem}.csv", chart.picture.table
    if chart.narrow:
        yield f"{stem}-narrow.svg", chart.narrow.svg

"""Everything of a run that may leave the house, as relative paths and bytes."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model import RunSummary
from pipeline.report.bars import bars
from pipeline.report.cloud import cloud
from pipeline.report.drawing import Picture
from pipeline.report.page import page
from pipeline.report.rows import waves_of


def render(summary: RunSummary) -> Iterator[tuple[str, bytes]]:
    """Yields (path, content): a chart of every question, word clouds where the study wants them, and the page."""
    clouds: dict[str, dict[str, Picture]] = {}
    for question in summary.questions:
        yield from _files(f"charts/{question.id}", bars(question, summary))
        if question.show == "cloud":
            drawn = {wave: cloud(question, wave, summary) for wave in waves_of(question, summary)}
            clouds[question.id] = {wave: picture for wave, picture in drawn.items() if picture}
            for wave, picture in clouds[question.id].items():
                yield from _files(f"clouds/{question.id}-{wave}", picture)
    yield "report.html", page(summary, clouds).encode("utf-8")


def _files(stem: str, picture: Picture) -> Iterator[tuple[str, bytes]]:
    yield f"{stem}.png", picture.png
    yield f"{stem}.svg", picture.svg

"""Chapters as HTML, without scripts: a fragment for each question, and a page with all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.counts import RunSummary
from pipeline.report.chapters.chapter import chapters_of
from pipeline.report.chapters.chapter_pictures import Pictures, chapter_pictures
from pipeline.report.html_templates import as_data, environment
from pipeline.report.inputs import ReportInputs
from pipeline.report.pictures import Picture
from pipeline.report.style import page_colours
from pipeline.report.words import NumberFormats


def write_html(inputs: ReportInputs) -> None:
    """Write the chapters as HTML."""
    for name, content in chapters_html(inputs.summary, chapter_pictures(inputs)):
        inputs.outputs.put(f"report/{name}", content)


def chapters_html(summary: RunSummary, pictures: Pictures) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of each `chapters/<question>.html`, and of `chapters.html`."""
    shown = {question: _embedded(picture) for question, picture in pictures.items()}
    text, chapters = NumberFormats.of(summary).text, chapters_of(summary)
    macro: Any = environment().get_template("chapter.html.j2").module
    for chapter in chapters:
        fragment = macro.chapter_of(chapter, shown.get(chapter.id), summary.language, text)
        content = f"{str(fragment).strip()}\n"
        yield f"chapters/{chapter.id}.html", content.encode("utf-8", "replace")
    page = (
        environment()
        .get_template("chapters.html.j2")
        .render(
            summary=summary,
            chapters=chapters,
            pictures=shown,
            t=text,
            colours=page_colours(summary.house),
        )
    )
    yield "chapters.html", page.lstrip().encode("utf-8", "replace")


def _embedded(picture: Picture) -> dict[str, str]:
    address = as_data(picture.svg) if picture.svg else as_data(picture.png, "image/png")
    return {"address": address, "alt": picture.alt}

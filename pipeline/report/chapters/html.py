"""Chapters as HTML: a fragment for each question, to put into a page of one's own, and a page with all of them. No scripts."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

from pipeline.counts import RunSummary
from pipeline.report.chapters.chapter import Pictures, chapters_of
from pipeline.report.file_style import colours_of
from pipeline.report.html_templates import as_data, environment
from pipeline.report.pictures import Picture
from pipeline.report.words import NumberFormats


def chapters_html(summary: RunSummary, pictures: Pictures) -> Iterator[tuple[str, bytes]]:
    """Yields (path, content): `chapters/<question>.html` of each question, and `chapters.html`. Pictures stand in the files themselves."""
    shown = {question: _shown(picture) for question, picture in pictures.items()}
    say, chapters = NumberFormats.of(summary).text, chapters_of(summary)
    macro: Any = environment().get_template("chapter.html.j2").module
    for chapter in chapters:
        fragment = macro.chapter_of(chapter, shown.get(chapter.id), summary.language, say)
        yield (
            f"chapters/{chapter.id}.html",
            str(fragment).strip().encode("utf-8", "replace") + b"\n",
        )
    page = environment().get_template("chapters.html.j2").render(
        summary=summary, chapters=chapters, pictures=shown, t=say, colours=colours_of(summary)
    )  # fmt: skip
    yield "chapters.html", page.lstrip().encode("utf-8", "replace")


def _shown(picture: Picture) -> dict[str, str]:
    address = (
        as_data(picture.svg)
        if picture.svg
        else f"data:image/png;base64,{b64encode(picture.png).decode('ascii')}"
    )
    return {"address": address, "alt": picture.alt}

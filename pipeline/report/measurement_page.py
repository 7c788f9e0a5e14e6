"""What the pages of an evaluation and of agreement share: how they are rendered, and tiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.report.html_templates import environment
from pipeline.report.style import page_colours
from pipeline.report.words import NumberFormats
from pipeline.study import HOUSE


@dataclass(frozen=True)
class Tile:
    """A figure of the overview: its name, the figure and the small print."""

    name: str
    figure: str
    note: str


@dataclass(frozen=True)
class MethodNote:
    """How one thing was measured: a title and a text."""

    title: str
    text: str


def method_notes(
    formats: NumberFormats, prefix: str, names: Sequence[str], **values: object
) -> list[MethodNote]:
    """Return the notes `<prefix>_method_<name>` of the language's catalogue."""
    return [
        MethodNote(
            title=formats.text(f"{prefix}_method_{name}_title"),
            text=formats.text(f"{prefix}_method_{name}", **values),
        )
        for name in names
    ]


def render_measurement(
    package: str, template: str, formats: NumberFormats, **values: object
) -> str:
    """Return the page of a package's template, whole in itself: nothing comes from elsewhere."""
    page = environment(package).get_template(template)
    return page.render(
        t=formats.text, colours=page_colours(HOUSE), bars=[], wave_length=4, **values
    )

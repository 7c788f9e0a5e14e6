"""What the pages of an evaluation and of agreement share: tiles, rows, and their rendering."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.report.html_templates import environment
from pipeline.report.style import page_colours
from pipeline.report.words import NumberFormats
from pipeline.study import HOUSE


@dataclass(frozen=True)
class Tile:
    """A figure in the overview: its name, the figure and the small print."""

    name: str
    figure: str
    note: str


@dataclass(frozen=True)
class TableRow:
    """A row of a table: its name with a remark, and cells.

    `anchor` is the target of the name's link, `level` that of a theme.
    """

    name: str
    cells: Sequence[str]
    anchor: str = ""
    level: int = 0
    mark: str = ""
    is_machine: bool = False


def method_notes(
    formats: NumberFormats, prefix: str, names: Sequence[str], **values: object
) -> list[tuple[str, str]]:
    """Return the titles and texts `<prefix>_method_<name>` of the language's catalogue."""
    keys = [f"{prefix}_method_{name}" for name in names]
    return [(formats.text(f"{key}_title"), formats.text(key, **values)) for key in keys]


def render_measurement(
    package: str, template: str, formats: NumberFormats, **values: object
) -> str:
    """Return the self-contained page of a package's template."""
    page = environment(package).get_template(template)
    colours = page_colours(HOUSE)
    return page.render(t=formats.text, colours=colours, bars=[], wave_length=4, **values)

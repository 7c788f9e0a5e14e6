"""Values as tables for a notebook: a caption, a few dozen rows, and how many more there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pipeline.model.codebook import Codebook

MAX_ROWS = 40

Align = Literal["left", "right"]


def notebook_table(
    caption: str, columns: Mapping[str, Align], rows: Sequence[Sequence[str]], *, whole: str
) -> str:
    """Return the rows as an HTML table; `whole` says where to find those that don't fit.

    `columns` are the headings, each with the alignment of its cells.
    """
    sides = tuple(columns.values())
    head = "".join(_cell("th", *column) for column in columns.items())
    body = "".join(f"<tr>{_cells(row, sides)}</tr>\n" for row in rows[:MAX_ROWS])
    more = len(rows) - MAX_ROWS
    foot = ""
    if more > 0:
        text = escape(f"and {more:,} more; {whole}")
        foot = f'<tfoot><tr><td colspan="{len(columns)}" {_LEFT}>{text}</td></tr></tfoot>\n'
    title = f"<caption {_BOLD}>{escape(caption)}</caption>\n"
    return (
        f"<table>\n{title}<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n{foot}</table>"
    )


_LEFT = 'style="text-align: left"'
_BOLD = 'style="text-align: left; font-weight: bold; white-space: nowrap"'


def codebook_html(book: Codebook) -> str:
    """Return the tree of themes as an HTML table: labels with their ids and definitions."""
    rows = [
        (indented(placed.theme.label, placed.level), placed.theme.id, placed.theme.definition)
        for placed in book.placed
    ]
    version = f", version {book.version}" if book.version else ""
    return notebook_table(
        f"{book.title}: codebook {book.id}{version}",
        {"Theme": "left", "Id": "left", "Definition": "left"},
        rows,
        whole="book.themes has them all",
    )


def indented(label: str, level: int) -> str:
    """Return the label of a theme, indented by its level in the tree."""
    return "\u2003" * max(0, level - 1) + label


def _cells(row: Sequence[str], sides: Sequence[Align]) -> str:
    return "".join(_cell("td", text, side) for text, side in zip(row, sides, strict=True))


def _cell(tag: str, text: str, side: Align) -> str:
    style = f"text-align: {side}; vertical-align: top; padding: 2px 12px 2px 0"
    return f'<{tag} style="{style}">{escape(text)}</{tag}>'

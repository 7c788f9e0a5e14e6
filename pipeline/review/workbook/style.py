"""How the sheets look: fonts, colours and what is locked."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

_FONT = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
_INK, _GREY, _LINE, _HEAD, _FILL = "#1F2933", "#616E7C", "#D3DAE0", "#12484E", "#FFFBE6"
_HEADER = {
    "bold": True,
    "font_color": "#FFFFFF",
    "bg_color": _HEAD,
    "text_wrap": True,
    "valign": "vcenter",
}
_BORDER = {"bottom": 1, "bottom_color": _LINE}
_LEFT = {"left": 1, "left_color": _LINE}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 15, "font_color": _HEAD},
    "quiet": {"font_color": _GREY},
    "progress": {"bold": True, "font_color": _INK},
    "header": _HEADER | {"border": 1, "border_color": "#FFFFFF"},
    "text": _BORDER | _LEFT | {"text_wrap": True, "font_color": _INK},
    "strong": _BORDER | {"text_wrap": True, "font_color": _INK, "bold": True},
    "soft": _BORDER | _LEFT | {"text_wrap": True, "font_color": _GREY},
    "mark": _BORDER | {"align": "center", "bold": True, "font_color": _HEAD},
    "number": _BORDER | {"num_format": "#,##0", "align": "right", "indent": 1},
    "key": _BORDER | {"font_color": _GREY, "font_size": 8},
    "entry": _BORDER | {"text_wrap": True, "locked": False, "bg_color": _FILL, "num_format": "@"} | _LEFT,
    "name": {"locked": False, "bg_color": _FILL, "border": 1, "border_color": _LINE, "num_format": "@"},
    "done": {"bg_color": "#E3F1E7"},
    "unknown": {"bg_color": "#FBE3DD", "font_color": "#9B1C0E", "bold": True, "italic": True},
}  # fmt: skip

_LINE_HEIGHT, _TALLEST, _LETTERS = 15, 409, 1.05
_MAY = (
    "format_cells", "format_columns", "format_rows", "insert_columns", "insert_rows", "delete_columns", "delete_rows", "sort",
    "autofilter", "select_locked_cells", "select_unlocked_cells",
)  # fmt: skip


class Styles:
    """The formats of one workbook, by name, each made when first asked for."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[str, Format] = {}

    def __getitem__(self, name: str) -> Format:
        if name not in self._made:
            # conditional formats say only what they change
            base = {} if name in ("done", "unknown") else _FONT
            self._made[name] = self._workbook.add_format(base | _STYLES[name])
        return self._made[name]

    def indented(self, level: int) -> Format:
        """A theme's name, indented by its level in the codebook."""
        name = f"indent{level}"
        if name not in self._made:
            style = _STYLES["strong"] | {"indent": max(level - 1, 0), "bold": level <= 1}
            self._made[name] = self._workbook.add_format(_FONT | style)
        return self._made[name]


def protect(sheet: Worksheet) -> None:
    """Locks what may not change, without a password; filtering, formats, widths, hiding, inserting and deleting stay open."""
    sheet.protect("", dict.fromkeys(_MAY, True))


def put_text(sheet: Worksheet, row: int, column: int, text: str, style: Format) -> None:
    """Writes a text as a text, whatever it looks like; a cell of no text is empty."""
    if text:
        sheet.write_string(row, column, text, style)
    else:
        sheet.write_blank(row, column, None, style)


def print_on_a4(sheet: Worksheet, footer: str, header_row: int | None = None) -> None:
    """A4 landscape, as wide as one page, the header row on each page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L&8{footer}")
    if header_row is not None:
        sheet.repeat_rows(header_row)


def row_height(cells: Iterable[tuple[str, float]], least: int = 1) -> float:
    """Points that a row of at least so many lines needs for these texts in columns of that width in characters; at most what a row can have.

    Spreadsheets fit rows to wrapped texts only while one types, so it is worked out here, with room for wider letters.
    """
    lines = max((lines_of(text, width) for text, width in cells), default=1)
    return min(_LINE_HEIGHT * max(lines, least) + 3, _TALLEST)


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column of that width in characters."""
    return sum(max(1, ceil(len(line) / (width * _LETTERS))) for line in text.split("\n"))

"""The style of our workbooks, in a house's colours: cells, row heights, print layout.

Texts stay texts, whatever they look like.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import ceil
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

StyleTable = Mapping[str, Mapping[str, Any]]
"""Formats by name; a colour is one of the house by its name, or `#rrggbb`."""

LINE_HEIGHT, MAX_ROW_HEIGHT = 15.5, 400
"""The height of a line of text, and of a row at most, in points."""

_FONT = {"font_name": "Calibri", "font_size": 11}
_BORDER = {"bottom": 1, "bottom_color": "line"}
_LEFT = {"left": 1, "left_color": "line"}
_HEAD = {
    "bold": True,
    "font_size": 10,
    "font_color": "paper",
    "bg_color": "deep",
    "text_wrap": True,
    "align": "center",
    "valign": "vcenter",
    "border": 1,
    "border_color": "paper",
}
_MUTED = {"font_color": "muted"}
_BASE = _BORDER | {"bg_color": "wash"}
_PERCENT = '[=0]0%;[<0.005]"<1%";0%'
_POINTS = "+0.0;−0.0;0.0"
_SHARED: StyleTable = {
    "title": {"bold": True, "font_size": 16, "font_color": "deep"},
    "quiet": _MUTED,
    "head": _HEAD,
    "head left": _HEAD | {"align": "left", "indent": 1},
    "theme": _BORDER | {"text_wrap": True},
}


def _table(common: Mapping[str, Any], *tables: StyleTable) -> StyleTable:
    return {name: {**common, **style} for table in tables for name, style in table.items()}


BOOK_STYLES = _table(
    _FONT | {"valign": "vcenter", "font_color": "ink"},
    _SHARED,
    {
        "block": {"bold": True, "font_size": 12, "font_color": "deep"},
        "strong": {"bold": True, "valign": "top", "text_wrap": True},
        "prose": {"text_wrap": True, "valign": "top"},
        "link": {"font_color": "teal", "underline": 1},
        "link cell": _BORDER | {"font_color": "teal", "underline": 1, "text_wrap": True},
        "base": _BASE | _MUTED,
        "base number": _BASE | _MUTED | {"num_format": "#,##0"},
        "base strong": _BASE | {"bold": True},
        "base strong number": _BASE | {"bold": True, "num_format": "#,##0"},
        "base warning": _BASE | {"font_color": "accent", "font_size": 9},
        "text": _BORDER | {"text_wrap": True},
        "words": _BORDER | {"indent": 1},
        "lead": _BORDER | {"text_wrap": True, "indent": 1},
        "number": _BORDER | {"num_format": "#,##0"},
        "percent": _BORDER | {"num_format": _PERCENT, "bold": True},
        "limit": _BORDER | _MUTED | {"num_format": _PERCENT},
        "guesses": _BORDER | _MUTED | {"num_format": "#,##0"},
        "points": _BORDER | {"num_format": _POINTS, "bold": True},
        "points limit": _BORDER | _MUTED | {"num_format": _POINTS},
        "p": _BORDER | _MUTED | {"num_format": '[<0.001]"<0.001";0.000'},
        "hidden": _BORDER | _MUTED | {"indent": 1, "italic": True},
        "nothing": _BORDER | _MUTED | {"align": "right"},
    },
)
"""Formats of the report's workbook."""

# to fill in, done and wrong have colours that no house style changes
_ENTRY = {"locked": False, "bg_color": "#FFFBE6", "num_format": "@"}
WORKBOOK_STYLES = {
    **_table(
        _FONT | {"valign": "top", "font_color": "ink"},
        _SHARED,
        {
            "progress": {"bold": True},
            "text": _BORDER | _LEFT | {"text_wrap": True},
            "strong": _BORDER | {"text_wrap": True, "bold": True},
            "soft": _BORDER | _LEFT | _MUTED | {"text_wrap": True},
            "mark": _BORDER | {"align": "center", "bold": True, "font_color": "deep"},
            "number": _BORDER | {"num_format": "#,##0", "align": "right", "indent": 1},
            "key": _BORDER | _MUTED | {"font_size": 8},
            "entry": _BORDER | _LEFT | _ENTRY | {"text_wrap": True},
            "name": _ENTRY | {"border": 1, "border_color": "line"},
        },
    ),
    # conditional formats contain only what they change
    "done": {"bg_color": "#E3F1E7"},
    "unknown": {"bg_color": "#FBE3DD", "font_color": "#9B1C0E", "bold": True, "italic": True},
}
"""Formats of the reviewers' workbook."""

_MAY = (
    *("format_cells", "format_columns", "format_rows"),
    *("insert_columns", "insert_rows", "delete_columns", "delete_rows"),
    *("sort", "autofilter", "select_locked_cells", "select_unlocked_cells"),
)


class Styles:
    """The formats of one workbook by name, each made on first use."""

    def __init__(self, workbook: Workbook, table: StyleTable, colours: Mapping[str, str]) -> None:
        self._workbook, self._table, self._colours = workbook, table, colours
        self._formats: dict[str, Format] = {}

    def __getitem__(self, name: str) -> Format:
        if name not in self._formats:
            self._formats[name] = self._format(self._table[name])
        return self._formats[name]

    def indented(self, level: int) -> Format:
        """Return the format of a theme: top themes bold, deeper ones indented, overig muted."""
        name = f"theme {level}"
        if name not in self._formats:
            indent, colour = max(level - 1, 0), "ink" if level else "muted"
            style = {"indent": indent, "bold": level == 1, "font_color": colour}
            self._formats[name] = self._format({**self._table["theme"], **style})
        return self._formats[name]

    def _format(self, style: Mapping[str, Any]) -> Format:
        colours = {
            name: self._colours.get(value, value)
            for name, value in style.items()
            if name.endswith("_color")
        }
        return self._workbook.add_format({**style, **colours})


def put_text(sheet: Worksheet, row: int, column: int, text: str, style: Format) -> None:
    """Write a text as a text; an empty text leaves the cell empty."""
    if text:
        sheet.write_string(row, column, text, style)
    else:
        sheet.write_blank(row, column, None, style)


def row_height(cells: Iterable[tuple[str, float]], least: float = 1) -> float:
    """Return the height in points of a row of at least so many lines, within the limit.

    The cells are texts, each with the width of its column in characters. Spreadsheets fit rows to
    wrapped texts only during editing, so it is computed here.
    """
    lines = max((lines_of(text, width) for text, width in cells), default=1)
    return min(LINE_HEIGHT * max(lines, least) + 2, MAX_ROW_HEIGHT)


def lines_of(text: str, width: float) -> int:
    """Return the number of lines of a text in a column of that width in characters."""
    return sum(max(1, ceil(len(line) / max(width, 5))) for line in text.split("\n"))


def protect(sheet: Worksheet) -> None:
    """Lock the cells that may not change, without a password.

    Filtering, formats, widths, hiding, inserting and deleting stay allowed.
    """
    sheet.protect("", dict.fromkeys(_MAY, True))


def print_on_a4(sheet: Worksheet, footer: str, header_row: int | None = None) -> None:
    """Print on A4 landscape, one page wide, with the header row if any on each page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L&8{footer}")
    if header_row is not None:
        sheet.repeat_rows(header_row)

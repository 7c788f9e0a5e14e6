"""How the Excel book looks, and its cells: numbers stay numbers, texts stay texts whatever they look like."""

from __future__ import annotations

from math import ceil
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipeline.files import cell_text
from pipeline.report.file_style import Colours

_FONT = {"font_name": "Calibri", "font_size": 11, "valign": "vcenter", "font_color": "ink"}
_BORDER = {"bottom": 1, "bottom_color": "line"}
_PERCENT = '[=0]0%;[<0.005]"<1%";0%'
_HEAD = {
    "bold": True,
    "font_size": 10,
    "font_color": "paper",
    "bg_color": "deep",
    "text_wrap": True,
    "align": "center",
    "border": 1,
    "border_color": "paper",
}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": "deep"},
    "block": {"bold": True, "font_size": 12, "font_color": "deep"},
    "quiet": {"font_color": "muted"},
    "strong": {"bold": True, "valign": "top", "text_wrap": True},
    "prose": {"text_wrap": True, "valign": "top"},
    "link": {"font_color": "teal", "underline": 1},
    "link cell": _BORDER | {"font_color": "teal", "underline": 1, "text_wrap": True},
    "head": _HEAD,
    "head left": _HEAD | {"align": "left", "indent": 1},
    "base": _BORDER | {"bg_color": "wash", "font_color": "muted"},
    "base number": _BORDER | {"bg_color": "wash", "font_color": "muted", "num_format": "#,##0"},
    "base strong": _BORDER | {"bg_color": "wash", "bold": True},
    "base strong number": _BORDER | {"bg_color": "wash", "bold": True, "num_format": "#,##0"},
    "text": _BORDER | {"text_wrap": True},
    "words": _BORDER | {"indent": 1},
    "lead": _BORDER | {"text_wrap": True, "indent": 1},
    "base warning": _BORDER | {"bg_color": "wash", "font_color": "accent", "font_size": 9},
    "number": _BORDER | {"num_format": "#,##0"},
    "percent": _BORDER | {"num_format": _PERCENT, "bold": True},
    "limit": _BORDER | {"num_format": _PERCENT, "font_color": "muted"},
    "points": _BORDER | {"num_format": "+0.0;−0.0;0.0", "bold": True},
    "points limit": _BORDER | {"num_format": "+0.0;−0.0;0.0", "font_color": "muted"},
    "p": _BORDER | {"num_format": '[<0.001]"<0.001";0.000', "font_color": "muted"},
    "hidden": _BORDER | {"indent": 1, "italic": True, "font_color": "muted"},
    "nothing": _BORDER | {"align": "right", "font_color": "muted"},
}  # fmt: skip

LINE_HEIGHT, TALLEST = 15.5, 400


class Sheet:
    """One sheet of the book while it is written; `styles` are its book's."""

    def __init__(self, sheet: Worksheet, styles: Styles) -> None:
        self.sheet = sheet
        self.styles = styles

    def text(self, row: int, column: int, text: str, style: str) -> None:
        """A text as a text; a cell of no text is empty."""
        if text:
            self.sheet.write_string(row, column, cell_text(text), self.styles[style])
        else:
            self.sheet.write_blank(row, column, None, self.styles[style])

    def number(
        self, row: int, column: int, value: float | None, style: str, nothing: str = "–"
    ) -> None:
        """A number as a number; where there is none a dash."""
        if value is None:
            self.text(row, column, nothing, "nothing")
        else:
            self.sheet.write_number(row, column, value, self.styles[style])

    def blank(self, row: int, first: int, last: int, style: str) -> None:
        """Empty cells from the first to the last column."""
        for column in range(first, last + 1):
            self.sheet.write_blank(row, column, None, self.styles[style])

    def theme(self, row: int, label: str, level: int, width: float) -> None:
        """A theme's name in the first column, indented by its level, in a row high enough for it."""
        indent = max(level - 1, 0)
        self.sheet.write_string(row, 0, cell_text(label), self.styles.indented(level))
        self.height(row, label, width - 2 * indent)

    def height(self, row: int, text: str, width: float, least: float = LINE_HEIGHT + 2) -> None:
        """Makes the row high enough for a text in that width of letters."""
        self.sheet.set_row(row, min(max(least, height_of(text, width)), TALLEST))


def height_of(text: str, width: float) -> float:
    """The height of a text in points where a line holds so many letters."""
    return (
        LINE_HEIGHT * sum(max(1, ceil(len(line) / max(width, 5))) for line in text.split("\n")) + 2
    )


class Styles:
    """The formats of one book by name, each made when first asked for."""

    def __init__(self, workbook: Workbook, colours: Colours) -> None:
        self._workbook, self._colours = workbook, colours
        self._made: dict[str, Format] = {}

    def __getitem__(self, name: str) -> Format:
        if name not in self._made:
            self._made[name] = self._format(_STYLES[name])
        return self._made[name]

    def indented(self, level: int) -> Format:
        """A theme's name: top themes bold, deeper ones indented, overig muted."""
        name = f"theme {level}"
        if name not in self._made:
            look = {
                "indent": max(level - 1, 0),
                "bold": level == 1,
                "font_color": "ink" if level else "muted",
            }
            self._made[name] = self._format(_BORDER | {"text_wrap": True} | look)
        return self._made[name]

    def _format(self, look: dict[str, Any]) -> Format:
        named = _FONT | look
        colours = {
            name: self._colours[str(value)]
            for name, value in named.items()
            if name.endswith("_color")
        }
        return self._workbook.add_format(named | colours)


def print_on_a4(sheet: Worksheet, footer: str, *, landscape: bool) -> None:
    """A4, as wide as one page, with the page's number below."""
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    # an ampersand begins a code in a footer
    sheet.set_footer(f"&L&8{cell_text(footer).replace('&', '&&')[:150]}&R&8&P / &N")
    sheet.hide_gridlines(2)
    sheet.set_default_row(LINE_HEIGHT + 2)

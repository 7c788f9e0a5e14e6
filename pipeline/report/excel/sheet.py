"""A sheet of the Excel workbook while it is written: numbers stay numbers, texts stay texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.files import LINE_HEIGHT, Styles, cell_text, print_on_a4, put_text, row_height

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet


class Sheet:
    """One sheet; `own` is xlsxwriter's, `styles` are its workbook's."""

    def __init__(self, sheet: Worksheet, styles: Styles) -> None:
        self.own = sheet
        self.styles = styles

    def text(self, row: int, column: int, text: str, style: str) -> None:
        """Write a text; an empty text leaves the cell empty."""
        put_text(self.own, row, column, cell_text(text), self.styles[style])

    def number(self, row: int, column: int, value: float | None, style: str) -> None:
        """Write a number as a number; a dash if there is none."""
        if value is None:
            self.text(row, column, "–", "nothing")
        else:
            self.own.write_number(row, column, value, self.styles[style])

    def value(self, row: int, column: int, value: float | str | None, style: str) -> None:
        """Write a text or a number."""
        if isinstance(value, str):
            self.text(row, column, value, style)
        else:
            self.number(row, column, value, style)

    def blank(self, row: int, first: int, last: int, style: str) -> None:
        """Write empty cells from the first to the last column."""
        for column in range(first, last + 1):
            self.own.write_blank(row, column, None, self.styles[style])

    def merged(self, row: int, first: int, last: int, text: str, style: str) -> None:
        """Write a text over the columns from the first to the last."""
        self.own.merge_range(row, first, row, last, "", self.styles[style])
        self.text(row, first, text, style)

    def link(self, row: int, column: int, sheet: str, text: str, style: str) -> None:
        """Write a link to another sheet of the workbook."""
        # an apostrophe in the name is doubled in a link
        name = sheet.replace("'", "''")
        self.own.write_url(
            row, column, f"internal:'{name}'!A1", self.styles[style], cell_text(text)
        )

    def theme(self, row: int, label: str, level: int, width: float) -> None:
        """Write a theme's name, indented by its level, in a row high enough for it."""
        put_text(self.own, row, 0, cell_text(label), self.styles.indented(level))
        self.height(row, (label, width - 2 * max(level - 1, 0)))

    def height(self, row: int, *cells: tuple[str, float]) -> None:
        """Make the row high enough for these texts, each in that width of characters."""
        self.own.set_row(row, row_height(cells))

    def print(self, footer: str) -> None:
        """Set up printing on A4 with the footer and the page number."""
        # an ampersand begins a code in a footer
        text = cell_text(footer).replace("&", "&&")[:150]
        print_on_a4(self.own, f"{text}&R&8&P / &N")
        self.own.hide_gridlines(2)
        self.own.set_default_row(LINE_HEIGHT + 2)

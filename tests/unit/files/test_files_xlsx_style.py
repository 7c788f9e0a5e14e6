"""Styles of the workbooks that we write: a house's colours, heights of rows."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from openpyxl.cell import Cell
from xlsxwriter import Workbook

from pipeline.files import BOOK_STYLES, WORKBOOK_STYLES, Styles, put_text, row_height
from pipeline.files.xlsx_style import StyleTable

NAMES = ("ink", "muted", "line", "wash", "paper", "deep", "teal", "accent", "accent_wash")
COLOURS = {name: f"#0000{place:02x}" for place, name in enumerate(NAMES, start=1)}


def write_cell(table: StyleTable, style: str, text: str) -> Cell:
    """A cell with that text and style, as a spreadsheet reads it."""
    into = BytesIO()
    with Workbook(into) as workbook:
        styles = Styles(workbook, table, COLOURS)
        put_text(workbook.add_worksheet(), 0, 0, text, styles[style])
    return openpyxl.load_workbook(into).worksheets[0]["A1"]


@pytest.mark.parametrize("table", [BOOK_STYLES, WORKBOOK_STYLES])
def test_heads_have_the_colours_of_the_house(table: StyleTable) -> None:
    """The report's book and the reviewers' workbook have the same house style."""
    head = write_cell(table, "head", "Thema")

    assert head.fill.fgColor.rgb == "FF000006"
    assert head.font.color.rgb == "FF000005"


def test_cells_to_fill_in_keep_their_colour() -> None:
    """What is to be filled in is told by a colour that no house changes."""
    assert write_cell(WORKBOOK_STYLES, "entry", "x").fill.fgColor.rgb == "FFFFFBE6"


def test_text_stays_text() -> None:
    """A text that looks like a formula is a text."""
    cell = write_cell(BOOK_STYLES, "text", "=1+1")

    assert (cell.data_type, cell.value) == ("s", "=1+1")


def test_rows_are_as_high_as_their_longest_text() -> None:
    """Each line of a text counts, wrapped at the width of its column, up to what a row can have."""
    assert row_height([]) == row_height([("kort", 20)])
    assert row_height([("a\nb", 20)]) == row_height([("x" * 21, 20), ("y", 20)])
    assert row_height([("z" * 100_000, 20)]) == 400

"""Reads Excel workbooks: the visible sheets, as headings, lines of text and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any

from pipeline.errors import UnreadableFileError
from pipeline.files import WorkbookLimits, check_workbook
from pipeline.lint.read.blocks import Block, Grid, Place, TextBlock, tidy

_LIMITS = WorkbookLimits(bytes=128 << 20, cells=2_000_000, ratio=250)
_ADVICE = "save it again as .xlsx"
_PERCENT = re.compile(r"0(?:\.(0+))?%")
_DECIMALS = re.compile(r"0\.(0+)")
_MAX_SPAN = 200


def blocks_of_xlsx(path: Path, content: bytes) -> list[Block]:
    """Return the blocks of a workbook, each sheet below its name.

    `UnreadableFileError` for one that is damaged or malicious, or any other file.
    """
    check_workbook(path, BytesIO(content), _LIMITS, advice=_ADVICE)
    from openpyxl import load_workbook

    try:
        # formulas are read as the values that the spreadsheet kept
        book = load_workbook(BytesIO(content), data_only=True)
    except Exception:
        # a broken workbook can fail in any way; the details help nobody
        raise UnreadableFileError(path, f"the workbook is damaged; {_ADVICE}") from None
    blocks: list[Block] = []
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            blocks += _blocks_of_sheet(sheet)
    return blocks


def _blocks_of_sheet(sheet: Any) -> Iterator[Block]:
    title = tidy(sheet.title)
    yield TextBlock(title, Place("sheet", ""), "heading")
    rows = list(_rows(sheet))
    for is_table, run in groupby(rows, key=lambda row: sum(map(bool, row[1].values())) > 1):
        numbered = list(run)
        if is_table:
            yield _grid(numbered, title)
            continue
        for number, cells in numbered:
            for column, text in cells.items():
                if text:
                    yield TextBlock(text, Place(f"cell {_letters(column)}{number}", title))


def _rows(sheet: Any) -> Iterator[tuple[int, dict[int, str]]]:
    """Yield the number and filled cells of each row; a merged cell applies to all its columns."""
    spans = {(r.min_row, r.min_col): min(r.max_col, r.min_col + _MAX_SPAN)
             for r in sheet.merged_cells.ranges}
    for row in sheet.iter_rows():
        cells: dict[int, str] = {}
        for cell in row:
            if cell.value is None:
                continue
            text = _shown(cell.value, str(cell.number_format))
            cells[cell.column] = text
            last = spans.get((cell.row, cell.column), cell.column)
            is_title = len([other for other in row if other.value is not None]) == 1
            if not is_title:
                cells |= dict.fromkeys(range(cell.column + 1, last + 1), text)
        yield row[0].row, cells


def _grid(rows: list[tuple[int, dict[int, str]]], title: str) -> Grid:
    columns = sorted({column for _, cells in rows for column in cells})
    table = tuple(tuple(cells.get(column, "") for column in columns) for _, cells in rows)
    return Grid(table, Place(f"table at row {rows[0][0]}", title))


def _shown(value: object, number_format: str) -> str:
    """Return a value as the spreadsheet shows it: 67% for a number with that format."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return tidy(str(value))
    if abs(value) > 1e12 or value != value:
        return ""
    if percent := _PERCENT.search(number_format):
        return f"{100 * value:.{len(percent[1] or '')}f}%"
    decimals = _DECIMALS.search(number_format)
    return f"{value:.{len(decimals[1])}f}" if decimals else f"{value:.12g}"


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters

"""Reads Excel workbooks: the visible sheets, as headings, lines of text and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any

from pipeline.errors import UnreadableFileError
from pipeline.files import WorkbookLimits, check_workbook
from pipeline.lint.read.blocks import Block, Grid, Kind, Place, TextBlock, tidy

_LIMITS = WorkbookLimits(bytes=128 << 20, cells=2_000_000, ratio=250)
_ADVICE = "save it again as .xlsx"
_PERCENT = re.compile(r"0(?:\.(0+))?%")
_DECIMALS = re.compile(r"0\.(0+)")
_MAX_SPAN = 200
_MAX_NAME = 60  # characters; a longer text in a merged cell is no name of columns


def blocks_of_xlsx(path: Path, content: bytes) -> list[Block]:
    """Return the blocks of a workbook, each sheet below its name.

    `UnreadableFileError` for one that is damaged or malicious, or any other file.
    """
    check_workbook(path, BytesIO(content), _LIMITS, advice=_ADVICE)
    from openpyxl import load_workbook  # type: ignore[import-untyped]

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
    """Yield a heading, the tables, and other rows as texts; the last above a table captions it."""
    title = tidy(sheet.title)
    yield TextBlock(title, Place("sheet"), "heading")
    runs = [
        (is_table, list(rows))
        for is_table, rows in groupby(_rows(sheet), key=lambda row: len(row.cells) > 1)
    ]
    for number, (is_table, rows) in enumerate(runs):
        if is_table:
            yield _grid(rows, title)
            continue
        is_above = number + 1 < len(runs)
        for row in rows:
            for column, text in row.cells.items():
                kind: Kind = "caption" if is_above and row is rows[-1] else "paragraph"
                yield TextBlock(text, Place(f"cell {_letters(column)}{row.number}", title), kind)


@dataclass(frozen=True)
class _Row:
    """A row of a sheet: its number, and the text of each column that is filled."""

    number: int
    cells: dict[int, str]


def _rows(sheet: Any) -> Iterator[_Row]:
    """Yield the rows, of which empty ones separate tables."""
    spans = {(area.min_row, area.min_col): area.max_col for area in sheet.merged_cells.ranges}
    for cells in sheet.iter_rows():
        filled = [cell for cell in cells if cell.value is not None]
        row: dict[int, str] = {}
        for cell in filled:
            text = _shown(cell.value, str(cell.number_format))
            last = min(spans.get((cell.row, cell.column), 0), cell.column + _MAX_SPAN)
            # a name above several columns applies to all of them
            is_name = len(filled) > 1 and len(text) <= _MAX_NAME
            row |= dict.fromkeys(range(cell.column, last + 1 if is_name else 0), text)
            row[cell.column] = text
        yield _Row(cells[0].row, {column: text for column, text in row.items() if text})


def _grid(rows: Sequence[_Row], title: str) -> Grid:
    columns = sorted({column for row in rows for column in row.cells})
    table = tuple(tuple(row.cells.get(column, "") for column in columns) for row in rows)
    return Grid(table, Place(f"table at row {rows[0].number}", title))


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

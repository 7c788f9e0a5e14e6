"""Opens a workbook that came from anywhere: what could harm is refused before it is unpacked, and nothing in it is run or followed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from pipeline.errors import UnreadableFileError
from pipeline.files import check_workbook

MOST_PACKED = 100 << 20
MOST_BYTES = 256 << 20
"""Bytes that a workbook may unpack to: more than 100,000 long answers take."""

MOST_CELLS = 10_000_000
"""Cells of a sheet from the first to the last row and column that hold anything; the reader keeps room for each."""

_SAVE = "save it as an Excel workbook (.xlsx) and import that"
_REFUSED = (
    (b"\xd0\xcf\x11\xe0", f"an old Excel file or one with a password; {_SAVE}, without a password"),
    (b"%PDF", "a PDF file; import the workbook itself"),
    (
        b"",
        f"not a workbook; {_SAVE} (a CSV file lacks the sheet that tells which row is which answer)",
    ),
)


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name and its rows from the first, each as wide as the sheet, an empty cell being ''."""

    name: str
    rows: tuple[tuple[Any, ...], ...]


def open_sheets(path: Path) -> tuple[Sheet, ...]:
    """The sheets of the workbook at path, hidden ones too; `UnreadableFileError` when it is no workbook, damaged, or unsafe to unpack."""
    content = _content(path)
    if not content.startswith(b"PK\x03\x04"):
        raise UnreadableFileError(
            path, next(why for mark, why in _REFUSED if content.startswith(mark))
        )
    check_workbook(
        path, BytesIO(content), most_bytes=MOST_BYTES, most_cells=MOST_CELLS, advice=_SAVE
    )
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as workbook:
            names = [
                sheet.name
                for sheet in workbook.sheets_metadata
                if sheet.typ == SheetTypeEnum.WorkSheet
            ]
            return tuple(
                Sheet(name, _rows(workbook.get_sheet_by_name(name).iter_rows())) for name in names
            )
    except CalamineError as error:
        raise UnreadableFileError(
            path, f"not a readable workbook ({_line(error)}); {_SAVE}"
        ) from None


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_PACKED:
            raise UnreadableFileError(
                path, f"larger than {MOST_PACKED >> 20} MB, more than any workbook of turven"
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableFileError(path, "no such file") from None
    except (OSError, ValueError) as error:
        raise UnreadableFileError(path, getattr(error, "strerror", None) or str(error)) from None


def _rows(rows: Iterator[Sequence[Any]]) -> tuple[tuple[Any, ...], ...]:
    return tuple(tuple(row) for row in rows)


def _line(error: Exception) -> str:
    return (str(error).splitlines() or ["damaged"])[0][:200]

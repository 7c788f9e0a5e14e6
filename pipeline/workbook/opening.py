"""Opens a workbook that came from anywhere: what could harm is refused before it is unpacked, and nothing in it is run or followed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from pipeline.errors import UnreadableFileError

MOST_PACKED = 100 << 20
MOST_BYTES = 256 << 20
"""Bytes that a workbook may unpack to: more than 100,000 long answers take."""

MOST_CELLS = 10_000_000
"""Cells of a sheet from the first to the last row and column that hold anything; the reader keeps room for each."""

_SAVE = "save it as an Excel workbook (.xlsx) and import that"
_REFUSED = (
    (b"\xd0\xcf\x11\xe0", f"an old Excel file or one with a password; {_SAVE}, without a password"),
    (b"%PDF", "a PDF file; import the workbook itself"),
    (b"", f"not a workbook; {_SAVE} (a CSV file lacks the sheet that tells which row is which answer)"),
)
_CHUNK, _LONGEST_TAG = 1 << 20, 1 << 16
# a cell that holds something; cells that are merely formatted close at once
_CELL = re.compile(rb"<(?:\w+:)?c((?:\s[^<>]*)?[^<>/])?>")
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,4})(\d{1,8})["']""")
_DECLARES = re.compile(rb"<!(DOCTYPE|ENTITY)")


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name and its rows from the first, each as wide as the sheet, an empty cell being ''."""

    name: str
    rows: tuple[tuple[Any, ...], ...]


def open_sheets(path: Path) -> tuple[Sheet, ...]:
    """The sheets of the workbook at path, hidden ones too; `UnreadableFileError` when it is no workbook, damaged, or unsafe to unpack."""
    content = _content(path)
    if not content.startswith(b"PK\x03\x04"):
        raise UnreadableFileError(path, next(why for mark, why in _REFUSED if content.startswith(mark)))
    _check_archive(path, content)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as workbook:
            names = [sheet.name for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
            return tuple(Sheet(name, _rows(workbook.get_sheet_by_name(name).iter_rows())) for name in names)
    except CalamineError as error:
        raise UnreadableFileError(path, f"not a readable workbook ({_line(error)}); {_SAVE}") from None


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_PACKED:
            raise UnreadableFileError(path, f"larger than {MOST_PACKED >> 20} MB, more than any workbook of turven")
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableFileError(path, "no such file") from None
    except (OSError, ValueError) as error:
        raise UnreadableFileError(path, getattr(error, "strerror", None) or str(error)) from None


def _rows(rows: Iterator[Sequence[Any]]) -> tuple[tuple[Any, ...], ...]:
    return tuple(tuple(row) for row in rows)


def _check_archive(path: Path, content: bytes) -> None:
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            full = sum(part.file_size for part in parts)
            if full > MOST_BYTES:
                raise UnreadableFileError(path, f"unpacks to {full >> 20} MB, more than is safe to open")
            if "xl/workbook.xml" not in {part.filename for part in parts}:
                raise UnreadableFileError(path, f"not an Excel workbook of this kind; {_SAVE}")
            for part in parts:
                with archive.open(part) as stream:
                    _check_part(path, stream, markup=part.filename.endswith((".xml", ".rels")))
    except (BadZipFile, EOFError, NotImplementedError, RuntimeError, ZlibError, OSError):
        raise UnreadableFileError(path, f"the workbook is damaged; {_SAVE}") from None


def _check_part(path: Path, stream: IO[bytes], *, markup: bool) -> None:
    """Reads a part to its end, bit by bit: a declared entity and a sheet that is too wide and long to be kept are refused."""
    rows = columns = 0
    tail = b""
    while chunk := stream.read(_CHUNK):
        text = tail + chunk
        if markup and (_DECLARES.search(text) or b"\x00" in chunk):
            raise UnreadableFileError(path, f"declares entities or an encoding that no spreadsheet writes; {_SAVE}")
        for cell in _CELL.finditer(text):
            places = _PLACE.findall(cell[1] or b"")
            if not places:
                raise UnreadableFileError(path, f"has cells without a place; {_SAVE}")
            for letters, digits in places:
                rows, columns = max(rows, int(digits)), max(columns, _column(letters))
        if rows * columns > MOST_CELLS:
            raise UnreadableFileError(
                path,
                f"a sheet of {rows:,} rows and {columns:,} columns, more than is safe to open; delete what stands far out",
            )
        # a tag that goes on in the next chunk is looked at whole
        tail = text[text.rfind(b"<") :] if text.rfind(b"<") > text.rfind(b">") else b""
        if markup and len(tail) > _LONGEST_TAG:
            raise UnreadableFileError(path, f"has a mark-up that no spreadsheet writes; {_SAVE}")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _line(error: Exception) -> str:
    return (str(error).splitlines() or ["damaged"])[0][:200]

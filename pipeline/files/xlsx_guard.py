"""Excel workbooks: texts that fit a cell, and a check before unpacking.

Workbooks that could fill the memory or declare entities are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pipeline.errors import UnreadableFileError
from pipeline.files.zip_guard import is_unsafe_markup, open_zip

MOST_UNITS = 32_767
"""UTF-16 units in a cell: the limit of Excel."""

_KEPT = "\n\t"
_NOT_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_PICTURES = {code: chr(0x2400 + code) for code in range(32) if chr(code) not in _KEPT} | {
    0x7F: "\u2421"
}
_LINE_END = re.compile("\r\n?|[\x85\u2028\u2029\x0b\x0c]")

_CHUNK, _LONGEST_TAG = 1 << 20, 1 << 16
# a nonempty cell; cells that are merely formatted close at once
_CELL = re.compile(rb"<(?:\w+:)?c((?:\s[^<>]*)?[^<>/])?>")
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,4})(\d{1,8})["']""")


def cell_text(text: str, cut: str = "…") -> str:
    """Return the text as a cell shows it, and `cut` if it was too long.

    Control characters become their pictures, what XML can't hold becomes U+FFFD.
    """
    shown = _NOT_XML.sub("\ufffd", _LINE_END.sub("\n", text).translate(_PICTURES))
    if _units(shown) <= MOST_UNITS:
        return shown
    room = MOST_UNITS - _units(cut) - 1
    # half an emoji at the end is left out
    head = shown.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore")
    return f"{head} {cut}"


@dataclass(frozen=True)
class WorkbookLimits:
    """Limits of a workbook: unpacked bytes, their ratio to its own size, cells of a sheet.

    Cells count from the first to the last nonempty row and column, since a reader allocates each.
    """

    bytes: int
    cells: int
    ratio: float = 1e9


def check_workbook(
    path: Path, content: Path | IO[bytes], limits: WorkbookLimits, *, advice: str
) -> None:
    """Raise an `UnreadableFileError` for a damaged or oversized workbook, or any other file.

    `advice` says how to save the file instead. `path` names it in messages; `content` is the file.
    """
    damaged = f"the workbook is damaged; {advice}"
    with open_zip(
        path, content, max_bytes=limits.bytes, max_ratio=limits.ratio, damaged=damaged
    ) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            raise UnreadableFileError(path, f"not an Excel workbook of this kind; {advice}")
        for part in archive.infolist():
            is_markup = part.filename.endswith((".xml", ".rels"))
            with archive.open(part) as stream:
                _check_part(path, stream, is_markup, limits, advice)


def _check_part(
    path: Path, stream: IO[bytes], is_markup: bool, limits: WorkbookLimits, advice: str
) -> None:
    """Read a part to its end, in chunks, and refuse declared entities and sheets too large."""
    rows = columns = 0
    tail = b""
    while chunk := stream.read(_CHUNK):
        text = tail + chunk
        if is_markup and is_unsafe_markup(text):
            what = "declares entities or an encoding that no spreadsheet writes"
            raise UnreadableFileError(path, f"{what}; {advice}")
        last_row, last_column = _last_cell(path, text, advice)
        rows, columns = max(rows, last_row), max(columns, last_column)
        if rows * columns > limits.cells:
            what = f"a sheet of {rows:,} rows and {columns:,} columns, more than is safe to open"
            raise UnreadableFileError(path, f"{what}; delete what stands far out")
        # a tag that continues in the next chunk is checked whole
        tail = text[text.rfind(b"<") :] if text.rfind(b"<") > text.rfind(b">") else b""
        if is_markup and len(tail) > _LONGEST_TAG:
            raise UnreadableFileError(path, f"has a mark-up that no spreadsheet writes; {advice}")


def _last_cell(path: Path, markup: bytes, advice: str) -> tuple[int, int]:
    """Return the last nonempty row and column, 0 without any."""
    rows = columns = 0
    for cell in _CELL.finditer(markup):
        places = _PLACE.findall(cell[1] or b"")
        if not places:
            raise UnreadableFileError(path, f"has cells without a place; {advice}")
        for letters, digits in places:
            rows, columns = max(rows, int(digits)), max(columns, _column(letters))
    return rows, columns


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _units(text: str) -> int:
    return len(text) + sum(c > "\uffff" for c in text)

"""What all who read or write Excel workbooks share: texts as a cell can hold them, and a look through a workbook before a reader unpacks it.

What could fill the memory or declares entities is refused.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812

from pipeline.errors import UnreadableFileError

MOST_UNITS = 32_767
"""UTF-16 units in a cell: the limit of Excel."""

_KEPT = "\n\t"
_NOT_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_PICTURES = {code: chr(0x2400 + code) for code in range(32) if chr(code) not in _KEPT} | {
    0x7F: "\u2421"
}
_LINE_END = re.compile("\r\n?|[\x85\u2028\u2029\x0b\x0c]")

_CHUNK, _LONGEST_TAG = 1 << 20, 1 << 16
# a cell that holds something; cells that are merely formatted close at once
_CELL = re.compile(rb"<(?:\w+:)?c((?:\s[^<>]*)?[^<>/])?>")
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,4})(\d{1,8})["']""")
_DECLARES = re.compile(rb"<!(DOCTYPE|ENTITY)")


def cell_text(text: str, cut: str = "…") -> str:
    """The text as a cell shows it: control characters by their pictures, what XML can't hold by U+FFFD, and `cut` where it was too long."""
    shown = _NOT_XML.sub("\ufffd", _LINE_END.sub("\n", text).translate(_PICTURES))
    if _units(shown) <= MOST_UNITS:
        return shown
    room = MOST_UNITS - _units(cut) - 1
    # half an emoji at the end is left out
    head = shown.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore")
    return f"{head} {cut}"


def check_workbook(
    path: Path, content: Path | IO[bytes], *, most_bytes: int, most_cells: int, advice: str
) -> None:
    """`UnreadableFileError` for a workbook that is damaged, is none, unpacks to more bytes than that, or has a sheet of more cells.

    Cells count from the first to the last row and column that hold anything, since a reader keeps room for each. `advice` says how to save the file
    instead. `path` names it in messages; `content` is the file itself.
    """
    try:
        with ZipFile(content) as archive:
            parts = archive.infolist()
            full = sum(part.file_size for part in parts)
            if full > most_bytes:
                raise UnreadableFileError(
                    path, f"unpacks to {full >> 20} MB, more than is safe to open"
                )
            if "xl/workbook.xml" not in {part.filename for part in parts}:
                raise UnreadableFileError(path, f"not an Excel workbook of this kind; {advice}")
            for part in parts:
                with archive.open(part) as stream:
                    markup = part.filename.endswith((".xml", ".rels"))
                    _check_part(path, stream, markup=markup, most_cells=most_cells, advice=advice)
    except (BadZipFile, EOFError, NotImplementedError, RuntimeError, ZlibError, OSError):
        raise UnreadableFileError(path, f"the workbook is damaged; {advice}") from None


def _check_part(
    path: Path, stream: IO[bytes], *, markup: bool, most_cells: int, advice: str
) -> None:
    """Reads a part to its end, bit by bit: a declared entity and a sheet that is too wide and long to be kept are refused."""
    rows = columns = 0
    tail = b""
    while chunk := stream.read(_CHUNK):
        text = tail + chunk
        if markup and (_DECLARES.search(text) or b"\x00" in chunk):
            raise UnreadableFileError(
                path, f"declares entities or an encoding that no spreadsheet writes; {advice}"
            )
        for cell in _CELL.finditer(text):
            places = _PLACE.findall(cell[1] or b"")
            if not places:
                raise UnreadableFileError(path, f"has cells without a place; {advice}")
            for letters, digits in places:
                rows, columns = max(rows, int(digits)), max(columns, _column(letters))
        if rows * columns > most_cells:
            raise UnreadableFileError(
                path,
                f"a sheet of {rows:,} rows and {columns:,} columns, more than is safe to open; delete what stands far out",
            )
        # a tag that goes on in the next chunk is looked at whole
        tail = text[text.rfind(b"<") :] if text.rfind(b"<") > text.rfind(b">") else b""
        if markup and len(tail) > _LONGEST_TAG:
            raise UnreadableFileError(path, f"has a mark-up that no spreadsheet writes; {advice}")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _units(text: str) -> int:
    return len(text) + sum(c > "\uffff" for c in text)

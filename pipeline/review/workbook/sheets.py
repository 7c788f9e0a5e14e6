"""The sheets of an untrusted workbook.

Harmful content is refused before unpacking, and nothing in it is run or followed.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from pipeline.errors import UnreadableFileError
from pipeline.files import WorkbookLimits, check_workbook, read_content

MAX_PACKED = 100 << 20
MAX_BYTES = 256 << 20
"""The most bytes that a workbook may unpack to: more than 100,000 long answers take."""

MAX_CELLS = 10_000_000
"""The most cells of a sheet from the first to the last nonempty row and column."""

_SAVE = "save it as an Excel workbook (.xlsx) and import that"
_NO_SHEET = "a CSV file lacks the sheet that tells which row is which answer"
_REFUSED = (
    (b"\xd0\xcf\x11\xe0", f"an old Excel file or one with a password; {_SAVE}, without a password"),
    (b"%PDF", "a PDF file; import the workbook itself"),
    (b"", f"not a workbook; {_SAVE} ({_NO_SHEET})"),
)


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name and its rows, each as wide as the sheet, an empty cell being ''."""

    name: str
    rows: tuple[tuple[Any, ...], ...]


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    """Return the sheets of the workbook at path, hidden ones too.

    `UnreadableFileError` if it is damaged, unsafe to unpack, or no workbook.
    """
    too_large = f"larger than {MAX_PACKED >> 20} MB, more than any workbook of turven"
    content = read_content(path, max_bytes=MAX_PACKED, too_large=too_large)
    if not content:
        what_to_do = "put back the workbook that was filled in, or export it again"
        raise UnreadableFileError(path, f"the file is empty; {what_to_do}")
    if not content.startswith(b"PK\x03\x04"):
        why = next(why for mark, why in _REFUSED if content.startswith(mark))
        raise UnreadableFileError(path, why)
    limits = WorkbookLimits(bytes=MAX_BYTES, cells=MAX_CELLS)
    check_workbook(path, BytesIO(content), limits, advice=_SAVE)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as workbook:
            return tuple(
                Sheet(sheet.name, _rows(workbook, sheet.name))
                for sheet in workbook.sheets_metadata
                if sheet.typ == SheetTypeEnum.WorkSheet
            )
    except CalamineError as error:
        first_line = (str(error).splitlines() or ["damaged"])[0][:200]
        what = f"not a readable workbook ({first_line}); {_SAVE}"
        raise UnreadableFileError(path, what) from None


def _rows(workbook: CalamineWorkbook, name: str) -> tuple[tuple[Any, ...], ...]:
    return tuple(tuple(row) for row in workbook.get_sheet_by_name(name).iter_rows())

"""Excel workbooks: the first visible nonempty sheet, with cells as a person reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from pipeline.errors import UnreadableFileError
from pipeline.files import WorkbookLimits, check_workbook
from pipeline.ingest.cells import as_header, as_text
from pipeline.ingest.export import Block, Export

_LIMITS = WorkbookLimits(bytes=2 << 30, cells=100_000_000, ratio=250)
_NO_NAMES = "it should start with a row of column names"


@dataclass(frozen=True, kw_only=True)
class WorkbookExport(Export):
    """A workbook; its sheet is in memory only while `blocks` runs. `header`: the row of names."""

    header: int

    def blocks(self, needed: Sequence[int], rows: int) -> Iterator[Block]:
        """Yield the needed columns, at most `rows` rows at a time."""
        records = enumerate(_first_sheet(self.path).iter_rows(), start=1)
        data = islice(records, self.header, None)
        while batch := list(islice(data, rows)):
            full = [(number, row) for number, row in batch if any(cell != "" for cell in row)]
            if full:
                columns = [[as_text(row[at]) for _, row in full] for at in needed]
                yield Block([number for number, _ in full], columns, [])


def open_workbook(path: Path) -> WorkbookExport:
    """Return the workbook at path with its columns.

    `UnreadableFileError` if it is damaged, empty or unpacks to far more than any survey.
    """
    check_workbook(path, path, _LIMITS, advice="save it again as .xlsx, or as CSV")
    for number, row in enumerate(_first_sheet(path).iter_rows(), start=1):
        columns = as_header(row)
        if any(columns):
            return WorkbookExport(path=path, columns=columns, format="xlsx", header=number)
    raise UnreadableFileError(path, f"no sheet holds anything; {_NO_NAMES}")


def _first_sheet(path: Path) -> CalamineSheet:
    try:
        with CalamineWorkbook.from_path(str(path)) as workbook:
            for metadata in workbook.sheets_metadata:
                if metadata.visible != SheetVisibleEnum.Visible:
                    continue
                sheet = workbook.get_sheet_by_name(metadata.name)
                if sheet.height:
                    return sheet
    except CalamineError as error:
        raise UnreadableFileError(path, f"not a readable workbook: {error}") from None
    raise UnreadableFileError(path, f"no visible sheet holds anything; {_NO_NAMES}")

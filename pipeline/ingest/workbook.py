"""Excel workbooks: the first visible sheet that holds anything, its cells as a person reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from pipeline.errors import UnreadableFileError
from pipeline.files import check_workbook
from pipeline.ingest.cells import as_header, as_text
from pipeline.ingest.export import Block

_MOST_BYTES = 2 << 30
_MOST_CELLS = 100_000_000
_BOMB_BYTES, _BOMB_RATIO = 100 << 20, 250


@dataclass(frozen=True)
class WorkbookExport:
    """A workbook; the sheet is in memory only while `blocks` runs. `header` is the row with the names."""

    path: Path
    columns: tuple[str, ...]
    header: int
    format: str = "xlsx"
    encoding: str = ""
    delimiter: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)

    def blocks(self, needed: Sequence[int], rows: int) -> Iterator[Block]:
        """The needed columns, at most `rows` rows at a time."""
        records = enumerate(_first_sheet(self.path).iter_rows(), start=1)
        data = islice(records, self.header, None)
        while batch := list(islice(data, rows)):
            full = [(number, row) for number, row in batch if any(cell != "" for cell in row)]
            if full:
                columns = [[as_text(row[at]) for _, row in full] for at in needed]
                yield Block([number for number, _ in full], columns, [])


def open_workbook(path: Path) -> WorkbookExport:
    """The workbook at path with its columns; `UnreadableFileError` when it is damaged, empty or unpacks to too much."""
    _check_size(path)
    for number, row in enumerate(_first_sheet(path).iter_rows(), start=1):
        columns = as_header(row)
        if any(columns):
            return WorkbookExport(path, columns, number)
    raise UnreadableFileError(
        path, "no sheet holds anything; it should start with a row of column names"
    )


def _first_sheet(path: Path) -> CalamineSheet:
    try:
        with CalamineWorkbook.from_path(str(path)) as workbook:
            names = [
                sheet.name
                for sheet in workbook.sheets_metadata
                if sheet.visible == SheetVisibleEnum.Visible
            ]
            for name in names:
                sheet = workbook.get_sheet_by_name(name)
                if sheet.height:
                    return sheet
    except CalamineError as error:
        raise UnreadableFileError(path, f"not a readable workbook: {error}") from None
    raise UnreadableFileError(
        path, "no visible sheet holds anything; it should start with a row of column names"
    )


def _check_size(path: Path) -> None:
    """Refuse an archive that unpacks to far more than any survey, before anything is unpacked."""
    try:
        with ZipFile(path) as archive:
            parts = archive.infolist()
    except BadZipFile:
        raise UnreadableFileError(path, "the workbook is damaged; save it again as .xlsx") from None
    full, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if full > _MOST_BYTES or (full > _BOMB_BYTES and full > _BOMB_RATIO * packed):
        raise UnreadableFileError(
            path, f"unpacks to {full >> 20} MB, more than is safe to open; save it as CSV"
        )
    check_workbook(
        path,
        path,
        most_bytes=_MOST_BYTES,
        most_cells=_MOST_CELLS,
        advice="save it again as .xlsx, or as CSV",
    )

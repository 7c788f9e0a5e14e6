"""CSV whose cells no spreadsheet takes for a formula, and back without loss.

A spreadsheet takes a cell that starts with = + - or @ for a formula, so such a text gets an
apostrophe before it. So does a text of apostrophes followed by such a sign: therefore exactly the
added apostrophes are removed again, and `'s avonds` is unchanged either way.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO

from pipeline.errors import MissingColumnError, UnreadableFileError

_LIVE = re.compile("'*[\\s\xa0\ufeff]*[=+\\-@\t\r]")


@dataclass(frozen=True)
class CsvRow:
    """A row of a CSV (the header is row 1): its texts by column, and its number of cells."""

    number: int
    texts: dict[str, str]
    cells: int
    columns: int

    @property
    def length_fault(self) -> str:
        """Why it is longer or shorter than the header, or ''."""
        if self.cells == self.columns:
            return ""
        return f"the row has {self.cells} cells and the header {self.columns}"


def csv_bytes(
    rows: Iterable[Iterable[object]], *, delimiter: str = ",", errors: str = "strict"
) -> bytes:
    """Return rows as CSV in UTF-8 with a byte order mark, for spreadsheets."""
    out = StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([as_cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", errors)


def as_cell(value: object) -> str:
    """Return the value as a cell that no spreadsheet takes for a formula."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return "" if value != value else repr(value)
    text = str(value)
    return f"'{text}" if _LIVE.match(text) else text


def from_cell(cell: str) -> str:
    """Return the text of a cell that `as_cell` wrote."""
    return cell[1:] if cell.startswith("'") and _LIVE.match(cell, 1) else cell


def read_rows(name: str, content: bytes, needed: Sequence[str], what: str) -> list[CsvRow]:
    """Return the nonempty rows of a CSV, with at least the needed columns.

    `UnreadableFileError`, `MissingColumnError` for any other file.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFileError(name, "is not UTF-8; save it as CSV UTF-8") from None
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    # a spreadsheet with a decimal comma writes semicolons
    first_line = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first_line.count)
    try:
        lines = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise UnreadableFileError(name, f"is not CSV ({error}); export it anew") from None
    header = [cell.strip() for cell in lines[0]] if lines else []
    if not any(header):
        what = "the file is empty; it should start with a row of column names"
        raise UnreadableFileError(name, what)
    for column in needed:
        if column not in header:
            raise MissingColumnError(name, column, f"{what} needs it", header)
        if header.count(column) > 1:
            raise UnreadableFileError(name, f"column '{column}' is there twice; remove one of them")
    rows = []
    for number, cells in enumerate(lines[1:], start=2):
        if any(cells):
            missing = [""] * (len(header) - len(cells))
            texts = dict(zip(header, map(from_cell, cells + missing), strict=False))
            rows.append(CsvRow(number, texts, len(cells), len(header)))
    return rows

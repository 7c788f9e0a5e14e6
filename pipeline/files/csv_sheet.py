"""CSV tables for spreadsheets, which show them well and take no cell for a formula."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pandas as pd

from pipeline.errors import MisuseError, UnreadableFileError
from pipeline.files.csv_cells import as_cell
from pipeline.files.outputs import write_new


class NewSheet:
    """A new CSV file; `MisuseError` if it exists, for people may work in it.

    With a decimal comma the separator is a semicolon, as spreadsheets of such a language expect. A
    text that a spreadsheet would take for a formula gets an apostrophe before it.
    """

    def __init__(self, path: Path, *, decimal_mark: str = ".") -> None:
        if path.suffix.lower() != ".csv":
            raise MisuseError(f"{path}: tables are written as CSV; give a name that ends in .csv")
        if _is_there(path):
            raise MisuseError(f"{path} is there already; choose another name, or move it away")
        self._path, self._decimal_mark = path, decimal_mark

    def write(self, frame: pd.DataFrame) -> Path:
        """Write the table, whole or not at all; return the path."""
        out = StringIO()
        delimiter = ";" if self._decimal_mark == "," else ","
        writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
        writer.writerow(frame.columns)
        writer.writerows(zip(*(self._cells(frame[name]) for name in frame.columns), strict=True))
        # the mark at the start tells a spreadsheet that this is UTF-8; half an emoji has none
        content = out.getvalue().encode("utf-8-sig", "replace")
        return write_new(self._path.parent, {self._path.name: content})[0]

    def _cells(self, column: pd.Series) -> list[str]:
        if pd.api.types.is_float_dtype(column):
            return [self._number(value) for value in column.tolist()]
        if pd.api.types.is_integer_dtype(column):
            return [str(value) for value in column.tolist()]
        return [as_cell(str(value)) for value in column.tolist()]

    def _number(self, value: float) -> str:
        return "" if value != value else f"{value:.6g}".replace(".", self._decimal_mark)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        raise UnreadableFileError(path, "no file can be called so") from None

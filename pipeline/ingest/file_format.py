"""The format of a file, by its first bytes: names lie more often than those."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from pipeline.errors import UnreadableFileError
from pipeline.ingest.delimited import open_delimited
from pipeline.ingest.export import Export
from pipeline.ingest.spss import open_spss
from pipeline.ingest.workbook import open_workbook

_OPENERS: tuple[tuple[bytes, Callable[[Path], Export]], ...] = (
    (b"PK\x03\x04", open_workbook),
    (b"$FL2", open_spss),
    (b"$FL3", open_spss),
)
_OLD_EXCEL = "an old or password-protected Excel file; save it as .xlsx without a password"
_REFUSED = (
    (b"\xd0\xcf\x11\xe0", _OLD_EXCEL),
    (b"PAR1", "a Parquet file; save it as CSV"),
    (b"\x1f\x8b", "a compressed file; unpack it first"),
    (b"%PDF", "a PDF file; export the answers as CSV or .xlsx"),
)


def open_export(path: Path, names: Collection[str] = ()) -> Export:
    """Return the export at path, in which these columns are expected.

    `UnreadableFileError` if it cannot be opened.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4)
        for mark, why in _REFUSED:
            if head.startswith(mark):
                raise UnreadableFileError(path, why)
        for mark, opener in _OPENERS:
            if head.startswith(mark):
                return opener(path)
        return open_delimited(path, names)
    except FileNotFoundError:
        raise UnreadableFileError(path, "no such file") from None
    except OSError as error:
        raise UnreadableFileError(path, error.strerror or str(error)) from None

"""The bank of a codebook: labelled texts beside it, from which models learn.

It stands in `bank/<name of the codebook>.csv` in the folder of the codebook, with the columns text,
codes (theme ids with spaces between them, or a special code) and source. Its texts weigh less than
labels of people, and are never scored.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipeline.errors import UnreadableFileError, did_you_mean
from pipeline.files import read_content, read_rows
from pipeline.model import BankText, Codebook

_COLUMNS = ("text", "codes", "source")


def read_bank(path: Path, book: Codebook) -> tuple[BankText, ...]:
    """Return the texts of a bank; none if there is no such file.

    `UnreadableFileError` for a row without text or with a code that the codebook lacks.
    """
    if not path.is_file():
        return ()
    rows = read_rows(str(path), read_content(path), _COLUMNS, "a bank of labelled texts")
    return tuple(_text(path, row.number, row.texts, book) for row in rows)


def _text(path: Path, row: int, cells: Mapping[str, str], book: Codebook) -> BankText:
    codes = tuple(cells["codes"].split())
    if not cells["text"].strip() or not codes:
        raise UnreadableFileError(path, f"row {row} lacks a text or codes; fill it in or remove it")
    for code in codes:
        if code not in book.numbers:
            near = did_you_mean(code, book.codes)
            what = f"row {row}: code '{code}' is not in codebook '{book.id}'.{near}"
            raise UnreadableFileError(path, what)
    return BankText(cells["text"], codes, cells["source"], row)

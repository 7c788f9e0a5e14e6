"""Delimited text such as CSV: any delimiter and encoding, quoted line breaks, uneven rows."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, islice
from operator import itemgetter
from pathlib import Path

from pipeline.errors import UnreadableFileError
from pipeline.ingest.cells import as_header
from pipeline.ingest.dialect import SAMPLE, find_delimiter, said_delimiter
from pipeline.ingest.encoding import Encoding, find_encoding
from pipeline.ingest.export import Block, Export, Fault
from pipeline.ingest.records import Records

_NO_DELIMITER = "\x1f"  # never occurs in real text
_LONGEST_SAID = 20


@dataclass(frozen=True, kw_only=True)
class DelimitedExport(Export):
    """A delimited text file; `header` is the number of the record with the names.

    A first line `sep=;` has no number, for a spreadsheet obeys it and does not show it.
    """

    header: int
    has_said: bool
    text: Encoding

    def blocks(self, needed: Sequence[int], rows: int) -> Iterator[Block]:
        """Yield the needed columns, at most `rows` records at a time."""
        first, faults = self.header + 1, _unknown_bytes(self.text)
        with self.path.open(encoding=self.text.name, errors=self.text.errors, newline="") as file:
            if self.has_said:
                file.readline()
            records = Records(file, self.delimiter or _NO_DELIMITER)
            for _ in islice(records, self.header):
                pass
            records.drain()
            while batch := list(islice(records, rows)):
                block = self._block(batch, first, needed, records.drain())
                first += len(batch)
                if block.numbers or block.faults:
                    yield Block(block.numbers, block.columns, faults + block.faults)
                    faults = []

    def _block(
        self, batch: list[list[str]], first: int, needed: Sequence[int], faults: list[Fault]
    ) -> Block:
        numbers = list(range(first, first + len(batch)))
        if not all(row and row[0].strip() for row in batch):
            full = [any(map(str.strip, row)) for row in batch]
            batch, numbers = list(compress(batch, full)), list(compress(numbers, full))
        if any(len(row) != len(self.columns) for row in batch):
            uneven = [self._uneven(*row, needed) for row in zip(batch, numbers, strict=True)]
            faults = faults + list(filter(None, uneven))
            usable = [fault is None for fault in uneven]
            batch, numbers = list(compress(batch, usable)), list(compress(numbers, usable))
        return Block(numbers, [list(map(itemgetter(at), batch)) for at in needed], faults)

    def _uneven(self, row: list[str], number: int, needed: Sequence[int]) -> Fault | None:
        """Return why a row with another length than the header is unusable.

        None if it has exactly what is needed.
        """
        width = len(self.columns)
        what = f"the row has {len(row)} cells, the header {width}"
        if any(map(str.strip, row[width:])):
            sign = "tab" if self.delimiter == "\t" else self.delimiter
            what_to_do = f"Put quotation marks around cells that hold a {sign} sign."
            return Fault(number, "", what, what_to_do, lost=True)
        missing = [at for at in needed if at >= len(row)]
        if missing:
            column = self.columns[min(missing)]
            return Fault(number, column, what, "Complete the row, or delete it.", lost=True)
        return None


def open_delimited(path: Path, names: Collection[str] = ()) -> DelimitedExport:
    """Return the text file at path with its encoding, delimiter and columns detected.

    Expected names settle the delimiter.
    """
    encoding = find_encoding(path)
    with path.open(encoding=encoding.name, errors=encoding.errors, newline="") as file:
        said = said_delimiter(file.readline(_LONGEST_SAID))
        if not said:
            file.seek(0)
        sample = file.read(SAMPLE)
    delimiter = said or find_delimiter(sample, names)
    header, columns = _header(path, sample, delimiter)
    return DelimitedExport(
        path=path,
        columns=columns,
        format="csv",
        encoding=encoding.name,
        delimiter=delimiter,
        header=header,
        has_said=bool(said),
        text=encoding,
    )


def _header(path: Path, sample: str, delimiter: str) -> tuple[int, tuple[str, ...]]:
    """Return the number of the first record with content, and its cells."""
    records = Records(io.StringIO(sample, newline=""), delimiter or _NO_DELIMITER)
    for number, record in enumerate(records, start=1):
        lost = [fault for fault in records.drain() if fault.lost]
        if lost:
            raise UnreadableFileError(path, f"row {number}: {lost[0].what}")
        names = as_header(record)
        if any(sign < " " and not sign.isspace() for sign in "".join(names)):
            what = "neither a text file, nor a workbook (.xlsx), nor an SPSS file (.sav)"
            raise UnreadableFileError(path, what)
        if any(names):
            return number, names
    raise UnreadableFileError(path, "the file is empty; it should start with a row of column names")


def _unknown_bytes(encoding: Encoding) -> list[Fault]:
    if not encoding.unknown:
        return []
    what = f"{encoding.unknown} bytes are neither UTF-8 nor Windows-1252"
    what += "; they are kept as control characters"
    return [Fault(0, "", what, "Save the file again as UTF-8.")]

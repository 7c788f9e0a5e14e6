"""CSV and its kin: any delimiter, any encoding, quoted cells with line breaks, rows of uneven length."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from pipeline.errors import UnreadableFileError
from pipeline.ingest.cells import as_header
from pipeline.ingest.dialect import SAMPLE, find_delimiter, said_delimiter
from pipeline.ingest.encoding import Encoding, find_encoding
from pipeline.ingest.export import Block, Fault
from pipeline.ingest.records import Records

_NO_DELIMITER = "\x1f"  # in no text that people write


@dataclass(frozen=True)
class DelimitedExport:
    """A delimited text file; `header` is the number of the record with the names, a `sep=` line not counted (Excel hides it)."""

    path: Path
    delimiter: str
    columns: tuple[str, ...]
    header: int
    has_said: bool
    text: Encoding
    format: str = "csv"
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def encoding(self) -> str:
        """How its characters are written."""
        return self.text.name

    def blocks(self, needed: Sequence[int], rows: int) -> Iterator[Block]:
        """The needed columns, at most `rows` records at a time."""
        first, faults = self.header + 1, _unknown_bytes(self.text)
        with self.path.open(encoding=self.text.name, errors=self.text.errors, newline="") as file:
            if self.has_said:
                file.readline()
            records = Records(file, self.delimiter or _NO_DELIMITER)
            for _ in islice(records, self.header):
                pass
            records.drain()
            while batch := list(islice(records, rows)):
                block = self._block(batch, first, needed, faults + records.drain())
                first += len(batch)
                if block.numbers or block.faults:
                    faults = []
                    yield block

    def _block(self, batch: list[list[str]], first: int, needed: Sequence[int], faults: list[Fault]) -> Block:
        numbers = list(range(first, first + len(batch)))
        if any(not row or not row[0].strip() for row in batch):
            full = [any(map(str.strip, row)) for row in batch]
            batch, numbers = _where(batch, full), _where(numbers, full)
        if any(len(row) != len(self.columns) for row in batch):
            uneven = [self._uneven(row, number, needed) for row, number in zip(batch, numbers, strict=True)]
            faults = faults + [fault for fault in uneven if fault]
            usable = [fault is None for fault in uneven]
            batch, numbers = _where(batch, usable), _where(numbers, usable)
        return Block(numbers, [[row[at] for row in batch] for at in needed], faults)

    def _uneven(self, row: list[str], number: int, needed: Sequence[int]) -> Fault | None:
        """Why a row of another length than the header is of no use; None when only cells that nobody needs are missing or empty."""
        width = len(self.columns)
        if any(map(str.strip, row[width:])):
            what = f"{len(row)} cells where the header has {width}"
            todo = f"Put quotation marks around cells that hold the delimiter ({_name(self.delimiter)})."
            return Fault(number, "", what, todo, lost=True)
        missing = [at for at in needed if at >= len(row)]
        if missing:
            what = f"{len(row)} cells where the header has {width}"
            return Fault(number, self.columns[min(missing)], what, "Complete the row, or delete it.", lost=True)
        return None


def open_delimited(path: Path) -> DelimitedExport:
    """The text file at path with its encoding, delimiter and columns found out."""
    encoding = find_encoding(path)
    with path.open(encoding=encoding.name, errors=encoding.errors, newline="") as file:
        sample = file.read(SAMPLE)
    first_line, rest = _first_line(sample)
    said = said_delimiter(first_line)
    delimiter = said or find_delimiter(sample)
    number, names = _header(path, rest if said else sample, delimiter)
    return DelimitedExport(path, delimiter, names, number, bool(said), encoding)


def _header(path: Path, sample: str, delimiter: str) -> tuple[int, tuple[str, ...]]:
    records = Records(sample.splitlines(keepends=True) if False else _lines(sample), delimiter or _NO_DELIMITER)
    for number, record in enumerate(records, start=1):
        lost = [fault for fault in records.drain() if fault.lost]
        if lost:
            raise UnreadableFileError(path, f"row {number}: {lost[0].what}")
        names = as_header(record)
        if any(names):
            if any(character < " " and not character.isspace() for character in "".join(names)):
                raise UnreadableFileError(path, "not a table of text, a workbook (.xlsx) or an SPSS file (.sav)")
            return number, names
    raise UnreadableFileError(path, "the file is empty; it should start with a row of column names")


def _unknown_bytes(encoding: Encoding) -> list[Fault]:
    if not encoding.unknown:
        return []
    what = f"{encoding.unknown} bytes that are neither UTF-8 nor Windows-1252; kept as control characters"
    return [Fault(0, "", what, "Save the file again as UTF-8.")]


def _where[T](items: list[T], mask: list[bool]) -> list[T]:
    return items

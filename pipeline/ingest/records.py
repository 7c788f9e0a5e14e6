"""The records of a delimited file; an unclosed quotation mark costs only its own row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator

from pipeline.ingest.export import Fault

MOST_CHARACTERS = 4_000_000
"""The most characters in one cell; more means that a quotation mark is missing."""
_MANY_LINES = 1000


class Records:
    """An iterator over the records of a file as lists of cells; `drain` returns their faults.

    Records are numbered from 1. An empty line is an empty record, and so is a lost record: the
    numbers stay those of a spreadsheet.
    """

    def __init__(self, lines: Iterable[str], delimiter: str) -> None:
        csv.field_size_limit(max(csv.field_size_limit(), MOST_CHARACTERS))
        self._faults: list[Fault] = []
        self._delimiter = delimiter
        self._lines = _Lines(iter(lines))
        self._stream = self._read()

    def __iter__(self) -> Iterator[list[str]]:
        return self._stream

    def __next__(self) -> list[str]:
        return next(self._stream)

    def drain(self) -> list[Fault]:
        """Return the faults since the last call."""
        faults, self._faults = self._faults, []
        return faults

    def _read(self) -> Iterator[list[str]]:
        reader = csv.reader(self._lines, delimiter=self._delimiter, strict=True)
        taken = self._lines.taken
        number = 0
        while True:
            taken.clear()
            number += 1
            try:
                record = next(reader)
            except StopIteration:
                return
            except csv.Error:
                record = self._second_look(number)
            if len(taken) > _MANY_LINES:
                what = f"the row runs over {len(taken)} lines"
                self._fault(number, what, "Look whether a closing quotation mark is missing.")
            yield record

    def _second_look(self, number: int) -> list[str]:
        """Return a record that breaks the rules of quoting, read leniently.

        If it doesn't end by itself, its first line is lost.
        """
        taken = self._lines.taken
        swallows = len(taken) > 1 and _opens_a_cell(taken[-1], self._delimiter)
        record = None if swallows else _leniently(taken, self._delimiter)
        if record is not None:
            what = "quotation marks inside a quoted cell are not doubled"
            what += "; some may be missing from the text"
            self._fault(number, what, "Write each as two, or check the text.")
            return record
        what = "a quotation mark opens a cell and nothing closes it"
        what_to_do = "Close the cell with a quotation mark, or double the mark."
        self._fault(number, what, what_to_do, lost=True)
        self._lines.give_back(taken[1:])
        del taken[1:]
        return []

    def _fault(self, number: int, what: str, what_to_do: str, *, lost: bool = False) -> None:
        self._faults.append(Fault(number, "", what, what_to_do, lost))


class _Lines:
    """The lines of a file; those of the current record can be given back and read again."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.taken: list[str] = []
        self._lines = lines
        self._again: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else next(self._lines)
        self.taken.append(line)
        return line

    def give_back(self, lines: list[str]) -> None:
        """Put lines back, to be read again before any other."""
        self._again.extend(reversed(lines))


def _opens_a_cell(line: str, delimiter: str) -> bool:
    """Whether the mark that ends an earlier line's cell is where a cell of this line begins."""
    mark = re.match(r'(?:[^"]|"")*?"(?!")', line)
    if not mark or line[mark.end() : mark.end() + 1] in {delimiter, "\r", "\n", ""}:
        return False
    return line[: mark.end() - 1][-1:] in {delimiter, ""}


def _leniently(lines: list[str], delimiter: str) -> list[str] | None:
    """Return the record as most programs read it; None if it runs on after these lines."""
    reader = csv.reader([*lines, "\n"], delimiter=delimiter)
    try:
        record = next(reader)
    except csv.Error:
        return None
    return record if reader.line_num <= len(lines) else None

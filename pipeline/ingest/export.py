"""The interface of every export format: its columns, and its rows in blocks of text."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from pipeline.errors import MissingColumnError, UnreadableFileError
from pipeline.model import Problem, problems_table


@dataclass(frozen=True)
class Fault:
    """A problem in a row of a file (0: the whole file); a `lost` row cannot be used."""

    row: int
    column: str
    what: str
    what_to_do: str
    lost: bool = False


@dataclass(frozen=True)
class Block:
    """Some rows: `columns[c][i]` is the text of needed column c in row `numbers[i]`.

    Lost rows are in `faults` only.
    """

    numbers: list[int]
    columns: list[list[str]]
    faults: list[Fault]


@dataclass(frozen=True, kw_only=True)
class Export(ABC):
    """An export opened far enough to know its columns; it holds no rows and no open file.

    `columns` are the names in its header, stripped of white space, '' for one without a name;
    `labels` their meanings, if the format has them. `format` is `csv`, `xlsx` or `sav`; `encoding`
    and `delimiter` are empty if the format settles them.
    """

    path: Path
    columns: tuple[str, ...]
    format: str
    encoding: str = ""
    delimiter: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)

    @abstractmethod
    def blocks(self, needed: Sequence[int], rows: int) -> Iterator[Block]:
        """Yield the columns at the needed positions, at most `rows` rows at a time.

        Empty rows are skipped.
        """


def place_columns(export: Export, wanted: Sequence[tuple[str, str]]) -> list[int]:
    """Return the position of each wanted (column, purpose).

    An error names a column that is missing or there twice.
    """
    for column, needed_for in wanted:
        times = export.columns.count(column.strip())
        if not times:
            raise MissingColumnError(export.path, column, needed_for, filter(None, export.columns))
        if times > 1:
            why = f"column '{column}' is there {times} times; give each its own name"
            raise UnreadableFileError(export.path, why)
    return [export.columns.index(column.strip()) for column, _ in wanted]


def fault_problems(file: str, faults: Iterable[Fault], *, cost: int) -> pd.DataFrame:
    """Return faults as model.PROBLEMS, in the order of rows; a lost row costs `cost` answers."""
    return problems_table(
        Problem(
            file,
            fault.row,
            fault.what,
            fault.what_to_do,
            column=fault.column,
            refused=cost if fault.lost else 0,
        )
        for fault in sorted(faults, key=lambda fault: fault.row)
    )

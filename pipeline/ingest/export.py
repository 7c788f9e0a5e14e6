"""What every format of export offers: its columns, and its rows in blocks of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pandas as pd

from pipeline.errors import MissingColumnError, UnreadableFileError
from pipeline.model import Problem, problems_table


@dataclass(frozen=True)
class Fault:
    """Something wrong in a row of a file (0: the whole file); a `lost` row cannot be used."""

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


class Export(Protocol):
    """An export opened far enough to know its columns; it holds no rows and no open file."""

    @property
    def path(self) -> Path:
        """Where it is."""
        ...

    @property
    def format(self) -> str:
        """`csv`, `xlsx` or `sav`."""
        ...

    @property
    def encoding(self) -> str:
        """How its characters are written; empty where the format settles that."""
        ...

    @property
    def delimiter(self) -> str:
        """What stands between its cells; empty where nothing does."""
        ...

    @property
    def columns(self) -> tuple[str, ...]:
        """The names in its header, stripped of white space; '' for a column without a name."""
        ...

    @property
    def labels(self) -> Mapping[str, str]:
        """What its columns mean in words, where the format tells."""
        ...

    def blocks(self, needed: Sequence[int], rows: int) -> Iterator[Block]:
        """Yield the columns at the needed positions, at most `rows` rows at a time.

        Rows without any content are skipped.
        """
        ...


def place_columns(export: Export, wanted: Sequence[tuple[str, str]]) -> list[int]:
    """Return the position of each wanted (column, what for).

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

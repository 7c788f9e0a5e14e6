"""What every format of export offers: its columns, and its rows in blocks of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pipeline.errors import MissingColumnError, UnreadableFileError


@dataclass(frozen=True)
class Fault:
    """Something wrong in a row of a file, or with row 0 in the whole file; `lost` says that the row cannot be used."""

    row: int
    column: str
    what: str
    what_to_do: str
    lost: bool = False


@dataclass(frozen=True)
class Block:
    """Some rows: `columns[c][i]` is the text of needed column c in row `numbers[i]`; lost rows are in `faults` only."""

    numbers: list[int]
    columns: list[list[str]]
    faults: list[Fault]


class Export(Protocol):
    """An export that was opened far enough to know its columns; it holds no rows and no open file."""

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
        """The names in its header, stripped of white space; a column without a name has an empty one."""
        ...

    @property
    def labels(self) -> Mapping[str, str]:
        """What its columns mean in words, where the format tells."""
        ...

    def blocks(self, needed: Sequence[int], rows: int) -> Iterator[Block]:
        """The columns at the needed positions, at most `rows` rows at a time; rows without any content are skipped."""
        ...


def place_columns(export: Export, wanted: Sequence[tuple[str, str]]) -> list[int]:
    """The position of each wanted (column, what for); an error names a column that is missing or stands there twice."""
    positions = []
    for column, needed_for in wanted:
        found = [at for at, name in enumerate(export.columns) if name == column.strip()]
        if not found:
            raise MissingColumnError(export.path, column, needed_for, filter(None, export.columns))
        if len(found) > 1:
            why = f"column '{column}' is there {len(found)} times; give each its own name"
            raise UnreadableFileError(export.path, why)
        positions.append(found[0])
    return positions

"""Decisions as plain CSV for an archive, and back without loss."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import nan
from pathlib import Path
from typing import Any

from pipeline.decisions.frames import VERDICT_COLUMNS, as_frame, decision_of
from pipeline.decisions.values import UNDO, Decision
from pipeline.decisions.well_formed import fault_of
from pipeline.files import CsvRow, csv_bytes, read_rows
from pipeline.model import DECISIONS, Problem

NEEDED = tuple(name for name in DECISIONS.columns if name != "number")
"""The columns that an archive must have; decisions are renumbered."""

_SHARED = tuple(name for name in NEEDED if name not in VERDICT_COLUMNS)
_NUMBERS = tuple(name for name, (kind, _) in DECISIONS.columns.items() if kind == "float")


@dataclass(frozen=True)
class Archived:
    """A decision as read from an archive, and its first row."""

    row: int
    decision: Decision


@dataclass(frozen=True)
class Archive:
    """The valid decisions of an archive in its order, and the problems of the others.

    `decisions` counts all in the file.
    """

    whole: tuple[Archived, ...]
    decisions: int
    problems: tuple[Problem, ...]


def write_archive(decisions: Sequence[Decision]) -> bytes:
    """Return the decisions as CSV; `model.DECISIONS` says what the columns mean."""
    frame = as_frame(decisions)
    columns = [frame[name].tolist() for name in DECISIONS.columns]
    return csv_bytes([DECISIONS.columns, *zip(*columns, strict=True)])


def read_archive(name: str, content: bytes) -> Archive:
    """Return the decisions of an archive; rows of one decision need not be adjacent.

    If one row is invalid, the decision is left out. `UnreadableFileError`, `MissingColumnError`
    for any other file.
    """
    file = Path(name).name
    groups: dict[str, list[_Row]] = {}
    for row in read_rows(name, content, NEEDED, "an archive of decisions"):
        groups.setdefault(row.texts["decision"], []).append(_typed(file, row))
    whole, problems = [], []
    for rows in groups.values():
        faults = _faults(rows)
        problems += faults
        if not faults:
            whole.append(Archived(rows[0].number, decision_of([row.values for row in rows])))
    in_order = sorted(problems, key=lambda problem: problem.row)
    return Archive(tuple(whole), len(groups), tuple(in_order))


@dataclass(frozen=True)
class _Row:
    file: str
    number: int
    values: dict[str, Any]
    problems: tuple[Problem, ...]

    def problem(self, column: str, what: str, what_to_do: str) -> Problem:
        return Problem(self.file, self.number, what, what_to_do, column=column)


def _typed(file: str, row: CsvRow) -> _Row:
    problems = []
    if row.length_fault:
        what_to_do = "Mend the row, or export the decisions anew."
        problems.append(Problem(file, row.number, row.length_fault, what_to_do))
    values: dict[str, Any] = row.texts | {"number": 0}
    for name in _NUMBERS:
        text = row.texts[name]
        values[name] = nan
        try:
            values[name] = float(text.replace(",", ".")) if text else nan
        except ValueError:
            what = f"'{text[:40]}' is no number"
            what_to_do = "Write such as 0.25, or nothing."
            problems.append(Problem(file, row.number, what, what_to_do, column=name))
    return _Row(file, row.number, values, tuple(problems))


def _faults(rows: Sequence[_Row]) -> list[Problem]:
    """Return the problems of the rows of one decision, or of the decision itself."""
    alone = [problem for row in rows for problem in row.problems]
    if alone:
        return alone
    return list(_differences(rows)) or list(_not_whole(rows))


def _differences(rows: Sequence[_Row]) -> Iterator[Problem]:
    first = rows[0]
    name = first.values["decision"][:40]
    what_to_do = f"Make them the same; the rows of decision '{name}' belong together."
    for row in rows[1:]:
        for column in _SHARED:
            one, other = first.values[column], row.values[column]
            # a missing number is nan, and equals nothing
            if one == other or (one != one and other != other):
                continue
            what = f"row {first.number} of the same decision has another {column}"
            yield row.problem(column, what, what_to_do)


def _not_whole(rows: Sequence[_Row]) -> Iterator[Problem]:
    first = rows[0]
    what_to_do = "Mend or delete the rows of this decision."
    undoes = any(row.values["verdict"] == UNDO for row in rows)
    is_whole_undo = len(rows) == 1 and first.values["undoes"] and not first.values["theme"]
    if undoes and not is_whole_undo:
        what = "a decision that undoes another has one row, without a theme, "
        what += "and the id of that other in undoes"
        yield first.problem("verdict", what, what_to_do)
        return
    fault = fault_of(decision_of([row.values for row in rows]))
    if fault:
        yield first.problem("", fault, what_to_do)

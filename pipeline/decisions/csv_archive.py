"""Decisions as plain CSV for an archive, and back without loss.

A spreadsheet takes a cell that starts with = + - or @ for a formula, so such a text gets an
apostrophe before it. So does a text of apostrophes followed by such a sign: therefore exactly the
added apostrophes are removed again, and `'s avonds` is unchanged either way.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from math import nan
from pathlib import Path
from typing import Any

from pipeline.decisions.frames import VERDICT_COLUMNS, as_frame, decision_of
from pipeline.decisions.values import UNDO, Decision
from pipeline.decisions.well_formed import fault_of
from pipeline.errors import MissingColumnError, UnreadableFileError
from pipeline.model import DECISIONS, Problem

NEEDED = tuple(name for name in DECISIONS.columns if name != "number")
"""The columns that an archive must have; decisions are renumbered."""

_SHARED = tuple(name for name in NEEDED if name not in VERDICT_COLUMNS)
_NUMBERS = tuple(name for name, (kind, _) in DECISIONS.columns.items() if kind == "float")
_LIVE = re.compile("'*[\\s\xa0\ufeff]*[=+\\-@\t\r]")


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


@dataclass(frozen=True)
class CsvRow:
    """A row of a CSV (the header is row 1): its texts by column, and its number of cells."""

    number: int
    texts: dict[str, str]
    cells: int
    columns: int

    @property
    def length_fault(self) -> str:
        """Why it is longer or shorter than the header, or ''."""
        if self.cells == self.columns:
            return ""
        return f"the row has {self.cells} cells and the header {self.columns}"


def write_archive(decisions: Sequence[Decision]) -> bytes:
    """Return the decisions as CSV; `model.DECISIONS` says what the columns mean."""
    frame = as_frame(decisions)
    columns = [frame[name].tolist() for name in DECISIONS.columns]
    return csv_bytes([DECISIONS.columns, *zip(*columns, strict=True)])


def csv_bytes(
    rows: Iterable[Iterable[object]], *, delimiter: str = ",", errors: str = "strict"
) -> bytes:
    """Return rows as CSV in UTF-8 with a byte order mark, for spreadsheets."""
    out = StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([as_cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", errors)


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


def as_cell(value: object) -> str:
    """Return the value as a cell that no spreadsheet takes for a formula."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return "" if value != value else repr(value)
    text = str(value)
    return f"'{text}" if _LIVE.match(text) else text


def from_cell(cell: str) -> str:
    """Return the text of a cell that `as_cell` wrote."""
    return cell[1:] if cell.startswith("'") and _LIVE.match(cell, 1) else cell


def read_content(path: Path) -> bytes:
    """Return the content of a file; `UnreadableFileError` when it can't be read."""
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise UnreadableFileError(path, f"can't be read ({why})") from None


def read_rows(name: str, content: bytes, needed: Sequence[str], what: str) -> list[CsvRow]:
    """Return the nonempty rows of a CSV, with at least the needed columns.

    `UnreadableFileError`, `MissingColumnError` for any other file.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFileError(name, "is not UTF-8; save it as CSV UTF-8") from None
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    # a spreadsheet with a decimal comma writes semicolons
    first_line = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first_line.count)
    try:
        lines = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise UnreadableFileError(name, f"is not CSV ({error}); export it anew") from None
    header = [cell.strip() for cell in lines[0]] if lines else []
    for column in needed:
        if column not in header:
            raise MissingColumnError(name, column, f"{what} needs it", header)
        if header.count(column) > 1:
            raise UnreadableFileError(name, f"column '{column}' is there twice; remove one of them")
    rows = []
    for number, cells in enumerate(lines[1:], start=2):
        if any(cells):
            missing = [""] * (len(header) - len(cells))
            texts = dict(zip(header, map(from_cell, cells + missing), strict=False))
            rows.append(CsvRow(number, texts, len(cells), len(header)))
    return rows


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

"""Decisions as plain CSV for an archive, and back without loss.

A spreadsheet takes a cell that starts with = + - or @ for a formula, so such a text gets an apostrophe before it. So does a text of apostrophes and
then such a sign: therefore exactly the apostrophes that were put there are taken away again, and `'s avonds` stays as it is either way.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from math import nan
from typing import Any

from pipeline.decisions.frames import VERDICT_COLUMNS, as_frame, decision_of
from pipeline.decisions.values import UNDO, Decision
from pipeline.decisions.well_formed import fault_of
from pipeline.errors import MissingColumnError, UnreadableFileError
from pipeline.model import DECISIONS

NEEDED = tuple(name for name in DECISIONS.columns if name != "number")
"""The columns that an archive must have; numbers are given anew."""

_LIVE = re.compile("'*[\\s\xa0\ufeff]*[=+\\-@\t\r]")
_NUMBERS = tuple(name for name, (kind, _) in DECISIONS.columns.items() if kind == "float")


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row of an archive (the header is row 1), and how to mend it."""

    row: int
    column: str
    what: str
    what_to_do: str


@dataclass(frozen=True)
class Archived:
    """A decision as read from an archive, and the row where it starts."""

    row: int
    decision: Decision


@dataclass(frozen=True)
class Archive:
    """What an archive holds: the whole decisions in its order, how many stand in it in all, and what is wrong with the others."""

    whole: tuple[Archived, ...]
    decisions: int
    faults: tuple[Fault, ...]


def write_archive(decisions: Sequence[Decision]) -> bytes:
    """The decisions as CSV, UTF-8 with a mark that tells spreadsheets so; `model.DECISIONS` says what the columns mean."""
    frame = as_frame(decisions)
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(DECISIONS.columns)
    columns = [frame[name].tolist() for name in DECISIONS.columns]
    writer.writerows([as_cell(value) for value in row] for row in zip(*columns, strict=True))
    return out.getvalue().encode("utf-8-sig")


def read_archive(name: str, content: bytes) -> Archive:
    """The decisions of an archive. `UnreadableFileError`, `MissingColumnError` for what is none.

    Rows of one decision belong together wherever they stand; when one of them is wrong the decision is left out.
    """
    header, rows = read_cells(name, content, NEEDED, "an archive of decisions")
    faults: list[Fault] = []
    groups: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for number, cells in rows:
        row, wrong = _row(header, number, cells)
        faults += wrong
        groups.setdefault(str(row["decision"]), []).append((number, row))
    spoilt = {fault.row for fault in faults}
    found = []
    for group in groups.values():
        if any(number in spoilt for number, _ in group):
            continue
        wrong = list(_apart(group)) or _not_whole(group)
        faults += wrong
        if not wrong:
            found.append(Archived(group[0][0], decision_of([row for _, row in group])))
    return Archive(tuple(found), len(groups), tuple(sorted(faults, key=lambda fault: fault.row)))


def as_cell(value: object) -> str:
    """The value as a cell that no spreadsheet takes for a formula."""
    if isinstance(value, float):
        return "" if value != value else repr(value)
    text = str(value)
    return f"'{text}" if _LIVE.match(text) else text


def from_cell(cell: str) -> str:
    """The text of a cell that `as_cell` wrote."""
    return cell[1:] if cell.startswith("'") and _LIVE.match(cell, 1) else cell


def read_cells(
    name: str, content: bytes, needed: Sequence[str], what: str
) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The header and the rows with their numbers; `UnreadableFileError`, `MissingColumnError` when it is no CSV with the needed columns."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFileError(name, "is not UTF-8; save it as CSV UTF-8") from None
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    # a spreadsheet with a decimal comma writes semicolons
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise UnreadableFileError(name, f"is not CSV ({error}); export it anew") from None
    header = [cell.strip() for cell in rows[0]] if rows else []
    for column in needed:
        if column not in header:
            raise MissingColumnError(name, column, f"{what} needs it", header)
        if header.count(column) > 1:
            raise UnreadableFileError(name, f"column '{column}' is there twice; remove one of them")
    return header, [(number, cells) for number, cells in enumerate(rows[1:], start=2) if any(cells)]


def _row(
    header: Sequence[str], number: int, cells: Sequence[str]
) -> tuple[dict[str, Any], list[Fault]]:
    """A row by column, and what is wrong with it by itself."""
    faults = []
    if len(cells) != len(header):
        what = f"the row has {len(cells)} cells and the header {len(header)}"
        faults.append(Fault(number, "", what, "Mend the row, or export the decisions anew."))
    row: dict[str, Any] = dict.fromkeys(NEEDED, "") | dict(
        zip(header, map(from_cell, cells), strict=False)
    )
    row["number"] = 0
    for name in _NUMBERS:
        try:
            row[name] = float(row[name].replace(",", ".")) if row[name] else nan
        except ValueError:
            faults.append(
                Fault(
                    number,
                    name,
                    f"'{row[name][:40]}' is no number",
                    "Write such as 0.25, or nothing.",
                )
            )
            row[name] = nan
    return row, faults


def _apart(group: Sequence[tuple[int, Mapping[str, Any]]]) -> Iterator[Fault]:
    """Where the rows of one decision say different things."""
    (first, row), *others = group
    for number, other in others:
        for name in NEEDED:
            same = row[name] == other[name] or (
                row[name] != row[name] and other[name] != other[name]
            )
            if name not in VERDICT_COLUMNS and not same:
                what = f"row {first} of the same decision has another {name}"
                yield Fault(
                    number,
                    name,
                    what,
                    f"Make them the same; the rows of decision '{row['decision'][:40]}' belong together.",
                )


def _not_whole(group: Sequence[tuple[int, Mapping[str, Any]]]) -> list[Fault]:
    number = group[0][0]
    undone = [row["verdict"] == UNDO for _, row in group]
    undoes = group[0][1]["undoes"]
    if any(undone) and (len(undone) > 1 or group[0][1]["theme"] or not undoes):
        what = "a decision that undoes another has one row, without a theme, and the id of that other in undoes"
        return [Fault(number, "verdict", what, "Mend or delete the rows of this decision.")]
    what = fault_of(decision_of([row for _, row in group]))
    return [Fault(number, "", what, "Mend or delete the rows of this decision.")] if what else []

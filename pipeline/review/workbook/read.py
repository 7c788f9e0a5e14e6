"""Reads a workbook that came back, whatever people did to its sheets, rows and columns: every row is found by its key."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import UnreadableFileError
from pipeline.review.workbook.labels import Labels, folded
from pipeline.review.workbook.machine_sheet import FORMAT, MARK, Columns, Machine, read_machine
from pipeline.review.workbook.open import Sheet, open_sheets
from pipeline.review.workbook.values import Line, Returned, Told

_KEY = re.compile(r"t[0-9a-f]{16}")
_NUMBER = re.compile(r"\s*\d+$")


@dataclass(frozen=True)
class _Places:
    """Where the columns stand on a sheet: numbers from 0, -1 for one that isn't there; `header` is the row with their names, `past` the code columns
    that went, `added` those that people made, by name."""

    key: int
    header: int
    codes: tuple[int, ...]
    agree: int
    note: int
    answer: int
    lost: tuple[str, ...]
    added: dict[int, str]


def read_workbook(path: Path) -> Returned:
    """The workbook at path as it came back. `UnreadableFileError` when it can't be opened or is no workbook of `turven workbook export`."""
    sheets = open_sheets(path)
    machine = _machine(path, sheets)
    lines: list[Line] = []
    told: list[Told] = []
    seen: set[str] = set()
    for sheet in sheets:
        places = _places(sheet, machine.columns)
        if places is None:
            continue
        of_sheet = [line for line in _lines(sheet, places) if line.id or _says(line)]
        seen.update(line.id for line in of_sheet)
        lines += [line for line in of_sheet if _says(line)]
        told += _told(sheet, places, Labels(machine.labels))
    if not seen:
        raise UnreadableFileError(
            path, "no row has its key any more; import the workbook with its last column as it was"
        )
    said = {line.id for line in lines}
    return Returned(
        machine.exported,
        machine.entries,
        machine.labels,
        machine.shown,
        tuple(lines),
        _name(sheets, machine),
        len((seen & machine.entries.keys()) - said),
        tuple(told),
    )


def _machine(path: Path, sheets: Sequence[Sheet]) -> Machine:
    for sheet in sheets:
        # whoever unhid the sheet may have put rows above
        rows = [row for row in sheet.rows if row and row[0] != ""]
        if rows and str(rows[0][0]) == MARK:
            if str(rows[0][1]).removesuffix(".0") != str(FORMAT):
                raise UnreadableFileError(
                    path, "made by another version of turven; export it again with this one"
                )
            try:
                return read_machine(rows)
            except (ValueError, TypeError, IndexError):
                raise UnreadableFileError(
                    path, "the sheet that turven keeps in it is damaged; export it again"
                ) from None
    raise UnreadableFileError(
        path,
        "not made by  turven workbook export, or copied into a new workbook; import the workbook itself",
    )


def _places(sheet: Sheet, columns: Columns) -> _Places | None:
    """Where the columns are on a sheet with keys; None for any other sheet."""
    first, key = _first_key(sheet)
    if first < 0:
        return None
    wanted = {folded(name) for name in (columns.key, columns.note, columns.answer)}
    header = next(
        (i for i in range(first - 1, -1, -1) if wanted & set(_names(sheet.rows[i]))),
        max(first - 1, 0),
    )
    names = _names(sheet.rows[header]) if header < first else [""] * len(sheet.rows[first])
    codes = {folded(name): name for name in columns.codes}
    kind = _NUMBER.sub("", next(iter(codes), ""))
    of_codes = tuple(
        i
        for i, name in enumerate(names)
        if name in codes or (_NUMBER.sub("", name) == kind and name != kind)
    )
    found = {
        i: folded(name)
        for i, name in enumerate(map(_text, sheet.rows[header]))
        if name and header < first
    }
    agree, note, answer = (
        _find(names, name) for name in (columns.agree, columns.note, columns.answer)
    )
    known = {*of_codes, agree, note, answer, key}
    return _Places(
        key, header, of_codes, agree, note, answer,
        tuple(name for fold, name in codes.items() if fold not in names),
        {i: _text(sheet.rows[header][i]) for i in found if i not in known},
    )  # fmt: skip


def _first_key(sheet: Sheet) -> tuple[int, int]:
    """The row of the first key, and the column that holds most of them; (-1, -1) without any."""
    first, often = -1, dict[int, int]()
    for number, row in enumerate(sheet.rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str) and _KEY.fullmatch(cell.strip()):
                first = number if first < 0 else first
                often[column] = often.get(column, 0) + 1
    return first, max(often, key=lambda column: often[column], default=-1)


def _lines(sheet: Sheet, places: _Places) -> list[Line]:
    lines = []
    for number, row in enumerate(sheet.rows):
        key = _text(row[places.key]).strip()
        if number <= places.header and not _KEY.fullmatch(key):
            continue
        codes = tuple(text for i in places.codes if (text := _text(row[i]).strip()))
        agreed, note, answer = (
            _text(row[i]).strip() if i >= 0 else ""
            for i in (places.agree, places.note, places.answer)
        )
        lines.append(Line(sheet.name, number + 1, key, codes, agreed, note, answer))
    return lines


def _says(line: Line) -> bool:
    return bool(line.codes or line.agreed or line.note)


def _told(sheet: Sheet, places: _Places, labels: Labels) -> list[Told]:
    told = [
        Told(sheet.name, places.header + 1, "not taken", f"column '{name}' is gone, with what stood in it",
             f"give the column its name '{name}' again if it has another now; nothing need be done if it was empty")
        for name in places.lost
    ]  # fmt: skip
    for i, name in places.added.items():
        below = (_text(row[i]).strip() for row in sheet.rows[places.header + 1 :])
        if places.lost and any(cell and labels.codes(cell) for cell in below):
            told.append(
                Told(sheet.name, places.header + 1, "not taken", f"codes stand in column '{name}', which is no code column",
                     f"name it '{places.lost[0]}' if its codes are meant")
            )  # fmt: skip
    return told


def _name(sheets: Sequence[Sheet], machine: Machine) -> str:
    """The reviewer's name as filled in on a sheet, else the one it was exported for."""
    wanted = folded(machine.columns.name)
    for sheet in sheets if wanted else ():
        for row in sheet.rows[:20]:
            names = [folded(_text(cell)) for cell in row]
            if wanted in names:
                at = names.index(wanted)
                return next(
                    (text for cell in row[at + 1 :] if (text := _text(cell).strip())),
                    machine.exported.reviewer,
                )
    return machine.exported.reviewer


def _names(row: Sequence[Any]) -> list[str]:
    return [folded(_text(cell)) for cell in row]


def _find(names: Sequence[str], name: str) -> int:
    return names.index(folded(name)) if name and folded(name) in names else -1


def _text(cell: object) -> str:
    """The cell as a person reads it."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)

"""Reads a returned workbook, whatever people did to its sheets, rows and columns.

Every row is found by its key.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import UnreadableFileError
from pipeline.review.workbook.labels import CodeLabels, folded
from pipeline.review.workbook.machine_sheet import FORMAT, MARK, Columns, Machine, read_machine
from pipeline.review.workbook.sheets import Sheet, read_sheets
from pipeline.review.workbook.values import FilledRow, ReturnedWorkbook, RowOutcome

_KEY = re.compile(r"t[0-9a-f]{16}")
_NUMBER = re.compile(r"\s*\d+$")


@dataclass(frozen=True)
class _Places:
    """The positions of the columns on a sheet: numbers from 0, -1 for a missing one.

    `header` is the row with their names, `lost` the missing code columns, `added` the names of new
    ones.
    """

    key: int
    header: int
    codes: tuple[int, ...]
    agree: int
    note: int
    answer: int
    lost: tuple[str, ...]
    added: Mapping[int, str]


def read_workbook(path: Path) -> ReturnedWorkbook:
    """Return the workbook at path as returned.

    `UnreadableFileError` if it can't be opened or is not from `turven workbook export`.
    """
    sheets = read_sheets(path)
    machine = _machine(path, sheets)
    labels = CodeLabels(machine.labels)
    filled: list[FilledRow] = []
    outcomes: list[RowOutcome] = []
    keys: set[str] = set()
    for sheet in sheets:
        places = _places(sheet, machine.columns)
        if places is None:
            continue
        for row in _rows(sheet, places):
            if row.says_something:
                filled.append(row)
            keys.add(row.key)
        outcomes += _column_outcomes(sheet, places, labels)
    if not filled and not any(keys):
        what = "no row has its key any more; import the workbook with its last column as it was"
        raise UnreadableFileError(path, what)
    open_keys = (keys & machine.texts.keys()) - {row.key for row in filled}
    return ReturnedWorkbook(
        exported=machine.exported,
        texts=machine.texts,
        labels=machine.labels,
        shown=machine.shown,
        rows=tuple(filled),
        reviewer=_reviewer(sheets, machine),
        open=len(open_keys),
        outcomes=tuple(outcomes),
    )


def _machine(path: Path, sheets: Sequence[Sheet]) -> Machine:
    for sheet in sheets:
        # whoever unhid the sheet may have put rows above
        rows = [row for row in sheet.rows if row and row[0] != ""]
        if not rows or str(rows[0][0]) != MARK:
            continue
        if str(rows[0][1]).removesuffix(".0") != str(FORMAT):
            what = "made by another version of turven; export it again with this one"
            raise UnreadableFileError(path, what)
        try:
            return read_machine(rows)
        except (ValueError, TypeError, IndexError):
            what = "the sheet that turven keeps in it is damaged; export it again"
            raise UnreadableFileError(path, what) from None
    what = "not made by  turven workbook export, or copied into a new workbook"
    raise UnreadableFileError(path, f"{what}; import the workbook itself")


def _places(sheet: Sheet, columns: Columns) -> _Places | None:
    """Return the positions of the columns on a sheet with keys; None for any other sheet."""
    key_column, first = _keys_place(sheet)
    if first < 0:
        return None
    header = _header_row(sheet, columns, first)
    # without a header, that row contains answers
    shown = list(map(_text, sheet.rows[header])) if header < first else []
    names = list(map(folded, shown))
    codes = _code_columns(names, list(map(folded, columns.codes)))
    agree, note = _place(names, columns.agree), _place(names, columns.note)
    answer = _place(names, columns.answer)
    known = {*codes, agree, note, answer, key_column}
    return _Places(
        key=key_column,
        header=header,
        codes=codes,
        agree=agree,
        note=note,
        answer=answer,
        lost=tuple(name for name in columns.codes if folded(name) not in names),
        added={i: name for i, name in enumerate(shown) if name and i not in known},
    )


def _keys_place(sheet: Sheet) -> tuple[int, int]:
    """Return the column that has most keys and the row of the first; (-1, -1) without any."""
    first = -1
    keys: Counter[int] = Counter()
    for number, row in enumerate(sheet.rows):
        columns = [i for i, cell in enumerate(row) if _is_key(cell)]
        keys.update(columns)
        if columns and first < 0:
            first = number
    return max(keys, key=keys.__getitem__, default=-1), first


def _is_key(cell: object) -> bool:
    return isinstance(cell, str) and _KEY.fullmatch(cell.strip()) is not None


def _header_row(sheet: Sheet, columns: Columns, first: int) -> int:
    """Return the row above the first key that has one of the names, else the one just above it."""
    wanted = {folded(name) for name in (columns.key, columns.note, columns.answer)}
    for number in range(first - 1, -1, -1):
        if wanted & {folded(_text(cell)) for cell in sheet.rows[number]}:
            return number
    return max(first - 1, 0)


def _code_columns(names: Sequence[str], code_names: Sequence[str]) -> tuple[int, ...]:
    """Return the code columns: the known ones, and others with such a name and number."""
    kind = _NUMBER.sub("", code_names[0]) if code_names else ""
    return tuple(
        i
        for i, name in enumerate(names)
        if name in code_names or (_NUMBER.sub("", name) == kind and name != kind)
    )


def _rows(sheet: Sheet, places: _Places) -> Iterator[FilledRow]:
    for number, row in enumerate(sheet.rows):
        key = _text(row[places.key]).strip()
        if number <= places.header and not _KEY.fullmatch(key):
            continue
        cells = [_text(cell).strip() for cell in row]
        # a missing column is -1
        cells.append("")
        yield FilledRow(
            sheet=sheet.name,
            row=number + 1,
            key=key,
            codes=tuple(cells[i] for i in places.codes if cells[i]),
            agreed=cells[places.agree],
            note=cells[places.note],
            verbatim=cells[places.answer],
        )


def _column_outcomes(sheet: Sheet, places: _Places, labels: CodeLabels) -> Iterator[RowOutcome]:
    row = places.header + 1
    for name in places.lost:
        what = f"column '{name}' is gone, with what stood in it"
        what_to_do = f"give the column its name '{name}' again if it has another now; "
        what_to_do += "nothing need be done if it was empty"
        yield RowOutcome(sheet.name, row, "not taken", what, what_to_do)
    if not places.lost:
        return
    for i, name in places.added.items():
        below = (_text(cells[i]).strip() for cells in sheet.rows[row:])
        if any(cell and labels.codes(cell) for cell in below):
            what = f"codes stand in column '{name}', which is no code column"
            what_to_do = f"name it '{places.lost[0]}' if its codes are meant"
            yield RowOutcome(sheet.name, row, "not taken", what, what_to_do)


def _reviewer(sheets: Sequence[Sheet], machine: Machine) -> str:
    """Return the reviewer's name as filled in on a sheet, else the one it was exported for."""
    wanted = folded(machine.columns.name)
    exported_for = machine.exported.reviewer
    if not wanted:
        return exported_for
    for sheet in sheets:
        for row in sheet.rows[:20]:
            texts = [_text(cell).strip() for cell in row]
            place = _place(list(map(folded, texts)), machine.columns.name)
            if place >= 0:
                return next(filter(None, texts[place + 1 :]), exported_for)
    return exported_for


def _place(names: Sequence[str], name: str) -> int:
    """Return the index of a name among folded ones, -1 if missing."""
    return names.index(folded(name)) if name and folded(name) in names else -1


def _text(cell: object) -> str:
    """Return the cell as a person reads it."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)

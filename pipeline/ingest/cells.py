"""Cells as text: numbers and dates in readable form, and no damaged characters."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from pipeline.ingest.export import Block, Fault

_UNKEEPABLE = re.compile("[\ud800-\udfff]")
_EXACT = 1e15  # a spreadsheet keeps fifteen digits


def as_text(value: object) -> str:
    """Return a cell as a spreadsheet shows it without formats: 12, 18.5, TRUE, 2025-03-01.

    Empty for a missing value.
    """
    if isinstance(value, str):
        return value
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(float(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def _number(value: float) -> str:
    return str(int(value)) if abs(value) < _EXACT and value.is_integer() else format(value, ".15g")


def as_header(cells: Sequence[object]) -> tuple[str, ...]:
    """Return the names of the columns, stripped of white space and byte order marks."""
    return tuple(_UNKEEPABLE.sub("\ufffd", as_text(cell)).strip("\ufeff").strip() for cell in cells)


def keepable_columns(block: Block, names: Sequence[str]) -> tuple[list[list[str]], list[Fault]]:
    """Return the columns of a block with U+FFFD for each character that UTF-8 cannot encode.

    And a fault for each cell that had any. `names` are those of the columns.
    """
    columns, faults = [], []
    for texts, name in zip(block.columns, names, strict=True):
        mended, damaged = _keepable(texts, block.numbers, name)
        columns.append(mended)
        faults += damaged
    return columns, faults


def _keepable(
    texts: list[str], numbers: Sequence[int], column: str
) -> tuple[list[str], list[Fault]]:
    try:
        "".join(texts).encode()
    except UnicodeEncodeError:
        pass
    else:
        return texts, []
    mended = [_UNKEEPABLE.sub("\ufffd", text) for text in texts]
    what = "the cell holds damaged characters; each is read as \ufffd"
    faults = [
        Fault(row, column, what, "Correct the cell, or save the file again as UTF-8.")
        for row, before, after in zip(numbers, texts, mended, strict=True)
        if before != after
    ]
    return mended, faults

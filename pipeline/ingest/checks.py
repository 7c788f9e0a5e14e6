"""Checks of each row: a known and new respondent, declared segments, a weight."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from pipeline.errors import did_you_mean
from pipeline.ingest.export import Fault
from pipeline.ingest.respondents import Seen
from pipeline.ingest.source import Source
from pipeline.model import Floats
from pipeline.study import Segment

_WEIGHT = re.compile(r"[0-9]*\.?[0-9]+(e-?[0-9]{1,2})?", re.IGNORECASE)
_HEAVIEST = 1e9
_ROWS = 32  # bits that hold the row; the file is in those above


def refuse_rows(
    source: Source, ids: Sequence[str], numbers: Sequence[int], seen: Seen
) -> dict[int, Fault]:
    """Return the rows whose respondent has no id or was met before, by row number.

    Adds the others to `seen`.
    """
    column = source.study.respondent.column
    rows = list(zip(numbers, ids, strict=True))
    what, what_to_do = "there is no respondent id", "Fill it in, or delete the row."
    refusals = {
        number: Fault(number, column, what, what_to_do, lost=True)
        for number, name in rows
        if not name
    }
    if refusals:
        rows = [row for row in rows if row[1]]
    places = np.array([number for number, _ in rows], dtype=np.int64) + (source.number << _ROWS)
    first = seen.first_places([name for _, name in rows], places)
    for at in np.flatnonzero(first != places).tolist():
        number, name = rows[at]
        what = f"respondent '{name}' is there twice (first in {_place(source, int(first[at]))})"
        what_to_do = "Delete the row that should not count; the first is kept."
        refusals[number] = Fault(number, column, what, what_to_do, lost=True)
    return refusals


def check_segment(
    name: str, segment: Segment, values: Sequence[str], numbers: Sequence[int]
) -> list[Fault]:
    """Return a fault for each value that the study does not declare.

    Without declared values every value is valid.
    """
    if not segment.values:
        return []
    known = {*segment.values, ""}
    use = f"Use {', '.join(segment.values[:8])}, or add it to the values in study.yaml."
    faults = []
    for number, value in zip(numbers, values, strict=True):
        if value not in known:
            what = f"'{value}' is no value of segment '{name}'"
            what += "; the respondent counts in none of its parts"
            what_to_do = use + did_you_mean(value, segment.values)
            faults.append(Fault(number, segment.column, what, what_to_do))
    return faults


def read_weights(
    column: str, texts: Sequence[str], numbers: Sequence[int]
) -> tuple[Floats, list[Fault]]:
    """Return the weight of each row; 0 and a fault for an unusable one."""
    weights, faults = np.zeros(len(texts)), []
    for at, text in enumerate(texts):
        written = text.strip().replace(",", ".")
        if _WEIGHT.fullmatch(written) and float(written) < _HEAVIEST:
            weights[at] = float(written)
        else:
            what = f"'{text.strip()}' is no weight" if written else "there is no weight"
            what_to_do = "Write a number of 0 or more; "
            what_to_do += "until then the respondent weighs nothing in weighted shares."
            faults.append(Fault(numbers[at], column, what, what_to_do))
    return weights, faults


def _place(source: Source, place: int) -> str:
    number, row = place >> _ROWS, place & ((1 << _ROWS) - 1)
    return f"row {row}" if number == source.number else f"{source.wave.files[number]}, row {row}"

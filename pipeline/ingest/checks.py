"""What is checked of each row: that its respondent is known and new, and that its segments are declared, that its weight is one."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pipeline.errors import did_you_mean
from pipeline.ingest.export import Fault
from pipeline.ingest.respondents import Seen
from pipeline.ingest.source import Source
from pipeline.study import Segment

_WEIGHT = re.compile(r"[0-9]*\.?[0-9]+(e-?[0-9]{1,2})?", re.IGNORECASE)
_HEAVIEST = 1e9
_ROWS = 32  # bits of a place that hold the row; the file stands above them


def refuse_rows(
    source: Source, ids: Sequence[str], numbers: Sequence[int], seen: Seen
) -> dict[int, Fault]:
    """The rows whose respondent has no id or was met before, by row number; `seen` gets to know the others."""
    column = source.study.respondent.column
    rows = list(zip(numbers, ids, strict=True))
    refusals = {
        number: Fault(
            number, column, "there is no respondent id", "Fill it in, or delete the row.", lost=True
        )
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
        todo = "Delete the row that should not count; the first is kept."
        refusals[number] = Fault(number, column, what, todo, lost=True)
    return refusals


def check_segment(
    name: str, segment: Segment, values: Sequence[str], numbers: Sequence[int]
) -> list[Fault]:
    """A fault for each value that the study does not declare; without declared values everything is right."""
    if not segment.values:
        return []
    known = {*segment.values, ""}
    use = f"Use {', '.join(segment.values[:8])}, or add it to the values in study.yaml."
    return [
        Fault(
            number,
            segment.column,
            f"'{value}' is no value of segment '{name}'; the respondent counts in none of its parts",
            use + did_you_mean(value, segment.values),
        )
        for number, value in zip(numbers, values, strict=True)
        if value not in known
    ]


def read_weights(
    column: str, texts: Sequence[str], numbers: Sequence[int]
) -> tuple[npt.NDArray[np.float64], list[Fault]]:
    """The weight of each row, 0 where there is none that can be used, and a fault for each of these."""
    weights, faults = np.zeros(len(texts)), []
    for at, text in enumerate(texts):
        written = text.strip().replace(",", ".")
        if _WEIGHT.fullmatch(written) and float(written) < _HEAVIEST:
            weights[at] = float(written)
        else:
            what = f"'{text.strip()}' is no weight" if written else "there is no weight"
            todo = "Write a number of 0 or more; until then the respondent weighs nothing in weighted shares."
            faults.append(Fault(numbers[at], column, what, todo))
    return weights, faults


def _place(source: Source, place: int) -> str:
    number, row = place >> _ROWS, place & ((1 << _ROWS) - 1)
    return f"row {row}" if number == source.number else f"{source.wave.files[number]}, row {row}"

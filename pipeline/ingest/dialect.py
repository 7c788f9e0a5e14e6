"""What stands between the cells of a delimited file: said by its first line, or voted by its records."""

from __future__ import annotations

import csv
import io
import re
from itertools import islice

DELIMITERS = (",", ";", "\t", "|")
SAMPLE = 1 << 18
"""Characters that are enough for a vote."""

_SAID = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
_RECORDS = 200


def said_delimiter(line: str) -> str:
    """The delimiter that a first line such as `sep=;` names, as Excel obeys it; empty when it is no such line."""
    found = _SAID.fullmatch(line.lstrip("\ufeff"))
    return found[1] if found else ""


def find_delimiter(sample: str) -> str:
    """The delimiter that cuts the first records into as many cells as the header; empty for a file of one column."""
    votes = {delimiter: _vote(sample, delimiter) for delimiter in DELIMITERS}
    best = max(votes, key=lambda delimiter: votes[delimiter])
    return best if votes[best][0] >= 0.5 else ""


def _vote(sample: str, delimiter: str) -> tuple[float, int]:
    """How well the records agree with the header, 0..1, and its number of cells; a record cut short counts half."""
    try:
        records = list(islice(filter(None, csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)), _RECORDS))
    except csv.Error:
        return 0.0, 0
    if len(records) > 1 and len(sample) >= SAMPLE:
        records.pop()  # the sample may end in the middle of it
    width = len(records[0]) if records else 0
    if width < 2:
        return 0.0, 0
    return sum(1.0 if len(r) == width else 0.5 * (1 < len(r) < width) for r in records) / len(records), width

"""Acts on quotes as plain CSV for an archive, and back without loss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.decisions.quote_acts import QuoteAct
from pipeline.decisions.quote_log import fault_of_act
from pipeline.files import csv_bytes, read_rows
from pipeline.model import Problem

QUOTE_COLUMNS = {
    "number": "place in the log, from 1",
    "id": "id of the act",
    "at": "when, in UTC: ISO 8601",
    "reviewer": "who acted",
    "verb": "approve, refuse, or withdraw: what was said before no longer counts",
    "question": "id of the question",
    "theme": "theme id",
    "wave": "id of the wave",
    "respondent_id": "whose answer",
    "text_hash": "hash of the whole verbatim to the letter",
    "text": "what may be printed; empty unless approved",
    "names_sought": "true where names had been looked for in what the person saw",
    "via": "the way in: page, file or python",
}
"""The columns of such an archive, and their meaning."""

_NEEDED = tuple(name for name in QUOTE_COLUMNS if name != "number")
_TRUTH = {"true": True, "false": False, "waar": True, "onwaar": False}


@dataclass(frozen=True)
class ArchivedAct:
    """An act as read from an archive, and its row."""

    row: int
    act: QuoteAct


def write_quote_archive(acts: Sequence[QuoteAct]) -> bytes:
    """Return the acts as CSV in UTF-8 with a byte order mark, for spreadsheets."""
    rows = [[getattr(act, name) for name in QUOTE_COLUMNS] for act in acts]
    return csv_bytes([QUOTE_COLUMNS, *rows])


def read_quote_archive(
    name: str, content: bytes
) -> tuple[tuple[ArchivedAct, ...], tuple[Problem, ...]]:
    """Return the valid acts of an archive, and the problems of the others.

    `UnreadableFileError`, `MissingColumnError` for any other file.
    """
    whole, problems = [], []
    for row in read_rows(name, content, _NEEDED, "an archive of quotes"):
        values: dict[str, Any] = {column: row.texts[column] for column in _NEEDED}
        truth = _TRUTH.get(values["names_sought"].strip().lower())
        act = QuoteAct(**values | {"names_sought": bool(truth)})
        what = row.length_fault
        if not what and truth is None:
            what = "names_sought is neither true nor false"
        what = what or fault_of_act(act)
        if what:
            problem = Problem(Path(name).name, row.number, what, "Mend or delete the row.")
            problems.append(problem)
        else:
            whole.append(ArchivedAct(row.number, act))
    return tuple(whole), tuple(problems)

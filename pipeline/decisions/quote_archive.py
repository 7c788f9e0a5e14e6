"""What people made of quotes as plain CSV for an archive, and back without loss."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Any

from pipeline.decisions.csv_archive import Fault, as_cell, from_cell, read_cells
from pipeline.decisions.quote_acts import QuoteAct
from pipeline.decisions.quote_log import fault_of_act

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
"""The columns of such an archive, and what they mean."""

_NEEDED = tuple(name for name in QUOTE_COLUMNS if name != "number")
_TRUTH = {"true": True, "false": False, "waar": True, "onwaar": False}


def write_quote_archive(acts: Sequence[QuoteAct]) -> bytes:
    """The acts as CSV, UTF-8 with a mark that tells spreadsheets so."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(QUOTE_COLUMNS)
    for act in acts:
        row = [getattr(act, name) for name in QUOTE_COLUMNS]
        writer.writerow([str(v).lower() if isinstance(v, bool) else as_cell(v) for v in row])
    return out.getvalue().encode("utf-8-sig")


def read_quote_archive(
    name: str, content: bytes
) -> tuple[tuple[tuple[int, QuoteAct], ...], tuple[Fault, ...]]:
    """The whole acts of an archive with their rows, and what is wrong with the others. `UnreadableFileError`, `MissingColumnError` for what is
    none."""
    header, rows = read_cells(name, content, _NEEDED, "an archive of quotes")
    found, faults = [], []
    for number, cells in rows:
        row: dict[str, Any] = dict.fromkeys(_NEEDED, "") | dict(
            zip(header, map(from_cell, cells), strict=False)
        )
        truth = _TRUTH.get(row["names_sought"].strip().lower())
        act = QuoteAct(
            **{column: row[column] for column in _NEEDED if column != "names_sought"},
            names_sought=bool(truth),
        )
        what = (
            ""
            if len(cells) == len(header)
            else f"the row has {len(cells)} cells and the header {len(header)}"
        )
        what = (
            what
            or ("names_sought is neither true nor false" if truth is None else "")
            or fault_of_act(act)
        )
        if what:
            faults.append(Fault(number, "", what, "Mend or delete the row."))
        else:
            found.append((number, act))
    return tuple(found), tuple(faults)

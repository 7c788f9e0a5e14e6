"""The content of a workbook, exported and returned, as frozen values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from math import nan
from typing import Literal

from pipeline.decisions import Subject
from pipeline.model import Table
from pipeline.review.queue_names import ALL
from pipeline.review.values import Suggestion

RowResult = Literal["taken", "unchanged", "not taken"]

ROWS = Table(
    "workbook_rows",
    {
        "file": ("text", "name of the workbook"),
        "sheet": ("text", "sheet of the workbook"),
        "row": ("int", "row on that sheet; 0 when the whole sheet or workbook is meant"),
        "question": ("text", "id of the question"),
        "outcome": ("text", "taken, unchanged (it stands already) or not taken"),
        "codes": ("text", "theme ids and special codes, parted by a comma"),
        "what": ("text", "what was found; may be empty for a row that was taken"),
        "what_to_do": ("text", "how to mend it, or empty"),
    },
)
"""The outcome of each nonempty row, in the order of file, sheet and row."""


@dataclass(frozen=True)
class WorkbookText:
    """A text of a workbook: the text, how many wrote it, the machine's suggestions.

    `decided` and `decided_at`: the reviewer's earlier decision, and when. `reason` says why it is
    there, `probability` its probability of being drawn (nan: it was not drawn).
    """

    subject: Subject
    verbatim: str
    count: int = 1
    suggestions: tuple[Suggestion, ...] = ()
    decided: tuple[str, ...] = ()
    decided_at: str = ""
    reason: str = ""
    probability: float = nan

    def id(self, study: str) -> str:
        """Return the key of its row: the same in every workbook of the study, and unique to it."""
        subject = self.subject
        only = subject.respondent if subject.scope == "one" else ()
        # a letter first, so that no spreadsheet takes it for a number
        return f"t{_digest(study, *subject.text_key, subject.scope, *only)}"


@dataclass(frozen=True)
class ExportedWorkbook:
    """One exported workbook: its study and question, for whom, when, with which texts.

    `newest` is the number of the newest decision in the log at the time; `at` is in UTC, ISO 8601.
    `blind`: without suggestions and earlier decisions.
    """

    study: str
    title: str
    question: str
    asked: str
    language: str
    codebook_version: str
    at: str
    reviewer: str = ""
    newest: int = 0
    queue: str = ALL
    blind: bool = False
    texts: tuple[WorkbookText, ...] = ()

    @property
    def id(self) -> str:
        """The key of this workbook."""
        about = (self.study, self.question, self.codebook_version, self.at, self.reviewer)
        keys = [text.id(self.study) for text in self.texts]
        return _digest(*about, self.queue, str(self.newest), str(self.blind), *keys)


@dataclass(frozen=True)
class RowOutcome:
    """The outcome of a row (0: the sheet as a whole), and what to do about it."""

    sheet: str
    row: int
    outcome: RowResult
    what: str = ""
    what_to_do: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class FilledRow:
    """A nonempty row of a returned workbook, as found.

    `key` is that of its text, '' if the row has none any more.
    """

    sheet: str
    row: int
    key: str
    codes: tuple[str, ...] = ()
    agreed: str = ""
    note: str = ""
    verbatim: str = ""

    @property
    def says_something(self) -> bool:
        """Whether a person filled something in."""
        return bool(self.codes or self.agreed or self.note)

    def refused(self, what: str, what_to_do: str, codes: Iterable[str] = ()) -> RowOutcome:
        """Return the outcome of this row, which is refused."""
        return RowOutcome(self.sheet, self.row, "not taken", what, what_to_do, tuple(codes))


@dataclass(frozen=True)
class ReturnedWorkbook:
    """A returned workbook: how it was exported, and its nonempty rows.

    `texts` (without their verbatims) and `shown` (fingerprints of the texts as shown) are by the
    key of their row, `labels` are the labels in the drop-downs by code. `open` counts undecided
    rows. `outcomes` are those of columns and sheets.
    """

    exported: ExportedWorkbook
    texts: Mapping[str, WorkbookText]
    labels: Mapping[str, str]
    shown: Mapping[str, str]
    rows: tuple[FilledRow, ...]
    reviewer: str
    open: int
    outcomes: tuple[RowOutcome, ...] = ()


@dataclass(frozen=True)
class RequestedCodes:
    """The request of a row: the whole set of codes, in the order of the codebook."""

    row: FilledRow
    text: WorkbookText
    codes: tuple[str, ...]
    note: str = ""

    def outcome(self, outcome: RowResult, what: str = "", what_to_do: str = "") -> RowOutcome:
        """Return the outcome of the row."""
        return RowOutcome(self.row.sheet, self.row.row, outcome, what, what_to_do, self.codes)


def _digest(*parts: str) -> str:
    return sha256(json.dumps(parts).encode()).hexdigest()[:16]

"""What goes into a workbook and what comes back, as frozen values."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from math import nan
from typing import Literal

from pipeline.decisions import Subject
from pipeline.model import Table
from pipeline.review.values import Suggestion

Outcome = Literal["taken", "unchanged", "not taken"]

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
"""What became of each row of a workbook that says something, in the order of file, sheet and row."""


@dataclass(frozen=True)
class Entry:
    """A text of a workbook: whose, what it says, how many wrote it, what the machine suggests, what the reviewer decided before and when.

    `reason` tells why it stands there, `probability` its chance of being drawn (nan: it was not drawn).
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
        """The key of its row: the same in every workbook of the study, and of no other study or question."""
        s = self.subject
        one = (s.wave, s.respondent_id) if s.scope == "one" else ()
        # a letter first, so that no spreadsheet takes it for a number
        return f"t{_digest(study, s.question, s.text_hash, s.scope, *one)}"


@dataclass(frozen=True)
class Exported:
    """One workbook as it went out: of which study and question, for whom, when, under which codebook, with which texts.

    `newest` is the number of the newest decision in the log by then; `at` is in UTC, ISO 8601. `blind`: without suggestions and earlier decisions.
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
    queue: str = "all"
    blind: bool = False
    entries: tuple[Entry, ...] = ()

    @property
    def id(self) -> str:
        """What tells this workbook from any other."""
        rows = [entry.id(self.study) for entry in self.entries]
        said = (
            self.study,
            self.question,
            self.codebook_version,
            self.at,
            self.reviewer,
            self.queue,
        )
        return _digest(*said, str(self.newest), str(self.blind), *rows)


@dataclass(frozen=True)
class Line:
    """A row of a returned workbook that has something to say, as it stands there. `id` is the key of the row, or '' where it has none."""

    sheet: str
    row: int
    id: str
    codes: tuple[str, ...] = ()
    agreed: str = ""
    note: str = ""
    verbatim: str = ""


@dataclass(frozen=True)
class Returned:
    """A workbook that came back: how it went out (entries by the key of their row, without their verbatims), and the rows that say something.

    `labels` are the codes by their labels in the drop-downs; `shown` are fingerprints of the texts as they were shown, by key. `open` counts rows
    nobody decided on. `told` is what was found about columns and sheets.
    """

    exported: Exported
    entries: dict[str, Entry]
    labels: dict[str, str]
    shown: dict[str, str]
    lines: tuple[Line, ...]
    reviewer: str
    open: int
    told: tuple[Told, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """What a row wants to be decided: the whole set of codes, in the order of the codebook."""

    line: Line
    entry: Entry
    codes: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Told:
    """What became of a row (0: the sheet as a whole, and no sheet: the workbook), and what to do about it."""

    sheet: str
    row: int
    outcome: Outcome
    what: str = ""
    what_to_do: str = ""
    codes: tuple[str, ...] = ()


def _digest(*parts: str) -> str:
    return sha256(json.dumps(parts).encode()).hexdigest()[:16]

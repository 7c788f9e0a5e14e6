"""The hidden sheet of a workbook, with what the program needs on its return.

Rows of kind, JSON and label.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import isnan, nan
from typing import Any

from pipeline.decisions import Subject
from pipeline.review.values import Suggestion
from pipeline.review.workbook.labels import folded
from pipeline.review.workbook.values import ExportedWorkbook, WorkbookText

FORMAT = 1
"""Incremented when an older workbook can't be read any more."""

MARK = "turven-workbook"

Row = tuple[str, str, str]

_MAX_REASON = 500
_ABOUT = ("study", "title", "question", "asked", "language", "codebook_version", "at", "reviewer")
_COLUMNS = ("key", "answer", "codes", "note", "agree", "name")


@dataclass(frozen=True)
class Columns:
    """The headers of the columns that people fill in or that identify rows.

    '' if the workbook has no such column.
    """

    key: str
    answer: str
    codes: tuple[str, ...]
    note: str
    agree: str = ""
    name: str = ""


@dataclass(frozen=True)
class Machine:
    """The hidden sheet: how the workbook was exported, its columns and labels by code.

    `texts` and `shown` (fingerprints of the texts as shown) are by the key of their row.
    """

    exported: ExportedWorkbook
    columns: Columns
    labels: dict[str, str]
    texts: dict[str, WorkbookText]
    shown: dict[str, str]


def fingerprint(shown: str) -> str:
    """Return the fingerprint shared by texts that a spreadsheet shows the same."""
    return sha256(folded(shown).encode()).hexdigest()[:16]


def machine_rows(
    exported: ExportedWorkbook, columns: Columns, labels: Mapping[str, str], shown: Sequence[str]
) -> Iterator[Row]:
    """Yield the rows of the sheet: the mark, the export, one for each code and each text.

    `shown` are the texts as their cells show them.
    """
    yield MARK, str(FORMAT), ""
    yield "exported", _json([getattr(exported, name) for name in _ABOUT]), ""
    yield "state", _json([exported.newest, exported.queue, exported.blind]), ""
    yield "columns", _json([getattr(columns, name) for name in _COLUMNS]), ""
    for code, label in labels.items():
        yield "code", _json(code), label
    for text, cell in zip(exported.texts, shown, strict=True):
        yield "text", _text_json(text, exported.study, fingerprint(cell)), ""


def read_machine(rows: Iterable[Sequence[Any]]) -> Machine:
    """Return the content of those rows; `read_machine` and `machine_rows` are a pair.

    `ValueError` (of any kind) or `TypeError` if they are not as written.
    """
    cells = [[str(cell) for cell in row] for row in rows if row and row[0] != ""]
    of_kind: dict[str, list[Any]] = {"exported": [], "state": [], "columns": [], "text": []}
    labels: dict[str, str] = {}
    for kind, content, label in (row[:3] for row in cells[1:]):
        if kind == "code":
            labels[json.loads(content)] = label
        else:
            of_kind.setdefault(kind, []).append(json.loads(content))
    texts: dict[str, WorkbookText] = {}
    shown: dict[str, str] = {}
    for content in of_kind["text"]:
        key, own_fingerprint, text = _read_text(content)
        texts[key], shown[key] = text, own_fingerprint
    (about,), (state,), (columns,) = (of_kind[kind] for kind in ("exported", "state", "columns"))
    exported = ExportedWorkbook(
        **dict(zip(_ABOUT, map(str, about), strict=True)),
        newest=int(state[0]),
        queue=str(state[1]),
        blind=bool(state[2]),
        texts=tuple(texts.values()),
    )
    headers = dict(zip(_COLUMNS, columns, strict=True))
    headers["codes"] = tuple(headers["codes"])
    return Machine(exported, Columns(**headers), labels, texts, shown)


def _text_json(text: WorkbookText, study: str, shown: str) -> str:
    subject = text.subject
    whose = (subject.question, subject.wave, subject.respondent_id)
    suggested = [[s.theme, s.source, s.chance, s.guess] for s in text.suggestions]
    probability = None if isnan(text.probability) else text.probability
    about = [text.id(study), [*whose, subject.text_hash, subject.scope], shown, suggested]
    return _json([*about, list(text.decided), text.reason[:_MAX_REASON], probability])


def _read_text(content: list[Any]) -> tuple[str, str, WorkbookText]:
    """Return the key of the row of a text, its fingerprint, and the text."""
    key, subject, shown, suggested, decided, reason, probability = content
    question, wave, respondent_id, text_hash, scope = map(str, subject)
    text = WorkbookText(
        Subject(question, wave, respondent_id, text_hash, "one" if scope == "one" else "alike"),
        verbatim="",
        suggestions=tuple(map(_read_suggestion, suggested)),
        decided=tuple(map(str, decided)),
        reason=str(reason),
        probability=nan if probability is None else float(probability),
    )
    return str(key), str(shown), text


def _read_suggestion(content: list[Any]) -> Suggestion:
    # workbooks of turven 0.1 do not tell of guesses
    theme, source, chance, *guess = content
    return Suggestion(str(theme), str(source), float(chance), (), "", guess=guess == [True])


def _json(value: object) -> str:
    # ASCII only: lone surrogates and control characters in ids survive
    return json.dumps(value, separators=(",", ":"))

"""What the program must know of a workbook when it comes back: lines of kind, JSON and label on a sheet that nobody sees."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import isnan, nan
from typing import Any

from pipeline.decisions import Subject
from pipeline.review.values import Suggestion
from pipeline.review.workbook.labels import folded
from pipeline.review.workbook.values import Entry, Exported

FORMAT = 1
"""Goes up when a workbook of the old kind can't be read any more."""

MARK = "turven-workbook"

Row = tuple[str, str, str]
_LONGEST_REASON = 500


@dataclass(frozen=True)
class Columns:
    """The headers of the columns that people fill in or that tell which row is which; '' where the workbook has no such column."""

    key: str
    answer: str
    codes: tuple[str, ...]
    note: str
    agree: str = ""
    name: str = ""


@dataclass(frozen=True)
class Machine:
    """The machine's sheet: how the workbook went out, its columns, labels by code, entries and fingerprints of shown texts by key of their row."""

    exported: Exported
    columns: Columns
    labels: dict[str, str]
    entries: dict[str, Entry]
    shown: dict[str, str]


def fingerprint(shown: str) -> str:
    """What texts share that a spreadsheet shows alike."""
    return sha256(folded(shown).encode()).hexdigest()[:16]


def machine_rows(
    exported: Exported, columns: Columns, labels: dict[str, str], shown: Sequence[str]
) -> Iterator[Row]:
    """The lines of the sheet: the mark, what was exported, one for each code and one for each text (`shown`: as its cell shows it)."""
    yield MARK, str(FORMAT), ""
    e = exported
    yield (
        "exported",
        _json(
            [
                e.study,
                e.title,
                e.question,
                e.asked,
                e.language,
                e.codebook_version,
                e.at,
                e.reviewer,
            ]
        ),
        "",
    )
    yield "state", _json([e.newest, e.queue, e.blind]), ""
    c = columns
    yield "columns", _json([c.key, c.answer, c.codes, c.note, c.agree, c.name]), ""
    for code, label in labels.items():
        yield "code", _json(code), label
    for entry, text in zip(e.entries, shown, strict=True):
        yield "text", _entry(entry, e.study, fingerprint(text)), ""


def read_machine(rows: Iterable[Sequence[Any]]) -> Machine:
    """What those lines say. `ValueError` (of any kind) or `TypeError` where they are not what was written."""
    rows = [[str(cell) for cell in row] for row in rows if row and row[0] != ""]
    of_kind: dict[str, list[Any]] = {}
    labels: dict[str, str] = {}
    for kind, said, label in (row[:3] for row in rows[1:]):
        if kind == "code":
            labels[json.loads(said)] = label
        else:
            of_kind.setdefault(kind, []).append(json.loads(said))
    texts = {id: (entry, shown) for id, entry, shown in map(_read_entry, of_kind.get("text", []))}
    entries = {id: entry for id, (entry, _) in texts.items()}
    (about,), (state,), (columns,) = (
        of_kind.get(kind, []) for kind in ("exported", "state", "columns")
    )
    newest, queue, blind = int(state[0]), str(state[1]), bool(state[2])
    study, title, question, asked, tongue, version, at, reviewer = map(str, about)
    exported = Exported(
        study,
        title,
        question,
        asked,
        tongue,
        version,
        at,
        reviewer,
        newest,
        queue,
        blind,
        tuple(entries.values()),
    )
    key, answer, codes, note, agree, name = columns
    return Machine(
        exported,
        Columns(key, answer, tuple(codes), note, agree, name),
        labels,
        entries,
        {id: shown for id, (_, shown) in texts.items()},
    )


def _entry(entry: Entry, study: str, shown: str) -> str:
    s = entry.subject
    suggested = [[x.theme, x.source, x.chance] for x in entry.suggestions]
    probability = None if isnan(entry.probability) else entry.probability
    subject = [s.question, s.wave, s.respondent_id, s.text_hash, s.scope]
    return _json(
        [
            entry.id(study),
            subject,
            shown,
            suggested,
            list(entry.decided),
            entry.reason[:_LONGEST_REASON],
            probability,
        ]
    )


def _read_entry(said: list[Any]) -> tuple[str, Entry, str]:
    id, subject, shown, suggested, decided, reason, probability = said
    suggestions = tuple(
        Suggestion(str(t), str(source), float(chance), (), "") for t, source, chance in suggested
    )
    question, wave, who, text_hash, scope = map(str, subject)
    entry = Entry(
        Subject(question, wave, who, text_hash, "one" if scope == "one" else "alike"),
        "",
        suggestions=suggestions,
        decided=tuple(map(str, decided)),
        reason=str(reason),
        probability=nan if probability is None else float(probability),
    )
    return str(id), entry, str(shown)


def _json(value: object) -> str:
    # ASCII alone: lone surrogates and control characters of ids come through
    return json.dumps(value, separators=(",", ":"))

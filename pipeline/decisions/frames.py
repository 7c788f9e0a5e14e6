"""Decisions as a table (`model.DECISIONS`: one row per decision and theme), and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import nan
from typing import Any

import pandas as pd

from pipeline.decisions.values import UNDO, Decision, Occasion, Subject, Verdict
from pipeline.model import DECISIONS

VERDICT_COLUMNS = ("theme", "verdict", "source", "chance")
"""The columns in which the rows of one decision may differ."""


def as_frame(decisions: Sequence[Decision]) -> pd.DataFrame:
    """The decisions as `model.DECISIONS`, in their order; one that undoes another has one row with the verdict undo and no theme."""
    columns: dict[str, list[Any]] = {name: [] for name in DECISIONS.columns}
    for decision in decisions:
        shared = _shared(decision)
        for verdict in decision.verdicts or (Verdict("", UNDO),):
            row = shared | {
                "theme": verdict.theme, "verdict": verdict.verb, "source": verdict.source, "chance": verdict.chance,
            }  # fmt: skip
            for name, cells in columns.items():
                cells.append(row[name])
    return DECISIONS.frame(columns)


def from_frame(frame: pd.DataFrame) -> tuple[Decision, ...]:
    """The decisions of such a table, each where its first row stands. `TypeError` when a column is missing or of another kind."""
    columns = [DECISIONS.check(frame)[name].tolist() for name in DECISIONS.columns]
    rows: dict[str, list[dict[str, Any]]] = {}
    for cells in zip(*columns, strict=True):
        row = dict(zip(DECISIONS.columns, cells, strict=True))
        rows.setdefault(row["decision"], []).append(row)
    return tuple(decision_of(of_decision) for of_decision in rows.values())


def decision_of(rows: Sequence[Mapping[str, Any]]) -> Decision:
    """The decision of its rows, by the first in all but verdicts."""
    row = rows[0]
    return Decision(
        id=row["decision"],
        at=row["at"],
        reviewer=row["reviewer"],
        subject=Subject(
            row["question"], row["wave"], row["respondent_id"], row["text_hash"], row["scope"]
        ),
        verdicts=tuple(
            Verdict(r["theme"], r["verdict"], r["source"], _chance(r["chance"]))
            for r in rows
            if r["verdict"] != UNDO
        ),
        occasion=Occasion(
            row["round"],
            row["queue"],
            row["reason"],
            _chance(row["probability"]),
            row["shown"],
            row["via"],
        ),
        batch=row["batch"],
        codebook_version=row["codebook_version"],
        note=row["note"],
        undoes=row["undoes"],
        number=int(row["number"]),
    )


def _chance(value: float) -> float:
    # one and the same nan, so that decisions compare equal
    return nan if value != value else value


def _shared(decision: Decision) -> dict[str, Any]:
    subject, occasion = decision.subject, decision.occasion
    return {
        "number": decision.number,
        "decision": decision.id,
        "batch": decision.batch,
        "at": decision.at,
        "reviewer": decision.reviewer,
        "wave": subject.wave,
        "respondent_id": subject.respondent_id,
        "question": subject.question,
        "text_hash": subject.text_hash,
        "scope": subject.scope,
        "round": occasion.round,
        "queue": occasion.queue,
        "reason": occasion.reason,
        "probability": occasion.probability,
        "shown": occasion.shown,
        "via": occasion.via,
        "codebook_version": decision.codebook_version,
        "note": decision.note,
        "undoes": decision.undoes,
    }

"""Decisions as a table (`model.DECISIONS`: one row per decision and theme), and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from math import nan
from typing import Any

import pandas as pd

from pipeline.decisions.values import UNDO, Decision, Occasion, Subject, Verdict
from pipeline.model import DECISIONS

VERDICT_COLUMNS = ("theme", "verdict", "source", "chance")
"""The columns in which the rows of one decision may differ."""

_OF_SUBJECT = tuple(field.name for field in fields(Subject))
_OF_OCCASION = tuple(field.name for field in fields(Occasion))
_PARTS = ("subject", "occasion", "verdicts")
_OWN = tuple(field.name for field in fields(Decision) if field.name not in _PARTS)


def as_frame(decisions: Sequence[Decision]) -> pd.DataFrame:
    """Return the decisions as `model.DECISIONS`, in their order.

    An undo has one row with the verdict undo and no theme.
    """
    columns: dict[str, list[Any]] = {name: [] for name in DECISIONS.columns}
    for decision in decisions:
        row = flat_row(decision)
        row["decision"] = decision.id
        for verdict in decision.verdicts or (Verdict("", UNDO),):
            row["theme"], row["verdict"] = verdict.theme, verdict.verb
            row["source"], row["chance"] = verdict.source, verdict.chance
            for name, cells in columns.items():
                cells.append(row[name])
    return DECISIONS.frame(columns)


def from_frame(frame: pd.DataFrame) -> tuple[Decision, ...]:
    """Return the decisions of such a table, in the order of their first rows.

    `TypeError` if a column is missing or of another kind.
    """
    columns = [DECISIONS.check(frame)[name].tolist() for name in DECISIONS.columns]
    rows: dict[str, list[dict[str, Any]]] = {}
    for cells in zip(*columns, strict=True):
        row = dict(zip(DECISIONS.columns, cells, strict=True))
        rows.setdefault(row["decision"], []).append(row)
    return tuple(decision_of(of_decision) for of_decision in rows.values())


def decision_of(rows: Sequence[Mapping[str, Any]]) -> Decision:
    """Return the decision of its rows; all but verdicts come from the first."""
    first = dict(rows[0])
    first["id"] = first["decision"]
    first["probability"] = _one_nan(first["probability"])
    verdicts = tuple(
        Verdict(row["theme"], row["verdict"], row["source"], _one_nan(row["chance"]))
        for row in rows
        if row["verdict"] != UNDO
    )
    return from_flat_row(first, verdicts)


def flat_row(decision: Decision) -> dict[str, Any]:
    """Return a decision's fields but its verdicts, by name; the inverse of `from_flat_row`."""
    own = {name: getattr(decision, name) for name in _OWN}
    return own | vars(decision.subject) | vars(decision.occasion)


def from_flat_row(row: Mapping[str, Any], verdicts: tuple[Verdict, ...]) -> Decision:
    """Return the decision from its verdicts and its other fields by name."""
    return Decision(
        **{name: row[name] for name in _OWN},
        subject=Subject(**{name: row[name] for name in _OF_SUBJECT}),
        occasion=Occasion(**{name: row[name] for name in _OF_OCCASION}),
        verdicts=verdicts,
    )


def _one_nan(value: float) -> float:
    # one and the same nan, so that decisions compare equal
    return nan if value != value else value

"""Decisions as rows of the log's tables, and back."""

from __future__ import annotations

from math import isnan, nan
from typing import Any

from sqlalchemy import Connection, select

from pipeline.decisions.frames import flat_row, from_flat_row
from pipeline.decisions.tables import DECISIONS, VERDICTS
from pipeline.decisions.values import Decision, Verdict


def read(connection: Connection, *conditions: Any) -> tuple[Decision, ...]:
    """Return the decisions that satisfy a condition, in the order of the log."""
    wanted = select(DECISIONS).where(*conditions).order_by(DECISIONS.c.number)
    rows = connection.execute(wanted).mappings().all()
    if not rows:
        return ()
    joined = select(VERDICTS).join(DECISIONS, DECISIONS.c.number == VERDICTS.c.decision)
    in_order = joined.where(*conditions).order_by(DECISIONS.c.number, VERDICTS.c.place)
    verdicts: dict[int, list[Verdict]] = {}
    for row in connection.execute(in_order):
        verdict = Verdict(row.theme, row.verdict, row.source, _or_nan(row.chance))
        verdicts.setdefault(row.decision, []).append(verdict)
    decisions = []
    for mapping in rows:
        flat = dict(mapping)
        flat["probability"] = _or_nan(flat["probability"])
        decisions.append(from_flat_row(flat, tuple(verdicts.get(flat["number"], ()))))
    return tuple(decisions)


def row_of(decision: Decision, study: str) -> dict[str, Any]:
    """Return the row of a decision; its number is given by the database."""
    row = flat_row(decision)
    del row["number"]
    return row | {"study": study, "probability": _or_none(row["probability"])}


def verdict_rows(decision: Decision) -> list[dict[str, Any]]:
    """Return the rows of the verdicts of a numbered decision."""
    return [
        {
            "decision": decision.number,
            "place": place,
            "theme": verdict.theme,
            "verdict": verdict.verb,
            "source": verdict.source,
            "chance": _or_none(verdict.chance),
        }
        for place, verdict in enumerate(decision.verdicts)
    ]


def _or_none(value: float) -> float | None:
    return None if isnan(value) else value


def _or_nan(value: float | None) -> float:
    return nan if value is None else value

"""Decisions as rows of the log's tables, and back."""

from __future__ import annotations

from math import isnan, nan
from typing import Any

from sqlalchemy import Connection, Row, select

from pipeline.decisions.tables import DECISIONS, VERDICTS
from pipeline.decisions.values import Decision, Occasion, Subject, Verdict


def read(connection: Connection, *conditions: Any) -> tuple[Decision, ...]:
    """The decisions of which that holds, in the order of the log."""
    chosen = connection.execute(
        select(DECISIONS).where(*conditions).order_by(DECISIONS.c.number)
    ).all()
    if not chosen:
        return ()
    of = (
        select(VERDICTS)
        .join(DECISIONS, DECISIONS.c.number == VERDICTS.c.decision)
        .where(*conditions)
    )
    verdicts: dict[int, list[Verdict]] = {}
    for row in connection.execute(of.order_by(DECISIONS.c.number, VERDICTS.c.place)):
        found = Verdict(
            row.theme, row.verdict, row.source, nan if row.chance is None else row.chance
        )
        verdicts.setdefault(row.decision, []).append(found)
    return tuple(_decision(row, tuple(verdicts.get(row.number, ()))) for row in chosen)


def _decision(row: Row[Any], verdicts: tuple[Verdict, ...]) -> Decision:
    return Decision(
        id=row.id,
        at=row.at,
        reviewer=row.reviewer,
        subject=Subject(row.question, row.wave, row.respondent_id, row.text_hash, row.scope),
        verdicts=verdicts,
        occasion=Occasion(
            row.round,
            row.queue,
            row.reason,
            nan if row.probability is None else row.probability,
            row.shown,
            row.via,
        ),
        batch=row.batch,
        codebook_version=row.codebook_version,
        note=row.note,
        undoes=row.undoes,
        number=row.number,
    )


def row_of(decision: Decision, study: str) -> dict[str, Any]:
    """The row of a decision; its number is given by the database."""
    subject, occasion = decision.subject, decision.occasion
    return {
        "id": decision.id,
        "study": study,
        "batch": decision.batch,
        "at": decision.at,
        "reviewer": decision.reviewer,
        "question": subject.question,
        "wave": subject.wave,
        "respondent_id": subject.respondent_id,
        "text_hash": subject.text_hash,
        "scope": subject.scope,
        "round": occasion.round,
        "queue": occasion.queue,
        "reason": occasion.reason,
        "probability": _number(occasion.probability),
        "shown": occasion.shown,
        "via": occasion.via,
        "codebook_version": decision.codebook_version,
        "note": decision.note,
        "undoes": decision.undoes,
    }


def verdict_rows(decision: Decision) -> list[dict[str, Any]]:
    """The rows of the verdicts of a decision that has its number."""
    return [
        _verdict_row(decision.number, place, verdict)
        for place, verdict in enumerate(decision.verdicts)
    ]


def _verdict_row(number: int, place: int, verdict: Verdict) -> dict[str, Any]:
    return {
        "decision": number,
        "place": place,
        "theme": verdict.theme,
        "verdict": verdict.verb,
        "source": verdict.source,
        "chance": _number(verdict.chance),
    }


def _number(value: float) -> float | None:
    return None if isnan(value) else value

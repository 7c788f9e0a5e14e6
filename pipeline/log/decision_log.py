"""The log of one study's decisions: appended, read, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isnan, nan
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from pipeline.errors import LogError
from pipeline.log.database import connect, writing
from pipeline.log.tables import DECISIONS, VERDICTS
from pipeline.model import Decision, Occasion, Subject, Verdict

_AT_ONCE = 500
"""Ids in one question to the database; SQLite allows no more than some thousands."""


@dataclass(frozen=True)
class Appended:
    """What became of decisions: those that stand in the log now (with their numbers), and those that do not because others decided since.

    `newer` holds, by the id of a decision that was not taken, what stands in the log of the same text and its maker had not seen.
    """

    taken: tuple[Decision, ...]
    newer: Mapping[str, tuple[Decision, ...]]


class DecisionLog:
    """The decisions of one study in a database. Its methods may be called from several threads and processes at once."""

    def __init__(self, url: str, study: str) -> None:
        self.url, self.study = url, study
        self.engine = connect(url)

    def append(self, decisions: Sequence[Decision], *, seen: Mapping[str, int] | None = None) -> Appended:
        """Adds decisions, all that can be in one transaction; when it returns they are on disk.

        `seen` gives, by the id of a decision, the number of the newest decision that its maker had in sight (0: none). If the log holds a newer
        one on the same text (of the same reviewer, where the decision is made without sight of others'), it is not taken; without `seen` it is. A
        decision whose id stands in the log already is told as taken and kept once. `LogError` when nothing could be written, a full disk for example.
        """
        if not decisions:
            return Appended((), {})
        try:
            with writing(self.engine) as connection:
                return self._append(connection, decisions, seen)
        except SQLAlchemyError as error:
            raise _not_kept(error) from None

    def since(self, number: int = 0) -> tuple[Decision, ...]:
        """All decisions with a higher number, in order. `LogError` when the database can't be read."""
        try:
            with self.engine.connect() as connection:
                return _decisions(connection, DECISIONS.c.study == self.study, DECISIONS.c.number > number)
        except SQLAlchemyError as error:
            raise LogError(f"the decisions can't be read ({_said(error)})") from None

    def newest(self) -> int:
        """The number of the newest decision, 0 when there is none."""
        try:
            with self.engine.connect() as connection:
                of_study = select(func.max(DECISIONS.c.number)).where(DECISIONS.c.study == self.study)
                return connection.execute(of_study).scalar() or 0
        except SQLAlchemyError as error:
            raise LogError(f"the decisions can't be read ({_said(error)})") from None

    def close(self) -> None:
        """Lets go of the database."""
        self.engine.dispose()

    def __enter__(self) -> DecisionLog:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _append(
        self, connection: Connection, decisions: Sequence[Decision], seen: Mapping[str, int] | None
    ) -> Appended:
        there = {d.id: d for d in self._with_ids(connection, [d.id for d in decisions])}
        taken: list[Decision] = []
        newer: dict[str, tuple[Decision, ...]] = {}
        for decision in decisions:
            if decision.id in there:
                taken.append(there[decision.id])
                continue
            missed = self._missed(connection, decision, seen[decision.id]) if seen is not None else ()
            if missed:
                newer[decision.id] = missed
                continue
            kept = self._insert(connection, decision)
            there[kept.id] = kept
            taken.append(kept)
        return Appended(tuple(taken), newer)

    def _insert(self, connection: Connection, decision: Decision) -> Decision:
        number = connection.execute(
            insert(DECISIONS).values(_row(decision, self.study)).returning(DECISIONS.c.number)
        ).scalar_one()
        if decision.verdicts:
            connection.execute(insert(VERDICTS), [_verdict_row(decision, i) for i in range(len(decision.verdicts))])
        return replace(decision, number=number, batch=decision.batch or decision.id)

    def _missed(self, connection: Connection, decision: Decision, seen: int) -> tuple[Decision, ...]:
        of_text = [
            DECISIONS.c.study == self.study,
            DECISIONS.c.question == decision.subject.question,
            DECISIONS.c.text_hash == decision.subject.text_hash,
            DECISIONS.c.number > seen,
        ]
        if decision.independent:
            of_text.append(DECISIONS.c.reviewer == decision.reviewer)
        return _decisions(connection, *of_text)

    def _with_ids(self, connection: Connection, ids: Sequence[str]) -> Iterable[Decision]:
        for at in range(0, len(ids), _AT_ONCE):
            yield from _decisions(connection, DECISIONS.c.id.in_(ids[at : at + _AT_ONCE]))


def _decisions(connection: Connection, *conditions: Any) -> tuple[Decision, ...]:
    chosen = connection.execute(select(DECISIONS).where(*conditions).order_by(DECISIONS.c.number)).all()
    if not chosen:
        return ()
    of = select(VERDICTS).join(DECISIONS, DECISIONS.c.id == VERDICTS.c.decision).where(*conditions)
    verdicts: dict[str, list[Verdict]] = {}
    for row in connection.execute(of.order_by(DECISIONS.c.number, VERDICTS.c.place)):
        found = Verdict(row.theme, row.verdict, row.source, nan if row.chance is None else row.chance)
        verdicts.setdefault(row.decision, []).append(found)
    return tuple(_decision(row, tuple(verdicts.get(row.id, ()))) for row in chosen)


def _decision(row: Row[Any], verdicts: tuple[Verdict, ...]) -> Decision:
    return Decision(
        id=row.id,
        at=row.at,
        reviewer=row.reviewer,
        subject=Subject(row.question, row.wave, row.respondent_id, row.text_hash, row.scope),
        verdicts=verdicts,
        occasion=Occasion(
            row.round, row.queue, row.reason, nan if row.probability is None else row.probability, row.shown, row.via
        ),
        batch=row.batch,
        codebook_version=row.codebook_version,
        note=row.note,
        undoes=row.undoes,
        number=row.number,
    )


def _row(decision: Decision, study: str) -> dict[str, Any]:
    subject, occasion = decision.subject, decision.occasion
    return {
        "id": decision.id,
        "study": study,
        "batch": decision.batch or decision.id,
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


def _verdict_row(decision: Decision, place: int) -> dict[str, Any]:
    verdict = decision.verdicts[place]
    return {
        "decision": decision.id,
        "place": place,
        "theme": verdict.theme,
        "verdict": verdict.verb,
        "source": verdict.source,
        "chance": _number(verdict.chance),
    }


def _number(value: float) -> float | None:
    return None if isnan(value) else value


def _not_kept(error: SQLAlchemyError) -> LogError:
    said = _said(error)
    if isinstance(error, OperationalError) and ("full" in said or "No space left" in said):
        return LogError("nothing was kept: the disk is full; make room and decide again", full=True)
    return LogError(f"nothing was kept: the log of decisions can't be written ({said})")


def _said(error: SQLAlchemyError) -> str:
    return (str(getattr(error, "orig", None) or error).strip().splitlines() or ["unknown error"])[0]

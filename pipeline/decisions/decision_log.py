"""The log of one study's decisions: appended, read, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import DBAPIError

from pipeline.decisions.database import DATABASE_ERRORS, connect, is_full, said_by, writing
from pipeline.decisions.rows import read, row_of, verdict_rows
from pipeline.decisions.tables import DECISIONS, VERDICTS
from pipeline.decisions.values import Decision
from pipeline.decisions.well_formed import well_formed
from pipeline.errors import LogError

_AT_ONCE = 500
"""Ids in one question to the database; SQLite allows no more than some thousands."""

Key = tuple[str, str]
"""Question and hash of a text."""


@dataclass(frozen=True)
class Appended:
    """What became of decisions: those that stand in the log now (with their numbers), and those that do not because others decided since.

    `newer` holds, by the id of a decision that was not taken, what stands in the log of the same text and its maker had not seen. `known` are the ids
    that stood there before.
    """

    taken: tuple[Decision, ...]
    newer: Mapping[str, tuple[Decision, ...]]
    known: frozenset[str] = frozenset()


class DecisionLog:
    """The decisions of one study in a database. Its methods may be called from several threads and processes at once."""

    def __init__(self, url: str, study: str) -> None:
        self.url, self.study = url, study
        self.engine = connect(url)

    def append(
        self,
        decisions: Sequence[Decision],
        *,
        seen: Mapping[str, int] | None = None,
        together: bool = False,
    ) -> Appended:
        """Adds decisions, all that can be in one transaction; when it returns they are on disk.

        `seen` gives, by the id of a decision, the number of the newest decision that its maker had in sight (0, or not there: none). If the log
        holds a newer one on the same text (of the same reviewer, where the decision is made without sight of others'), it is not taken; without
        `seen` it is. What the same reviewer decides in the same call is in sight. A decision whose id stands in the log already is told as taken
        and kept once. With `together` all are taken or none. `MisuseError` for a decision that isn't whole, `LogError` when nothing could be
        written, a full disk for example.
        """
        whole = [well_formed(decision) for decision in decisions]
        if not whole:
            return Appended((), {})
        try:
            return self._written(whole, seen, together)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise self._not_kept(error) from None
        except DATABASE_ERRORS as error:
            raise self._not_kept(error) from None
        # the connection broke, perhaps after all was written; what was, is found by its id
        try:
            return self._written(whole, seen, together)
        except DATABASE_ERRORS as error:
            raise self._not_kept(error, broken=True) from None

    def since(self, number: int = 0) -> tuple[Decision, ...]:
        """All decisions with a higher number, in order. `LogError` when the database can't be read."""
        with self._reading() as connection:
            return read(connection, DECISIONS.c.study == self.study, DECISIONS.c.number > number)

    def newest(self) -> int:
        """The number of the newest decision, 0 when there is none. `LogError` when the database can't be read."""
        with self._reading() as connection:
            of_study = select(func.max(DECISIONS.c.number)).where(DECISIONS.c.study == self.study)
            return connection.execute(of_study).scalar() or 0

    def studies(self) -> dict[str, int]:
        """The studies whose decisions the database holds, each with their number. `LogError` when it can't be read."""
        with self._reading() as connection:
            counted = (
                select(DECISIONS.c.study, func.count().label("number"))
                .group_by(DECISIONS.c.study)
                .order_by(DECISIONS.c.study)
            )
            return {row.study: row.number for row in connection.execute(counted)}

    def close(self) -> None:
        """Lets go of the database."""
        self.engine.dispose()

    def __enter__(self) -> DecisionLog:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self.engine.connect() as connection:
                yield connection
        except DATABASE_ERRORS as error:
            raise LogError(f"the decisions can't be read ({said_by(error)})") from None

    def _written(
        self, decisions: Sequence[Decision], seen: Mapping[str, int] | None, together: bool
    ) -> Appended:
        with writing(self.engine) as connection:
            return self._append(connection, decisions, seen, together)

    def _append(
        self,
        connection: Connection,
        decisions: Sequence[Decision],
        seen: Mapping[str, int] | None,
        together: bool,
    ) -> Appended:
        there = self._with_ids(connection, [d.id for d in decisions])
        known = frozenset(there)
        newer = (
            {}
            if seen is None
            else self._newer(connection, [d for d in decisions if d.id not in known], seen)
        )
        fresh: dict[str, Decision] = {}
        by_text: dict[Key, list[Decision]] = {}
        overtaken: dict[str, tuple[Decision, ...]] = {}
        for decision in decisions:
            if decision.id in known or decision.id in fresh or decision.id in overtaken:
                continue
            here = by_text.setdefault(_key(decision), [])
            missed = (
                () if seen is None else _missed(decision, newer.get(_key(decision), ()), here, seen)
            )
            if missed:
                overtaken[decision.id] = missed
            else:
                fresh[decision.id] = decision
                here.append(decision)
        if overtaken and together:
            fresh = {}
        there |= {d.id: d for d in self._insert(connection, list(fresh.values()))}
        # of the same call, so without a number when they were found
        told = {id: tuple(there.get(d.id, d) for d in missed) for id, missed in overtaken.items()}
        return Appended(tuple(there[d.id] for d in decisions if d.id in there), told, known)

    def _insert(self, connection: Connection, decisions: Sequence[Decision]) -> list[Decision]:
        if not decisions:
            return []
        adding = insert(DECISIONS).returning(DECISIONS.c.number, sort_by_parameter_order=True)
        numbers = (
            connection.execute(adding, [row_of(d, self.study) for d in decisions]).scalars().all()
        )
        kept = [replace(d, number=number) for d, number in zip(decisions, numbers, strict=True)]
        verdicts = [row for d in kept for row in verdict_rows(d)]
        if verdicts:
            connection.execute(insert(VERDICTS), verdicts)
        return kept

    def _newer(
        self, connection: Connection, decisions: Sequence[Decision], seen: Mapping[str, int]
    ) -> dict[Key, list[Decision]]:
        """By text what was decided on it after the least of what these had in sight."""
        by_question: dict[str, dict[str, int]] = {}
        for d in decisions:
            texts = by_question.setdefault(d.subject.question, {})
            texts[d.subject.text_hash] = min(
                seen.get(d.id, 0), texts.get(d.subject.text_hash, seen.get(d.id, 0))
            )
        found: dict[Key, list[Decision]] = {}
        for question, texts in by_question.items():
            for some in _parts(sorted(texts), _AT_ONCE):
                conditions = (
                    DECISIONS.c.study == self.study,
                    DECISIONS.c.question == question,
                    DECISIONS.c.text_hash.in_(some),
                    DECISIONS.c.number > min(texts[text] for text in some),
                )
                for decision in read(connection, *conditions):
                    found.setdefault(_key(decision), []).append(decision)
        return found

    def _with_ids(self, connection: Connection, ids: Sequence[str]) -> dict[str, Decision]:
        found: dict[str, Decision] = {}
        for some in _parts(ids, _AT_ONCE):
            there = read(connection, DECISIONS.c.study == self.study, DECISIONS.c.id.in_(some))
            found |= {decision.id: decision for decision in there}
        return found

    def _not_kept(self, error: Exception, *, broken: bool = False) -> LogError:
        if is_full(error, self.engine):
            return LogError(
                "nothing was kept: the disk is full; make room and decide again", full=True
            )
        if broken:
            what = "the connection to the database broke, and whether this was kept is not known"
            return LogError(f"{what}; decide again, it is kept once ({said_by(error)})")
        return LogError(
            f"nothing was kept: the log of decisions can't be written ({said_by(error)})"
        )


def _parts(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (items[at : at + size] for at in range(0, len(items), size))


def _key(decision: Decision) -> Key:
    return decision.subject.question, decision.subject.text_hash


def _missed(
    decision: Decision, newer: Iterable[Decision], here: Iterable[Decision], seen: Mapping[str, int]
) -> tuple[Decision, ...]:
    """What its maker should have seen: newer decisions in the log, and in the same call those of others."""
    found = [d for d in newer if d.number > seen.get(decision.id, 0)]
    if decision.independent:
        return tuple(d for d in found if d.reviewer == decision.reviewer)
    return (*found, *(d for d in here if d.reviewer != decision.reviewer))

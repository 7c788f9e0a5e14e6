"""The log of one study's decisions: appended, read, never changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import DBAPIError

from pipeline.decisions.database import (
    DATABASE_ERRORS,
    connect,
    is_full,
    message_of,
    reading,
    writing,
)
from pipeline.decisions.rows import read, row_of, verdict_rows
from pipeline.decisions.tables import DECISIONS, VERDICTS
from pipeline.decisions.values import Decision, TextKey
from pipeline.decisions.well_formed import well_formed
from pipeline.errors import LogError

_AT_ONCE = 500
"""The most ids in one query; SQLite allows only some thousands."""

Overtaken = dict[str, tuple[Decision, ...]]
"""By the id of a refused decision: the decisions of others that its maker had not seen."""


@dataclass(frozen=True)
class Appended:
    """The result of appending: decisions now in the log (numbered), and the others.

    `newer` holds, by the id of a refused decision, the decisions on the same text that its maker
    had not seen. `known` are the ids that were in the log before.
    """

    taken: tuple[Decision, ...]
    newer: Mapping[str, tuple[Decision, ...]]
    known: frozenset[str] = frozenset()


class DecisionLog:
    """The decisions of one study in a database; for several threads and processes at once."""

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
        """Add decisions in one transaction; when it returns they are on disk.

        `seen` gives, by the id of a decision, the number of the newest decision that its maker had
        in sight (0, or missing: none). If the log holds a newer one on the same text (by the same
        reviewer, if the decision is made without sight of others'), it is refused; without `seen`
        it is added. Decisions by the same reviewer in the same call are in sight. A decision whose
        id is in the log already counts as added and is kept once. With `together` all are added or
        none. `MisuseError` for an incomplete decision, `LogError` if nothing could be written,
        because of a full disk for example.
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
        # the connection broke, perhaps after the commit; whatever was written is found by its id
        try:
            return self._written(whole, seen, together)
        except DATABASE_ERRORS as error:
            raise self._not_kept(error, broken=True) from None

    def since(self, number: int = 0) -> tuple[Decision, ...]:
        """Return all decisions with a higher number, in order; `LogError` if unreadable."""
        with reading(self.engine, "the decisions") as connection:
            return read(connection, DECISIONS.c.study == self.study, DECISIONS.c.number > number)

    def newest(self) -> int:
        """Return the number of the newest decision, 0 without one; `LogError` if unreadable."""
        with reading(self.engine, "the decisions") as connection:
            newest = select(func.max(DECISIONS.c.number)).where(DECISIONS.c.study == self.study)
            return connection.execute(newest).scalar() or 0

    def studies(self) -> dict[str, int]:
        """Return the number of decisions by study; `LogError` if unreadable."""
        counted = select(DECISIONS.c.study, func.count().label("number"))
        by_study = counted.group_by(DECISIONS.c.study).order_by(DECISIONS.c.study)
        with reading(self.engine, "the decisions") as connection:
            return {row.study: row.number for row in connection.execute(by_study)}

    def close(self) -> None:
        """Close the database connection."""
        self.engine.dispose()

    def __enter__(self) -> DecisionLog:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

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
        ids = [decision.id for decision in decisions]
        by_id = self._with_ids(connection, ids)
        known = frozenset(by_id)
        new = _without(decisions, known)
        overtaken: Overtaken = {}
        if seen is not None:
            overtaken = _overtaken(new, self._newer(connection, new, seen), seen)
        if not (overtaken and together):
            added = self._insert(connection, _without(new, overtaken))
            by_id |= {decision.id: decision for decision in added}
        # those of the same call had no number when they were found
        newer = {
            id: tuple(by_id.get(decision.id, decision) for decision in missed)
            for id, missed in overtaken.items()
        }
        return Appended(tuple(by_id[id] for id in ids if id in by_id), newer, known)

    def _insert(self, connection: Connection, decisions: Sequence[Decision]) -> list[Decision]:
        if not decisions:
            return []
        numbered = insert(DECISIONS).returning(DECISIONS.c.number, sort_by_parameter_order=True)
        rows = [row_of(decision, self.study) for decision in decisions]
        numbers = connection.execute(numbered, rows).scalars().all()
        kept = [replace(d, number=number) for d, number in zip(decisions, numbers, strict=True)]
        verdicts = [row for decision in kept for row in verdict_rows(decision)]
        if verdicts:
            connection.execute(insert(VERDICTS), verdicts)
        return kept

    def _newer(
        self, connection: Connection, decisions: Sequence[Decision], seen: Mapping[str, int]
    ) -> dict[TextKey, list[Decision]]:
        """Return by text the decisions newer than the oldest that these had in sight."""
        least_seen: dict[str, dict[str, int]] = defaultdict(dict)
        for decision in decisions:
            question, text = decision.subject.text_key
            number = seen.get(decision.id, 0)
            least_seen[question][text] = min(number, least_seen[question].get(text, number))
        newer: dict[TextKey, list[Decision]] = defaultdict(list)
        for question, texts in least_seen.items():
            for some in _parts(sorted(texts), _AT_ONCE):
                conditions = (
                    DECISIONS.c.study == self.study,
                    DECISIONS.c.question == question,
                    DECISIONS.c.text_hash.in_(some),
                    DECISIONS.c.number > min(texts[text] for text in some),
                )
                for decision in read(connection, *conditions):
                    newer[decision.subject.text_key].append(decision)
        return newer

    def _with_ids(self, connection: Connection, ids: Sequence[str]) -> dict[str, Decision]:
        by_id: dict[str, Decision] = {}
        for some in _parts(ids, _AT_ONCE):
            rows = read(connection, DECISIONS.c.study == self.study, DECISIONS.c.id.in_(some))
            by_id |= {decision.id: decision for decision in rows}
        return by_id

    def _not_kept(self, error: Exception, *, broken: bool = False) -> LogError:
        said = message_of(error)
        if is_full(error, self.engine):
            what = "nothing was kept: the disk is full; make room and decide again"
            return LogError(what, full=True)
        if broken:
            what = "the connection to the database broke, and whether this was kept is not known"
            return LogError(f"{what}; decide again, it is kept once ({said})")
        return LogError(f"nothing was kept: the log of decisions can't be written ({said})")


def _parts(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (items[at : at + size] for at in range(0, len(items), size))


def _without(decisions: Iterable[Decision], ids: Container[str]) -> list[Decision]:
    """Return the decisions that have none of these ids, the first of each id."""
    first: dict[str, Decision] = {}
    for decision in decisions:
        if decision.id not in ids:
            first.setdefault(decision.id, decision)
    return list(first.values())


def _overtaken(
    decisions: Sequence[Decision],
    newer: Mapping[TextKey, Sequence[Decision]],
    seen: Mapping[str, int],
) -> Overtaken:
    """Return which of these decisions missed something, in the log or earlier among themselves."""
    overtaken: Overtaken = {}
    earlier: dict[TextKey, list[Decision]] = defaultdict(list)
    for decision in decisions:
        key = decision.subject.text_key
        in_log = [d for d in newer.get(key, ()) if d.number > seen.get(decision.id, 0)]
        if decision.independent:
            missed = [d for d in in_log if d.reviewer == decision.reviewer]
        else:
            missed = in_log + [d for d in earlier[key] if d.reviewer != decision.reviewer]
        if missed:
            overtaken[decision.id] = tuple(missed)
        else:
            earlier[key].append(decision)
    return overtaken

"""The log of quotes: approvals for print, kept beside the decisions and never changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Connection, Engine, insert, select

from pipeline.decisions.database import DATABASE_ERRORS, is_full, message_of, reading, writing
from pipeline.decisions.quote_acts import APPROVE, QUOTE_VERBS, QuoteAct
from pipeline.decisions.tables import QUOTES
from pipeline.decisions.well_formed import empty_names, keepable, moment_faults, unkeepable_names
from pipeline.errors import LogError, MisuseError

LONGEST_TEXT = 5000
"""The most characters of an approved text; printed quotes are far shorter."""

_VIA = ("page", "file", "python")
_COLUMNS = tuple(column.name for column in QUOTES.columns if column.name not in ("study", "number"))
_NO_NAMES = ("text", "names_sought", "at", "verb", "via")
_NAMES = tuple(name for name in _COLUMNS if name not in _NO_NAMES)


@dataclass(frozen=True)
class QuotesAppended:
    """The result of appending: acts now in the log, numbered, and the ids of others.

    `known` were there before; `overtaken` were refused, because somebody acted on the same quote
    since.
    """

    taken: tuple[QuoteAct, ...]
    known: frozenset[str]
    overtaken: frozenset[str] = frozenset()


class QuoteLog:
    """The acts on one study's quotes, in the database of its decisions.

    May be used from several threads and processes at once.
    """

    def __init__(self, engine: Engine, study: str) -> None:
        self._engine, self._study = engine, study

    def append(
        self, acts: Sequence[QuoteAct], *, seen: Mapping[str, int] | None = None
    ) -> QuotesAppended:
        """Add acts in one transaction; when it returns they are on disk, each id once.

        `seen` gives, by the id of an act, the number of the newest act on that quote that its maker
        had in sight (0: none): if the log holds a newer one, it is refused. `MisuseError` for an
        incomplete act, `LogError` if nothing could be written.
        """
        for act in acts:
            fault = fault_of_act(act)
            if fault:
                who = act.respondent_id[:40]
                raise MisuseError(f"what was said of the quote of {who} can't be kept: {fault}")
        whole = [replace(act, text=keepable(act.text)) for act in acts]
        try:
            with writing(self._engine) as connection:
                return self._append(connection, whole, seen)
        except DATABASE_ERRORS as error:
            full = is_full(error, self._engine)
            why = f"it can't be written ({message_of(error)})"
            if full:
                why = "the disk is full; make room and try again"
            raise LogError(f"nothing was kept of the quotes: {why}", full=full) from None

    def since(self, number: int = 0) -> tuple[QuoteAct, ...]:
        """Return all acts with a higher number, in order; `LogError` if they can't be read."""
        with reading(self._engine, "the quotes that were approved") as connection:
            return _read(connection, QUOTES.c.study == self._study, QUOTES.c.number > number)

    def _append(
        self, connection: Connection, acts: Sequence[QuoteAct], seen: Mapping[str, int] | None
    ) -> QuotesAppended:
        log = _read(connection, QUOTES.c.study == self._study)
        by_id = {act.id: act for act in log}
        newest = {act.key: act.number for act in log}
        ids = [act.id for act in acts]
        known = by_id.keys() & ids
        overtaken: set[str] = set()
        for act in acts:
            if act.id in by_id:
                continue
            if seen is not None and newest.get(act.key, 0) > seen.get(act.id, 0):
                overtaken.add(act.id)
                continue
            by_id[act.id] = self._insert(connection, act)
        taken = tuple(by_id[id] for id in dict.fromkeys(ids) if id in by_id)
        return QuotesAppended(taken, frozenset(known), frozenset(overtaken))

    def _insert(self, connection: Connection, act: QuoteAct) -> QuoteAct:
        row = {name: getattr(act, name) for name in _COLUMNS} | {"study": self._study}
        number = connection.execute(insert(QUOTES).returning(QUOTES.c.number), row).scalar_one()
        return replace(act, number=number)


class NoQuotes(QuoteLog):
    """The log of a study without decisions: empty, and reading it makes no file."""

    def __init__(self) -> None:
        """Open nothing."""

    def since(self, number: int = 0) -> tuple[QuoteAct, ...]:
        """Return no acts."""
        return ()

    def append(
        self, acts: Sequence[QuoteAct], *, seen: Mapping[str, int] | None = None
    ) -> QuotesAppended:
        """Refuse: there is no log to add to."""
        raise LogError("nothing was kept of the quotes: the log of decisions is not open")


def fault_of_act(act: QuoteAct) -> str:
    """Return why the act is incomplete, or ''."""
    return next(_faults(act), "")


def _faults(act: QuoteAct) -> Iterator[str]:
    names = {name: getattr(act, name) for name in _NAMES}
    yield from empty_names(names)
    yield from unkeepable_names(names)
    yield from moment_faults(act.at)
    if act.verb not in QUOTE_VERBS:
        yield f"'{act.verb[:20]}' is none of {', '.join(QUOTE_VERBS)}"
    if act.via not in _VIA:
        yield f"via '{act.via[:20]}' is none of {', '.join(_VIA)}"
    if act.verb == APPROVE and not act.text.strip():
        yield "an approval has the text that may be printed"
    if act.verb != APPROVE and act.text:
        yield "only an approval has a text"
    if len(act.text) > LONGEST_TEXT:
        yield f"the text is longer than {LONGEST_TEXT} signs"


def _read(connection: Connection, *conditions: ColumnElement[bool]) -> tuple[QuoteAct, ...]:
    wanted = select(QUOTES).where(*conditions).order_by(QUOTES.c.number)
    return tuple(
        QuoteAct(**{name: getattr(row, name) for name in _COLUMNS}, number=row.number)
        for row in connection.execute(wanted)
    )

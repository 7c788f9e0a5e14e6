"""The log of quotes: what people approved for print, appended beside the decisions and never changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace

from sqlalchemy import Connection, Engine, func, insert, select

from pipeline.decisions.database import DATABASE_ERRORS, is_full, said_by, writing
from pipeline.decisions.quote_acts import APPROVE, QUOTE_VERBS, QuoteAct
from pipeline.decisions.tables import QUOTES
from pipeline.decisions.well_formed import bad_name, keepable, no_moment
from pipeline.errors import LogError, MisuseError

LONGEST_TEXT = 5000
"""Signs of a text that is approved; what is printed as a quote is far shorter."""

_VIA = ("page", "file", "python")
_COLUMNS = tuple(column.name for column in QUOTES.columns if column.name not in ("study", "number"))


@dataclass(frozen=True)
class QuotesAppended:
    """Acts that stand in the log now, with their numbers; the ids of those that stood there before, and of those that were not taken because
    somebody acted on the same quote since.
    """

    taken: tuple[QuoteAct, ...]
    known: frozenset[str]
    overtaken: frozenset[str] = frozenset()


class QuoteLog:
    """What people made of one study's quotes, in the database of its decisions. May be used from several threads and processes at once."""

    def __init__(self, engine: Engine, study: str) -> None:
        self._engine, self._study = engine, study

    def append(
        self, acts: Sequence[QuoteAct], *, seen: Mapping[str, int] | None = None
    ) -> QuotesAppended:
        """Adds acts in one transaction; when it returns they are on disk. One whose id stands there already is kept once.

        `seen` gives, by the id of an act, the number of the newest act on that quote that its maker had in sight (0: none): where the log holds a
        newer one, it is not taken.

        `MisuseError` for an act that isn't whole, `LogError` when nothing could be written.
        """
        for act in acts:
            fault = fault_of_act(act)
            if fault:
                raise MisuseError(
                    f"what was said of the quote of {act.respondent_id[:40]} can't be kept: {fault}"
                )
        try:
            with writing(self._engine) as connection:
                return self._append(
                    connection, [replace(act, text=keepable(act.text)) for act in acts], seen
                )
        except DATABASE_ERRORS as error:
            full = is_full(error, self._engine)
            why = (
                "the disk is full; make room and try again"
                if full
                else f"it can't be written ({said_by(error)})"
            )
            raise LogError(f"nothing was kept of the quotes: {why}", full=full) from None

    def since(self, number: int = 0) -> tuple[QuoteAct, ...]:
        """All acts with a higher number, in order. `LogError` when the database can't be read."""
        with self._reading() as connection:
            return _read(connection, QUOTES.c.study == self._study, QUOTES.c.number > number)

    def newest(self) -> int:
        """The number of the newest act, 0 when there is none."""
        with self._reading() as connection:
            return (
                connection.execute(
                    select(func.max(QUOTES.c.number)).where(QUOTES.c.study == self._study)
                ).scalar()
                or 0
            )

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except DATABASE_ERRORS as error:
            raise LogError(
                f"the quotes that were approved can't be read ({said_by(error)})"
            ) from None

    def _append(
        self, connection: Connection, acts: Sequence[QuoteAct], seen: Mapping[str, int] | None
    ) -> QuotesAppended:
        log = _read(connection, QUOTES.c.study == self._study)
        by_id = {act.id: act for act in log}
        newest = {act.key: act.number for act in log}
        known = frozenset(act.id for act in acts if act.id in by_id)
        overtaken: set[str] = set()
        for act in acts:
            if act.id in by_id:
                continue
            if seen is not None and newest.get(act.key, 0) > seen.get(act.id, 0):
                overtaken.add(act.id)
                continue
            row = {name: getattr(act, name) for name in _COLUMNS} | {"study": self._study}
            number = connection.execute(insert(QUOTES).returning(QUOTES.c.number), row).scalar_one()
            by_id[act.id] = replace(act, number=number)
        ids = dict.fromkeys(act.id for act in acts if act.id in by_id)
        return QuotesAppended(tuple(by_id[id] for id in ids), known, frozenset(overtaken))


class NoQuotes(QuoteLog):
    """The log of a study where nobody decided anything yet: nothing stands in it, and looking makes no file."""

    def __init__(self) -> None:
        """Opens nothing."""

    def since(self, number: int = 0) -> tuple[QuoteAct, ...]:
        """Nothing."""
        return ()

    def newest(self) -> int:
        """Zero."""
        return 0

    def append(
        self, acts: Sequence[QuoteAct], *, seen: Mapping[str, int] | None = None
    ) -> QuotesAppended:
        """Refused: there is no log to add to."""
        raise LogError("nothing was kept of the quotes: the log of decisions is not open")


def fault_of_act(act: QuoteAct) -> str:
    """Why the act isn't whole, or ''."""
    names = {
        name: getattr(act, name)
        for name in _COLUMNS
        if name not in ("text", "names_sought", "at", "verb", "via")
    }
    return (
        next((f"the {name} is empty" for name, text in names.items() if not text), "")
        or next(
            (f"the {name} {bad_name(text)}" for name, text in names.items() if bad_name(text)), ""
        )
        or no_moment(act.at)
        or (
            f"'{act.verb[:20]}' is none of {', '.join(QUOTE_VERBS)}"
            if act.verb not in QUOTE_VERBS
            else ""
        )
        or (f"via '{act.via[:20]}' is none of {', '.join(_VIA)}" if act.via not in _VIA else "")
        or (
            "an approval has the text that may be printed"
            if act.verb == APPROVE and not act.text.strip()
            else ""
        )
        or ("only an approval has a text" if act.verb != APPROVE and act.text else "")
        or (f"the text is longer than {LONGEST_TEXT} signs" if len(act.text) > LONGEST_TEXT else "")
    )


def quotes_fingerprint(acts: Sequence[QuoteAct]) -> str:
    """The SHA-256 of acts in their order, in hexadecimal; their numbers don't count, since another database may give others."""
    digest = hashlib.sha256()
    for act in acts:
        digest.update(
            json.dumps(asdict(replace(act, number=0)), sort_keys=True).encode("ascii") + b"\n"
        )
    return digest.hexdigest()


def _read(connection: Connection, *conditions: object) -> tuple[QuoteAct, ...]:
    rows = connection.execute(select(QUOTES).where(*conditions).order_by(QUOTES.c.number))  # type: ignore[arg-type]
    return tuple(
        QuoteAct(**{name: getattr(row, name) for name in _COLUMNS}, number=row.number)
        for row in rows
    )

"""Sign-in links that work once and the sessions they open, stored as hashes beside the log."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Engine, delete, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from pipeline.decisions import SIGN_INS, DecisionLog, writing
from pipeline.errors import LogError, TurvenError
from pipeline.study import Study

_BYTES = 32
SESSION = timedelta(days=30)
"""How long a session lasts."""


class SignInError(TurvenError):
    """An invalid sign-in link: unknown, used before, or replaced by a newer one."""


class SignIns:
    """The sign-ins of one study; `secret` makes 256 random bits as text that fits a link."""

    def __init__(
        self,
        engine: Engine,
        study: str,
        *,
        clock: Callable[[], datetime],
        secret: Callable[[], str] = lambda: secrets.token_urlsafe(_BYTES),
    ) -> None:
        self._engine, self._study, self._clock, self._secret = engine, study, clock, secret

    def invite(self, reviewer: str) -> str:
        """Return a new link for a reviewer, replacing an unused one; sessions continue."""
        link = self._secret()
        replaced = delete(SIGN_INS).where(*self._unused(SIGN_INS.c.reviewer == reviewer))
        row = {
            "link": _hash(link),
            "study": self._study,
            "reviewer": reviewer,
            "made_at": self._now(),
        }
        with self._writing("no sign-in link can be kept") as connection:
            connection.execute(replaced)
            connection.execute(insert(SIGN_INS).values(row))
        return link

    def invited(self, link: str) -> str:
        """Return whom a link is for; `SignInError` if it is invalid."""
        asked = select(SIGN_INS.c.reviewer).where(*self._unused(SIGN_INS.c.link == _hash(link)))
        with _reading(self._engine, "the sign-in links can't be read") as connection:
            return _known(connection.execute(asked).scalar_one_or_none())

    def enter(self, link: str) -> tuple[str, str]:
        """Use up a link, and return the secret of a new session and its reviewer; only once."""
        session = self._secret()
        used = (
            update(SIGN_INS)
            .where(*self._unused(SIGN_INS.c.link == _hash(link)))
            .values(used_at=self._now(), session=_hash(session))
            .returning(SIGN_INS.c.reviewer)
        )
        with self._writing("the sign-in can't be kept") as connection:
            return session, _known(connection.execute(used).scalar_one_or_none())

    def reviewer(self, session: str) -> str:
        """Return whose session it is; '' if it is unknown, ended, or older than a month."""
        since = (self._clock() - SESSION).isoformat()
        asked = select(SIGN_INS.c.reviewer).where(
            *self._of_session(session), SIGN_INS.c.used_at > since
        )
        with _reading(self._engine, "the sign-ins can't be read") as connection:
            return str(connection.execute(asked).scalar_one_or_none() or "")

    def leave(self, session: str) -> None:
        """End a session."""
        ended = update(SIGN_INS).where(*self._of_session(session)).values(session=None)
        with self._writing("the sign-out can't be kept") as connection:
            connection.execute(ended)

    @contextmanager
    def _writing(self, what: str) -> Iterator[Connection]:
        try:
            with writing(self._engine) as connection:
                yield connection
        except SQLAlchemyError:
            raise LogError(f"{what}: the database of decisions can't be written") from None

    def _of_session(self, session: str) -> tuple[ColumnElement[bool], ...]:
        return SIGN_INS.c.study == self._study, SIGN_INS.c.session == _hash(session)

    def _unused(self, which: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
        return SIGN_INS.c.study == self._study, SIGN_INS.c.used_at.is_(None), which

    def _now(self) -> str:
        return self._clock().isoformat()


@contextmanager
def _reading(engine: Engine, problem: str) -> Iterator[Connection]:
    try:
        with engine.connect() as connection:
            yield connection
    except SQLAlchemyError:
        raise LogError(problem) from None


def _known(reviewer: object) -> str:
    if reviewer is None:
        raise SignInError("this sign-in link was used before or never given")
    return str(reviewer)


def _hash(secret: str) -> str:
    """Return the hash of a secret: with 256 random bits a plain hash can't be inverted."""
    return hashlib.sha256(secret.encode()).hexdigest()


def sign_ins(study: Study, log: DecisionLog, *, clock: Callable[[], datetime]) -> SignIns:
    """Return the sign-ins of the study's reviewers, stored beside its decisions."""
    return SignIns(log.engine, study.study, clock=clock)

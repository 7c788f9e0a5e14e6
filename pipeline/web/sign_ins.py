"""Sign-in links that work once, and the sessions they open.

They are kept as hashes beside the log of decisions, so that they outlive a restart.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Engine, delete, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from pipeline.decisions import SIGN_INS, DecisionLog, writing
from pipeline.errors import LogError, TurvenError
from pipeline.study import Study

_BYTES = 32
SESSION = timedelta(days=30)
"""How long a session lasts."""


class SignInError(TurvenError):
    """A sign-in link that was never given, was used before, or was replaced by a newer one."""


class SignIns:
    """The sign-ins of one study.

    `secret` makes what can't be guessed: 256 bits of chance, as text that fits a link.
    """

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
        """Return a new link for a reviewer.

        One that they did not use yet no longer works; sessions opened before go on.
        """
        link = self._secret()
        unused = (
            SIGN_INS.c.study == self._study,
            SIGN_INS.c.reviewer == reviewer,
            SIGN_INS.c.used_at.is_(None),
        )
        row = {
            "link": _hash(link),
            "study": self._study,
            "reviewer": reviewer,
            "made_at": self._now(),
        }
        try:
            with writing(self._engine) as connection:
                connection.execute(delete(SIGN_INS).where(*unused))
                connection.execute(insert(SIGN_INS).values(row))
        except SQLAlchemyError:
            raise LogError(
                "no sign-in link can be kept: the database of decisions can't be written"
            ) from None
        return link

    def invited(self, link: str) -> str:
        """Return whom a link is for; `SignInError` when it was used, replaced or never given."""
        asked = select(SIGN_INS.c.reviewer).where(*self._unused(link))
        try:
            with self._engine.connect() as connection:
                reviewer = connection.execute(asked).scalar_one_or_none()
        except SQLAlchemyError:
            raise LogError("the sign-in links can't be read") from None
        if reviewer is None:
            raise SignInError("this sign-in link was used before or never given")
        return str(reviewer)

    def enter(self, link: str) -> tuple[str, str]:
        """Use a link up, and return the secret of a new session and whose it is.

        Of two that use it at once, one gets in; `SignInError` for the other.
        """
        session = self._secret()
        used = (
            update(SIGN_INS)
            .where(*self._unused(link))
            .values(used_at=self._now(), session=_hash(session))
            .returning(SIGN_INS.c.reviewer)
        )
        try:
            with writing(self._engine) as connection:
                reviewer = connection.execute(used).scalar_one_or_none()
        except SQLAlchemyError:
            raise LogError(
                "the sign-in can't be kept: the database of decisions can't be written"
            ) from None
        if reviewer is None:
            raise SignInError("this sign-in link was used before or never given")
        return session, str(reviewer)

    def reviewer(self, session: str) -> str:
        """Return whose session it is; '' when it is none, was left, or is older than a month."""
        since = (self._clock() - SESSION).isoformat()
        of_session = (SIGN_INS.c.study == self._study, SIGN_INS.c.session == _hash(session))
        asked = select(SIGN_INS.c.reviewer).where(*of_session, SIGN_INS.c.used_at > since)
        try:
            with self._engine.connect() as connection:
                return str(connection.execute(asked).scalar_one_or_none() or "")
        except SQLAlchemyError:
            raise LogError("the sign-ins can't be read") from None

    def leave(self, session: str) -> None:
        """End a session."""
        where = (SIGN_INS.c.study == self._study, SIGN_INS.c.session == _hash(session))
        try:
            with writing(self._engine) as connection:
                connection.execute(update(SIGN_INS).where(*where).values(session=None))
        except SQLAlchemyError:
            raise LogError(
                "the sign-out can't be kept: the database of decisions can't be written"
            ) from None

    def _unused(self, link: str) -> tuple[ColumnElement[bool], ...]:
        return (
            SIGN_INS.c.link == _hash(link),
            SIGN_INS.c.study == self._study,
            SIGN_INS.c.used_at.is_(None),
        )

    def _now(self) -> str:
        return self._clock().isoformat()


def _hash(secret: str) -> str:
    """What is kept of a secret: of 256 bits of chance a plain hash can't be turned back."""
    return hashlib.sha256(secret.encode()).hexdigest()


def sign_ins(study: Study, log: DecisionLog, *, clock: Callable[[], datetime]) -> SignIns:
    """Return the sign-ins of the study's reviewers, kept beside its decisions."""
    return SignIns(log.engine, study.study, clock=clock)

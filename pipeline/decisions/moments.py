"""Times and ids of decisions: the one clock of the program."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

Clock = Callable[[], datetime]
NewId = Callable[[], str]


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """Return a new random id."""
    return uuid4().hex


def utc_text(moment: datetime) -> str:
    """Return the moment in UTC as ISO 8601 with microseconds."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"

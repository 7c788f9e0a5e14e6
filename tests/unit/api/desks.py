"""A clock that ticks when asked, for tests of the desk."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Ticking:
    """A clock that is ten seconds later every time."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=10)
        return self.moment

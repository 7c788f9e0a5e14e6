"""Logs to test on: the same tests run on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from postgres import Server

from pipeline.decisions import DecisionLog, sqlite_url


@pytest.fixture(scope="session")
def team(server: Server) -> str:
    """The URL of a PostgreSQL database that tests share, each with a study of its own."""
    return server.database()


@pytest.fixture(params=["sqlite", "postgresql"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DecisionLog]:
    """An empty log."""
    in_file = request.param == "sqlite"
    url = sqlite_url(tmp_path / "decisions.sqlite") if in_file else request.getfixturevalue("team")
    with DecisionLog(url, f"study-{uuid4().hex[:12]}") as opened:
        yield opened


@pytest.fixture
def opened(database: str) -> Iterator[Callable[[str], DecisionLog]]:
    """Opens logs of studies in the same database."""
    logs: list[DecisionLog] = []

    def open_(study: str) -> DecisionLog:
        logs.append(DecisionLog(database, study))
        return logs[-1]

    yield open_
    for one in logs:
        one.close()

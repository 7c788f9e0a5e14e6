"""When the disk is full or the database away, one line says so, nothing confirmed is lost, and
deciding goes on afterwards.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from decided import decided
from postgres import Server
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import OperationalError

from pipeline.decisions import Decision, DecisionLog, database, decision_log, sqlite_url
from pipeline.errors import LogError

NOTE = "x" * 20_000


def fill(log: DecisionLog, start: int = 1) -> tuple[list[Decision], LogError]:
    """Decides until it is refused: what was confirmed, and what was said."""
    confirmed: list[Decision] = []
    for number in range(start, start + 2000):
        try:
            confirmed += log.append([decided(number, note=NOTE)], seen={}).taken
        except LogError as error:
            return confirmed, error
    raise AssertionError("never full")


def setting(log: DecisionLog, pragma: str) -> None:
    """Every new connection of the log gets that setting."""
    event.listen(
        log.engine, "connect", lambda connection, _: connection.execute(f"PRAGMA {pragma}")
    )
    log.engine.dispose()


@contextmanager
def trigger(url: str, body: str) -> Iterator[None]:
    """In the block PostgreSQL does that at every insert."""
    from test_decisions_schema import looking_into

    with looking_into(url) as connection:
        connection.execute(
            text(
                "CREATE FUNCTION trouble() RETURNS trigger LANGUAGE plpgsql "
                f"AS $$ BEGIN {body}; END $$"
            )
        )
        connection.execute(
            text("CREATE TRIGGER trouble BEFORE INSERT ON verdicts EXECUTE FUNCTION trouble()")
        )
    yield
    with looking_into(url) as connection:
        connection.execute(text("DROP TRIGGER trouble ON verdicts"))


def test_sqlite_may_not_grow(tmp_path: Path) -> None:
    """A database at its limit: the error says that the disk is full, what was confirmed is there,
    and with room it goes on.
    """
    with DecisionLog(sqlite_url(tmp_path / "x.sqlite"), "s") as log:
        setting(log, "max_page_count=200")
        confirmed, error = fill(log)
        assert (error.full, str(error)) == (
            True,
            "nothing was kept: the disk is full; make room and decide again",
        )
        assert log.since() == tuple(confirmed) != ()
        setting(log, "max_page_count=4000")
        more = log.append([decided(len(confirmed) + 1, note=NOTE)], seen={}).taken
        assert log.since() == (*confirmed, *more)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MB."""
    folder = tmp_path / "schijf"
    folder.mkdir()
    if not sys.platform.startswith("linux"):
        pytest.skip("a small disk can be made on Linux only")
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        pytest.skip(f"a small disk can't be made here ({made.stderr.strip()})")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=False)


def test_disk_full(small_disk: Path) -> None:
    """A disk that is really full, with the database open: told, nothing confirmed lost, reading
    goes on; with room so does deciding.
    """
    with DecisionLog(sqlite_url(small_disk / "x.sqlite"), "s") as log:
        (small_disk / "other").write_bytes(b"x" * 400_000)
        confirmed, error = fill(log)
        assert error.full, str(error)
        assert log.since() == tuple(confirmed) != ()
        again, error = fill(log, len(confirmed) + 1)
        assert (again, error.full) == ([], True)
        (small_disk / "other").unlink()
        more = log.append([decided(len(confirmed) + 1, note=NOTE)], seen={}).taken
        assert log.since() == (*confirmed, *more)
    with DecisionLog(sqlite_url(small_disk / "x.sqlite"), "s") as log:
        assert log.since() == (*confirmed, *more)


@pytest.mark.slow
def test_disk_full_and_killed(small_disk: Path) -> None:
    """A program that ends while the disk is full leaves a log that opens with all that was
    confirmed, though there is still no room.
    """
    (small_disk / "other").write_bytes(b"x" * 300_000)
    code = (
        "import os, sys; sys.path[:0] = sys.argv[2:]; from test_decisions_trouble import *\n"
        "confirmed, error = fill(DecisionLog(sqlite_url(Path(sys.argv[1]) / 'x.sqlite'), 's'))\n"
        "print(len(confirmed), error.full, flush=True); os.kill(os.getpid(), 9)"
    )
    here = Path(__file__).parent
    words = [
        sys.executable,
        "-c",
        code,
        str(small_disk),
        str(here),
        str(here.parents[1]),
        str(here.parents[2]),
    ]
    told = subprocess.run(words, capture_output=True, text=True, check=False).stdout.split()
    assert told[1] == "True"
    (small_disk / "other").unlink()
    with DecisionLog(sqlite_url(small_disk / "x.sqlite"), "s") as log:
        assert [d.id for d in log.since()] == [f"d{i}" for i in range(1, int(told[0]) + 1)]


def test_full_disk_of_a_server(server: Server) -> None:
    """PostgreSQL's code for a full disk is understood in whatever language it speaks."""
    url = server.database()
    with DecisionLog(url, "s") as log:
        kept = log.append([decided(1)]).taken
        full = "RAISE EXCEPTION 'kan bestand niet uitbreiden' USING ERRCODE = 'disk_full'"
        with trigger(url, full), pytest.raises(LogError, match="the disk is full") as told:
            log.append([decided(2), decided(3)])
        assert told.value.full
        assert log.since() == kept
        assert [d.id for d in log.append([decided(2)]).taken] == ["d2"]


def test_server_that_hangs_up(server: Server) -> None:
    """A connection that breaks at every try is told, with what to do; a broken one between two
    decisions isn't noticed.
    """
    url = server.database()
    with DecisionLog(url, "s") as log:
        with (
            trigger(url, "PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL"),
            pytest.raises(
                LogError, match="whether this was kept is not known; decide again, it is kept once"
            ) as told,
        ):
            log.append([decided(1)])
        assert not told.value.full
        assert log.since() == ()
        log.append([decided(1)])
        server.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname IS NOT NULL AND pid <> pg_backend_pid()"
        )
        log.append([decided(2)])
        assert [d.id for d in log.since()] == ["d1", "d2"]


def test_broken_after_it_was_written(log: DecisionLog, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that breaks between writing and its confirmation: the decision is found again,
    kept once and confirmed.
    """
    breaks = [True]

    @contextmanager
    def breaking(engine: object) -> Iterator[Connection]:
        with database.writing(engine) as connection:  # type: ignore[arg-type]
            yield connection
        if breaks.pop():
            breaks.append(False)
            raise OperationalError("COMMIT", None, Exception("gone"), connection_invalidated=True)

    monkeypatch.setattr(decision_log, "writing", breaking)
    assert [d.id for d in log.append([decided(1), decided(2)], seen={}).taken] == ["d1", "d2"]
    assert [d.id for d in log.since()] == ["d1", "d2"]


def test_locked_too_long(tmp_path: Path) -> None:
    """Another program keeps the file to itself: told in a line, and nothing is half-written."""
    with DecisionLog(sqlite_url(tmp_path / "x.sqlite"), "s") as log:
        log.append([decided(1)])
        setting(log, "busy_timeout=50")
        with closing(sqlite3.connect(tmp_path / "x.sqlite", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(LogError, match=r"nothing was kept: .*database is locked") as told:
                log.append([decided(2)])
            assert not told.value.full
            assert [d.id for d in log.since()] == ["d1"]
            other.execute("ROLLBACK")
        log.append([decided(2)])
        assert [d.id for d in log.since()] == ["d1", "d2"]


def test_damaged_while_open(tmp_path: Path) -> None:
    """A log whose file is damaged under its hands can't be read, and says so."""
    with DecisionLog(sqlite_url(tmp_path / "x.sqlite"), "s") as log:
        log.append([decided(i, note=NOTE) for i in range(50)])
    with DecisionLog(sqlite_url(tmp_path / "x.sqlite"), "s") as log:
        size = (tmp_path / "x.sqlite").stat().st_size
        with (tmp_path / "x.sqlite").open("r+b") as file:
            file.seek(4096)
            file.write(b"\xff" * (size - 4096))
        with pytest.raises(LogError, match="can't be read"):
            log.since()
        with pytest.raises(LogError, match="nothing was kept"):
            log.append([decided(99)])

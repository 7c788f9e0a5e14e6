"""Opens the database of a log: SQLite in a file of the study, or PostgreSQL by URL for a team; brings its tables up to date."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError, SQLAlchemyError

from pipeline.errors import MissingExtraError, MisuseError, UnreadableFileError

BUSY_SECONDS = 30
"""How long a writer waits for another before it gives up."""

_LOCK = 0x7475727665
"""Names the lock that PostgreSQL's writers take in turn: 'turve' in ASCII."""

_MIGRATIONS = Path(__file__).parent / "migrations"


def connect(url: str) -> Engine:
    """The database at that URL (`sqlite:///...` or `postgresql://...`), its tables made or brought up to date.

    `MisuseError` for a URL that is none or a server that doesn't answer, `UnreadableFileError` for a file that is no such database.
    """
    known = _known(url)
    engine = create_engine(known, pool_pre_ping=known.get_backend_name() != "sqlite")
    if known.get_backend_name() == "sqlite":
        _as_sqlite(engine)
    try:
        _upgrade(engine)
    except (OperationalError, sqlite3.Error) as error:
        raise _unopened(known, error) from None
    except SQLAlchemyError as error:
        raise _unopened(known, error) from None
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction in which nobody else writes: numbers are given in the order in which decisions become visible."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.execution_options(turven_writes=True)
        with connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            yield connection


def _known(url: str) -> URL:
    try:
        known = make_url(url)
    except ArgumentError:
        raise MisuseError(
            "the database for decisions is no URL; write such as postgresql://user@host/database, or leave it out"
        ) from None
    kind = known.get_backend_name()
    if kind == "sqlite":
        return known
    if kind != "postgresql":
        raise MisuseError(f"decisions can be kept in SQLite or PostgreSQL, not in {kind}")
    known = known.set(drivername="postgresql+psycopg")
    try:
        known.get_dialect().import_dbapi()
    except (ImportError, NoSuchModuleError):
        raise MissingExtraError("PostgreSQL", "postgres") from None
    return known


def _as_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _set(connection: Any, _record: Any) -> None:
        # the driver's own transactions begin too late to keep writers apart; SQLAlchemy begins them below
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout={BUSY_SECONDS * 1000}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("turven_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _upgrade(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    newest = ScriptDirectory.from_config(config).get_current_head()
    with engine.connect() as connection:
        there = MigrationContext.configure(connection).get_current_revision()
    if there == newest:
        return
    # two that open a new log at once take turns; the second finds all done
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        there = MigrationContext.configure(connection).get_current_revision()
        if there is not None and there not in known:
            raise MisuseError("this log of decisions was made by a newer turven; update turven to read it")
        command.upgrade(config, "head")


def _unopened(url: URL, error: Exception) -> Exception:
    said = str(getattr(error, "orig", None) or error).strip().splitlines() or ["unknown error"]
    if url.get_backend_name() == "sqlite":
        return UnreadableFileError(url.database or "decisions", f"the log of decisions can't be opened ({said[0]})")
    return MisuseError(f"no log of decisions at {url.render_as_string(hide_password=True)}: {said[0]}")

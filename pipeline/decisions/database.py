"""The database of a log: SQLite in a file of the study, or PostgreSQL by URL for a team."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import disk_usage
from time import monotonic, sleep
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from pipeline.decisions.tables import VERSION_TABLE
from pipeline.errors import (
    LogError,
    MissingExtraError,
    MisuseError,
    TurvenError,
    UnreadableFileError,
)

BUSY_SECONDS = 30
"""How long a writer waits for another before it fails."""

CREATION_SECONDS = 1.0
"""How long a file may be empty because another process is making the log in it."""

_LOCK = 0x7475727665
"""The key of the lock taken by PostgreSQL's writers: 'turve' in ASCII."""

_DISK_FULL = "53100"
"""PostgreSQL's code for a full disk; its message depends on the server's language."""

_LITTLE = 256 * 1024
"""Free bytes on a disk that count as none: SQLite's smallest steps are 32 kB."""

_MIGRATIONS = Path(__file__).parent / "migrations"

DATABASE_ERRORS = (SQLAlchemyError, sqlite3.Error)
"""The errors a database may raise; the driver's own come from the settings of a new connection."""


def sqlite_url(file: Path) -> str:
    """Return the URL of a log in that file, whatever characters its path has."""
    return URL.create("sqlite", database=str(file.absolute())).render_as_string()


def beside(url: str, folder: Path) -> str:
    """Return the URL with a relative SQLite file resolved from that folder; any other unchanged."""
    try:
        known = make_url(url)
    except (ArgumentError, ValueError):
        return url
    is_file = known.database not in (None, "", ":memory:")
    if known.get_backend_name() == "sqlite" and is_file and not known.query:
        return sqlite_url(folder / str(known.database))
    return url


def connect(url: str) -> Engine:
    """Return the database at that URL, its tables made or brought up to date.

    The URL is `sqlite:///...` or `postgresql://...`. `MisuseError` for any other or a server that
    doesn't answer, `UnreadableFileError` for a file that is no such database.
    """
    known = _known(url)
    create = _as_sqlite if known.get_backend_name() == "sqlite" else _as_postgresql
    try:
        engine = create(known)
    except (*DATABASE_ERRORS, TypeError, ValueError) as error:
        raise _unopened(known, error) from None
    try:
        _upgrade(engine)
    except (*DATABASE_ERRORS, TypeError) as error:
        engine.dispose()
        raise _unopened(known, error) from None
    except TurvenError:
        engine.dispose()
        raise
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that excludes other writers, so that numbers follow commit order."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.execution_options(turven_writes=True)
        with connection.begin():
            if engine.dialect.name == "postgresql":
                _alone_and_durable(connection)
            yield connection


@contextmanager
def reading(engine: Engine, what: str) -> Iterator[Connection]:
    """Open a read connection; `LogError` if the database can't be read."""
    try:
        with engine.connect() as connection:
            yield connection
    except DATABASE_ERRORS as error:
        raise LogError(f"{what} can't be read ({message_of(error)})") from None


def _known(url: str) -> URL:
    try:
        known = make_url(url)
    except (ArgumentError, ValueError):
        what = "the database for decisions is no URL"
        what_to_do = "write such as postgresql://user@host/database, or leave it out"
        raise MisuseError(f"{what}; {what_to_do}") from None
    # some services write postgres://
    kind = {"postgres": "postgresql"}.get(known.get_backend_name(), known.get_backend_name())
    if kind == "sqlite":
        if known.database in (None, "", ":memory:"):
            raise MisuseError(
                "decisions can't be kept in memory; write sqlite:/// and the path of a file"
            )
        if known.query:
            options = ", ".join(sorted(known.query))
            raise MisuseError(f"decisions in SQLite take no options; leave out {options}")
        return known.set(drivername="sqlite+pysqlite")
    if kind != "postgresql":
        raise MisuseError(f"decisions can be kept in SQLite or PostgreSQL, not in {kind}")
    known = known.set(drivername="postgresql+psycopg")
    try:
        known.get_dialect().import_dbapi()
    except (ImportError, NoSuchModuleError):
        raise MissingExtraError("PostgreSQL", "postgres") from None
    return known


def _as_postgresql(url: URL) -> Engine:
    settings: dict[str, Any] = {"client_encoding": "UTF8"}
    if "connect_timeout" not in url.query:
        settings["connect_timeout"] = 10
    # at another isolation level a writer that waited would not see what the others wrote
    return create_engine(
        url, pool_pre_ping=True, isolation_level="READ COMMITTED", connect_args=settings
    )


def _alone_and_durable(connection: Connection) -> None:
    # wait for the lock; and never confirm before the data is on disk, whatever the server's setting
    turn = (
        "SELECT pg_advisory_xact_lock(:lock), CASE current_setting('synchronous_commit') "
        "WHEN 'off' THEN set_config('synchronous_commit', 'on', true) END"
    )
    connection.execute(text(turn), {"lock": _LOCK})


def _as_sqlite(url: URL) -> Engine:
    _check_not_empty(Path(str(url.database)))
    engine = create_engine(url)

    @event.listens_for(engine, "connect")
    def _set(connection: Any, _record: Any) -> None:
        # the driver's own transactions begin too late to keep writers apart; they begin below
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout={BUSY_SECONDS * 1000}",
            "journal_mode=WAL",
            "synchronous=FULL",
            # macOS has two ways to flush to disk, and this is the one that waits for it
            "fullfsync=ON",
            "checkpoint_fullfsync=ON",
            "foreign_keys=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("turven_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _check_not_empty(file: Path) -> None:
    """Raise an `UnreadableFileError` for a file of 0 bytes, which SQLite takes for a new log.

    A log is that small only for the moment in which another process makes it.
    """
    end = monotonic() + CREATION_SECONDS
    while _is_empty(file):
        if monotonic() > end:
            what_to_do = "put back a copy, or move it away to begin a new log"
            raise UnreadableFileError(file, f"is empty, so its decisions are lost; {what_to_do}")
        sleep(CREATION_SECONDS / 20)


def _is_empty(file: Path) -> bool:
    try:
        return file.is_file() and not file.stat().st_size
    except (OSError, ValueError):
        return False


def _upgrade(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    newest = ScriptDirectory.from_config(config).get_current_head()
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            _keeps_any_text(connection)
        there = _revision(connection)
    if there == newest:
        return
    # two that open a new log at once take turns; the second finds everything done
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        there = _revision(connection)
        if there is not None and there not in known:
            raise MisuseError(
                "this log of decisions was made by a newer turven; update turven to read it"
            )
        command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(
        connection, opts={"version_table": VERSION_TABLE}
    ).get_current_revision()


def _keeps_any_text(connection: Connection) -> None:
    encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
    if encoding != "UTF8":
        raise MisuseError(
            f"the database for decisions keeps texts as {encoding}, in which not every answer can "
            "be written; make one with  CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0"
        )


def _unopened(url: URL, error: Exception) -> TurvenError:
    said = message_of(error)
    if url.get_backend_name() == "sqlite":
        what = f"the log of decisions can't be opened ({said})"
        return UnreadableFileError(url.database or "decisions", what)
    shown = url.render_as_string(hide_password=True)
    return MisuseError(f"no log of decisions at {shown}: {said}")


def is_full(error: Exception, engine: Engine) -> bool:
    """Whether the database could not write because its disk is full, in any language."""
    said = getattr(error, "orig", None) or error
    if engine.dialect.name != "sqlite":
        return getattr(said, "sqlstate", None) == _DISK_FULL
    code = getattr(said, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return True
    # if the file beside the database can't grow, SQLite reports an input or output error
    if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN):
        with suppress(OSError):
            return disk_usage(Path(engine.url.database or ".").parent).free < _LITTLE
    return False


def message_of(error: Exception) -> str:
    """Return the first line of the database's message."""
    return (str(getattr(error, "orig", None) or error).strip().splitlines() or ["unknown error"])[0]

"""The tables are what their history makes, only ever added to, and kept from one version of the
program to the next.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from decided import decided
from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from pipeline.decisions import DecisionLog
from pipeline.decisions.database import connect
from pipeline.decisions.tables import METADATA, VERSION_TABLE
from pipeline.errors import MisuseError

ROOT = Path(__file__).parents[3]
STEPS = ROOT / "pipeline" / "decisions" / "migrations" / "versions"


@contextmanager
def looking_into(url: str) -> Iterator[Connection]:
    """A connection past the log, as somebody with another program has."""
    known = make_url(url)
    engine = create_engine(
        known.set(drivername="postgresql+psycopg")
        if known.get_backend_name() != "sqlite"
        else known
    )
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    """A new log's database."""
    made = connect(database)
    yield made
    made.dispose()


def test_tables_are_what_their_history_makes(engine: Engine) -> None:
    """The declared tables, columns, indexes and keys are exactly those that the migrations make."""
    with engine.connect() as connection:
        settings = {"compare_type": True, "version_table": VERSION_TABLE}
        assert (
            compare_metadata(MigrationContext.configure(connection, opts=settings), METADATA) == []
        )


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE decisions SET note = 'anders'",
        "DELETE FROM decisions",
        "UPDATE verdicts SET theme = 'wind' WHERE place = 0",
        "DELETE FROM verdicts",
    ],
)
def test_rows_are_only_added(database: str, change: str) -> None:
    """The database itself refuses to change or remove what was decided, whoever asks."""
    with DecisionLog(database, "fietsen") as log:
        kept = log.append([decided(1)]).taken
        with (
            pytest.raises(DBAPIError, match="only ever added to"),
            looking_into(database) as connection,
        ):
            connection.execute(text(change))
        assert log.since() == kept


def test_emptying_is_refused(server: object, database: str) -> None:
    """PostgreSQL can empty a table in one go, and is kept from it."""
    if database.startswith("sqlite"):
        pytest.skip("SQLite knows no TRUNCATE")
    connect(database).dispose()
    with (
        pytest.raises(DBAPIError, match="only ever added to"),
        looking_into(database) as connection,
    ):
        connection.execute(text("TRUNCATE decisions CASCADE"))


def test_settings_that_keep_what_is_confirmed(engine: Engine) -> None:
    """SQLite writes ahead and waits for the disk at each confirmation."""
    if engine.dialect.name != "sqlite":
        pytest.skip("about SQLite")
    with engine.connect() as connection:
        values = [
            connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous")
        ]
    assert values == ["wal", 2]


def test_a_careless_server_waits_for_the_disk(server: object) -> None:
    """A PostgreSQL database set to confirm before writing, and to show old states, does neither for
    the log.
    """
    from pipeline.decisions.database import writing

    careless = (
        "ALTER DATABASE {name} SET synchronous_commit = off",
        "ALTER DATABASE {name} SET default_transaction_isolation = 'repeatable read'",
    )
    opened = connect(server.database(settings=careless))  # type: ignore[attr-defined]
    with writing(opened) as connection:
        names = ("synchronous_commit", "transaction_isolation")
        shown = [connection.execute(text(f"SHOW {name}")).scalar() for name in names]
    opened.dispose()
    assert shown == ["on", "read committed"]


class TestVersions:
    """A log outlives the version of the program that made it."""

    def test_one_line_of_steps(self) -> None:
        """The history is one line from the first step to the newest."""
        config = Config()
        config.set_main_option("script_location", str(STEPS.parent))
        scripts = ScriptDirectory.from_config(config)
        steps = [step.revision for step in scripts.walk_revisions()][::-1]
        assert steps[0] == "0001"
        assert len(scripts.get_heads()) == 1
        assert len(steps) == len(list(STEPS.glob("v*.py")))

    def test_first_version_survives(self, database: str) -> None:
        """A log made at step 0001, with decisions in it, opens with all of them and takes more."""
        from alembic import command

        from pipeline.decisions import database as opening

        config = Config()
        config.set_main_option("script_location", str(STEPS.parent))
        with looking_into(database) as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "0001")
            for statement in (
                (ROOT / "tests" / "unit" / "decisions" / "log-0001.sql").read_text().split(";\n")
            ):
                if statement.strip():
                    connection.execute(text(statement))
        opening.connect(database).dispose()
        with DecisionLog(database, "fietsen") as log:
            (first, undo) = log.since()
            assert (first.codes, first.note, first.reviewer) == (
                ("weer", "wind"),
                "'t regent",
                "anna",
            )
            assert (undo.undoes, undo.codes) == (first.id, ())
            (third,) = log.append([decided(3)]).taken
            assert third.number > undo.number

    def test_newer_version_is_refused(self, database: str) -> None:
        """A log of a newer program is left alone, and one line says what to do."""
        connect(database).dispose()
        with looking_into(database) as connection:
            connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
        with pytest.raises(MisuseError, match="made by a newer turven; update turven"):
            connect(database)

    def test_beside_other_tables(self, database: str) -> None:
        """Another program's Alembic version in the same database is no hindrance."""
        with looking_into(database) as connection:
            connection.execute(text("CREATE TABLE alembic_version (version_num TEXT)"))
            connection.execute(text("INSERT INTO alembic_version VALUES ('abcdef')"))
        with DecisionLog(database, "fietsen") as log:
            assert log.append([decided(1)]).taken


def test_wheel_holds_the_history() -> None:
    """The package that users install has all of pipeline in it, so the migrations too."""
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"][
        "build"
    ]["targets"]["wheel"]
    assert wheel == {"packages": ["pipeline"]}
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert not any(
        fnmatch(part, rule.strip("/")) for part in STEPS.relative_to(ROOT).parts for rule in ignored
    )

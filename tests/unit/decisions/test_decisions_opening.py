"""A log that can't be opened is told in one line that says why, with no password in it."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Timer

import pytest
from decided import decided
from postgres import Server

from pipeline.decisions import DecisionLog, database, sqlite_url
from pipeline.decisions.database import connect
from pipeline.errors import MissingExtraError, MisuseError, TurvenError, UnreadableFileError


def refused(url: str, kind: type[TurvenError]) -> str:
    """What is said when a log is opened there."""
    with pytest.raises(kind) as told:
        connect(url)
    said = str(told.value)
    assert "\n" not in said
    return said


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("decisions.sqlite", "is no URL"),
        ("", "is no URL"),
        ("postgresql://host:port/x", "is no URL"),
        ("postgresql://u:p@[::1/x", "is no URL"),
        ("mysql://host/x", "not in mysql"),
        ("oracle+foo://host/x", "not in oracle"),
        ("sqlite://", "can't be kept in memory"),
        ("sqlite:///:memory:", "can't be kept in memory"),
    ],
)
def test_not_a_place_for_decisions(url: str, what: str) -> None:
    """A URL that is none, of another database, or of memory that is lost."""
    assert what in refused(url, MisuseError)


def a_directory(folder: Path) -> Path:
    """A folder where the file should be."""
    (folder / "x.sqlite").mkdir()
    return folder / "x.sqlite"


def another_file(folder: Path) -> Path:
    """A file of something else."""
    (folder / "x.sqlite").write_text("wave,respondent_id\n" * 100)
    return folder / "x.sqlite"


def half_a_log(folder: Path) -> Path:
    """A log of which a part was lost."""
    with DecisionLog(sqlite_url(folder / "x.sqlite"), "s") as log:
        log.append([decided(i) for i in range(200)])
    content = (folder / "x.sqlite").read_bytes()
    (folder / "x.sqlite").write_bytes(content[:50] + b"\xff" * 4000 + content[4050:])
    return folder / "x.sqlite"


def no_folder(folder: Path) -> Path:
    """A file in a folder that isn't there."""
    return folder / "niets" / "x.sqlite"


@pytest.mark.parametrize("place", [a_directory, another_file, half_a_log, no_folder])
def test_files_that_are_no_log(tmp_path: Path, place: Callable[[Path], Path]) -> None:
    """A folder, a file of something else, a damaged log, a folder that isn't there: told, and left
    as they were.
    """
    path = place(tmp_path)
    before = path.read_bytes() if path.is_file() else b""
    said = refused(sqlite_url(path), UnreadableFileError)
    assert said.startswith(f"{path}: the log of decisions can't be opened (")
    assert (path.read_bytes() if path.is_file() else b"") == before


def test_empty_file_is_a_lost_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of 0 bytes is no new log but a lost one: it is refused, and left as it was."""
    monkeypatch.setattr(database, "CREATION_SECONDS", 0.1)
    path = tmp_path / "decisions.sqlite"
    path.touch()

    message = refused(sqlite_url(path), UnreadableFileError)

    assert message.startswith(f"{path}: is empty, so its decisions are lost; put back a copy")
    assert [(file.name, file.stat().st_size) for file in tmp_path.iterdir()] == [(path.name, 0)]


def test_log_that_is_being_made_is_waited_for(tmp_path: Path) -> None:
    """A file that another process begins to fill within a second is opened."""
    path = tmp_path / "decisions.sqlite"
    with DecisionLog(sqlite_url(tmp_path / "other.sqlite"), "s") as log:
        log.append([decided(1)])
    content = (tmp_path / "other.sqlite").read_bytes()
    path.touch()
    creator = Timer(0.2, path.write_bytes, [content])

    creator.start()
    with DecisionLog(sqlite_url(path), "s") as log:
        made = log.since()
    creator.join()

    assert [decision.id for decision in made] == [decided(1).id]


def test_database_of_another_program(tmp_path: Path) -> None:
    """A database that has another table of that name is refused, and nothing of it lost."""
    with closing(sqlite3.connect(tmp_path / "x.sqlite")) as other:
        other.execute("CREATE TABLE decisions (a)")
        other.execute("INSERT INTO decisions VALUES (1)")
        other.commit()
    assert "table decisions already exists" in refused(
        sqlite_url(tmp_path / "x.sqlite"), UnreadableFileError
    )
    with closing(sqlite3.connect(tmp_path / "x.sqlite")) as other:
        assert other.execute("SELECT * FROM sqlite_master, decisions").fetchall()[0][-1] == 1
        assert other.execute("SELECT count(*) FROM sqlite_master").fetchone() == (1,)


@pytest.mark.skipif(sys.platform == "win32", reason="about folders of Unix")
def test_folder_that_may_not_be_written(tmp_path: Path) -> None:
    """Where no file may be made one line says so."""
    folder = tmp_path / "dicht"
    folder.mkdir()
    folder.chmod(0o500)
    if os.geteuid() == 0:
        # root may write everywhere but in the kernel's own folder
        folder = Path("/proc")
    said = refused(sqlite_url(folder / "decisions.sqlite"), UnreadableFileError)
    assert "unable to open database file" in said
    tmp_path.joinpath("dicht").chmod(0o700)


def test_strange_options(tmp_path: Path) -> None:
    """An option that the database doesn't know."""
    said = refused(f"{sqlite_url(tmp_path / 'x.sqlite')}?colour=red&mode=ro", MisuseError)
    assert "leave out colour, mode" in said
    assert list(tmp_path.iterdir()) == []


def test_strange_options_of_a_server(server: Server) -> None:
    """The same of PostgreSQL."""
    assert "colour" in refused(f"{server.database()}?colour=red", MisuseError)


@pytest.mark.parametrize("name", ["a?b#c%20d", "é ü 日本", "o'neil;x", "plain"])
def test_any_path(tmp_path: Path, name: str) -> None:
    """A study's folder may have any name."""
    (tmp_path / name).mkdir()
    with DecisionLog(sqlite_url(tmp_path / name / "decisions.sqlite"), "s") as log:
        log.append([decided(1)])
    assert [p.name for p in (tmp_path / name).iterdir()] == ["decisions.sqlite"]


def test_postgresql_driver_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the optional part one line says how to install it."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert "pip install 'turven[postgres]'" in refused(
        "postgresql://u@localhost/x", MissingExtraError
    )


def test_connection_refused() -> None:
    """No server there: the line names the place, and not the password."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    said = refused(f"postgresql://anna:geheim@127.0.0.1:{port}/x", MisuseError)
    assert said.startswith(
        f"no log of decisions at postgresql+psycopg://anna:***@127.0.0.1:{port}/x: "
    )
    assert "refused" in said
    assert "geheim" not in said


def test_wrong_password_or_database(server: Server) -> None:
    """The server's own words, in one line, without the password."""
    base = server.database()
    assert "does not exist" in refused(f"{base}x", MisuseError)
    said = refused(base.replace("postgres@", "nobody:geheim@", 1), MisuseError)
    assert "nobody" in said
    assert "geheim" not in said


def test_database_that_keeps_less_than_every_text(server: Server) -> None:
    """A database in which no emoji can be written is refused before anything is decided."""
    said = refused(server.database(encoding="LATIN1"), MisuseError)
    assert "keeps texts as LATIN1" in said
    assert "ENCODING 'UTF8'" in said


def test_short_name_of_postgresql(server: Server) -> None:
    """`postgres://`, as services write it, is the same."""
    connect(server.database().replace("postgresql://", "postgres://")).dispose()


@pytest.mark.slow
def test_opening_needs_no_study_code() -> None:
    """Opening a log loads neither spaCy nor scikit-learn: it is quick."""
    code = (
        "import sys, pipeline.decisions; slow = ('spacy', 'sklearn', 'matplotlib'); "
        "sys.exit(any(module in sys.modules for module in slow))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

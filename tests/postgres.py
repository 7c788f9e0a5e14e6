"""A PostgreSQL server for tests: the system's programs, a folder of its own, a free port on this
machine; or one that the environment names.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from uuid import uuid4

VARIABLE = "TURVEN_TEST_POSTGRES"
"""Environment variable with the URL of a server on which the tests may make and drop databases."""

PROGRAMS = Path("/usr/lib/postgresql")


class NoServerError(Exception):
    """Why there is no PostgreSQL to test on, in a sentence."""


class Server:
    """A PostgreSQL server on which databases can be made."""

    def __init__(self, url: str) -> None:
        self.url = url

    def database(self, *, encoding: str = "UTF8", settings: Sequence[str] = ()) -> str:
        """The URL of a new, empty database.

        `settings` are statements about it, with {name} for its name.
        """
        name = f"turven_{uuid4().hex[:12]}"
        made = f"CREATE DATABASE {name} ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0"
        self.run(made, *(setting.format(name=name) for setting in settings))
        base, _, query = self.url.partition("?")
        return base.rsplit("/", 1)[0] + f"/{name}" + (f"?{query}" if query else "")

    def run(self, *statements: str) -> None:
        """Runs statements, each on its own."""
        import psycopg

        with psycopg.connect(self.url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)  # type: ignore[arg-type]


@contextmanager
def serving() -> Iterator[Server]:
    """A server until the end of the block.

    `NoServerError` where there is none and none can be started.
    """
    if find_spec("psycopg") is None:
        raise NoServerError("psycopg is not installed: pip install 'turven[postgres]'")
    if os.environ.get(VARIABLE):
        yield Server(os.environ[VARIABLE])
        return
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="turven-pg-"))
    try:
        port = _start(programs, folder)
        try:
            yield Server(f"postgresql://postgres@127.0.0.1:{port}/postgres")
        finally:
            _as_owner([programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    found = sorted(
        PROGRAMS.glob("*/bin/initdb"),
        key=lambda path: int(path.parts[-3]) if path.parts[-3].isdigit() else 0,
    )
    if not found and shutil.which("initdb"):
        found = [Path(str(shutil.which("initdb")))]
    if not found:
        raise NoServerError(
            f"no PostgreSQL on this machine (apt-get install postgresql), and {VARIABLE} names none"
        )
    return found[-1].parent


def _start(programs: Path, folder: Path) -> int:
    if _is_root():
        # PostgreSQL refuses to run as root; its package made a user for it
        try:
            shutil.chown(folder, "postgres")
        except LookupError:
            raise NoServerError(
                "PostgreSQL can't run as root, and there is no user postgres"
            ) from None
    data = folder / "data"
    made = _as_owner(
        [
            programs / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ]
    )
    if made.returncode:
        raise NoServerError(f"PostgreSQL can't be set up: {made.stderr.strip()[-300:]}")
    for _ in range(3):
        port = _free_port()
        # fsync stays on, as in life
        settings = f"-p {port} -c listen_addresses=127.0.0.1 -c max_connections=60 -k {folder}"
        started = _as_owner(
            [
                programs / "pg_ctl",
                "-D",
                data,
                "-o",
                settings,
                "-l",
                folder / "server.log",
                "-w",
                "-t",
                "60",
                "start",
            ]
        )
        if started.returncode == 0:
            return port
    raise NoServerError(f"PostgreSQL does not start: {(folder / 'server.log').read_text()[-300:]}")


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _as_owner(command: list[object]) -> subprocess.CompletedProcess[str]:
    user = "postgres" if _is_root() else None
    # a server that keeps the pipe would keep the caller waiting, so its output goes to its log
    return subprocess.run(
        [str(word) for word in command],
        user=user,
        cwd="/",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])

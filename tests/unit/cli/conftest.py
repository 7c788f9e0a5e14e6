"""The command, run in this process or in its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code, and what it wrote."""

    code: int
    out: str
    err: str


Turven = Callable[..., Ended]


@pytest.fixture
def turven(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Turven:
    """Runs the command in this process, as the entry point does."""

    def command(*words: object) -> Ended:
        from pipeline.cli import main

        monkeypatch.setattr(sys, "argv", ["turven", *map(str, words)])
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code
        written = capsys.readouterr()
        return Ended(int(code or 0), written.out, written.err)

    return command


@pytest.fixture(scope="session")
def turven_apart() -> Turven:
    """Runs `python -m pipeline` in a process of its own; `env` adds to its environment."""

    def command(*words: object, env: dict[str, str] | None = None, cwd: Path = ROOT) -> Ended:
        settings = {**os.environ, "PYTHONPATH": str(ROOT), **(env or {})}
        line = [sys.executable, "-m", "pipeline", *map(str, words)]
        done = subprocess.run(
            line, capture_output=True, env=settings, cwd=cwd, timeout=120, check=False
        )
        return Ended(
            done.returncode,
            done.stdout.decode("utf-8", "replace"),
            done.stderr.decode("utf-8", "replace"),
        )

    return command

"""The command in a process of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pipeline.run import Run

Turven = Callable[..., Any]


@pytest.mark.slow
def test_another_process_makes_the_same_bytes(
    turven_apart: Turven, survey: Path, finished: Run, tmp_path: Path
) -> None:
    """A run in another process, with other hashes and another time zone, makes the same bytes."""
    env = {"PYTHONHASHSEED": "4711", "TZ": "Pacific/Auckland", "LC_ALL": "C"}
    ended = turven_apart("run", survey, "--out", tmp_path / "uit", env=env)
    assert ended.code == 0, ended.err
    assert "Traceback" not in ended.err
    for path in sorted(finished.folder.rglob("*")):
        if path.is_file():
            assert (
                tmp_path / "uit" / path.relative_to(finished.folder)
            ).read_bytes() == path.read_bytes(), path.name


@pytest.mark.slow
def test_refused(turven_apart: Turven, tmp_path: Path) -> None:
    """A study that isn't there ends with 2 and exactly one line on standard error."""
    ended = turven_apart("run", tmp_path / "weg")
    assert (ended.code, ended.out, ended.err) == (
        2,
        "",
        f"turven: {tmp_path / 'weg'}: no such study\n",
    )

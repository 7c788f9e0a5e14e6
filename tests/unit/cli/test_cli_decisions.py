"""The commands for the archive of decisions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

import pipeline

Turven = Callable[..., Any]
ADDED = pd.DataFrame(
    {"wave": ["2024"], "respondent_id": ["g01"], "question": ["nadelen"], "theme": ["regen"]}
)


def test_export_and_import(turven: Turven, survey: Path, tmp_path: Path) -> None:
    """export tells how many were written, import what became of them.

    A problem is a line, and with --strict exit code 1.
    """
    pipeline.decisions.add(survey, ADDED, reviewer="anna")
    file = tmp_path / "archief.csv"
    ended = turven("decisions", "export", survey, file)
    assert (ended.code, ended.out) == (0, f"1 decision written to {file}\n")
    ended = turven("decisions", "import", survey, file, "--strict")
    assert (ended.code, ended.out) == (0, "decisions added: 0; there already: 1; left out: 0\n")
    file.write_bytes(file.read_bytes().replace(b"regen", b"rgen"))
    ended = turven("decisions", "import", survey, file)
    assert ended.code == 0
    assert ended.out.splitlines() == [
        "decisions added: 0; there already: 0; left out: 1",
        "archief.csv, row 2, theme: theme 'rgen' is not in codebook 'nadelen'."
        " Correct the theme. Did you mean regen?",
    ]
    assert turven("decisions", "import", survey, file, "--strict").code == 1


def test_misuse(turven: Turven, survey: Path, tmp_path: Path) -> None:
    """A file that is there, or none, is one line and exit code 2."""
    (tmp_path / "a.csv").write_text("mine")
    for words in (("export", survey, tmp_path / "a.csv"), ("import", survey, tmp_path / "a.csv")):
        ended = turven("decisions", *words)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err.count("\n") == 1

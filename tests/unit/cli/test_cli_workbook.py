"""The commands for workbooks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline.decisions.study_log import read_decisions
from pipeline.study import read_study

pytestmark = pytest.mark.slow

Turven = Callable[..., Any]
HEADER = 5


def _fill(path: Path, codes: dict[str, str], name: str = "") -> Path:
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.worksheets[0]
    at = {cell.value: cell.column for cell in sheet[HEADER]}
    for row in range(HEADER + 1, sheet.max_row + 1):
        sheet.cell(row, at["Code 1"]).value = codes.get(str(sheet.cell(row, at["Antwoord"]).value))
    sheet["C4"] = name or sheet["C4"].value
    workbook.save(path)
    return path


@pytest.fixture
def path(turven: Turven, survey: Path, tmp_path: Path) -> Path:
    """A workbook that went out to anna."""
    path = tmp_path / "boek.xlsx"
    ended = turven(
        "workbook", "export", survey, "--question", "nadelen", "--reviewer", "anna", "--out", path
    )
    assert ended.code == 0
    assert ended.out.splitlines() == [
        f"wrote {path}: 8 different answers by 8 respondents",
        f"When it comes back:  turven workbook import {survey} {path}",
    ]
    return path


def test_back_and_forth(turven: Turven, survey: Path, path: Path) -> None:
    """import tells how many rows were taken, and where each that was not is and what to do."""
    _fill(path, {"te ver": "Afstand", "zomaar": "Afstnd"})
    dry = turven("workbook", "import", survey, path, "--dry-run")
    assert (
        dry.out.splitlines()[0]
        == "anna: 1 would be taken, 0 stood already, 1 not taken, 6 rows still open."
    )
    assert read_decisions(read_study(survey)) == ()
    ended = turven("workbook", "import", survey, path, "--strict")
    assert ended.code == 1
    first, told, _ = ended.out.splitlines()
    assert first == "anna: 1 taken, 0 stood already, 1 not taken, 6 rows still open."
    assert told == (
        "boek.xlsx, sheet Antwoorden, row 13: 'Afstnd' is no code of this workbook."
        " Type 'Afstand' if that is meant, or choose from the list."
    )
    assert [d.codes for d in read_decisions(read_study(survey))] == [("afstand",)]


def test_asks_who(
    turven: Turven, survey: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A workbook without a name is asked about on a terminal, and refused elsewhere."""
    turven("workbook", "export", survey, "--question", "nadelen", "--out", tmp_path / "b.xlsx")
    path = _fill(tmp_path / "b.xlsx", {"te ver": "Afstand"})
    ended = turven("workbook", "import", survey, path)
    assert (ended.code, "say who filled it in with --reviewer" in ended.err) == (2, True)
    monkeypatch.setattr("pipeline.cli.workbook.can_ask", lambda: True)
    monkeypatch.setattr("typer.prompt", lambda _: "Bob")
    assert turven("workbook", "import", survey, path).out.startswith("Bob: 1 taken")


@pytest.mark.parametrize("answer", [True, False])
def test_asks_before_overriding(
    turven: Turven,
    survey: Path,
    path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    answer: bool,
) -> None:
    """A terminal shows both decisions before the newer one is overridden; Enter says no."""
    later = tmp_path / "later.xlsx"
    turven(
        "workbook", "export", survey, "--question", "nadelen", "--reviewer", "anna", "--out", later
    )
    turven("workbook", "import", survey, _fill(later, {"te ver": "Wind"}))
    _fill(path, {"te ver": "Afstand"})
    plain = turven("workbook", "import", survey, path)
    assert "anna decided on this answer since: wind" in plain.out
    asked: list[tuple[str, bool]] = []
    monkeypatch.setattr("pipeline.cli.workbook.can_ask", lambda: True)
    monkeypatch.setattr(
        "typer.confirm", lambda text, default: asked.append((text, default)) or answer
    )
    ended = turven("workbook", "import", survey, path)
    assert asked == [("Let the workbook come in its place?", False)]
    assert "anna since the export" in ended.out
    assert "the workbook: afstand" in ended.out
    assert len(read_decisions(read_study(survey))) == 1 + answer


def test_override(turven: Turven, survey: Path, path: Path) -> None:
    """--override asks nothing."""
    _fill(path, {"te ver": "Afstand"})
    turven("workbook", "import", survey, path)
    _fill(path, {"te ver": "Wind"})
    assert turven("workbook", "import", survey, path, "--override").out.startswith("anna: 1 taken")


def test_misuse(turven: Turven, survey: Path, path: Path, tmp_path: Path) -> None:
    """What can't be is one line and exit code 2, and a workbook that is there stays."""
    (tmp_path / "boek.csv").write_text("a;b\n", encoding="utf-8")
    for words in (
        ("export", survey, "--question", "nadelen", "--out", path),
        ("export", survey, "--queue", "x", "--out", tmp_path),
        ("export", survey, "--question", "x", "--out", tmp_path),
        ("import", survey, tmp_path / "boek.csv"),
        ("import", survey, tmp_path / "weg.xlsx"),
    ):
        ended = turven("workbook", *words)
        assert (ended.code, ended.out, len(ended.err.splitlines())) == (2, "", 1)


def test_answers_cannot_steer_the_terminal(turven: Turven, survey: Path, path: Path) -> None:
    """Control characters in what people typed are shown, not obeyed."""
    _fill(path, {"te ver": "rood[red]"})
    book = openpyxl.load_workbook(path)
    book.worksheets[0].title = "[bold]x"[1:5]
    book.save(path)
    assert "'rood[red]' is no code" in turven("workbook", "import", survey, path).out

"""`turven queue` and `turven trouble`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import typer.main

from pipeline.cli import app
from pipeline.review import LABEL_QUEUES

Turven = Callable[..., Any]


def test_queue(turven: Turven, survey: Path) -> None:
    """queue shows answers with suggestion and reason in 80 columns, then how they were drawn."""
    export = survey / "a-2025.csv"
    export.write_text(
        export.read_text(encoding="utf-8") + f"g06;klein;gezond;{'lang ' * 60}\x1b[31m\n",
        encoding="utf-8",
    )
    ended = turven("queue", survey, "--question", "voordelen", "--size", 6)
    assert ended.code == 0
    lines = ended.out.splitlines()
    assert "2024/g01/voordelen and 1 more who wrote the same random, chance 1" in lines
    assert "  suggestion: goedkoop" in lines
    assert lines[-1] == "6 answers to label: 6 drawn by chance."
    assert max(map(len, lines)) < 80
    assert "\x1b" not in ended.out


def test_queue_to_file(turven: Turven, survey: Path, tmp_path: Path) -> None:
    """--out writes the list for a spreadsheet, formulas made harmless, and never over a file."""
    export = survey / "a-2025.csv"
    export.write_text(
        export.read_text(encoding="utf-8").replace("zomaar", "=regen"), encoding="utf-8"
    )
    labels = survey / "labels.csv"
    labels.write_text(
        labels.read_text(encoding="utf-8").replace("2025,g02", "2025,g99"), encoding="utf-8"
    )
    path = tmp_path / "rij.csv"
    ended = turven("queue", survey, "--out", path, "--size", 30)
    assert ended.out.splitlines()[-1] == f"wrote {path}"
    table = pd.read_csv(path, sep=";", decimal=",", encoding="utf-8-sig")
    assert len(table) == 10
    assert "'=regen" in set(table["text"])
    assert set(table["probability"]) == {1.0}
    again = turven("queue", survey, "--out", path)
    assert (again.code, "is there already" in again.err) == (2, True)


def test_queue_of_nothing(turven: Turven, survey: Path) -> None:
    """Where nothing is left to label, queue says so."""
    for name in ("a-2024.csv", "a-2025.csv"):
        (survey / name).write_text("id;grootte;q1;q2\ng01;klein;nvt;-\n", encoding="utf-8")
    assert turven("queue", survey).out == "No answer to label.\n"


def test_trouble(turven: Turven, survey: Path, tmp_path: Path) -> None:
    """trouble shows labels, reason and suggestion, and counts; with --strict it ends with 1."""
    ended = turven("trouble", survey, "--strict")
    assert ended.code == 1
    assert ended.out.splitlines() == [
        "2025/g02/nadelen no-answer-says-something",
        "  zomaar",
        "  labels: geen-antwoord (by anna)",
        "  Staat op geen-antwoord, maar noemt overig",
        "  suggestion: overig",
        "2024/g04/voordelen theme-on-non-answer",
        "  weet niet",
        "  labels: overig (by anna)",
        "  overig op een tekst die niets beantwoordt (non-answer: weet niet)",
        "  suggestion: geen-antwoord",
        "2 labels to look at: 1 no-answer-says-something, 1 theme-on-non-answer.",
    ]
    assert turven("trouble", survey, "--out", tmp_path / "lijst.csv").code == 0
    assert len(pd.read_csv(tmp_path / "lijst.csv", sep=";", encoding="utf-8-sig")) == 2
    (survey / "labels.csv").write_text(
        "wave,respondent_id,question,theme,coder\n", encoding="utf-8"
    )
    clean = turven("trouble", survey, "--strict")
    assert (clean.code, clean.out) == (0, "No label looks wrong.\n")


def test_strategies_are_named() -> None:
    """The help of queue names every strategy there is."""
    options = typer.main.get_command(app).commands["queue"].params  # type: ignore[attr-defined]
    (shown,) = [option.help for option in options if option.name == "strategy"]
    assert [name for name in LABEL_QUEUES if name not in shown] == []

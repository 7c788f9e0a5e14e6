"""What each command shows, and how it ends."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer

Turven = Callable[..., Any]


def test_run(turven: Turven, survey: Path, tmp_path: Path) -> None:
    """A run ends with 0 and tells where the answers went, the first problems and the report."""
    ended = turven("run", survey, "--out", tmp_path / "uit")
    assert ended.code == 0
    for line in ("20  answers read", "11  coded to themes", "1  uncoded", "2  refused"):
        assert line in ended.out
    assert "labels.csv, row 7, theme: theme 'afstnd' is not in codebook 'nadelen'" in ended.out
    assert str(tmp_path / "uit" / "report" / "report.html") in ended.out
    assert (tmp_path / "uit" / "manifest.json").is_file()


def test_progress_is_plain_lines(turven: Turven, survey: Path, tmp_path: Path) -> None:
    """Without a terminal progress is a plain line for each stage on standard error."""
    ended = turven("run", survey, "--out", tmp_path / "uit")
    lines = ended.err.splitlines()
    assert 3 <= len(lines) <= 10
    assert all(line.startswith("turven: ") for line in lines)
    assert len(set(lines)) == len(lines)
    assert "\x1b" not in ended.err + ended.out
    assert "\r" not in ended.err


def test_run_without_labels(turven: Turven, survey: Path, tmp_path: Path) -> None:
    """--no-labels codes as if nobody had labelled."""
    assert "by reviewer" in turven("run", survey, "--out", tmp_path / "met").out
    assert (
        "by reviewer" not in turven("run", survey, "--out", tmp_path / "zonder", "--no-labels").out
    )


def test_strict(turven: Turven, survey: Path, tmp_path: Path) -> None:
    """--strict ends with 1 where something needs attention, after doing all the work."""
    assert turven("run", survey, "--out", tmp_path / "uit", "--strict").code == 1
    assert (tmp_path / "uit" / "manifest.json").is_file()
    assert (turven("check", survey).code, turven("check", survey, "--strict").code) == (0, 1)
    book = survey / "boeken" / "nadelen.yaml"
    assert [turven("codebook", "check", book, *strict).code for strict in ((), ("--strict",))] == [
        0,
        1,
    ]
    assert turven("codebook", "test", book, "--strict").code == 0


def test_check(turven: Turven, survey: Path) -> None:
    """check tells respondents, answers, problems and what codebooks leave open."""
    ended = turven("check", survey)
    assert "2024: 4 respondents, 2025: 5 respondents; 2 questions, 20 answers" in ended.out
    assert "a-2025.csv, row 7, id: there is no respondent id" in ended.out
    assert "codebook nadelen: weer: 2 examples, 5 are wanted" in ended.out


def test_explain(turven: Turven, survey: Path) -> None:
    """explain shows the verbatim, then theme, source, words, rule."""
    ended = turven("explain", survey, "2025/g01/nadelen")
    assert ended.out.splitlines() == [
        "2025/g01/nadelen  (a-2025.csv, row 2)",
        "  Nat worden 🌧️ en twintig kilometer",
        "",
        "Regen [regen] by rules on 'Nat'",
        "    regen.nat: {any: [nat], not: [natuur], id: nat}",
        "Afstand [afstand] by rules on 'kilometer'",
        "    afstand.2: kilometer",
    ]


def test_codebook_check_and_test(turven: Turven, survey: Path) -> None:
    """codebook check counts themes and rules; codebook test says what finds which example."""
    book = survey / "boeken" / "nadelen.yaml"
    assert "nadelen.yaml: 4 themes, 7 rules, no mistakes." in turven("codebook", "check", book).out
    assert (
        "5 examples, 5 found by rules, 0 by meaning, 0 by neither; "
        "2 counterexamples, 0 found by a rule." in turven("codebook", "test", book).out
    )


def test_codebook_test_is_strict_on_counterexamples_alone(turven: Turven, survey: Path) -> None:
    """An example that nothing finds is told; a counterexample that a rule finds is a mistake."""
    book = survey / "boeken" / "nadelen.yaml"
    text = book.read_text(encoding="utf-8")
    unfound = text.replace('    examples: ["te ver"]', '    examples: ["om de hoek"]')
    book.write_text(unfound, encoding="utf-8")
    told = turven("codebook", "test", book, "--strict")
    book.write_text(
        text.replace('counterexamples: ["te ver"]', 'counterexamples: ["tegenwind"]'),
        encoding="utf-8",
    )

    failed = turven("codebook", "test", book, "--strict")

    assert (told.code, "om de hoek" in told.out) == (0, True)
    assert (failed.code, "1 found by a rule" in failed.out) == (1, True)


def test_init_then_run(turven: Turven, tmp_path: Path) -> None:
    """A study started from an export runs at once, and init says how."""
    export = tmp_path / "export.csv"
    rows = "".join(f"r{i};te weinig tijd voor klus {i}\n" for i in range(6))
    export.write_text(f"nummer;Wat zou beter kunnen?\n{rows}")
    started = turven("init", tmp_path / "nieuw", "--export", export, "--yes")
    assert started.code == 0
    assert "open question wat-zou-beter-kunnen: column Wat zou beter kunnen?" in started.out
    assert f"turven run {tmp_path / 'nieuw'}" in started.out
    ended = turven("run", tmp_path / "nieuw", "--out", tmp_path / "uit")
    assert ended.code == 0
    assert "6  answers read" in ended.out


def test_init_asks(turven: Turven, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever doesn't confirm the proposal gets no files, and no error."""
    export = tmp_path / "export.csv"
    export.write_text("nr;mening\n" + "".join(f"r{i};te weinig tijd voor {i}\n" for i in range(6)))
    monkeypatch.setattr(typer, "confirm", lambda *a, **k: False)
    assert turven("init", tmp_path / "nieuw", "--export", export).code == 0
    assert not (tmp_path / "nieuw").exists()


@pytest.mark.parametrize("title", ["Fietsen [/x]", "Fietsen [bold]", "a \\[b]"])
def test_brackets_in_titles(turven: Turven, survey: Path, title: str) -> None:
    """A title with square brackets is shown as it is written."""
    study = survey / "study.yaml"
    study.write_text(
        study.read_text(encoding="utf-8").replace(
            "title: Fietsen naar het werk", f"title: '{title}'"
        ),
        encoding="utf-8",
    )
    assert title in turven("check", survey).out


@pytest.mark.parametrize("name", ["[/g01]", "[red]g01"])
def test_brackets_in_names(turven: Turven, survey: Path, name: str) -> None:
    """A respondent's id with square brackets is shown as it is written."""
    export = survey / "a-2024.csv"
    export.write_text(export.read_text(encoding="utf-8").replace("g01", name), encoding="utf-8")
    assert f"2024/{name}/nadelen" in turven("explain", survey, f"2024/{name}/nadelen").out


def test_brackets_in_folders(turven: Turven, survey: Path, tmp_path: Path) -> None:
    """An outputs' folder with square brackets is shown as it is called."""
    folder = tmp_path / "[red]uit"
    assert str(folder / "report") in turven("run", survey, "--out", folder).out


def test_escape_codes_are_not_passed_on(turven: Turven, survey: Path) -> None:
    """An answer cannot colour or steer the terminal of who reads it."""
    export = survey / "a-2024.csv"
    export.write_text(
        export.read_text(encoding="utf-8").replace(
            "te ver;", "te ver \x1b[31mrood\x1b]0;titel\x07;"
        ),
        encoding="utf-8",
    )
    assert "\x1b" not in turven("explain", survey, "2024/g02/nadelen").out


def test_any_output_encoding(turven: Turven, survey: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer with emoji is replaced where the output cannot hold it, as in cp1252 on Windows."""
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding="cp1252", write_through=True))
    assert turven("explain", survey, "2025/g01/nadelen").code == 0
    assert b"twintig kilometer" in out.getvalue()

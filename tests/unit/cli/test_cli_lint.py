"""turven lint on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import pipeline
from pipeline.cli import main

REPORT = (
    "# Plan\n\nVan de 30 gemeenten heeft 67% (n=20) een plan."
    " Iets minder dan een kwart van de gemeenten (27%, n=8) werkt eraan.\n"
)
COUNTS = (
    "study,question,wave,segment_variable,segment,theme,label,n,base,share,suppressed\n"
    "fiets,zorgen,2025,,,geld,Kosten en budget,20,30,0.666667,false\n"
)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A report with one mistake."""
    path = tmp_path / "report.md"
    path.write_text(REPORT, encoding="utf-8")
    return path


def turven(*arguments: object) -> int:
    """The exit code of a command."""
    import sys

    before = sys.argv
    sys.argv = ["turven", *map(str, arguments)]
    try:
        with pytest.raises(SystemExit) as done:
            main()
    finally:
        sys.argv = before
    return int(done.value.code or 0)


def test_shows(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A finding shows its place, what the report says, what it should say and why.

    The exit code is 0, or 1 with --strict.
    """
    assert turven("lint", report) == 0
    said = capsys.readouterr().out
    assert "report.md: 1 certain (can't be right)" in said
    assert "certain  words  “Plan”, line 3" in said
    assert "Iets minder dan een kwart van de gemeenten (27%, n=8)" in said
    assert "iets meer dan een kwart" in said
    assert turven("lint", report, "--strict") == 1


def test_silent(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A report without a mistake says so, and is 0 with --strict."""
    report.write_text(REPORT.replace("Iets minder", "Iets meer"), encoding="utf-8")
    assert turven("lint", report, "--strict") == 0
    assert capsys.readouterr().out == "report.md: nothing found\n"


def test_json_and_csv(report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--json prints the findings alone; --csv writes them to a new file, always the same bytes."""
    assert turven("lint", report, "--json", "--csv", tmp_path / "one.csv") == 0
    found = json.loads(capsys.readouterr().out)
    assert [(f["sure"], f["check"]) for f in found] == [("certain", "words")]
    assert set(found[0]) == {"sure", "check", "place", "says", "should", "why"}
    assert turven("lint", report, "--csv", tmp_path / "two.csv") == 0
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()
    assert turven("lint", report, "--csv", tmp_path / "one.csv") == 2


def test_counts(report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Figures of themes are held against the outputs of a run, or the folder with its tables."""
    folder = tmp_path / "outputs" / "report"
    folder.mkdir(parents=True)
    (folder / "theme_counts.csv").write_text(COUNTS, encoding="utf-8")
    report.write_text(
        "Kosten en budget wordt door 66% van de gemeenten genoemd.\n", encoding="utf-8"
    )
    for where in (folder, folder.parent, folder / "theme_counts.csv"):
        found = pipeline.lint_report(report, where)
        assert found[["sure", "check", "should"]].to_numpy().tolist() == [
            ["likely", "counts", "67% (n=20)"]
        ]
    assert turven("lint", report, "--study", folder.parent, "--strict") == 1
    assert "20 of 30 (zorgen, 2025)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("report.docx", "x", "the Word document is damaged"),
        ("report.pdf", "x", "not a PDF"),
        ("report.xlsx", "x", "the workbook is damaged"),
        ("report.pptx", "x", "not a kind of report that is read"),
        ("report.yaml", "a: 1", "holds no closed questions"),
    ],
)
def test_misuse(
    tmp_path: Path, name: str, content: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that can't be read is one line and exit code 2."""
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert turven("lint", path) == 2
    out = capsys.readouterr()
    assert out.out == ""
    assert said in out.err
    assert out.err.count("\n") == 1


def test_no_counts(report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Outputs without theme counts, or with a file that holds none, are one line."""
    assert turven("lint", report, "--study", tmp_path) == 2
    assert "no theme_counts.csv there; run the study first" in capsys.readouterr().err
    (tmp_path / "theme_counts.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert turven("lint", report, "--study", tmp_path) == 2
    assert "holds no theme counts as a run writes them" in capsys.readouterr().err
    assert turven("lint", tmp_path) == 2
    assert "is a folder" in capsys.readouterr().err

"""Closed questions in a YAML file, fictional: what is read, and what is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import DocumentError, MisuseError
from pipeline.lint.lint_report import lint

CLEAN = """
survey: {title: Fietsmonitor, base: none}
questions:
  plan:
    base: 40
    "2025": {yes: [45, 18], not-yet: [30, 12], no: [25, 10]}
    "2024": {yes: [33], no: [67]}
  plan-districts: {base: 30, 2025: {centre: [90, 27], north: [60, 18], harbour: [10, 3]}}
  budget: {base: 24, yes: [38, 9], no: [63, 15]}
  tools:
    base: 40
    2025: {counter: {percent: 92.5, n: 37}, app: {percent: 7.5, n: 3}}
"""
FAULTY = """
plan: {base: 40, 2025: {yes: [45, 18], not-yet: [25, 12], no: [30, 10]}}
garage: {base: 40, 2025: {yes: [45, 18], not-yet: [30, 12]}}
reach: {base: 24, 2025: {more: [39, 9], less: [63, 15]}}
signs: {base: 50, 2025: {yes: [45, 18], not-yet: [30, 12], no: [25, 10]}}
app: {base: 40, 2025: {yes: [50, 20], not-yet: [30, 12], no: [20, 8]}}
app-districts: {base: 25, 2025: {centre: [80, 20], north: [60, 15], harbour: [20, 5]}}
earlier: {base: 40, 2025: {yes: [45, 18], no: [55, 22]}, 2024: {yes: 40, no: 52}}
"""


def lint_questions(tmp_path: Path, text: str) -> list[tuple[str, str, str]]:
    """Return sureness, check and question of the findings."""
    path = tmp_path / "report.yaml"
    path.write_text(text, encoding="utf-8")
    frame = lint(path, language="en")
    return [
        (row.sure, row.check, row.place.split(", ")[1].rsplit(".2", 1)[0])
        for row in frame.itertuples()
    ]


def test_right_questions_give_no_finding(tmp_path: Path) -> None:
    """Waves without n's, several answers, follow-ups and halves rounded up are right."""
    assert lint_questions(tmp_path, CLEAN) == []


def test_each_mistake_is_found(tmp_path: Path) -> None:
    """Each question has its mistake, which is found and nothing else."""
    assert lint_questions(tmp_path, FAULTY) == [
        ("certain", "swapped", "plan"),
        ("certain", "figures", "reach"),
        ("certain", "base", "signs"),
        ("likely", "left-out", "garage"),
        ("likely", "base", "app-districts"),
        ("likely", "left-out", "earlier"),
    ]


def test_base_of_nobody(tmp_path: Path) -> None:
    """A base of 0 is no base to judge by; what can't be right by itself is found all the same."""
    text = "plan: {base: 0, 2025: {yes: [0, 0], no: [20, 0]}}\n"

    assert lint_questions(tmp_path, text) == [("certain", "figures", "plan")]


def test_no_questions(tmp_path: Path) -> None:
    """A YAML without questions says how to write them."""
    with pytest.raises(DocumentError, match=r"holds no closed questions; write"):
        lint_questions(tmp_path, "study: fietsen\nquestions: {plan: {column: q1}}\n")


def test_language(tmp_path: Path) -> None:
    """A language whose figures can't be read is refused."""
    with pytest.raises(MisuseError, match="Figures can be read in nl, en, not in 'fr'"):
        lint(tmp_path / "report.yaml", language="fr")

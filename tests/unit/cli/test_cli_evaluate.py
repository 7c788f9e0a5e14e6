"""What evaluate shows on the terminal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli.show_evaluation import learning_in_words
from pipeline.evaluation import Gain, LearningCurve
from pipeline.model import Measure

Turven = Callable[..., Any]


@pytest.mark.parametrize("width", [80, 120])
def test_fits_the_terminal(
    turven: Turven, survey: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    """Tables and remarks fit; a wide terminal has all figures of a question on one line."""
    monkeypatch.setenv("COLUMNS", str(width))
    ended = turven("evaluate", survey, "--out", tmp_path / "uit")
    assert ended.code == 0
    lines = ended.out.splitlines()
    assert max(len(line) for line in lines if not line.startswith("Page: ")) <= width
    row = next(line for line in lines if line.startswith("nadelen"))
    assert ("%" in row) == (width == 120)
    assert "Themes that rest on fewer than 10 labels" in ended.out
    assert (tmp_path / "uit" / "evaluation.html").is_file()
    assert f"Page: {tmp_path / 'uit' / 'evaluation.html'}" in ended.out


def test_themes(turven: Turven, survey: Path, tmp_path: Path) -> None:
    """--themes shows every theme that was given or found."""
    ended = turven("evaluate", survey, "--out", tmp_path / "uit", "--themes")
    assert "precision" in ended.out
    assert any(line.split()[:2] == ["afstand", "1"] for line in ended.out.splitlines())


def test_study_without_labels(turven: Turven, survey: Path, tmp_path: Path) -> None:
    """Without labels the end is 2, with one line that says what to do, and nothing is written."""
    text = (survey / "study.yaml").read_text(encoding="utf-8")
    (survey / "study.yaml").write_text(text.replace("labels: [labels.csv]\n", ""), encoding="utf-8")
    ended = turven("evaluate", survey, "--out", tmp_path / "uit")
    errors = ended.err.splitlines()
    assert (ended.code, ended.out, len(errors)) == (2, "", 1)
    assert "has no labels to evaluate with" in errors[0]
    assert not (tmp_path / "uit").exists()


def test_learning_in_words() -> None:
    """A clear gain is told with its interval; what is not clear is said to be so."""
    clear, doubt = Gain(Measure(0.031, 0.012, 0.05), True), Gain(Measure(0.01, -0.02, 0.04), False)
    gains = {"words": clear, "vectors": clear, "both": doubt}

    assert learning_in_words(LearningCurve((), 31, 50, gains)) == (
        "50 more labelled answers to a question, beside the 31 there are, buy about 0.03 F1"
        " for the classifier by words (0.01 to 0.05) and about 0.03 F1"
        " for the classifier with vectors (0.01 to 0.05). "
        "What they buy for all together is not clear from so few labels."
    )


def test_learning_that_is_not_clear_is_said_so() -> None:
    """Of several coders the names are listed in one sentence."""
    doubt = Gain(Measure(0.01, -0.02, 0.04), False)
    gains = {"words": doubt, "vectors": doubt, "both": doubt}

    assert learning_in_words(LearningCurve((), 31, 50, gains)) == (
        "Of 50 more labelled answers to a question, beside the 31 there are, what they buy for the"
        " classifier by words, the classifier with vectors and all together"
        " is not clear from so few labels."
    )

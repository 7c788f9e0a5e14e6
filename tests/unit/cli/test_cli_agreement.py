"""What agreement shows on the terminal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Turven = Callable[..., Any]


@pytest.mark.parametrize("width", [80, 120])
def test_fits_the_terminal(
    turven: Turven, survey: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    """Coders and themes with their verdict stay within the width; it says where the page is."""
    monkeypatch.setenv("COLUMNS", str(width))
    with (survey / "labels.csv").open("a", encoding="utf-8") as file:
        file.write(
            "2024,g01,nadelen,regen,bob\n"
            "2024,g02,nadelen,afstand,bob\n"
            "2024,g03,nadelen,overig,bob\n"
        )
    ended = turven(
        "agreement", survey, "--out", tmp_path / "uit", "--draws", "50", "--question", "nadelen"
    )
    assert (ended.code, (tmp_path / "uit" / "agreement.html").is_file()) == (0, True)
    assert (
        max(len(line) for line in ended.out.splitlines() if not line.startswith("Page: ")) <= width
    )
    for words in (
        "bob",
        "rules",
        "classifier",
        "too few",
        f"Page: {tmp_path / 'uit' / 'agreement.html'}",
    ):
        assert words in ended.out


def test_nobody_coded(turven: Turven, survey: Path, tmp_path: Path) -> None:
    """Without codings the end is 2, with one line that says what to do, and nothing is written."""
    text = (survey / "study.yaml").read_text(encoding="utf-8")
    (survey / "study.yaml").write_text(text.replace("labels: [labels.csv]\n", ""), encoding="utf-8")
    ended = turven("agreement", survey, "--out", tmp_path / "uit")
    errors = ended.err.splitlines()
    assert (ended.code, ended.out, len(errors)) == (2, "", 1)
    assert "no codings of people" in errors[0]
    assert not (tmp_path / "uit").exists()

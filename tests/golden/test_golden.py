"""A small survey and its whole outputs.

After a change that is meant: `python tests/golden/rewrite.py`, then a look.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
EXPECTED = FOLDER / "expected"
NAMES = ("answers.csv", "codings.csv", "problems.csv", "theme_counts.csv", "theme_counts.json")


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The outputs of the survey, by name."""
    sys.path.insert(0, str(FOLDER))
    try:
        from survey import make
    finally:
        sys.path.remove(str(FOLDER))
    return make(tmp_path_factory.mktemp("golden") / "uit")


@pytest.mark.parametrize("name", NAMES)
def test_outputs_are_as_expected(outputs: dict[str, bytes], name: str) -> None:
    """Each output is line by line what it was when somebody last read it."""
    expected = (EXPECTED / name).read_bytes().decode("utf-8")
    assert outputs[name].decode("utf-8").split("\n") == expected.split("\n")


def test_nothing_else_is_expected(outputs: dict[str, bytes]) -> None:
    """Every expected file is compared with an output, and the other way round."""
    assert {path.name for path in EXPECTED.iterdir()} == set(NAMES) == set(outputs)


def test_golden_survey_is_not_fragile(outputs: dict[str, bytes]) -> None:
    """No coding rests on the classifier, whose last digits may differ between CPUs.

    All other sources are there.
    """
    sources = {
        line.split(",")[4]
        for line in outputs["codings.csv"].decode().splitlines()[1:]
        if line[:5] == "2025,"
    }
    assert sources == {"rules", "reviewer", "none"}

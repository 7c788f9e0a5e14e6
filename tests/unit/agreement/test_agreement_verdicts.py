"""What figures mean for a report."""

from __future__ import annotations

import pytest

from pipeline.agreement import Figures, interpret
from pipeline.language import language
from pipeline.model import Measure


def figures(
    alpha: float | None,
    low: float | None = None,
    *,
    n: int = 100,
    given: int = 30,
    percent: float = 0.9,
    ac1: float = 0.7,
) -> Figures:
    """Figures of a theme as they are measured."""
    return Figures(
        n,
        given,
        {"percent": Measure(percent), "alpha": Measure(alpha, low, 1.0), "ac1": Measure(ac1)},
    )


@pytest.mark.parametrize(
    ("alpha", "verdict"),
    [
        (0.8, "reliable"),
        (0.799, "tentative"),
        (0.667, "tentative"),
        (0.666, "too-low"),
        (None, "unknown"),
    ],
)
def test_bounds(alpha: float | None, verdict: str) -> None:
    """Krippendorff's bounds, each belonging to the better side."""
    assert interpret(figures(alpha)).verdict == verdict


@pytest.mark.parametrize(
    ("n", "given", "verdict"),
    [
        (0, 0, "unknown"),
        (100, 0, "not-given"),
        (19, 10, "too-few"),
        (100, 4, "too-few"),
        (20, 5, "reliable"),
    ],
)
def test_few(n: int, given: int, verdict: str) -> None:
    """Few texts, or few with the theme, say nothing however high alpha is.

    What nobody gave is told apart.
    """
    assert interpret(figures(0.95, n=n, given=given)).verdict == verdict


def test_wide() -> None:
    """The interval may reach below the bound of a verdict; one without a bound has no doubt."""
    assert interpret(figures(0.85, 0.75)).wide
    assert not interpret(figures(0.85, 0.81)).wide
    assert not interpret(figures(0.85)).wide
    assert interpret(figures(0.7, 0.6)).wide
    assert not interpret(figures(0.5, 0.1)).wide


def test_rare() -> None:
    """Low alpha with high agreement and AC1, in a theme that few texts have: rarity is told.

    Not where alpha will do, or many texts have it.
    """
    assert interpret(figures(0.4, given=9, percent=0.95, ac1=0.93)).rare
    assert not interpret(figures(0.7, given=9, percent=0.95, ac1=0.93)).rare
    assert not interpret(figures(0.4, given=40, percent=0.95, ac1=0.93)).rare
    assert not interpret(figures(0.4, given=9, percent=0.85, ac1=0.83)).rare


@pytest.mark.parametrize("tongue", ["nl", "en"])
def test_words(tongue: str) -> None:
    """Every verdict and reason has words of its own in both languages."""
    verdicts = ("reliable", "tentative", "too_low", "too_few", "not_given", "unknown")
    reasons = ("one_coder", "no_overlap", "no_variance")
    own = language(tongue).texts
    words = [own[f"agree_verdict_{v}"] for v in verdicts] + [own[f"agree_why_{r}"] for r in reasons]
    assert len(set(words)) == 9
    assert {key for key in language("nl").texts if key.startswith("agree_")} == {
        key for key in language("en").texts if key.startswith("agree_")
    }

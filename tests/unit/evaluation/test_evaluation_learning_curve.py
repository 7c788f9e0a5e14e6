"""What more labels would buy."""

from __future__ import annotations

import numpy as np
import pytest
from evaluation_sets import resampling

from pipeline.evaluation import CurveScores, LearningCurve, learning_curve
from pipeline.model import Measure


def curve(
    *columns: list[float], sizes: tuple[float, ...] = (0.0, 25.0, 50.0), labels: int = 50
) -> LearningCurve | None:
    """The curve of answers whose F1 after each size stands in the columns; `both` never moves."""
    f1 = np.array(columns).T
    still = np.tile(f1[:, -1:], (1, f1.shape[1]))
    scores = CurveScores(np.array(sizes), {"words": f1, "both": still}, labels)
    return learning_curve([scores], resampling(*range(len(f1))))


def test_a_doubling_buys_what_the_last_doubling_bought() -> None:
    """From 25 to 50 labels F1 rose by .1, so 50 more, a doubling, buy about .1."""
    found = curve([0.0] * 20, [0.4] * 10 + [0.5] * 10, [0.5] * 10 + [0.6] * 10)
    gain = found.gains["words"]
    assert gain.f1.value == pytest.approx(0.1)
    assert [(p.labels, p.f1["words"].value) for p in found.points] == [
        (0.0, 0.0),
        (25.0, 0.45),
        (50.0, 0.55),
    ]
    assert (found.more, found.labels) == (50, 50)


def test_clear_where_all_gain() -> None:
    """A gain that nearly every respondent sees is clear; one of chance is not."""
    rng = np.random.default_rng(0)
    noise = rng.normal(0, 0.3, 30)
    clear = curve([0.0] * 30, [0.4] * 30, (0.5 + noise / 10).tolist()).gains["words"]
    doubt = curve([0.0] * 30, [0.4] * 30, (0.41 + noise).tolist()).gains["words"]
    assert clear.clear
    assert clear.f1.low > 0
    assert not doubt.clear


def test_nothing_moved() -> None:
    """Where labels change nothing, no gain is told."""
    assert curve([0.5, 0.5], [0.5, 0.5], [0.5, 0.5]).gains["both"].f1 == Measure(None)


def test_no_more_than_perfect() -> None:
    """F1 ends at 1: near the top a steep line buys no more than what is left."""
    gain = curve([0.0] * 9, [0.5] * 9, [0.95] * 9).gains["words"]
    assert gain.f1.value == pytest.approx(0.05)


def test_two_respondents_settle_nothing() -> None:
    """One answer shows no spread, and so no clear gain."""
    assert not curve([0.0], [0.2], [0.4]).gains["words"].clear


def test_no_answer() -> None:
    """Without an answer there is no curve."""
    empty = {"words": np.zeros((0, 2)), "both": np.zeros((0, 2))}
    scores = CurveScores(np.array([0.0, 5.0]), empty, 0)
    assert learning_curve([scores], resampling()) is None
    assert learning_curve([], resampling()) is None

"""Calibration of probabilities, and what can be coded without a person."""

from __future__ import annotations

import numpy as np
import pytest
from evaluation_sets import resampling

from pipeline.evaluation import calibration, coverage


def test_calibration() -> None:
    """Half at .2, none true, and half at .95, all true, are off by .2 and .05: .125 on average."""
    probabilities = np.array([[0.2, 0.95], [0.2, 0.95]])
    truth = np.array([[False, True], [False, True]])
    found = calibration([(probabilities, truth)], resampling(0, 1))
    assert found.error == 0.125
    assert [(p.low, p.n, p.mean, p.came_true.value) for p in found.bins] == [
        (0.2, 2, 0.2, 0.0),
        (0.9, 2, 0.95, 1.0),
    ]


def test_calibration_of_questions_together() -> None:
    """Questions with other numbers of codes count by their pairs of answer and code."""
    blocks = [
        (np.full((1, 3), 0.5), np.array([[True, False, False]])),
        (np.full((2, 1), 1.0), np.ones((2, 1), dtype=bool)),
    ]
    found = calibration(blocks, resampling(0, 1, 2))
    assert [p.n for p in found.bins] == [3, 2]
    assert found.error == pytest.approx(3 / 5 * (0.5 - 1 / 3), abs=1e-4)


def test_coverage() -> None:
    """Of ten answers the four surest have no mistake, the nine surest two, all of them three."""
    right = np.array([True, True, True, True, False, True, False, True, True, False])
    probability = np.linspace(1, 0.1, 10)
    shares = [coverage(probability, right, wanted).share for wanted in (0.0, 0.25, 0.34)]
    assert shares == [0.4, 0.9, 1.0]
    assert coverage(probability, right, 0.25).error == round(2 / 9, 4)


def test_equally_sure_go_together() -> None:
    """The border never runs through answers of one probability."""
    found = coverage(np.array([0.9, 0.9, 0.5]), np.array([True, False, True]), 0.0)
    assert (found.share, found.error, found.probability) == (0.0, None, None)
    assert [p.share for p in found.points] == [0.6667, 1.0]


@pytest.mark.parametrize(("right", "share"), [([], 0.0), ([True], 1.0), ([False], 0.0)])
def test_coverage_of_one_and_none(right: list[bool], share: float) -> None:
    """No answer, one right answer, one wrong answer."""
    assert coverage(np.ones(len(right)), np.array(right, dtype=bool), 0.05).share == share


def test_one_right_answer_is_too_few_to_tell() -> None:
    """One label coded right says nothing of how many answers need no person; forty-five do."""
    assert coverage(np.array([0.9]), np.array([True]), 0.05).few
    assert not coverage(np.full(45, 0.9), np.ones(45, dtype=bool), 0.05).few

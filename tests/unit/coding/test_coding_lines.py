"""Lines on log odds: each code's own shift and slope, learned from labels."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from pipeline.coding.classifier.lines import LEAST, Lines, learn_lines, log_odds, own_lines


def some_answers(answers: int, shift: float, slope: float) -> tuple[np.ndarray, np.ndarray]:
    """Log odds of two codes, and truth that follows the first code's line and the second's odds."""
    random = np.random.default_rng(11)
    odds = random.normal(-0.5, 1.5, (answers, 2))
    likely = expit(np.stack((shift + slope * odds[:, 0], odds[:, 1]), axis=1))
    return odds, (random.random(odds.shape) < likely).astype(float)


def test_no_lines_change_nothing() -> None:
    """Without labels log odds stay as they are."""
    odds = np.array([[-3.0, 0.5], [2.0, -0.1]])

    assert np.array_equal(Lines.none(2).log_odds(odds), odds)


def test_many_labels_find_the_line_of_a_code() -> None:
    """A code that is too likely gets a lower line; one that is right keeps its own."""
    odds, truth = some_answers(5_000, shift=-1.5, slope=0.7)

    lines = own_lines(odds, truth, np.array([True, True]))

    assert lines.shift == pytest.approx([-1.5, 0.0], abs=0.15)
    assert lines.slope == pytest.approx([0.7, 1.0], abs=0.1)


def test_few_labels_move_little() -> None:
    """The prior holds a line near none while few labels speak against it."""
    odds, truth = some_answers(5_000, shift=-1.5, slope=0.7)
    both = np.array([True, True])

    few, more = (own_lines(odds[:n], truth[:n], both) for n in (4, 400))

    assert 0 > few.shift[0] > more.shift[0]


def test_unknown_codes_keep_their_odds() -> None:
    """A code that no label has gets no line of its own."""
    odds, truth = some_answers(200, shift=-1.5, slope=0.7)

    lines = own_lines(odds, truth, np.array([False, True]))

    assert (lines.shift[0], lines.slope[0]) == (0.0, 1.0)


def test_code_never_becomes_likelier_as_its_odds_fall() -> None:
    """A slope is never negative, though labels seem to say so."""
    odds = np.repeat([[3.0], [-3.0]], 400, axis=0)
    truth = np.repeat([[0.0], [1.0]], 400, axis=0)

    lines = own_lines(odds, truth, np.array([True]))

    assert lines.slope[0] >= 0


def test_codes_share_a_line() -> None:
    """Labels of one code move the others that share the common line, and no code that doesn't."""
    odds = np.full((60, 3), 1.0)
    truth = np.zeros((60, 3))
    truth[:3, 0] = 1.0

    lines = learn_lines(odds, truth, np.array([True, True, False]))

    moved = lines.log_odds(odds)[0]
    assert moved[0] < 0
    assert moved[1] < 0
    assert moved[2] == 1.0


def test_no_answers_give_no_lines() -> None:
    """Without labelled answers, lines change nothing."""
    lines = learn_lines(np.zeros((0, 2)), np.zeros((0, 2)), np.array([True, True]))

    assert np.array_equal(lines.log_odds(np.ones((1, 2))), np.ones((1, 2)))


def test_log_odds_stay_finite() -> None:
    """Probabilities of 0 and 1 count as nearly so."""
    odds = log_odds(np.array([0.0, LEAST, 0.5, 1.0]))

    assert odds[0] == odds[1] == pytest.approx(-odds[3])
    assert odds[2] == 0.0

"""Probabilities from margins."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.coding.classifier.calibration import ENOUGH_FOR_STEPS, calibrate


def some_labels(answers: int, codes: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Margins, and truth that is likelier where the margin is higher."""
    chance = np.random.default_rng(answers)
    margins = chance.normal(-0.5, 1.0, (answers, codes))
    return margins, (chance.random(margins.shape) < 1 / (1 + np.exp(-3 * margins))).astype(float)


@pytest.mark.parametrize("answers", [20, 60, 2_000])
def test_monotone_between_0_and_1(answers: int) -> None:
    """A code whose margin rises, the others' being the same, never gets less likely, and all lie
    between 0 and 1, with few labels or many."""
    margins, truth = some_labels(answers)
    assert bool(truth.sum() >= ENOUGH_FOR_STEPS) is (answers == 2_000)
    found = calibrate(margins, truth, truth.sum(axis=0))
    grid = np.full((4_001, 3), -0.5)
    grid[:, 1] = np.linspace(-50, 50, 4_001)
    p = found.probabilities(grid)
    assert p.shape == grid.shape
    assert (np.diff(p[:, 1]) >= 0).all()
    assert p.min() >= 0
    assert p.max() <= 1
    assert p[-1, 1] > p[0, 1]


def test_honest() -> None:
    """Of answers that got about the same probability, about that share has the code."""
    margins, truth = some_labels(6_000)
    half = 3_000
    p = calibrate(margins[:half], truth[:half], truth[:half].sum(axis=0)).probabilities(
        margins[half:]
    )
    for low in (0.0, 0.2, 0.4, 0.6, 0.8):
        inside = (p >= low) & (p < low + 0.2)
        assert truth[half:][inside].mean() == pytest.approx(p[inside].mean(), abs=0.06)


def test_few_labels_draw_towards_the_frequency() -> None:
    """The fewer labels a code has, the less a margin moves its probability."""
    margins, truth = some_labels(200)
    labels = np.array([2.0, 20.0, 200.0])
    p = calibrate(margins, truth, labels).probabilities(np.repeat([[-3.0], [3.0]], 3, axis=1))
    reach = p[1] - p[0]
    assert reach[0] < reach[1] < reach[2]


def test_a_code_without_labels_never_applies() -> None:
    """A code that nobody gave has probability 0."""
    margins, truth = some_labels(40)
    truth[:, 1] = 0
    p = calibrate(margins, truth, truth.sum(axis=0)).probabilities(np.full((5, 3), 9.0))
    assert (p[:, 1] == 0).all()
    assert (p[:, [0, 2]] > 0).all()


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_labels_that_are_all_alike(value: float) -> None:
    """Where no answer, or every answer, has the codes, nothing breaks and probabilities stay
    between 0 and 1."""
    margins, _ = some_labels(10)
    truth = np.full(margins.shape, value)
    p = calibrate(margins, truth, truth.sum(axis=0)).probabilities(margins)
    assert np.isfinite(p).all()
    assert ((p >= 0) & (p <= 1)).all()


def test_a_code_that_every_answer_has_is_likely() -> None:
    """Where every labelled answer has the only code, the next one most likely has it too."""
    margins = np.ones((20, 1))
    assert (
        calibrate(margins, margins, margins.sum(axis=0)).probabilities(np.ones((1, 1)))[0, 0] > 0.5
    )


def test_few_labels_see_no_code_beside_others() -> None:
    """Only many labels tell what a code is worth beside the others of its answer."""
    few, many = (some_labels(answers) for answers in (60, 2_000))

    assert calibrate(*few, few[1].sum(axis=0)).beside is None
    assert calibrate(*many, many[1].sum(axis=0)).beside is not None


def competing_labels(answers: int) -> tuple[np.ndarray, np.ndarray]:
    """Margins of three codes, of which an answer has the one with the highest margin."""
    margins = np.random.default_rng(7).normal(0, 1, (answers, 3))
    return margins, (margins == margins.max(axis=1, keepdims=True)).astype(float)


def test_code_beside_a_likelier_one_is_less_likely() -> None:
    """Where answers have one code each, a margin is worth less beside a higher one."""
    margins, truth = competing_labels(1_500)
    calibration = calibrate(margins, truth, truth.sum(axis=0))

    alone, beside = calibration.probabilities(np.array([[1.0, -1.0, -1.0], [1.0, 2.0, -1.0]]))

    assert alone[0] > 0.7
    assert beside[0] < 0.4


def test_probabilities_do_not_depend_on_other_answers() -> None:
    """Each answer has the same probabilities alone as among others, to the last bit."""
    margins, truth = competing_labels(1_500)
    calibration = calibrate(margins, truth, truth.sum(axis=0))

    together = calibration.probabilities(margins[:40])

    alone = [calibration.probabilities(margins[i : i + 1]) for i in range(40)]
    assert np.array_equal(together, np.vstack(alone))

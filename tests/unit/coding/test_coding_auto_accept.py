"""What the machine may code without review."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.coding.auto_accept import DEFAULT_BOUND, Acceptance, accept


def world(answers: int, seed: int, honest: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Confidences, and whether the set is right: with that chance, raised to `honest`."""
    chance = np.random.default_rng(seed)
    confidence = chance.beta(4, 1, answers)
    return confidence, chance.random(answers) < confidence**honest


@pytest.mark.parametrize("answers", [120, 1_000])
@pytest.mark.parametrize("honest", [0.3, 1.0, 3.0])
def test_the_bound_holds(answers: int, honest: float) -> None:
    """In at least 90 of 100 draws of labelled answers, at most 5% of all answers coded alone are
    wrong, also where confidences boast."""
    everybody, truly = world(50_000, 99, honest)
    broken = 0
    for draw in range(200):
        found = accept(*world(answers, draw, honest))
        alone = found.accepts(everybody)
        broken += bool(alone.any() and (~truly[alone]).mean() > found.bound.error)
    # 10% wanted; 200 draws of a chance of .10 stay under .145 in 98 of 100
    assert broken / 200 <= 0.145


def test_it_is_of_use() -> None:
    """With many labelled answers and honest confidences, a good part is coded alone."""
    found = accept(*world(3_000, 5, 0.2))
    assert found.threshold is not None
    assert found.accepted > 1_000
    assert found.wrong / found.accepted <= 0.05


def test_too_few_labels_are_said() -> None:
    """Below the fewest labels that can carry a guarantee nothing is coded alone, and the reason is
    told; with them it can be."""
    fewest = DEFAULT_BOUND.fewest_labels
    assert fewest == 45
    sure = np.linspace(0.9, 1.0, fewest)
    few = accept(sure[1:], np.ones(fewest - 1, dtype=bool))
    assert few.threshold is None
    assert not few.accepts(np.ones(3)).any()
    assert str(few).startswith(
        "44 labelled answers are too few to promise "
        "at most 5% wrong with 90% certainty (45 or more)"
    )
    assert accept(sure, np.ones(fewest, dtype=bool)).threshold == pytest.approx(0.9)


def test_wrong_everywhere_codes_nothing_alone() -> None:
    """Where sets are wrong however sure, everything goes to review."""
    found = accept(np.linspace(0.5, 1, 500), np.zeros(500, dtype=bool))
    assert found == Acceptance(None, labelled=500)
    assert str(found).startswith("500 labelled answers don't bear out")


def test_nothing_found_is_never_coded_alone() -> None:
    """Answers with confidence 0, in which nothing was found, go to people even where all labelled
    ones are right."""
    found = accept(np.repeat([1.0, 0.0], 100), np.ones(200, dtype=bool))
    assert found.accepted == 100
    assert found.accepts(np.array([1.0, 0.0])).tolist() == [True, False]


def test_equal_confidences_stay_together() -> None:
    """One threshold can't part answers of the same confidence."""
    right = np.arange(400) % 8 > 0
    assert accept(np.full(400, 0.8), right).threshold is None


def test_order_changes_nothing() -> None:
    """The labelled answers may come in any order."""
    confidence, right = world(700, 3)
    order = np.random.default_rng(1).permutation(700)
    assert accept(confidence, right) == accept(confidence[order], right[order])

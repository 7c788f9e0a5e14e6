"""The set of codes with the highest expected F1, against trying every set."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from pipeline.coding.classifier import best_sets
from pipeline.coding.classifier.best_sets import MOST_CODES, set_probability
from pipeline.model import Floats


def expected_f1(chosen: tuple[int, ...], p: list[float]) -> float:
    """The F1 to be expected of a set: over every truth that the independent codes allow."""
    total = 0.0
    for truth in product((0, 1), repeat=len(p)):
        chance = float(np.prod([q if t else 1 - q for q, t in zip(p, truth, strict=True)]))
        size = sum(chosen) + sum(truth)
        both = sum(c and t for c, t in zip(chosen, truth, strict=True))
        total += chance * (2 * both / size if size else 1.0)
    return total


def some_probabilities(seed: int) -> Floats:
    """Forty rows of up to six codes, some sure, some alike."""
    chance = np.random.default_rng(seed)
    p = chance.random((40, 1 + seed % 6)) ** chance.choice([0.5, 1.0, 3.0], size=(40, 1))
    p[:4] = np.round(p[:4])
    p[4:8] = p[4:8, :1]
    return p


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("at_least_one", [False, True])
def test_no_set_does_better(seed: int, at_least_one: bool) -> None:
    """No other set of codes has a higher expected F1; with at_least_one no other set that holds a
    code."""
    p = some_probabilities(seed)
    chosen = best_sets(p, at_least_one=at_least_one)
    for row, picked in zip(p.tolist(), chosen, strict=True):
        sets = [s for s in product((0, 1), repeat=len(row)) if any(s) or not at_least_one]
        best = max(expected_f1(s, row) for s in sets)
        assert expected_f1(tuple(picked.astype(int)), row) == pytest.approx(best, abs=1e-9)
        assert picked.any() or not at_least_one


@pytest.mark.parametrize("seed", range(1, 6))
def test_no_set_with_the_fixed_codes_does_better(seed: int) -> None:
    """Codes that are fixed are in the set, and no other set that holds them has a higher expected
    F1."""
    p = some_probabilities(seed)
    fixed = np.random.default_rng(seed + 100).random(p.shape) < 0.3
    chosen = best_sets(p, fixed=fixed)
    assert (chosen | ~fixed).all()
    for row, must, picked in zip(p.tolist(), fixed, chosen, strict=True):
        sets = [
            s for s in product((0, 1), repeat=len(row)) if (np.array(s, dtype=bool) | ~must).all()
        ]
        best = max(expected_f1(s, row) for s in sets)
        assert expected_f1(tuple(picked.astype(int)), row) == pytest.approx(best, abs=1e-9)


def test_known_sets() -> None:
    """A sure code is taken, unlikely ones are not; two codes of 0.45 are worth naming together,
    neither is alone."""
    assert best_sets(np.array([[1.0, 0.0], [0.1, 0.05]])).tolist() == [
        [True, False],
        [False, False],
    ]
    assert best_sets(np.array([[0.45]])).tolist() == [[False]]
    assert best_sets(np.array([[0.45, 0.45]])).tolist() == [[True, True]]


def test_shapes() -> None:
    """No answers, or no codes, give no sets."""
    assert best_sets(np.zeros((0, 3))).shape == (0, 3)
    assert best_sets(np.zeros((3, 0)), at_least_one=True).shape == (3, 0)


def test_many_codes() -> None:
    """Of many likely codes the most likely are taken, up to a limit; fixed ones stay whatever their
    number."""
    p = np.linspace(0.99, 0.9, 40)[None, :]
    assert np.flatnonzero(best_sets(p)[0]).tolist() == list(range(MOST_CODES))
    fixed = np.arange(40)[None, :] >= 20
    assert best_sets(p, fixed=fixed)[0, 20:].all()


def test_set_confidence() -> None:
    """The product of what speaks for the set: p of a code in it, 1 - p of one that is not; an empty
    set is as sure as its codes are unlikely."""
    p = np.array([[0.8, 0.1], [0.3, 0.5], [0.5, 0.5]])
    chosen = np.array([[True, False], [True, False], [False, False]])
    assert set_probability(p, chosen) == pytest.approx([0.8 * 0.9, 0.3 * 0.5, 0.25])

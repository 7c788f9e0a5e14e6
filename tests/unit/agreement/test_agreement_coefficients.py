"""Coefficients on categories: worked by hand, by other programs, and what must always hold."""

from __future__ import annotations

from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import cohen_kappa_score

from pipeline.agreement import (
    MISSING,
    Figures,
    Posterior,
    ac1,
    alpha,
    contingency,
    fleiss,
    kappa,
    kappas,
    mean_kappa,
    pair_contingencies,
    percent,
    theme_figures,
)
from pipeline.model import Ints


def of_all(ratings: Ints, categories: int) -> dict[str, float]:
    """Every coefficient of one thing."""
    sums = contingency(ratings[..., None], categories)
    found = {
        "percent": percent(sums),
        "fleiss": fleiss(sums),
        "alpha": alpha(sums),
        "ac1": ac1(sums),
    }
    found["kappa"] = mean_kappa(kappas(pair_contingencies(ratings[..., None], categories)))
    return {name: float(value[0]) for name, value in found.items()}


def test_worked_by_hand() -> None:
    """Ten answers: both say yes to 4, no to 3, and differ in 3 (2 yes-no, 1 no-yes)."""
    ratings = np.array([[1, 1]] * 4 + [[0, 0]] * 3 + [[1, 0]] * 2 + [[0, 1]])
    found = of_all(ratings, 2)
    # yes: 6 by the one, 5 by the other; p_e = .6 x .5 + .4 x .5
    assert found["kappa"] == pytest.approx((0.7 - 0.5) / 0.5)
    # yes in 11 of 20: p_e = .55^2 + .45^2
    assert found["fleiss"] == pytest.approx((0.7 - 0.505) / 0.495)
    # p_e = 2 x .55 x .45
    assert found["ac1"] == pytest.approx((0.7 - 0.495) / 0.505)
    # D_o = 6/20; D_e = 2 x 11 x 9 / (20 x 19)
    assert found["alpha"] == pytest.approx(1 - 0.3 / (198 / 380))
    assert found["percent"] == pytest.approx(0.7)


def test_missing_by_hand() -> None:
    """Three coders who did not code all: pairs that agree are averaged over units.

    A unit coded once counts for nothing.
    """
    x = MISSING
    ratings = np.array([[1, 1, 1], [1, 0, x], [0, 0, 1], [x, x, 1]])
    found = of_all(ratings, 2)
    assert found["percent"] == pytest.approx((1 + 0 + 1 / 3) / 3)
    # eight codings in pairs, 5 yes and 3 no; differing: unit 2 both, unit 3 two of three pairs
    assert found["alpha"] == pytest.approx(1 - ((2 + 2) / 8) / (2 * 5 * 3 / (8 * 7)))


@pytest.mark.parametrize("categories", [2, 5])
def test_kappa_is_that_of_scikit_learn(categories: int) -> None:
    """Cohen's kappa of random codings is that of sklearn.metrics.cohen_kappa_score."""
    rng = np.random.default_rng(categories)
    for _ in range(50):
        ratings = rng.integers(0, categories, (40, 2))
        ratings[:25, 1] = ratings[:25, 0]
        found = kappa(next(pair_contingencies(ratings[..., None], categories)))[0]
        assert found == pytest.approx(cohen_kappa_score(ratings[:, 0], ratings[:, 1]), abs=1e-12)


def test_mean_of_pairs() -> None:
    """Kappa of three coders is the mean over the three pairs; one without a kappa is left out."""
    rng = np.random.default_rng(3)
    ratings = rng.integers(0, 2, (60, 3))
    pairs = [cohen_kappa_score(ratings[:, i], ratings[:, j]) for i, j in ((0, 1), (0, 2), (1, 2))]
    assert of_all(ratings, 2)["kappa"] == pytest.approx(np.mean(pairs))
    ratings[:, :2] = np.where(ratings[:, 2:] == MISSING, MISSING, 1)
    assert of_all(ratings, 2)["kappa"] == pytest.approx(0)


RATINGS = st.integers(2, 4).flatmap(
    lambda coders: arrays(np.int64, (12, coders), elements=st.integers(-1, 2))
)


@given(RATINGS, st.integers(0, 9999))
def test_order_and_names_change_nothing(ratings: Ints, seed: int) -> None:
    """Order of units and of coders, and the names of categories, change no coefficient."""
    rng = np.random.default_rng(seed)
    units, coders, names = (rng.permutation(n) for n in (*ratings.shape, 3))
    renamed = np.where(ratings == MISSING, MISSING, names[ratings])
    assert of_all(ratings[units][:, coders], 3) == pytest.approx(of_all(ratings, 3), nan_ok=True)
    assert of_all(renamed, 3) == pytest.approx(of_all(ratings, 3), nan_ok=True)


@given(arrays(np.int64, 12, elements=st.integers(0, 2)), st.integers(2, 4))
def test_perfect_agreement_is_1(said: Ints, coders: int) -> None:
    """Where all say the same, every coefficient is 1, or nan where there is but one category."""
    found = of_all(np.tile(said[:, None], (1, coders)), 3)
    assert found.pop("percent") == found.pop("ac1") == 1
    one = len(set(said.tolist())) == 1
    assert all(isnan(value) if one else value == pytest.approx(1) for value in found.values())


@given(RATINGS)
def test_no_coefficient_above_1(ratings: Ints) -> None:
    """No coefficient is above 1, and per cent agreement is a share."""
    found = of_all(ratings, 3)
    assert all(isnan(value) or value <= 1 + 1e-12 for value in found.values())
    assert isnan(found["percent"]) or 0 <= found["percent"] <= 1


def figures(has: list[list[int]], coded: list[list[int]] | None = None, seed: int = 0) -> Figures:
    """The figures of one theme; every unit is of another respondent."""
    given = np.array(has, dtype=bool)[..., None]
    known = np.ones(given.shape[:2], dtype=bool) if coded is None else np.array(coded, dtype=bool)
    posterior = Posterior(np.arange(len(given)), np.random.default_rng(seed))
    return theme_figures(given, known, posterior)[0]


def test_reasons_of_no_value() -> None:
    """One coder, nothing coded twice, and nothing that differs: no value, each with its reason."""
    assert {c.why for c in figures([[1], [0]]).of.values()} == {"one-coder"}
    assert {c.why for c in figures([[1, 0], [0, 1]], [[1, 0], [0, 1]]).of.values()} == {
        "no-overlap"
    }
    none = figures([[0, 0]] * 8)
    assert [none.of[name].why for name in ("kappa", "fleiss", "alpha")] == ["no-variance"] * 3
    assert [none.of[name].value for name in ("kappa", "fleiss", "alpha")] == [None] * 3
    assert (none.n, none.given, none.of["percent"].value) == (8, 0, 1.0)


@pytest.mark.parametrize("name", ["percent", "kappa", "fleiss", "alpha", "ac1"])
def test_interval_of_perfect_agreement(name: str) -> None:
    """Ten answers on which two coders agree prove little, and the interval says so."""
    found = figures([[1, 1], [0, 0]] * 5).of[name]

    assert (found.value, found.high) == (1.0, 1.0)
    assert 0.4 < found.low < 0.8


def test_interval_of_a_rare_theme() -> None:
    """One answer with the theme, on which both agree, leaves alpha wide open."""
    found = figures([[1, 1], *[[0, 0]] * 3]).of["alpha"]

    assert found.value == 1.0
    assert found.high - found.low > 0.6


def test_interval_of_a_rare_theme_covers() -> None:
    """With 30 answers, 3 coders and a theme of one in ten, alpha is held as often as is said."""
    rng = np.random.default_rng(9)
    truth = rng.random((200_000, 1)) < 0.1
    has = np.where(truth, rng.random((200_000, 3)) < 0.8, rng.random((200_000, 3)) < 0.03)
    real = float(alpha(contingency(has[..., None].astype(np.int64), 2))[0])
    # 400 sets of 30 answers, as themes of the same respondents
    sets = has[: 400 * 30].reshape(400, 30, 3).transpose(1, 2, 0)

    of_sets = theme_figures(sets, np.ones((30, 3), dtype=bool), Posterior(np.arange(30), rng))
    intervals = [f.alpha.interval for f in of_sets if f.alpha.interval is not None]

    held = np.mean([low <= real <= high for low, high in intervals])
    assert 0.92 <= held <= 0.99


def test_pair_without_kappa_is_not_in_the_interval() -> None:
    """Two of three coders who never gave the theme have no kappa, nor a part in the interval."""
    has = [[1, 0, 0], [0, 0, 0], [1, 0, 0], [0, 0, 0]] * 5

    found = figures(has).of["kappa"]

    assert found.value == 0.0
    assert found.high < 0.5


def test_interval_covers() -> None:
    """The interval holds alpha of a thousand times as many answers about as often as it says."""
    rng = np.random.default_rng(8)
    truth = rng.random(200_000) < 0.4
    has = np.stack([truth ^ (rng.random(len(truth)) < 0.1) for _ in range(2)], axis=1)
    real = float(alpha(contingency(has[..., None].astype(np.int64), 2))[0])
    held = 0
    for start in range(0, 20_000, 100):
        found = figures(has[start : start + 100].tolist(), seed=start).of["alpha"]
        held += found.low <= real <= found.high
    assert 0.88 <= held / 200 <= 0.99


def test_respondents_are_drawn_whole() -> None:
    """Ten answers of one respondent are no ten respondents: the interval stays as wide."""
    has = np.array([[1, 1], [0, 0], [1, 0], [0, 0], [1, 1], [0, 0]], dtype=bool)
    coded = np.ones_like(has)
    few = Posterior(np.arange(6), np.random.default_rng(1))
    many = Posterior(np.repeat(np.arange(6), 10), np.random.default_rng(1))

    (once,) = theme_figures(has[..., None], coded, few)
    has, coded = np.repeat(has, 10, axis=0), np.repeat(coded, 10, axis=0)
    (again,) = theme_figures(has[..., None], coded, many)

    assert again.of["fleiss"].interval == once.of["fleiss"].interval


def test_same_seed_same_interval() -> None:
    """The same generator gives the same interval; another a slightly other one."""
    has = np.random.default_rng(5).integers(0, 2, (50, 2)).tolist()
    assert figures(has, seed=1) == figures(has, seed=1)
    assert figures(has, seed=1) != figures(has, seed=2)

"""Intervals of shares against independent implementations and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, hypergeom
from statsmodels.stats.proportion import proportion_confint

from pipeline.counts import INTERVALS, wilson
from pipeline.counts.intervals import (
    WeightSums,
    effective_bases,
    finite_base,
    kish,
    kish_of_sums,
    score_interval,
    share_intervals,
)
from pipeline.model import Floats


@pytest.mark.parametrize("base", [1, 2, 3, 7, 10, 30, 31, 342, 1_000, 10_000_000])
def test_wilson_as_scipy(base: int) -> None:
    """The interval is that of scipy, over shares from nothing to everything."""
    for n in sorted({0, 1, base // 10, base // 3, base // 2, base - 1, base}):
        low, high = wilson(n, base)
        expected = binomtest(n, base).proportion_ci(0.95, method="wilson")
        assert low == pytest.approx(expected.low, rel=1e-9, abs=1e-12)
        assert high == pytest.approx(expected.high, rel=1e-9, abs=1e-12)


def test_wilson_of_every_small_table() -> None:
    """The same for every n of every base up to 40."""
    for base in range(1, 41):
        for n in range(base + 1):
            expected = binomtest(n, base).proportion_ci(0.95, method="wilson")
            assert wilson(n, base) == pytest.approx((expected.low, expected.high), abs=1e-12)


@given(base=st.integers(1, 10**9), share=st.floats(0, 1))
def test_wilson_holds_the_share(base: int, share: float) -> None:
    """The interval lies within 0..1, holds the share, and is exact at both ends."""
    n = min(base, int(share * base))
    low, high = wilson(n, base)
    assert 0.0 <= low <= n / base <= high <= 1.0
    assert (low == 0.0) == (n == 0)
    assert (high == 1.0) == (n == base)


@pytest.mark.parametrize(("n", "base"), [(0, 0), (1, 0), (-1, 5), (6, 5), (0, -1)])
def test_wilson_of_no_share(n: int, base: int) -> None:
    """What is no share has no interval."""
    with pytest.raises(ValueError, match=f"no share: {n} of {base}"):
        wilson(n, base)


def test_wilson_of_many() -> None:
    """Arrays give what each number gives, and refuse what one refuses."""
    bases = np.repeat(np.arange(1, 41), 3)
    ns = np.stack([np.zeros(40), np.arange(1, 41) // 2, np.arange(1, 41)], axis=1).ravel()
    low, high = wilson(ns, bases)
    assert list(zip(low, high, strict=True)) == [
        wilson(int(n), int(base)) for n, base in zip(ns, bases, strict=True)
    ]
    with pytest.raises(ValueError, match="no share: 6 of 5"):
        wilson([1, 6], 5)


def test_wilson_as_statsmodels() -> None:
    """A second independent implementation, on broken numbers too, as an effective base is."""
    for share, base in [(0.1, 30.0), (0.25, 17.3), (0.0, 21.9), (1.0, 5.5)]:
        expected = proportion_confint(share * base, base, method="wilson")
        assert score_interval(share, base) == pytest.approx(expected, abs=1e-12)


def share_interval(
    share: float, base: float, *, effective: float | None = None, population: float | None = None
) -> tuple[float, float, str]:
    """Return low, high and name of one interval."""
    low, high, name = share_intervals(share, base, effective=effective, population=population)
    return float(low), float(high), str(name)


def test_names() -> None:
    """Each interval has the name that outputs give it."""
    assert {
        share_interval(0.1, 30)[2],
        share_interval(0.1, 30, population=342)[2],
        share_interval(0.1, 30, effective=22.5)[2],
        share_interval(0.1, 30, effective=22.5, population=342)[2],
        share_interval(0.1, 30, population=30)[2],
    } == INTERVALS.keys() - {"ppi++", "classical"}


def test_finite_population() -> None:
    """30 of 342 are worth 30 * 341 / 312 from an endless population.

    A census is the share itself; one answer stays one.
    """
    assert finite_base(30, 342) == pytest.approx(32.788461538)
    assert share_interval(0.1, 30, effective=20, population=342) == (
        *share_interval(0.1, 20, population=342)[:2],
        "mid-p-weighted-finite",
    )
    assert share_interval(0.25, 8, population=8) == (0.25, 0.25, "census")
    assert share_interval(0.25, 8, effective=5.0, population=8) == (0.25, 0.25, "census")
    assert finite_base(1, 342) == 1
    assert finite_base(342, 342) == np.inf


def test_more_answers_than_people() -> None:
    """A population smaller than its base is a mistake of the study, not an interval."""
    for wrong in (
        lambda: share_intervals(0.5, 31, population=30),
        lambda: share_intervals([0.5], [31], population=30),
    ):
        with pytest.raises(ValueError, match="more answers than the population holds: 31 of 30"):
            wrong()


def test_effective_base() -> None:
    """Equal weights leave the base, weights of 0 those who weigh, and nobody leaves nothing."""
    assert kish([1, 1, 2]) == pytest.approx(16 / 6)
    assert kish([0.3] * 30) == pytest.approx(30)
    assert kish([0, 0, 1, 1]) == 2
    assert (kish([]), kish([0, 0])) == (0.0, 0.0)
    assert kish_of_sums([4.0, 0.0], [6.0, 0.0]).tolist() == pytest.approx([16 / 6, 0.0])


def test_equal_weights_change_nothing() -> None:
    """The weighted interval of equal weights is the unweighted one."""
    for base in (1, 2, 7, 30):
        for n in range(base + 1):
            effective = kish([0.7] * base)
            for population in (None, 342):
                weighted = share_interval(
                    n / base, base, effective=effective, population=population
                )
                assert weighted[:2] == pytest.approx(
                    share_interval(n / base, base, population=population)[:2]
                )


@pytest.mark.parametrize(
    ("share", "base", "effective"),
    [(None, 0, None), (None, 5, None), (0.5, 0, None), (0.5, 3, 0.0), (None, 3, 2.0)],
)
def test_no_share_no_interval(share: float | None, base: int, effective: float | None) -> None:
    """Where nobody answered, or weighs anything, there is neither interval nor name."""
    low, high, name = share_intervals(np.nan if share is None else share, base, effective=effective)
    assert np.isnan(low) and np.isnan(high) and name == ""


@pytest.mark.parametrize(("share", "effective"), [(1.1, None), (-0.1, None), (0.5, 31.0)])
def test_impossible_shares(share: float, effective: float | None) -> None:
    """What can't be is refused; what rounding left over is not."""
    with pytest.raises(ValueError, match="no share"):
        share_intervals(share, 30, effective=effective)
    assert share_interval(1 + 1e-12, 30, effective=30 + 1e-12)[1] == 1.0


CASES = st.tuples(
    st.integers(1, 400),
    st.floats(0, 1),
    st.none() | st.floats(0, 1),
    st.none() | st.integers(0, 500),
)


@given(case=CASES)
def test_laws_of_intervals(case: tuple[int, float, float | None, int | None]) -> None:
    """The interval holds the share, lies in 0..1, and narrows with a larger base.

    It mirrors when themes do, and is the same from arrays.
    """
    base, part, leaves, more = case
    share = round(part * base) / base
    effective = None if leaves is None else 1 + leaves * (base - 1)
    population = None if more is None else base + more
    low, high, name = share_interval(share, base, effective=effective, population=population)
    assert 0 <= low <= share <= high <= 1
    assert name in INTERVALS
    mirrored = share_interval(1 - share, base, effective=effective, population=population)
    assert mirrored[:2] == pytest.approx((1 - high, 1 - low), abs=1e-12)
    twice = None if effective is None else 2 * effective
    larger = share_interval(
        share, 2 * base, effective=twice, population=None if more is None else 2 * base + more
    )
    # a finite population has no shares in between: each end may lie one respondent further
    step = 0 if more is None else 2 / (base + more)
    assert larger[1] - larger[0] <= high - low + step + 1e-12
    many = share_intervals([share] * 2, base, effective=effective, population=population)
    assert [m.tolist() for m in many] == [[low] * 2, [high] * 2, [name] * 2]


def test_coverage_in_a_population() -> None:
    """Of 30 of 342 the finite interval holds the share 95 times in 100.

    Over every possible share and sample; and it is narrower than the plain one.
    """
    hits = np.arange(31)
    low, high, _ = share_intervals(hits / 30, 30, population=342)
    chance = hypergeom.pmf(hits[:, None], 342, np.arange(343), 30)
    truth = np.arange(343) / 342
    held = (chance * ((low[:, None] <= truth) & (truth <= high[:, None]))).sum(axis=0)
    assert 0.95 < held.mean() < 0.96
    assert held.min() > 0.92
    plain_low, plain_high, _ = share_intervals(hits / 30, 30)
    assert (high - low < plain_high - plain_low).all()


def held_in_population(base: int, population: int) -> Floats:
    """Return how often the interval holds the share, for each number who may have the theme."""
    hits, have = np.arange(base + 1), np.arange(population + 1)
    low, high, _ = share_intervals(hits / base, base, population=population)
    chance = hypergeom.pmf(hits[:, None], population, have, base)
    truth = have / population
    inside = (low[:, None] <= truth + 1e-12) & (truth - 1e-12 <= high[:, None])
    return np.asarray((chance * inside).sum(axis=0))


@pytest.mark.parametrize(("base", "population"), [(30, 35), (12, 14), (20, 30), (30, 33)])
def test_coverage_near_a_census(base: int, population: int) -> None:
    """Where nearly everybody answered, the interval holds every share, whoever has the theme."""
    assert held_in_population(base, population).min() > 0.93


@pytest.mark.parametrize("base", [1, 2, 5, 30, 80])
@pytest.mark.parametrize("population", [None, 90, 342])
def test_more_respondents_have_a_higher_interval(base: int, population: int | None) -> None:
    """Both ends rise with the number who have the theme."""
    low, high, _ = share_intervals(np.arange(base + 1) / base, base, population=population)

    assert (np.diff(low) >= 0).all()
    assert (np.diff(high) >= 0).all()


def test_mid_p_by_hand() -> None:
    """0 of 30: (1 - p)^30, halved, is 2.5% at the upper end; 30 of 30 mirrors it."""
    end = 1 - 0.05 ** (1 / 30)
    assert share_interval(0, 30)[:2] == pytest.approx((0, end))
    assert share_interval(1, 30)[:2] == pytest.approx((1 - end, 1))


def test_infinite_base_is_no_base() -> None:
    """Nobody has asked endlessly many, and it isn't a census."""
    with pytest.raises(ValueError, match="no base"):
        share_intervals(0.5, np.inf)
    with pytest.raises(ValueError, match="no base"):
        share_intervals([0.5, 0.5], [3, np.nan])


@pytest.mark.parametrize("n", [0, 1, 2, 4, 7, 8])
def test_hardly_unequal_weights_hardly_change_an_interval(n: int) -> None:
    """Where weights are nearly equal the interval is nearly that of equal ones."""
    equal = share_interval(n / 8, 8)
    nearly = share_interval(n / 8, 8, effective=8 - 1e-4)

    assert nearly[:2] == pytest.approx(equal[:2], abs=1e-4)
    assert nearly[2] == "mid-p-weighted"


@pytest.mark.parametrize("n", [0, 1, 2, 4, 7, 8])
def test_hardly_unequal_weights_in_a_population_move_an_end_by_one(n: int) -> None:
    """There an end is a number of people, and weights round it outwards."""
    low, high, _ = share_interval(n / 8, 8, population=20)
    less, more, _ = share_interval(n / 8, 8, effective=8 - 1e-4, population=20)

    assert low - less in (pytest.approx(0), pytest.approx(1 / 20))
    assert more - high in (pytest.approx(0), pytest.approx(1 / 20))


@given(
    base=st.integers(1, 60),
    more=st.none() | st.integers(1, 40),
    leaves=st.floats(0, 1),
    shares=st.lists(st.floats(0, 1), min_size=2, max_size=12),
)
def test_weighted_intervals_rise_with_the_share(
    base: int, more: int | None, leaves: float, shares: list[float]
) -> None:
    """Both ends rise with the share, and lie on either side of it."""
    ordered = np.sort([0.0, *shares, 1.0])
    low, high, _ = share_intervals(
        ordered,
        base,
        effective=max(0.1, leaves * base),
        population=None if more is None else base + more,
    )

    assert (np.diff(low) >= -1e-12).all()
    assert (np.diff(high) >= -1e-12).all()
    assert (low <= ordered).all() and (ordered <= high).all()
    assert (low[0], high[-1]) == (0, 1)


@pytest.mark.parametrize("respondents", [3, 8, 12, 30])
@pytest.mark.parametrize("uneven", [0.02, 0.5])
@pytest.mark.parametrize("truth", [0.01, 0.02, 0.05, 0.1])
def test_coverage_of_rare_themes_in_small_weighted_samples(
    respondents: int, uneven: float, truth: float
) -> None:
    """However unequal the weights, a rare theme is held."""
    rng = np.random.default_rng(6)
    weights = rng.choice([1 - uneven, 1 + uneven], (4000, respondents))
    has = rng.random(weights.shape) < truth
    sums = WeightSums(
        of_code=(weights * has).sum(axis=1),
        of_code2=(weights**2 * has).sum(axis=1),
        total=weights.sum(axis=1),
        squares=(weights**2).sum(axis=1),
        fourths=(weights**4).sum(axis=1),
    )
    shares = np.asarray(sums.of_code) / np.asarray(sums.total)

    low, high, _ = share_intervals(shares, respondents, effective=effective_bases(sums))

    assert np.mean((low <= truth) & (truth <= high)) > 0.93


@pytest.mark.parametrize("have", [(0, 1), (1, 0), (1, 1), (2, 2), (8, 6)])
def test_coverage_of_weighted_shares_near_a_census(have: tuple[int, int]) -> None:
    """17 of 20 and 13 of 15 people answer, weighted back: their interval is of whole people."""
    rng = np.random.default_rng(7)
    people, answers = np.array([20, 15]), np.array([17, 13])
    hits = rng.hypergeometric(have, people - have, answers, (4000, 2))
    weights = people / answers
    bases = effective_bases(
        WeightSums(
            of_code=hits @ weights,
            of_code2=hits @ weights**2,
            total=answers @ weights,
            squares=answers @ weights**2,
            fourths=answers @ weights**4,
        )
    )

    low, high, _ = share_intervals(hits @ weights / 35, 30, effective=bases, population=35)

    truth = sum(have) / 35
    assert np.mean((low <= truth + 1e-12) & (truth - 1e-12 <= high)) > 0.93


def test_mid_p_of_a_large_population_is_that_of_an_endless_one() -> None:
    """A population of millions changes nothing."""
    shares = np.arange(31) / 30
    low, high, _ = share_intervals(shares, 30, population=10_000_000)
    endless_low, endless_high, _ = share_intervals(shares, 30)

    assert low == pytest.approx(endless_low, abs=1e-5)
    assert high == pytest.approx(endless_high, abs=1e-5)


def sums_of(weights: list[float], has: list[bool]) -> WeightSums:
    """Return the sums of these weights."""
    w, y = np.array(weights), np.array(has)
    return WeightSums(w[y].sum(), (w[y] ** 2).sum(), w.sum(), (w**2).sum(), (w**4).sum())


def test_effective_base_of_equal_weights_is_the_base() -> None:
    """Equal weights leave every respondent."""
    assert effective_bases(sums_of([0.7] * 30, [True] * 4 + [False] * 26)) == pytest.approx(30)


def test_effective_base_is_smaller_where_the_heavy_have_the_theme() -> None:
    """A theme of a few heavy respondents is less sure than Kish says; never is it surer."""
    weights = [10.0] * 3 + [1.0] * 27
    of_heavy = effective_bases(sums_of(weights, [True] * 2 + [False] * 28))
    of_light = effective_bases(sums_of(weights, [False] * 28 + [True] * 2))

    assert of_heavy < of_light <= kish(weights)


def test_nobody_weighs_anything() -> None:
    """Weights of 0 are worth nothing."""
    assert effective_bases(sums_of([0.0, 0.0], [True, False])) == 0


def test_coverage_where_the_heavy_differ() -> None:
    """Where the heavy name a theme four times as often, the interval still holds its share."""
    rng = np.random.default_rng(4)
    weights = np.array([1.0] * 95 + [20.0] * 5)
    chance = np.array([0.1] * 95 + [0.4] * 5)
    truth = weights @ chance / weights.sum()
    has = rng.random((4000, 100)) < chance
    sums = WeightSums(
        of_code=has @ weights,
        of_code2=has @ weights**2,
        total=weights.sum(),
        squares=(weights**2).sum(),
        fourths=(weights**4).sum(),
    )
    shares = has @ weights / weights.sum()

    low, high, _ = share_intervals(shares, 100, effective=effective_bases(sums))

    assert np.mean((low <= truth) & (truth <= high)) > 0.94

"""Changes between waves.

Published intervals, exact levels over whole sets of tables, and what holds for any counts.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, multinomial
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

from pipeline.counts import Changes, Pairs, WaveShares, changes, holm, kish, verdicts
from pipeline.counts.mid_p import paired_mid_p, separate_mid_p

NEWCOMBE = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0000),
    (10, 10, 0, 10, 0.6075, 1.0000),
]
"""Newcombe 1998, Statistics in Medicine 17:873-890, table II, method 10.

The later wave, the earlier wave, low, high.
"""


def paired_tables(n: int) -> np.ndarray:
    """Every table of n respondents in both waves: with the code in both, only before, only now."""
    a, b, c = np.indices((n + 1,) * 3).reshape(3, -1)
    return np.stack([a, b, c])[:, a + b + c <= n]


def of_pairs(n: int, tables: np.ndarray, **options: float) -> Changes:
    """The change of respondents who are all in both waves."""
    both, before, now = tables
    return changes(
        WaveShares(both + before, n),
        WaveShares(both + now, n),
        Pairs(n, both, before, now),
        **options,
    )


@pytest.mark.parametrize(("n2", "base2", "n1", "base1", "low", "high"), NEWCOMBE)
def test_as_newcombe(n2: int, base2: int, n1: int, base1: int, low: float, high: float) -> None:
    """With nobody in both waves it is the published interval, and that of statsmodels."""
    found = changes(WaveShares(n1, base1), WaveShares(n2, base2))
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))
    oracle = confint_proportions_2indep(n2, base2, n1, base1, method="newcomb", compare="diff")
    assert (found.low, found.high) == pytest.approx(oracle, abs=1e-12)


def test_drawn_out_to_nothing() -> None:
    """6 of 7 after 2 of 7, published as .0582 to .8062, reaches 0.

    Fisher's mid-p is above .05, and the word must follow one of the two.
    """
    found = changes(WaveShares(2, 7), WaveShares(6, 7))
    assert (float(found.low), float(found.high)) == (0.0, pytest.approx(0.8062, abs=5e-5))
    assert 0.05 < float(found.p) < 0.06


def test_as_newcombe_paired() -> None:
    """With all in both waves it is the published paired interval.

    Of 1, 1, 7 and 12 of 21 (Fagerland, Lydersen & Laake 2014).
    """
    found = of_pairs(21, np.array([[1], [7], [1]]))
    assert float(found.difference[0]) == pytest.approx(-6 / 21)
    assert (float(found.low[0]), float(found.high[0])) == pytest.approx((-0.507, -0.026), abs=5e-4)


@pytest.mark.parametrize("share", [0.05, 0.1, 0.2, 0.3, 0.5])
@pytest.mark.parametrize("base", [(30, 30), (30, 100), (300, 30)])
def test_false_alarms_of_separate_waves(share: float, base: tuple[int, int]) -> None:
    """No change is called one in at most about 5 of 100.

    The interval holds it in about 95 (all tables, weighed by their chance).
    """
    n1, n2 = (x.ravel() for x in np.indices((base[0] + 1, base[1] + 1)))
    chance = binom.pmf(n1, base[0], share) * binom.pmf(n2, base[1], share)
    found = changes(WaveShares(n1, base[0]), WaveShares(n2, base[1]))
    assert chance[found.p < 0.05].sum() < 0.06
    assert chance[(found.low <= 0) & (found.high >= 0)].sum() > 0.94


@pytest.mark.parametrize("share", [0.05, 0.2, 0.5])
@pytest.mark.parametrize("kept", [0.0, 0.4, 0.8])
def test_false_alarms_of_the_same_respondents(share: float, kept: float) -> None:
    """The same where all 30 are in both waves, however alike they answer."""
    tables = paired_tables(30)
    both = share**2 + kept * share * (1 - share)
    rest = share - both
    chance = multinomial.pmf(
        np.vstack([tables, 30 - tables.sum(axis=0)]).T, 30, [both, rest, rest, 1 - both - 2 * rest]
    )
    found = of_pairs(30, tables)
    assert chance[found.p < 0.05].sum() < 0.055
    assert chance[(found.low <= 0) & (found.high >= 0)].sum() > 0.945


@pytest.mark.parametrize("share", [0.05, 0.2, 0.5])
def test_false_alarms_of_some_in_both(share: float) -> None:
    """The same where half are in both waves (20,000 drawn pairs of waves)."""
    rng = np.random.default_rng(5)
    both = share**2 + 0.4 * share * (1 - share)
    pairs = rng.multinomial(
        15, [both, share - both, share - both, 1 - 2 * share + both], size=20_000
    ).T
    others = rng.binomial(15, share, size=(2, 20_000))
    found = changes(
        WaveShares(pairs[0] + pairs[1] + others[0], 30),
        WaveShares(pairs[0] + pairs[2] + others[1], 30),
        Pairs(15, pairs[0], pairs[1], pairs[2]),
    )
    assert (found.p < 0.05).mean() < 0.055


def test_near_mcnemar() -> None:
    """With all in both waves p is never below McNemar's mid-p and calls the same a change.

    The mid-p is made of the exact test of statsmodels.
    """
    tables = paired_tables(20)
    p = of_pairs(20, tables).p
    exact = np.array([mcnemar([[0, b], [c, 0]], exact=True).pvalue for b, c in tables[1:].T])
    few, many = np.minimum(tables[1], tables[2]), tables[1] + tables[2]
    mid = np.where(tables[1] == tables[2], 1.0, exact - binom.pmf(few, many, 0.5))
    assert (p >= mid - 1e-12).all()
    assert ((p < 0.05) == (mid < 0.05)).mean() > 0.97


@pytest.mark.parametrize("bases", [(1, 1), (2, 2), (4, 4), (8, 8), (2, 30), (5, 30), (15, 15)])
def test_false_alarms_of_small_waves(bases: tuple[int, int]) -> None:
    """However small the bases, no change is called one in at most 5 of 100."""
    n1, n2 = (x.ravel() for x in np.indices((bases[0] + 1, bases[1] + 1)))
    called = changes(WaveShares(n1, bases[0]), WaveShares(n2, bases[1])).p < 0.05
    for share in np.linspace(0.05, 0.95, 19):
        assert (binom.pmf(n1, bases[0], share) * binom.pmf(n2, bases[1], share))[
            called
        ].sum() <= 0.05


@pytest.mark.parametrize("n", [2, 5, 8, 15])
def test_false_alarms_of_few_respondents(n: int) -> None:
    """The same holds where these few are in both waves.

    A mid-p test may exceed it a little only where everybody changes sides.
    """
    tables = paired_tables(n)
    called = of_pairs(n, tables).p < 0.05
    for both, one, most in (
        (0.25, 0.25, 0.05),
        (0.1, 0.3, 0.05),
        (0.4, 0.1, 0.05),
        (0.0, 0.5, 0.08),
    ):
        chances = [both, one, one, max(1 - both - 2 * one, 0)]
        chance = multinomial.pmf(np.vstack([tables, n - tables.sum(axis=0)]).T, n, chances)
        assert chance[called].sum() <= most


def test_exact_by_hand() -> None:
    """Six of six changed the same way: 1/64; three of three after none of three: 1/20."""
    assert paired_mid_p([0, 6], [6, 0]) == pytest.approx([1 / 64, 1 / 64])
    assert float(separate_mid_p(0, 3, 3, 3)) == pytest.approx(1 / 20)
    assert (float(paired_mid_p(0, 0)), float(separate_mid_p(0, 3, 0, 3))) == (1.0, 1.0)


def test_overlap_counts() -> None:
    """Respondents who hardly change their answer make a change surer than as many strangers."""
    alone = changes(WaveShares(10, 30), WaveShares(16, 30))
    same = of_pairs(30, np.array([[10], [0], [6]]))
    assert float(alone.p) > 0.05 > float(same.p[0])
    assert float(same.high[0] - same.low[0]) < float(alone.high - alone.low)


def test_population() -> None:
    """30 of 342 know a little more; where everybody answered twice nothing is left to chance."""
    endless, finite = (
        changes(WaveShares(6, 30), WaveShares(15, 30), population=n) for n in (None, 342)
    )
    assert finite.low > endless.low and finite.high < endless.high
    census = of_pairs(20, np.array([[5], [1], [2]]), population=20)
    assert (float(census.low[0]), float(census.high[0])) == pytest.approx((0.05, 0.05))
    assert verdicts(census, census.p).tolist() == ["up"]
    with pytest.raises(ValueError, match="more answers than the population holds"):
        changes(WaveShares(6, 30), WaveShares(15, 31), population=30)


def test_weights() -> None:
    """Weighted shares are compared at their effective bases; equal weights change nothing."""
    plain = changes(WaveShares(6, 30), WaveShares(15, 40))
    equal = changes(
        WaveShares(6, 30, 0.2, kish([2.0] * 30)), WaveShares(15, 40, 0.375, kish([0.5] * 40))
    )
    assert [float(x) for x in (equal.low, equal.high, equal.p)] == pytest.approx(
        [float(x) for x in (plain.low, plain.high, plain.p)]
    )
    unequal = changes(WaveShares(6, 30, 0.2, 20.0), WaveShares(15, 40, 0.375, 25.0))
    assert unequal.high - unequal.low > plain.high - plain.low
    assert float(unequal.difference) == pytest.approx(0.175)


@pytest.mark.parametrize(("base", "effective"), [(0, None), (5, 0.0)])
def test_no_base(base: int, effective: float | None) -> None:
    """Without a base, or without anybody who weighs, nothing is known."""
    found = changes(WaveShares(0, base, effective=effective), WaveShares(3, 30))
    assert all(np.isnan(x) for x in (found.difference, found.low, found.high, found.p))
    assert verdicts(found, found.p) == "unknown"


def test_small_bases() -> None:
    """One and two respondents have a difference that is called nothing."""
    for base in (1, 2):
        found = changes(WaveShares(0, base), WaveShares(base, base))
        assert (float(found.difference), str(verdicts(found, found.p))) == (1.0, "same")


@pytest.mark.parametrize(
    ("n1", "pairs"), [(31, None), (-1, None), (5, Pairs(3, 2, 1, 1)), (5, Pairs(31, 1, 1, 1))]
)
def test_counts_that_do_not_fit(n1: int, pairs: Pairs | None) -> None:
    """What can't have been counted is refused."""
    with pytest.raises(ValueError, match="base"):
        changes(WaveShares(n1, 30), WaveShares(3, 30), pairs)


COUNTS = st.tuples(*[st.integers(0, 12)] * 3, *[st.integers(0, 20)] * 5)


@settings(max_examples=60, deadline=None)
@given(counts=COUNTS, population=st.none() | st.integers(80, 500))
def test_laws(counts: tuple[int, ...], population: int | None) -> None:
    """The interval holds the difference, in -1..1; p agrees with it.

    Reversed in time, or for those without the code, sign and ends swap.
    """
    n11, n10, n01, n00, with1, without1, with2, without2 = counts
    base = n11 + n10 + n01 + n00
    before = WaveShares(n11 + n10 + with1, base + with1 + without1)
    now = WaveShares(n11 + n01 + with2, base + with2 + without2)
    found = changes(before, now, Pairs(base, n11, n10, n01), population=population)
    if not before.base or not now.base:
        assert np.isnan(found.p)
        return
    assert -1 <= found.low <= found.difference <= found.high <= 1
    assert bool(found.p < 0.05) == bool(found.low > 0 or found.high < 0)
    back = changes(now, before, Pairs(base, n11, n01, n10), population=population)
    expected = [-float(found.difference), -float(found.high), -float(found.low), float(found.p)]
    assert [float(x) for x in (back.difference, back.low, back.high, back.p)] == pytest.approx(
        expected, abs=1e-9
    )
    others = changes(
        WaveShares(before.base - before.n, before.base),
        WaveShares(now.base - now.n, now.base),
        Pairs(base, n00, n01, n10),
        population=population,
    )
    assert [
        float(x) for x in (others.difference, others.low, others.high, others.p)
    ] == pytest.approx(expected, abs=1e-9)


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(p=st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_holm_as_statsmodels(p: list[float]) -> None:
    """Adjusted p values are those of statsmodels, in order, and never below what they were."""
    adjusted = holm(p)
    assert adjusted == pytest.approx(multipletests(p, method="holm")[1], abs=1e-12)
    assert (np.diff(adjusted[np.argsort(p)]) >= 0).all()
    assert (adjusted >= np.array(p)).all()


def test_holm_of_what_was_not_tested() -> None:
    """nan is no test and stays nan."""
    adjusted = holm([0.01, np.nan, 0.03])
    assert adjusted[[0, 2]].tolist() == pytest.approx([0.02, 0.03])
    assert np.isnan(adjusted[1])
    assert holm([]).tolist() == []


def test_verdicts() -> None:
    """up and down need both an adjusted p below .05 and an interval without 0."""
    difference = np.array([0.2, -0.2, 0.2, 0.2, 0.0, np.nan])
    low = np.array([0.1, -0.3, 0.1, -0.1, -0.1, np.nan])
    high = np.array([0.3, -0.1, 0.3, 0.5, 0.1, np.nan])
    p = np.array([0.01, 0.01, 0.06, 0.01, 1.0, np.nan])
    assert verdicts(Changes(difference, low, high, p), p).tolist() == [
        "up",
        "down",
        "same",
        "same",
        "same",
        "unknown",
    ]


def test_many_at_once() -> None:
    """Codes don't know of each other, also where one has no base.

    Arrays give what each alone gives.
    """
    n1, base1, n2, base2 = (
        np.array([0, 3, 9, 20]),
        np.array([0, 5, 30, 30]),
        np.array([1, 0, 15, 8]),
        np.array([3, 4, 30, 0]),
    )
    n2[3] = 0
    pairs = [(0, 0, 0, 0), (2, 0, 1, 0), (30, 7, 2, 8), (0, 0, 0, 0)]
    columns = np.array(pairs).T
    for population in (None, 342.0):
        together = changes(
            WaveShares(n1, base1), WaveShares(n2, base2), Pairs(*columns), population=population
        )
        for i, of_both in enumerate(pairs):
            alone = changes(
                WaveShares(n1[i], base1[i]),
                WaveShares(n2[i], base2[i]),
                Pairs(*of_both),
                population=population,
            )
            for name in ("difference", "low", "high", "p"):
                assert getattr(together, name)[i] == pytest.approx(
                    float(getattr(alone, name)), nan_ok=True
                )
        assert verdicts(together, holm(together.p))[[0, 3]].tolist() == ["unknown", "unknown"]

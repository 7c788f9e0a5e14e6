"""Mid-p intervals against tails in exact fractions, and those of scipy."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, hypergeom

from pipeline.counts import share_intervals


def plausible(n: int, base: int, population: int) -> tuple[int, int]:
    """Return the fewest and the most people of whom n of base make sense, in exact fractions."""

    def at_least(n: int, have: int) -> Fraction:
        """Return the chance of more than n, and half that of n."""
        ways = [comb(have, k) * comb(population - have, base - k) for k in range(n, base + 1)]
        return Fraction(2 * sum(ways) - ways[0], 2 * comb(population, base))

    fewest = next(have for have in range(population + 1) if at_least(n, have) >= Fraction(1, 40))
    most = next(
        have for have in range(population, -1, -1) if 1 - at_least(n, have) >= Fraction(1, 40)
    )
    return fewest, most


@given(base=st.integers(1, 60), part=st.floats(0, 1), more=st.integers(1, 60))
def test_finite_mid_p_by_exact_fractions(base: int, part: float, more: int) -> None:
    """The ends are the fewest and the most people at which neither tail is below 2.5%."""
    n, population = round(part * base), base + more
    low, high, _ = share_intervals(n / base, base, population=population)

    fewest, most = plausible(n, base, population)
    assert (low * population, high * population) == pytest.approx((fewest, most), abs=1e-9)


def test_tail_of_exactly_a_fortieth_is_plausible() -> None:
    """Of 12 in 16, none is met among two in 6 of 120 samples, and half of that is 2.5%."""
    assert float(share_intervals(0, 2, population=16)[1]) == 12 / 16


@pytest.mark.parametrize("population", [6_000, 400_000, 17_000_000])
def test_finite_mid_p_as_scipy(population: int) -> None:
    """With thousands of respondents the ends are where scipy's tails pass 2.5%."""
    rng = np.random.default_rng(8)
    base = rng.integers(1, 5000, 200)
    n = np.floor(base * rng.random(200) ** 2)
    low, high, _ = share_intervals(n / base, base, population=population)

    people = np.round(low * population)
    tails = [
        (hypergeom.sf(n - 1, population, have, base) + hypergeom.sf(n, population, have, base)) / 2
        for have in (people, people - 1)
    ]
    some = n > 0
    assert people == pytest.approx(low * population, abs=1e-6)
    assert (tails[0][some] >= 0.025).all()
    assert (tails[1][some] < 0.025).all()
    assert high == pytest.approx(1 - share_intervals(1 - n / base, base, population=population)[0])


def test_mid_p_as_tails_of_the_binomial() -> None:
    """At each end one of the tails is 2.5%, half of what was seen included."""
    base = np.repeat([1, 2, 7, 30, 411, 4000, 1_000_000], 5)
    n = np.round(base * np.tile([0, 0.01, 0.3, 0.9, 1], 7))
    low, high, _ = share_intervals(n / base, base)

    above = binom.sf(n, base, low) + binom.pmf(n, base, low) / 2
    below = binom.cdf(n, base, high) - binom.pmf(n, base, high) / 2
    assert above[n > 0] == pytest.approx(0.025)
    assert below[n < base] == pytest.approx(0.025)

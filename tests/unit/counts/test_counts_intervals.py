"""Wilson intervals against an independent implementation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from pipeline.counts import wilson


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

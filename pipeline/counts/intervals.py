"""Intervals of shares."""

from __future__ import annotations

import math

_Z = 1.959963984540054
"""Of the standard normal distribution, for 95%."""


def wilson(n: float, base: float) -> tuple[float, float]:
    """The 95% Wilson score interval of n / base (Wilson 1927); `ValueError` when base is below 1 or n outside 0..base.

    Both may be broken numbers: answers that weigh unequally are worth a base between two whole ones.
    """
    if base < 1 or not 0 <= n <= base:
        raise ValueError(f"no share: {n} of {base}")
    z2 = _Z * _Z
    share = n / base
    middle = share + z2 / (2 * base)
    half = _Z * math.sqrt(share * (1 - share) / base + z2 / (4 * base * base))
    low, high = ((middle - half) / (1 + z2 / base), (middle + half) / (1 + z2 / base))
    # exact at the ends, where rounding would leave 1e-17
    return (0.0 if n == 0 else low), (1.0 if n == base else high)

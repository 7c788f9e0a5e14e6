"""95% intervals of shares: simple, weighted, in a finite population.

All take numbers or arrays, and return the same. Our own, since statsmodels has none for weights or
a finite population, and is 65 MB that take a second to import; tests compare the simple ones with
it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from numbers import Real
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from pipeline.model import Floats

Names = npt.NDArray[np.str_]

Z = 1.959963984540054
"""The standard normal quantile for 95%."""

_ROUNDING = 1e-9


@overload
def wilson(n: float, base: float) -> tuple[float, float]: ...


@overload
def wilson(n: npt.ArrayLike, base: npt.ArrayLike) -> tuple[Floats, Floats]: ...


def wilson(n: npt.ArrayLike, base: npt.ArrayLike) -> tuple[float, float] | tuple[Floats, Floats]:
    """Return the 95% Wilson score interval of n / base (Wilson 1927).

    Both may be fractional, as an effective base is. `ValueError` if a base is below 1 or an n
    outside 0..base.
    """
    if isinstance(n, Real) and isinstance(base, Real):
        if base < 1 or not 0 <= n <= base:
            raise ValueError(f"no share: {n} of {base}")
        return wilson_of_share(float(n) / float(base), float(base))
    counts, bases = np.broadcast_arrays(
        np.asarray(n, dtype=np.float64), np.asarray(base, dtype=np.float64)
    )
    wrong = (bases < 1) | ~((counts >= 0) & (counts <= bases))
    if wrong.any():
        raise ValueError(f"no share: {counts[wrong][0]:g} of {bases[wrong][0]:g}")
    return score_interval(counts / bases, bases)


def score_interval(
    share: npt.ArrayLike, base: npt.ArrayLike, *, z: npt.ArrayLike = Z
) -> tuple[Floats, Floats]:
    """Return the Wilson interval of shares, `z` standard errors wide.

    At any base above 0, as an effective base may be; nan for other bases.
    """
    shares, bases = np.asarray(share, dtype=np.float64), np.asarray(base, dtype=np.float64)
    some = np.where(bases > 0, bases, np.nan)
    low, high = _ends(shares, some, np.asarray(z, dtype=np.float64), np.sqrt)
    low, high = np.minimum(np.maximum(low, 0.0), shares), np.maximum(np.minimum(high, 1.0), shares)
    exact = ~np.isnan(some)
    return np.where(exact & (shares <= 0), 0.0, low), np.where(exact & (shares >= 1), 1.0, high)


def wilson_of_share(share: float, base: float) -> tuple[float, float]:
    """Return one Wilson interval, ten times as fast as with arrays of one."""
    low, high = _ends(share, base, Z, math.sqrt)
    # exact at the ends, where rounding would leave 1e-17, and never beyond the share
    return (0.0 if share <= 0 else min(max(low, 0.0), share)), (
        1.0 if share >= 1 else max(min(high, 1.0), share)
    )


def _ends(share: Any, base: Any, z: Any, root: Callable[[Any], Any]) -> tuple[Any, Any]:
    """Return the ends by Wilson's formula, of numbers or arrays."""
    z2 = z * z
    middle = share + z2 / (2 * base)
    half = z * root(share * (1 - share) / base + z2 / (4 * base * base))
    return (middle - half) / (1 + z2 / base), (middle + half) / (1 + z2 / base)


def kish(weights: npt.ArrayLike) -> float:
    """Return the effective base of weighted respondents, (sum of w)^2 / sum of w^2 (Kish 1965).

    It lies between 1 and the number of respondents, and equals that number if all weights are the
    same; 0 if all weights are 0.
    """
    w = np.asarray(weights, dtype=np.float64)
    return kish_of_sums(float(w.sum()), float((w * w).sum()))


@overload
def kish_of_sums(total: float, squares: float) -> float: ...


@overload
def kish_of_sums(total: npt.ArrayLike, squares: npt.ArrayLike) -> Floats: ...


def kish_of_sums(total: npt.ArrayLike, squares: npt.ArrayLike) -> float | Floats:
    """Return Kish's effective base from the sum of the weights and that of their squares.

    Both can be summed over batches.
    """
    sums, sums2 = np.asarray(total, dtype=np.float64), np.asarray(squares, dtype=np.float64)
    base = np.divide(
        sums * sums,
        sums2,
        out=np.zeros(np.broadcast_shapes(sums.shape, sums2.shape)),
        where=sums2 > 0,
    )
    return float(base) if base.ndim == 0 else base


@overload
def finite_base(base: float, population: float) -> float: ...


@overload
def finite_base(base: npt.ArrayLike, population: npt.ArrayLike) -> Floats: ...


def finite_base(base: npt.ArrayLike, population: npt.ArrayLike) -> float | Floats:
    """Return the effective base of a sample without replacement from `population`.

    That is base (N - 1) / (N - base); infinite if everybody was asked. A share of such a sample has
    the variance P (1 - P) / base * (N - base) / (N - 1) (Cochran 1977, section 3.2), which is that
    of this larger base drawn from an infinite population. The Wilson interval is computed there, so
    the share does not change.

    With weights the effective base replaces the base. For post-stratification weights that is
    exact: the variance is S^2 (1 / effective - 1 / N), since the sum of (N_h / N)^2 / n_h over the
    strata is 1 / effective. `ValueError` if a base exceeds its population.
    """
    bases, whole = np.asarray(base, dtype=np.float64), np.asarray(population, dtype=np.float64)
    left = whole - bases
    if (left < 0).any():
        bad, people = (np.broadcast_to(x, left.shape)[left < 0][0] for x in (bases, whole))
        raise ValueError(f"more answers than the population holds: {bad:g} of {people:g}")
    endless = np.isinf(whole)
    worth = np.divide(
        bases * (whole - 1), left, out=np.full(left.shape, np.inf), where=(left > 0) & ~endless
    )
    worth = np.where(endless, bases, worth)
    return float(worth) if worth.ndim == 0 else worth


def share_intervals(
    share: npt.ArrayLike,
    base: npt.ArrayLike,
    *,
    effective: npt.ArrayLike | None = None,
    population: npt.ArrayLike | None = None,
) -> tuple[Floats, Floats, Names]:
    """Return low and high of the intervals of shares, and their names (`INTERVALS`).

    `base` counts respondents; `effective` is the effective base, None without weights; `population`
    is its size, None for infinite. All broadcast. If the whole population answered it is a census:
    the interval is the share itself, whatever the weights. Without a share, low and high are nan
    and the name is empty. `ValueError` for a share outside 0..1, a base above its population, and
    an effective base above the base.
    """
    shares, bases, worth, whole = np.broadcast_arrays(
        np.asarray(share, dtype=np.float64),
        np.asarray(base, dtype=np.float64),
        np.asarray(base if effective is None else effective, dtype=np.float64),
        np.asarray(np.inf if population is None else population, dtype=np.float64),
    )
    if ((shares < -_ROUNDING) | (shares > 1 + _ROUNDING) | (worth > bases * (1 + _ROUNDING))).any():
        raise ValueError("no share: one lies outside 0..1, or an effective base exceeds its base")
    shares, used = np.clip(shares, 0.0, 1.0), np.minimum(worth, bases)
    none = np.isnan(shares) | ~(bases > 0) | ~(used > 0)
    census = bases >= whole
    if population is not None:
        finite_base(bases, whole)  # raises if there are more answers than people
        used = finite_base(np.where(census, 1.0, used), whole)
    low, high = score_interval(shares, np.where(none, np.nan, used))
    low, high = (
        np.where(census & ~none, shares, np.where(none, np.nan, end)) for end in (low, high)
    )
    name = "wilson" if effective is None else "wilson-kish"
    names = np.where(census, "census", np.where(np.isfinite(whole), f"{name}-finite", name))
    return low, high, np.where(none, "", names)

"""95% intervals of shares: simple, weighted, in a finite population.

All take numbers or arrays, and return the same. Our own, since statsmodels has none for weights or
a finite population, and is 65 MB that take a second to import; tests compare the simple ones with
it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from numbers import Real
from typing import Any, overload

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from pipeline.counts.mid_p_intervals import mid_p_intervals
from pipeline.model import Floats

Names = npt.NDArray[np.str_]

Z = 1.959963984540054
"""The standard normal quantile for 95%."""

_ROUNDING = 1e-9

_FREEDOM = 1.5
"""Times the degrees of freedom of a normal variance: that of a share varies less. Chosen on other
weights than those by which it is judged (docs/intervals.md).
"""

_EQUAL = 1e-9
"""Weights that are this even are equal."""


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


@dataclass(frozen=True)
class WeightSums:
    """Sums of weights from which the certainty of weighted shares is found; all broadcast.

    Of those with a code: `of_code`, and squared `of_code2`. Of the base: `total`, `squares`,
    `fourths` (of the weights to the power of four).
    """

    of_code: npt.ArrayLike
    of_code2: npt.ArrayLike
    total: npt.ArrayLike
    squares: npt.ArrayLike
    fourths: npt.ArrayLike


def effective_bases(sums: WeightSums) -> Floats:
    """Return the base that each weighted share is worth to its interval; 0 without weight.

    Never more than Kish's, which takes a code to be as frequent among heavy respondents as among
    light ones. Where it is not, the linearised variance counts, sum w^2 (y - share)^2 / (sum w)^2
    (Woodruff 1971), with one average respondent more who has the code, and one who does not. Few
    heavy respondents tell little of that variance: the base shrinks by (z / t)^2 (Korn & Graubard
    1998), with the degrees of freedom that the weights leave (Satterthwaite 1946).
    """
    of_code, of_code2, total, squares, fourths = np.broadcast_arrays(
        *(
            np.asarray(values, dtype=np.float64)
            for values in (sums.of_code, sums.of_code2, sums.total, sums.squares, sums.fourths)
        )
    )
    is_weighed = squares > 0
    total, squares = np.where(is_weighed, total, 1.0), np.where(is_weighed, squares, 1.0)
    # those without an answer are outside the base, and may weigh more than it
    of_code, of_code2 = np.minimum(of_code, total), np.minimum(of_code2, squares)
    kish, average = total * total / squares, squares / total
    share = of_code / total
    with_code = (of_code2 + average**2) / (of_code + average)
    without = (squares - of_code2 + average**2) / (total - of_code + average)
    linearised = total / (with_code * (1 - share) + without * share)
    uneven = np.where(is_weighed, fourths / squares**2, 0.0) - 1 / kish
    freedom = _FREEDOM / np.maximum(uneven, _EQUAL)
    t = np.where(uneven > _EQUAL, stdtrit(freedom, 0.975), Z)
    return np.where(is_weighed, np.minimum(kish, linearised) * (Z / t) ** 2, 0.0)


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
    is its size, None for infinite. All broadcast. It is the mid-p interval of the respondents who
    have the theme, or with weights of as many of the effective base as the share says, which need
    not be a whole number. If the whole population answered it is a census: the interval is the
    share itself, whatever the weights. Without a share, low and high are nan and the name is empty.
    `ValueError` for a share outside 0..1, a base that is none or above its population, and an
    effective base above the base.
    """
    shares, bases, worth, whole = np.broadcast_arrays(
        np.asarray(share, dtype=np.float64),
        np.asarray(base, dtype=np.float64),
        np.asarray(base if effective is None else effective, dtype=np.float64),
        np.asarray(np.inf if population is None else population, dtype=np.float64),
    )
    if not np.isfinite(bases).all():
        raise ValueError(f"no base: {bases[~np.isfinite(bases)][0]:g} respondents")
    if ((shares < -_ROUNDING) | (shares > 1 + _ROUNDING) | (worth > bases * (1 + _ROUNDING))).any():
        raise ValueError("no share: one lies outside 0..1, or an effective base exceeds its base")
    shares, used = np.clip(shares, 0.0, 1.0), np.minimum(worth, bases)
    is_share = ~np.isnan(shares) & (bases > 0) & (used > 0)
    if population is not None:
        finite_base(bases, whole)  # raises if there are more answers than people
    is_census = is_share & (bases >= whole)
    is_sample = is_share & ~is_census
    is_weighted = used < bases * (1 - _ROUNDING)
    low = np.where(is_census, shares, np.nan)
    high = low.copy()
    low[is_sample], high[is_sample] = mid_p_intervals(
        shares[is_sample], used[is_sample], whole[is_sample]
    )
    name = np.where(is_weighted, "mid-p-weighted", "mid-p")
    finite = np.where(is_weighted, "mid-p-weighted-finite", "mid-p-finite")
    names = np.where(is_census, "census", np.where(np.isfinite(whole), finite, name))
    return low, high, np.where(is_share, names, "")

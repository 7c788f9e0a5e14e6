"""Change of shares between two waves: difference, interval, p value and verdict.

Some respondents may be in both waves. Values per code are a number, or an array with one for each
code.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from pipeline.counts.intervals import Names, Z, finite_base, score_interval
from pipeline.counts.mid_p import paired_mid_p, separate_mid_p
from pipeline.model import Floats

_HALVINGS = 60
_MAX_Z = 40.0
_SMALL_BASE = 20
_LEVEL = 0.05
_ROUNDING = 1e-9


@dataclass(frozen=True)
class WaveShares:
    """The shares of codes in one wave: respondents with each, and their base.

    With weights also the share itself and the effective base (`kish`).
    """

    n: npt.ArrayLike
    base: npt.ArrayLike
    share: npt.ArrayLike | None = None
    effective: npt.ArrayLike | None = None


@dataclass(frozen=True)
class Pairs:
    """Respondents in the bases of both waves.

    Their number, and for each code who have it in both, only in the earlier, only in the later one.
    """

    base: npt.ArrayLike = 0
    both: npt.ArrayLike = 0
    only_before: npt.ArrayLike = 0
    only_now: npt.ArrayLike = 0


@dataclass(frozen=True)
class Changes:
    """Later share minus earlier share of each code, its 95% interval, and p value of no change.

    nan if a wave has no base.
    """

    difference: Floats
    low: Floats
    high: Floats
    p: Floats


def changes(
    before: WaveShares,
    now: WaveShares,
    pairs: Pairs | None = None,
    *,
    population: float | None = None,
) -> Changes:
    """Return how shares changed from one wave to a later one.

    The interval combines the Wilson intervals of the two shares with the correlation of the two
    estimates (MOVER: Zou & Donner 2008, Statistics in Medicine 27:1693-1702). Without respondents
    in both waves that is method 10 of Newcombe (1998, same journal 17:873-890), with all in both it
    is method 10 of Newcombe (1998, 17:2635-2650): the correlation is phi of those in both, shrunk
    towards 0 as he does, times their proportion of both bases. p is the level at which the interval
    would just reach 0.

    In small waves that is too liberal (two of two after none of two). So p is never below that of a
    test that keeps its level there: the mid-p test of McNemar if all are in both waves, that of
    Fisher if nobody is, and also if some are and a base is below 20. If such a test is not
    significant, the interval is extended to 0, so that the two never contradict each other.

    population: its size, the same in both waves; the Wilson intervals and the correlation are then
    those of samples without replacement. `ValueError` for inconsistent counts.
    """
    pairs = pairs or Pairs()
    first = ShareEstimate.from_wave(before, population)
    second = ShareEstimate.from_wave(now, population)
    correlation = correlation_of(pairs, first, second, population)
    return difference_of(first, second, correlation, pairs)


def holm(p: npt.ArrayLike) -> Floats:
    """Return p values adjusted for multiple testing, in their order (Holm 1979); nan stays nan."""
    raw = np.asarray(p, dtype=np.float64)
    adjusted = np.full(raw.shape, np.nan)
    tested = np.flatnonzero(~np.isnan(raw))
    order = tested[np.argsort(raw[tested], kind="stable")]
    times = np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(raw[order] * times), 1.0)
    return adjusted


def verdicts(changed: Changes, adjusted: npt.ArrayLike) -> Names:
    """Return up, down, same or unknown (`Direction`) for each code, from the adjusted p values.

    up and down need an adjusted p below .05 and an interval without 0; unknown has no difference;
    same means that none is shown.
    """
    p = np.asarray(adjusted, dtype=np.float64)
    is_up = (p < _LEVEL) & (changed.low > 0)
    is_down = (p < _LEVEL) & (changed.high < 0)
    is_unknown = np.isnan(changed.difference) | np.isnan(p)
    return np.select([is_unknown, is_up, is_down], ["unknown", "up", "down"], "same")


@dataclass(frozen=True)
class ShareEstimate:
    """The shares of a wave as estimates, their base, and the effective base.

    Weights reduce it, a finite population raises it; it is infinite if everybody was asked.
    """

    share: Floats
    base: Floats
    worth: Floats

    @classmethod
    def from_wave(cls, wave: WaveShares, population: float | None) -> ShareEstimate:
        """Return the estimates of a wave.

        `ValueError` if more respondents have a code than are in the base, or are in the base than
        in the population.
        """
        n, base = np.asarray(wave.n, dtype=np.float64), np.asarray(wave.base, dtype=np.float64)
        if ((n < 0) | (n > base)).any():
            raise ValueError("a wave counts more respondents with a code than are in its base")
        no_share = np.full(np.broadcast_shapes(n.shape, base.shape), np.nan)
        share = np.divide(n, base, out=no_share, where=base > 0)
        if wave.share is not None:
            share = np.where(np.isnan(share), np.nan, np.asarray(wave.share, dtype=np.float64))
        used = base
        if wave.effective is not None:
            used = np.minimum(np.asarray(wave.effective, dtype=np.float64), base)
        share = np.where(used > 0, share, np.nan)
        worth = used
        if population is not None:
            finite_base(base, population)  # raises if there are more answers than people
            worth = np.where(base == population, np.inf, finite_base(used, population))
        return cls(share, base, np.where(used > 0, worth, np.nan))

    def whole(self) -> tuple[Floats, Floats, Floats]:
        """Return what the base is worth in whole respondents, and how many of these have the code.

        At least and at most, which differ by 1 where it is an exact half, so that those without the
        code mirror those with it. 0 where the base is worth nothing or everything.
        """
        some = np.isfinite(self.worth) & (self.worth > 0)
        worth = np.floor(np.where(some, self.worth, 0) + _ROUNDING)
        n = np.where(some, self.share, 0) * worth
        return worth, np.ceil(n - 0.5 - _ROUNDING), np.floor(n + 0.5 + _ROUNDING)

    def ends(self, z: Floats) -> tuple[Floats, Floats]:
        """Return the Wilson interval, `z` standard errors wide."""
        return score_interval(self.share, self.worth, z=z)


def difference_of(
    first: ShareEstimate, second: ShareEstimate, correlation: Floats, pairs: Pairs
) -> Changes:
    """Return the difference of two estimates with that correlation, as in `changes`."""
    difference = second.share - first.share
    low, high = _mover(first, second, correlation, np.asarray(Z))
    large_sample_p = _p_value(first, second, correlation, difference)
    p = np.fmax(large_sample_p, _small_sample_p(pairs, first, second))
    low = np.where(p >= _LEVEL, np.minimum(low, 0), low)
    high = np.where(p >= _LEVEL, np.maximum(high, 0), high)
    p = np.where(np.isnan(difference), np.nan, p)
    return Changes(*np.broadcast_arrays(difference, low, high, p))


def _mover(
    first: ShareEstimate, second: ShareEstimate, correlation: Floats, z: Floats
) -> tuple[Floats, Floats]:
    """Return the ends of the interval of the difference."""
    low1, high1 = first.ends(z)
    low2, high2 = second.ends(z)
    difference = second.share - first.share
    low = difference - _joined(second.share - low2, high1 - first.share, correlation)
    high = difference + _joined(first.share - low1, high2 - second.share, correlation)
    return np.maximum(low, -1), np.minimum(high, 1)


def _joined(one: Floats, other: Floats, correlation: Floats) -> Floats:
    """Return the half width of a difference from two half widths and their correlation."""
    squared = one**2 + other**2 - 2 * correlation * one * other
    return np.asarray(np.sqrt(np.maximum(squared, 0)))


def _p_value(
    first: ShareEstimate, second: ShareEstimate, correlation: Floats, difference: Floats
) -> Floats:
    """Return two-sided p, by bisection on z until the interval just reaches 0."""
    shape = np.broadcast_shapes(difference.shape, correlation.shape)
    inside, outside = np.zeros(shape), np.full(shape, _MAX_Z)
    for _ in range(_HALVINGS):
        z = (inside + outside) / 2
        low, high = _mover(first, second, correlation, z)
        excludes = (low > 0) | (high < 0)
        inside, outside = np.where(excludes, z, inside), np.where(excludes, outside, z)
    p = 2 * ndtr(-inside)
    return np.where(np.isnan(difference), np.nan, p)


def _small_sample_p(pairs: Pairs, first: ShareEstimate, second: ShareEstimate) -> Floats:
    """Return the mid-p value of the test that fits the overlap; 0 if none is needed.

    At the effective bases in whole respondents.
    """
    base = np.asarray(pairs.base, dtype=np.float64)
    lost, gained = np.asarray(pairs.only_before, float), np.asarray(pairs.only_now, float)
    (worth1, least1, most1), (worth2, least2, most2) = first.whole(), second.whole()
    worth = np.minimum(worth1, worth2)
    is_some = (worth1 > 0) & (worth2 > 0)
    all_in_both = is_some & (base == first.base) & (base == second.base)
    per_head = worth / np.maximum(base, 1)
    paired = paired_mid_p(np.rint(lost * per_head), np.rint(gained * per_head))
    is_separate = is_some & ((base == 0) | (worth < _SMALL_BASE))
    separate = separate_mid_p(least1, worth1, least2, worth2)
    if not (np.array_equal(least1, most1) and np.array_equal(least2, most2)):
        for n1, n2 in ((least1, most2), (most1, least2), (most1, most2)):
            separate = np.maximum(separate, separate_mid_p(n1, worth1, n2, worth2))
    return np.asarray(np.where(all_in_both, paired, np.where(is_separate, separate, 0.0)))


def correlation_of(
    pairs: Pairs,
    first: ShareEstimate,
    second: ShareEstimate,
    population: float | None,
    *,
    in_both: npt.ArrayLike | None = None,
) -> Floats:
    """Return the correlation of the two shares as estimates.

    That is phi of `pairs`, times the proportion of both bases that are in both waves (`pairs`
    unless given).
    """
    base, n11 = np.asarray(pairs.base, dtype=np.float64), np.asarray(pairs.both, dtype=np.float64)
    n10, n01 = np.asarray(pairs.only_before, float), np.asarray(pairs.only_now, float)
    n00 = base - n11 - n10 - n01
    overlap = base if in_both is None else np.asarray(in_both, dtype=np.float64)
    too_many = (n00 < 0).any() or (base > overlap).any()
    if too_many or (overlap > np.minimum(first.base, second.base)).any():
        raise ValueError("respondents in both waves don't fit the bases")
    product = n11 * n00 - n10 * n01
    shrunk = np.where(product > 0, np.maximum(product - base / 2, 0), product)
    margins = np.sqrt((n11 + n10) * (n01 + n00) * (n11 + n01) * (n10 + n00))
    zeros = np.zeros(np.broadcast(shrunk, margins).shape)
    phi = np.divide(shrunk, margins, out=zeros, where=margins > 0)
    one_over = 0.0 if population is None else 1 / population
    with np.errstate(divide="ignore", invalid="ignore"):
        shared = overlap / (first.base * second.base) - one_over
        alone = np.sqrt((1 / first.base - one_over) * (1 / second.base - one_over))
        part = np.where(alone > 0, shared / alone, 0.0)
    return np.asarray(np.clip(np.nan_to_num(phi * part), -1, 1))

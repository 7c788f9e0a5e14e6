"""Change of shares between two waves, where some respondents are in both: difference, interval, p value, and the words these bear."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from pipeline.counts.intervals import Names, Z, finite_base, score_interval
from pipeline.counts.mid_p import paired_mid_p, separate_mid_p
from pipeline.model import Floats

_STEPS = 60
_FURTHEST = 40.0
_FEW = 20
_LEVEL = 0.05


@dataclass(frozen=True)
class WaveShares:
    """Of one wave, for each code: respondents with it, their base, and with weights the share and the base that the weights leave (`kish`)."""

    n: npt.ArrayLike
    base: npt.ArrayLike
    share: npt.ArrayLike | None = None
    effective: npt.ArrayLike | None = None


@dataclass(frozen=True)
class Pairs:
    """Respondents in the bases of both waves, for each code: how many, with the code in both, only in the earlier, only in the later one."""

    base: npt.ArrayLike = 0
    both: npt.ArrayLike = 0
    only_before: npt.ArrayLike = 0
    only_now: npt.ArrayLike = 0


@dataclass(frozen=True)
class Changes:
    """Later share minus earlier share of each code, its 95% interval and p value of no change; nan where a wave has no base."""

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
    """How shares changed from one wave to a later one.

    The interval joins the Wilson intervals of the two shares by the correlation of the two estimates (MOVER: Zou & Donner 2008, Statistics in
    Medicine 27:1693-1702). Without respondents in both waves that is method 10 of Newcombe (1998, same journal 17:873-890), with all in both it is
    method 10 of Newcombe (1998, 17:2635-2650): the correlation is phi of those in both, drawn towards 0 as he does, times the part that they are
    of both bases. p is the level at which the interval would just reach 0.

    In small waves that calls too much a change (two of two after none of two). So p is never below that of a test that holds its level there: the
    mid-p test of McNemar where all are in both waves, that of Fisher where nobody is, and also where some are and a base is below 20. Where such
    a test says no, the interval is drawn out to 0, so that the two never contradict each other.

    population: how many there are, the same in both waves; the Wilson intervals and the correlation are then those of samples of it without
    replacement. `ValueError` for counts that don't fit each other.
    """
    pairs = pairs or Pairs()
    first, second = Arm.of(before, population), Arm.of(now, population)
    correlation = correlation_of(pairs, first, second, population)
    return difference_of(first, second, correlation, pairs)


def holm(p: npt.ArrayLike) -> Floats:
    """p values adjusted for being tested together, in their order (Holm 1979); nan stays nan and is no test."""
    raw = np.asarray(p, dtype=np.float64)
    adjusted = np.full(raw.shape, np.nan)
    tested = np.flatnonzero(~np.isnan(raw))
    order = tested[np.argsort(raw[tested], kind="stable")]
    times = np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(raw[order] * times), 1.0)
    return adjusted


def verdicts(found: Changes, adjusted: npt.ArrayLike) -> Names:
    """up, down, same or unknown (`model.Direction`) for each code, from the adjusted p values.

    up and down need an adjusted p below .05 and an interval without 0; unknown is what has no difference; same says that none is shown.
    """
    p = np.asarray(adjusted, dtype=np.float64)
    sure = p < _LEVEL
    shown = np.where(
        sure & (found.low > 0), "up", np.where(sure & (found.high < 0), "down", "same")
    )
    return np.where(np.isnan(found.difference) | np.isnan(p), "unknown", shown)


@dataclass(frozen=True)
class Arm:
    """A share as an estimate: of one wave, its respondents, and the base that it is worth: weighted, in a finite population."""

    share: Floats
    base: Floats
    worth: Floats

    @classmethod
    def of(cls, wave: WaveShares, population: float | None) -> Arm:
        """That of a wave; `ValueError` where more respondents have a code than are in the base, or are in the base than there are."""
        n, base = (np.asarray(values, dtype=np.float64) for values in (wave.n, wave.base))
        if ((n < 0) | (n > base)).any():
            raise ValueError("a wave counts more respondents with a code than are in its base")
        share = np.divide(
            n, base, out=np.full(np.broadcast_shapes(n.shape, base.shape), np.nan), where=base > 0
        )
        if wave.share is not None:
            share = np.where(np.isnan(share), np.nan, np.asarray(wave.share, dtype=np.float64))
        used = (
            base
            if wave.effective is None
            else np.minimum(np.asarray(wave.effective, dtype=np.float64), base)
        )
        share = np.where(used > 0, share, np.nan)
        worth = used
        if population is not None:
            finite_base(base, population)  # refuses more answers than there are people
            worth = np.where(base == population, np.inf, finite_base(used, population))
        return cls(share, base, np.where(used > 0, worth, np.nan))

    def whole(self) -> tuple[Floats, Floats]:
        """What the base is worth in whole respondents, and how many of these have the code; 0 where it is worth nothing or everything."""
        some = np.isfinite(self.worth) & (self.worth > 0)
        worth = np.where(some, np.floor(np.where(some, self.worth, 0) + 1e-9), 0)
        return worth, np.where(some, np.rint(np.where(some, self.share, 0) * worth), 0)

    def ends(self, z: Floats) -> tuple[Floats, Floats]:
        """The Wilson interval at z standard errors."""
        return score_interval(self.share, self.worth, z=z)


def difference_of(first: Arm, second: Arm, correlation: Floats, pairs: Pairs) -> Changes:
    """The difference of two shares whose estimates are so correlated, as `changes` describes it."""
    difference = second.share - first.share
    low, high = _mover(first, second, correlation, np.asarray(Z))
    p = np.fmax(
        _p_value(first, second, correlation, difference), _small_sample_p(pairs, first, second)
    )
    low, high = (
        np.where(p >= _LEVEL, np.minimum(low, 0), low),
        np.where(p >= _LEVEL, np.maximum(high, 0), high),
    )
    return Changes(
        *np.broadcast_arrays(difference, low, high, np.where(np.isnan(difference), np.nan, p))
    )


def _mover(first: Arm, second: Arm, correlation: Floats, z: Floats) -> tuple[Floats, Floats]:
    low1, high1 = first.ends(z)
    low2, high2 = second.ends(z)
    difference = second.share - first.share
    below, above = second.share - low2, high1 - first.share
    low = difference - np.sqrt(np.maximum(below**2 + above**2 - 2 * correlation * below * above, 0))
    below, above = first.share - low1, high2 - second.share
    high = difference + np.sqrt(
        np.maximum(below**2 + above**2 - 2 * correlation * below * above, 0)
    )
    return np.maximum(low, -1), np.minimum(high, 1)


def _p_value(first: Arm, second: Arm, correlation: Floats, difference: Floats) -> Floats:
    """Two-sided, by halving the range of z until the interval just reaches 0."""
    shape = np.broadcast_shapes(difference.shape, correlation.shape)
    inside, outside = np.zeros(shape), np.full(shape, _FURTHEST)
    for _ in range(_STEPS):
        z = (inside + outside) / 2
        low, high = _mover(first, second, correlation, z)
        excludes = (low > 0) | (high < 0)
        inside, outside = np.where(excludes, z, inside), np.where(excludes, outside, z)
    p = 2 * ndtr(-inside)
    return np.where(np.isnan(difference), np.nan, p)


def _small_sample_p(pairs: Pairs, first: Arm, second: Arm) -> Floats:
    """The mid-p value of the test that fits the overlap, at what the bases are worth in whole respondents; 0 where none is needed."""
    base, lost, gained = (
        np.asarray(v, dtype=np.float64) for v in (pairs.base, pairs.only_before, pairs.only_now)
    )
    (worth1, n1), (worth2, n2) = first.whole(), second.whole()
    alike = (base == first.base) & (base == second.base) & (worth1 > 0) & (worth2 > 0)
    per_head = np.minimum(worth1, worth2) / np.maximum(base, 1)
    paired = paired_mid_p(np.rint(lost * per_head), np.rint(gained * per_head))
    apart = (worth1 > 0) & (worth2 > 0) & ((base == 0) | (np.minimum(worth1, worth2) < _FEW))
    separate = separate_mid_p(n1, worth1, n2, worth2)
    return np.asarray(np.where(alike, paired, np.where(apart, separate, 0.0)))


def correlation_of(
    pairs: Pairs,
    first: Arm,
    second: Arm,
    population: float | None,
    *,
    in_both: npt.ArrayLike | None = None,
) -> Floats:
    """Of the two shares as estimates: phi of `pairs`, times the part of both bases that those in both waves are (`pairs` unless given)."""
    base, n11, n10, n01 = (
        np.asarray(v, dtype=np.float64)
        for v in (pairs.base, pairs.both, pairs.only_before, pairs.only_now)
    )
    n00 = base - n11 - n10 - n01
    overlap = base if in_both is None else np.asarray(in_both, dtype=np.float64)
    if (
        (n00 < 0).any()
        or (base > overlap).any()
        or (overlap > np.minimum(first.base, second.base)).any()
    ):
        raise ValueError("respondents in both waves don't fit the bases")
    product = n11 * n00 - n10 * n01
    shrunk = np.where(product > 0, np.maximum(product - base / 2, 0), product)
    margins = np.sqrt((n11 + n10) * (n01 + n00) * (n11 + n01) * (n10 + n00))
    phi = np.divide(
        shrunk, margins, out=np.zeros(np.broadcast(shrunk, margins).shape), where=margins > 0
    )
    one_over = 0.0 if population is None else 1 / population
    with np.errstate(divide="ignore", invalid="ignore"):
        shared = overlap / (first.base * second.base) - one_over
        alone = np.sqrt((1 / first.base - one_over) * (1 / second.base - one_over))
        part = np.where(alone > 0, shared / alone, 0.0)
    return np.asarray(np.clip(np.nan_to_num(phi * part), -1, 1))

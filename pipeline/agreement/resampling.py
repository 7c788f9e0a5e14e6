"""Intervals by resampling respondents: the percentile bootstrap (Efron & Tibshirani 1993, chapter 13).

All that a respondent wrote is drawn together, so that who wrote much doesn't make an interval look narrower than it is.
"""

from __future__ import annotations

from math import isnan, nan

import numpy as np

from pipeline.agreement.values import NO_SPREAD, UNSTABLE, Coefficient, Why
from pipeline.model import Floats, Ints

DRAWS = 1000
DIGITS = 6
LEAST_KNOWN = 0.5
"""Where a coefficient has a value in fewer of the samples than this, they tell nothing of its spread."""

_Z = 1.959963984540054


class Resampling:
    """Samples of respondents with replacement, and how often each is in each sample, (samples, respondents)."""

    def __init__(self, groups: Ints, rng: np.random.Generator, draws: int = DRAWS) -> None:
        """`groups` is the respondent of every unit, as any numbers."""
        names, self.groups = np.unique(groups, return_inverse=True)
        self.size = len(names)
        self.draws = draws
        chance = np.full(self.size, 1 / max(1, self.size))
        drawn = rng.multinomial(self.size, chance, draws) if self.size else np.zeros((draws, 0))
        self.times: Floats = drawn.astype(np.float64)
        self._order = np.argsort(self.groups, kind="stable")
        self._starts = np.searchsorted(self.groups[self._order], np.arange(self.size))

    def sums(self, values: Floats) -> Floats:
        """The sum of values (units, ...) in every sample, (samples, ...)."""
        if not self.size:
            return np.zeros((self.draws, *values.shape[1:]))
        of_group = np.add.reduceat(values[self._order], self._starts, axis=0)
        found = self.times @ of_group.reshape(self.size, -1)
        return found.reshape(self.draws, *values.shape[1:])


def with_interval(value: float, samples: Floats, why: Why = "") -> Coefficient:
    """The coefficient with the middle 95% of its samples; those without a value are left out. `why` is the reason of a value that is nan."""
    if isnan(value):
        return Coefficient(why=why)
    known = samples[~np.isnan(samples)]
    if len(known) < LEAST_KNOWN * len(samples) or not len(known):
        return Coefficient(_short(value), why=UNSTABLE)
    low, high = np.percentile(known, (2.5, 97.5)).tolist()
    if high - low < 1e-9:
        # as good as certain from a few units: no interval is better than that one
        return Coefficient(_short(value), nan, nan, NO_SPREAD)
    # a skewed sample may leave out the value itself
    return Coefficient(_short(value), _short(min(low, value)), _short(max(high, value)))


def share_with_interval(
    value: float, samples: Floats, respondents: int, why: Why = ""
) -> Coefficient:
    """The same for a share; where all samples say the same, the Wilson score interval (Wilson 1927) of so many respondents stands in their place."""
    found = with_interval(value, samples, why)
    if found.why != NO_SPREAD:
        return found
    low, high = _wilson(value, respondents)
    return Coefficient(found.value, _short(low), _short(high))


def _wilson(share: float, n: int) -> tuple[float, float]:
    z2 = _Z * _Z
    middle, half = (
        share + z2 / (2 * n),
        _Z * float(np.sqrt(share * (1 - share) / n + z2 / (4 * n * n))),
    )
    return max(0.0, (middle - half) / (1 + z2 / n)), min(1.0, (middle + half) / (1 + z2 / n))


def _short(value: float) -> float:
    # adding 0 turns -0.0 into 0.0
    return round(float(value), DIGITS) + 0.0

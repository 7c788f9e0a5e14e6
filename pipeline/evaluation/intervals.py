"""Intervals by resampling respondents.

All answers of a respondent are drawn together, so respondents who write much or alike don't make an interval look better than it is.
Method: the percentile bootstrap (Efron & Tibshirani 1993). Where every sample says the same, as for a theme of two labels that are both
right, resampling would claim certainty; there the Wilson score interval stands in its place.
"""

from __future__ import annotations

import numpy as np

from pipeline.model import Floats, Ints, Measure

SAMPLES = 1000
DIGITS = 4
_Z = 1.959963984540054


class Resampling:
    """Samples of respondents with replacement: how often each is in each sample, (samples, respondents)."""

    def __init__(self, groups: Ints, rng: np.random.Generator, samples: int = SAMPLES) -> None:
        """`groups` is the respondent of every answer, numbered from 0."""
        self._groups = groups
        self._size = int(groups.max()) + 1 if len(groups) else 0
        chance = np.full(self._size, 1 / max(1, self._size))
        drawn = (
            rng.multinomial(self._size, chance, samples) if self._size else np.zeros((samples, 0))
        )
        self._times = drawn.astype(np.float64)

    def sums(self, values: Floats) -> Floats:
        """The sum of the values (answers, k) in every sample, (samples, k)."""
        of_group = np.zeros((self._size, values.shape[1]))
        np.add.at(of_group, self._groups, values)
        sums: Floats = self._times @ of_group
        return sums

    def mean(self, values: Floats) -> Measure:
        """The mean of a value per answer (between 0 and 1) with its interval."""
        n = len(values)
        if not n:
            return Measure(None)
        sums = self.sums(np.column_stack((values, np.ones(n))))
        mean = float(values.mean())
        return measure(mean, ratio(sums[:, 0], sums[:, 1]), wilson(mean, self._size))


def ratio(above: Floats, below: Floats) -> Floats:
    """above / below, NaN where below is 0."""
    return np.where(below > 0, above / np.where(below > 0, below, 1.0), np.nan)


def measure(value: float, resampled: Floats, otherwise: tuple[float, float]) -> Measure:
    """The value with the 95% of its samples in the middle, or `otherwise` where the samples show no spread."""
    known = resampled[~np.isnan(resampled)]
    low, high = np.percentile(known, (2.5, 97.5)).tolist() if len(known) else (value, value)
    if high - low < 1e-9:
        low, high = otherwise
    # a skewed sample may leave out the value itself
    return Measure(_short(value), _short(min(low, value)), _short(max(high, value)))


def wilson(share: float, n: float) -> tuple[float, float]:
    """The 95% Wilson score interval of a share of n (Wilson 1927)."""
    z2 = _Z * _Z
    middle = share + z2 / (2 * n)
    half = _Z * float(np.sqrt(share * (1 - share) / n + z2 / (4 * n * n)))
    return max(0.0, (middle - half) / (1 + z2 / n)), min(1.0, (middle + half) / (1 + z2 / n))


def wilson_f1(right: int, seen: int) -> tuple[float, float]:
    """The same for F1, from the answers in which a person or the program saw the theme and those in which both did.

    right / seen is a share (Jaccard's), and F1 = 2 J / (1 + J) rises with it.
    """
    low, high = wilson(right / seen, seen)
    return 2 * low / (1 + low), 2 * high / (1 + high)


def _short(value: float) -> float:
    # adding 0 turns -0.0 into 0.0
    return round(float(value), DIGITS) + 0.0

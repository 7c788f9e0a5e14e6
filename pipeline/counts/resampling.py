"""Intervals by resampling respondents: the percentile bootstrap (Efron & Tibshirani 1993, ch. 13).

All texts of a respondent are drawn together, so that the clustering of texts within respondents
does not narrow the interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np

from pipeline.model import Floats, Ints, Measure

DRAWS = 1000
NO_SPREAD = 1e-9
"""Below this width of an interval all samples count as identical."""


class Resampling:
    """Samples of respondents with replacement; `times` (draws, respondents) counts each in each."""

    def __init__(
        self, respondents: Sequence[object] | Ints, rng: np.random.Generator, draws: int = DRAWS
    ) -> None:
        """Draw the samples; `respondents` are who wrote each unit, as names or numbers."""
        names, groups = np.unique(np.array(respondents, dtype=object), return_inverse=True)
        self.size = len(names)
        self.draws = draws
        self.groups: Ints = groups.astype(np.int64)
        self.times: Floats = np.zeros((draws, 0))
        if self.size:
            even = np.full(self.size, 1 / self.size)
            self.times = rng.multinomial(self.size, even, draws).astype(np.float64)

    def sums(self, values: Floats) -> Floats:
        """Return the sum of values (units, ...) in every sample, (draws, ...)."""
        shape = values.shape[1:]
        of_respondent = np.zeros((self.size, *shape))
        np.add.at(of_respondent, self.groups, values)
        sums: Floats = self.times @ of_respondent.reshape(self.size, prod(shape))
        return sums.reshape(self.draws, *shape)

    def means(self, values: Floats) -> Floats:
        """Return the mean of a value per unit (units,) in every sample, (draws,).

        Units whose value is NaN are left out; NaN for a sample with no other.
        """
        known = ~np.isnan(values)
        sums = self.sums(np.column_stack((np.where(known, values, 0.0), known)))
        return ratio(sums[:, 0], sums[:, 1])


def ratio(above: Floats, below: Floats) -> Floats:
    """Return above / below, nan if below is 0."""
    return np.where(below > 0, above / np.where(below > 0, below, 1.0), np.nan)


def resampled_measure(
    value: float, samples: Floats, *, digits: int, otherwise: tuple[float, float] | None = None
) -> Measure:
    """Return a value with the middle 95% of its samples, leaving out samples without a value.

    If the samples show no spread, as for a theme of two labels that are both right, they would
    imply certainty: then the interval is `otherwise`, such as that of Wilson, or none.
    """
    known = samples[~np.isnan(samples)]
    low, high = np.percentile(known, (2.5, 97.5)).tolist() if len(known) else (value, value)
    if high - low < NO_SPREAD:
        if otherwise is None:
            return Measure(rounded(value, digits))
        low, high = otherwise
    # skewed samples may exclude the value itself
    low, high = min(low, value), max(high, value)
    return Measure(rounded(value, digits), rounded(low, digits), rounded(high, digits))


def rounded(value: float, digits: int) -> float:
    """Return the value rounded to that many digits, 0.0 for -0.0."""
    return round(float(value), digits) + 0.0

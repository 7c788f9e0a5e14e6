"""Intervals by resampling respondents: the percentile bootstrap (Efron & Tibshirani 1993, ch. 13).

All texts of a respondent are drawn together, so that the clustering of texts within respondents
does not narrow the interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from pipeline.model import Floats, Ints, Measure

Respondents = Sequence[object] | Ints
"""Who wrote each unit, as names or numbers."""

DRAWS = 1000
NO_SPREAD = 1e-9
"""Below this width of an interval all samples count as identical."""


@dataclass(frozen=True)
class Draws:
    """How often each group counts in each draw, (draws, groups), and the group of each unit."""

    groups: Ints
    times: Floats

    def sums(self, values: Floats) -> Floats:
        """Return the sum of values (units, ...) in every sample, (draws, ...)."""
        shape = values.shape[1:]
        draws, groups = self.times.shape
        of_group = np.zeros((groups, *shape))
        np.add.at(of_group, self.groups, values)
        sums: Floats = self.times @ of_group.reshape(groups, prod(shape))
        return sums.reshape(draws, *shape)

    def means(self, values: Floats, weights: Floats | None = None) -> Floats:
        """Return the (weighted) mean of a value per unit (units,) in every sample, (draws,).

        Units whose value is NaN are left out; NaN for a sample with no other.
        """
        known = ~np.isnan(values)
        weight = known.astype(np.float64) if weights is None else np.where(known, weights, 0.0)
        sums = self.sums(np.column_stack((np.where(known, values, 0.0) * weight, weight)))
        return ratio(sums[:, 0], sums[:, 1])


class Resampling(Draws):
    """Samples of respondents with replacement; `times` counts each respondent in each sample."""

    def __init__(
        self, respondents: Respondents, rng: np.random.Generator, draws: int = DRAWS
    ) -> None:
        """Draw the samples; `respondents` are who wrote each unit, as names or numbers."""
        groups, size = grouped(respondents)
        times = np.zeros((draws, 0))
        if size:
            times = rng.multinomial(size, np.full(size, 1 / size), draws).astype(np.float64)
        super().__init__(groups, times)

    @property
    def size(self) -> int:
        """The number of respondents."""
        return int(self.times.shape[1])


def grouped(respondents: Respondents) -> tuple[Ints, int]:
    """Return the number of the respondent who wrote each unit, and how many there are."""
    names, groups = np.unique(np.array(respondents, dtype=object), return_inverse=True)
    return groups.astype(np.int64), len(names)


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

"""Tails of the hypergeometric distribution, of many cells at once.

For intervals in a finite population. scipy's take a hundred times as long with arrays.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.special import gammaln

from pipeline.model import Floats

_LARGE = 16.0
"""From here on Stirling's series has all digits of a float."""

_NEGLIGIBLE = 1e-17
_TERMS = 16
"""Terms that are added before the cells that need no more are left."""


def chance(n: Floats, base: Floats, have: Floats, population: Floats) -> Floats:
    """Return the chance that exactly n of base have the theme, if `have` of the population have.

    All are whole numbers, (cells,). By deviances from the expected numbers and the errors of
    Stirling's formula (Loader 2000), since logarithms of factorials lose digits with millions of
    people.
    """
    rest = base - n
    others, unasked = population - have, population - base
    logarithm = (
        (_error(have) - _error(n) - _error(have - n))
        + (_error(others) - _error(rest) - _error(others - rest))
        - (_error(population) - _error(base) - _error(unasked))
        - _deviance(n, base * have / population)
        - _deviance(rest, base * others / population)
        - _deviance(have - n, unasked * have / population)
        - _deviance(others - rest, unasked * others / population)
    )
    return np.asarray(np.exp(logarithm))


def more_to_exactly(n: Floats, base: Floats, have: Floats, population: Floats) -> Floats:
    """Return how many times as probable more than n of base are as exactly n, (cells,)."""
    total, term, more = np.zeros(len(n)), np.ones(len(n)), n.copy()
    active = np.arange(len(n))
    while len(active):
        for _ in range(_TERMS):
            more += 1
            term *= (have - more + 1) * (base - more + 1)
            term /= more * (population - have - base + more)
            total[active] += term
        is_open = term > _NEGLIGIBLE * total[active]
        active, term, more = active[is_open], term[is_open], more[is_open]
        base, have, population = base[is_open], have[is_open], population[is_open]
    return total


def _error(count: Floats) -> Floats:
    """Return log count! - count log count + count, the error of Stirling's formula; 0 of 0."""
    large = np.maximum(count, _LARGE)
    inverse = 1 / (large * large)
    series = 1 / 1260 - inverse * (1 / 1680 - inverse * (1 / 1188 - inverse * 691 / 360360))
    series = (1 / 12 - inverse * (1 / 360 - inverse * series)) / large
    of_large = series + np.log(2 * math.pi * large) / 2
    small = np.clip(count, 1.0, _LARGE)
    of_small = gammaln(small + 1) - small * np.log(small) + small
    return np.where(count >= _LARGE, of_large, np.where(count >= 1, of_small, 0.0))


def _deviance(count: Floats, expected: Floats) -> Floats:
    """Return count log(count / expected) + expected - count; of 0 what was expected."""
    some = np.maximum(expected, np.finfo(np.float64).tiny)
    part = (count - expected) / some
    with np.errstate(divide="ignore", invalid="ignore"):
        deviance = expected * ((1 + part) * np.log1p(part) - part)
    return np.where(count > 0, deviance, expected)

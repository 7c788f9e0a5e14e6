"""Coefficients of agreement on categories without order, each from a tally. What has no meaning is nan.

Our own, since all take a thousand resampled tallies at once, which those of scikit-learn and
statsmodels don't; krippendorff is GPL, and irrCAC holds pandas at 2.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from pipeline.agreement.contingency import PairTally, Tally
from pipeline.model import Floats

_NOTHING = 1e-12
"""What is left of a difference that is 0 but for rounding."""


def percent(sums: Tally) -> Floats:
    """The share of pairs of coders who agree on a unit, averaged over the units (Fleiss 1971: P-bar; Gwet 2014: p_a)."""
    return _ratio(sums.agreed, sums.paired)


def kappa(sums: PairTally) -> Floats:
    """Cohen's kappa of two coders (Cohen 1960)."""
    n = sums.one.sum(axis=-1)
    chance = _ratio((sums.one * sums.other).sum(axis=-1), n * n)
    return _beyond(_ratio(sums.same, n), chance)


def light(pairs: Iterable[PairTally]) -> Floats:
    """The mean of Cohen's kappa over all pairs of coders (Light 1971; Conger 1980); pairs without a value of their own are left out."""
    found = np.stack([kappa(pair) for pair in pairs])
    known = ~np.isnan(found)
    return _ratio(np.where(known, found, 0.0).sum(axis=0), known.sum(axis=0).astype(np.float64))


def fleiss(sums: Tally) -> Floats:
    """Fleiss' kappa (Fleiss 1971); of two coders it is Scott's pi (Scott 1955).

    Where not all coded all units, as Gwet (2014, 2.5) generalises it: chance agreement from all units rated, observed agreement from those that two
    or more rated.
    """
    chance = (_shares(sums) ** 2).sum(axis=-1)
    return _beyond(percent(sums), chance)


def ac1(sums: Tally) -> Floats:
    """Gwet's AC1 (Gwet 2008; with missing ratings Gwet 2014, 2.5): like kappa, with a chance agreement that is small where a category is rare."""
    shares = _shares(sums)
    others = max(1, sums.categories - 1)
    chance = (shares * (1 - shares)).sum(axis=-1) / others
    found = _beyond(percent(sums), chance)
    return found if sums.categories > 1 else np.full_like(found, np.nan)


def alpha(sums: Tally) -> Floats:
    """Krippendorff's alpha with the nominal metric (Krippendorff 2004, chapter 11; 2011). Ratings may be missing."""
    n = sums.values.sum(axis=-1)
    expected = n * n - (sums.values**2).sum(axis=-1)
    # Do / De = (differing / n) / (expected / (n (n - 1)))
    return np.where(
        expected > _NOTHING,
        1 - sums.differing * (n - 1) / np.where(expected > _NOTHING, expected, 1.0),
        np.nan,
    )


def _shares(sums: Tally) -> Floats:
    return _ratio(sums.shares, sums.rated[..., None])


def _beyond(observed: Floats, chance: Floats) -> Floats:
    """The part of the agreement left by chance that was reached."""
    left = 1 - chance
    return np.where(
        left > _NOTHING, (observed - chance) / np.where(left > _NOTHING, left, 1.0), np.nan
    )


def _ratio(above: Floats, below: Floats) -> Floats:
    return np.where(below > 0, above / np.where(below > 0, below, 1.0), np.nan)

"""Agreement coefficients for nominal categories; undefined values are nan.

Our own, since all take a thousand resampled contingencies at once, which those of scikit-learn
and statsmodels don't; krippendorff is GPL, and irrCAC holds pandas at 2.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from pipeline.agreement.contingency import Contingency, PairContingency
from pipeline.counts import ratio
from pipeline.model import Floats

_NOTHING = 1e-12
"""Differences below this are rounding error."""


def percent(sums: Contingency) -> Floats:
    """Return the share of pairs of coders who agree on a unit, averaged over the units.

    Fleiss (1971) writes it P-bar, Gwet (2014) p_a.
    """
    return ratio(sums.agreed, sums.paired)


def kappa(sums: PairContingency) -> Floats:
    """Return Cohen's kappa of two coders (Cohen 1960)."""
    n = sums.one.sum(axis=-1)
    chance = ratio((sums.one * sums.other).sum(axis=-1), n * n)
    return _beyond_chance(ratio(sums.same, n), chance)


def kappas(pairs: Iterable[PairContingency]) -> Floats:
    """Return Cohen's kappa of each pair of coders, (pairs, ...)."""
    return np.stack([kappa(pair) for pair in pairs])


def mean_kappa(of_pairs: Floats) -> Floats:
    """Return the mean of Cohen's kappa over all pairs of coders (Light 1971; Conger 1980).

    of_pairs: (pairs, ...). Pairs for which kappa is undefined are left out.
    """
    known = ~np.isnan(of_pairs)
    sums = np.where(known, of_pairs, 0.0).sum(axis=0)
    return ratio(sums, known.sum(axis=0).astype(np.float64))


def fleiss(sums: Contingency) -> Floats:
    """Return Fleiss' kappa (Fleiss 1971); for two coders this is Scott's pi (Scott 1955).

    With missing ratings, as generalised by Gwet (2014, 2.5): chance agreement from all units rated,
    observed agreement from those rated by two coders or more.
    """
    return _beyond_chance(percent(sums), (_category_shares(sums) ** 2).sum(axis=-1))


def ac1(sums: Contingency) -> Floats:
    """Return Gwet's AC1 (Gwet 2008; with missing ratings Gwet 2014, 2.5).

    Like kappa, but chance agreement is small for rare categories.
    """
    shares = _category_shares(sums)
    chance = (shares * (1 - shares)).sum(axis=-1) / max(1, sums.categories - 1)
    beyond = _beyond_chance(percent(sums), chance)
    return beyond if sums.categories > 1 else np.full_like(beyond, np.nan)


def alpha(sums: Contingency) -> Floats:
    """Return Krippendorff's alpha with the nominal metric (Krippendorff 2004, ch. 11; 2011).

    Ratings may be missing.
    """
    n = sums.values.sum(axis=-1)
    return alpha_of_sums(sums.differing, n * n - (sums.values**2).sum(axis=-1), n)


def alpha_of_sums(differing: Floats, expected: Floats, n: Floats) -> Floats:
    """Return alpha from n, the number of codings that differ, and n (n - 1) times the expected."""
    # Do / De = (differing / n) / (expected / (n (n - 1)))
    some = expected > _NOTHING
    return np.where(some, 1 - differing * (n - 1) / np.where(some, expected, 1.0), np.nan)


def _category_shares(sums: Contingency) -> Floats:
    return ratio(sums.shares, sums.rated[..., None])


def _beyond_chance(observed: Floats, chance: Floats) -> Floats:
    """Return the proportion of the possible agreement beyond chance that was attained."""
    left = 1 - chance
    some = left > _NOTHING
    return np.where(some, (observed - chance) / np.where(some, left, 1.0), np.nan)

"""Agreement on whole sets of codes: Krippendorff's alpha with a distance between sets."""

from __future__ import annotations

from collections.abc import Sequence, Set

import numpy as np

from pipeline.agreement.contingency import MISSING
from pipeline.agreement.resampling import Resampling, share_with_interval, with_interval
from pipeline.agreement.values import (
    NO_OVERLAP,
    NO_VARIANCE,
    ONE_CODER,
    Coefficient,
    Figures,
    Statistic,
)
from pipeline.agreement.verdicts import judged
from pipeline.model import Distance, Floats, Ints, masi

Codes = frozenset[str]

_NOTHING = 1e-12


def numbered(sets: Sequence[Sequence[Codes | None]]) -> tuple[Ints, list[Codes]]:
    """Ratings (units, coders) that number sets of codes, and those sets; None is a coding that is missing."""
    distinct = sorted({one for row in sets for one in row if one is not None}, key=sorted)
    number: dict[Codes | None, int] = {one: i for i, one in enumerate(distinct)} | {None: MISSING}
    coders = len(sets[0]) if sets else 0
    return np.array([[number[one] for one in row] for row in sets], dtype=np.int64).reshape(
        len(sets), coders
    ), distinct


def distances(sets: Sequence[Set[str]], distance: Distance = masi) -> Floats:
    """The distance between every two sets, (sets, sets)."""
    if distance is masi:
        return _masi(sets)
    found = np.zeros((len(sets), len(sets)))
    for i, one in enumerate(sets):
        for j in range(i):
            found[i, j] = found[j, i] = distance(one, sets[j])
    return found


def set_alpha(ratings: Ints, apart: Floats, resampling: Resampling | None = None) -> Floats:
    """Krippendorff's alpha (Krippendorff 2004, chapter 11) with any distances (categories, categories) between categories: of all units, or of each
    sample, (samples,).

    With sets of codes as categories and MASI as distance: Passonneau (2006).
    """
    coded = ratings != MISSING
    coders = coded.sum(axis=1)
    units = coders >= 2
    differing = np.zeros(len(ratings))
    for one in range(ratings.shape[1]):
        for other in range(one):
            both = coded[:, one] & coded[:, other]
            differing[both] += 2 * apart[ratings[both, one], ratings[both, other]]
    differing = np.where(units, differing / np.maximum(coders - 1, 1), 0.0)
    counted = coded & units[:, None]
    of_unit, values = np.nonzero(counted)[0], ratings[counted]
    if resampling is None:
        return _alpha(
            differing.sum(keepdims=True),
            _counts(values, len(apart), np.ones(len(values)))[None],
            apart,
        )
    times = resampling.times
    counts = np.stack(
        [_counts(values, len(apart), row[resampling.groups[of_unit]]) for row in times]
    )
    return _alpha(resampling.sums(differing), counts, apart)


def set_figures(
    sets: Sequence[Sequence[Codes | None]], resampling: Resampling, distance: Distance = masi
) -> Figures:
    """Of whole sets (units, coders): the share that is the same (`percent`), and `alpha` with that distance."""
    ratings, distinct = numbered(sets)
    coded = ratings != MISSING
    n = int((coded.sum(axis=1) >= 2).sum())
    if not n:
        why = ONE_CODER if coded.any(axis=0).sum() < 2 else NO_OVERLAP
        return Figures(0, 0, {"percent": Coefficient(why=why), "alpha": Coefficient(why=why)})
    apart = distances(distinct, distance)
    whole, samples = (_same(ratings, r) for r in (None, resampling))
    alphas = set_alpha(ratings, apart, resampling)
    of: dict[Statistic, Coefficient] = {
        "percent": share_with_interval(float(whole), samples, resampling.size),
        "alpha": with_interval(float(set_alpha(ratings, apart)[0]), alphas, NO_VARIANCE),
    }
    return judged(Figures(n, n, of))


def _same(ratings: Ints, resampling: Resampling | None) -> Floats:
    """The share of pairs of coders with the same set, averaged over the units."""
    coded = ratings != MISSING
    coders = coded.sum(axis=1)
    pairs = coders * (coders - 1) / 2
    agreed = np.zeros(len(ratings))
    for one in range(ratings.shape[1]):
        for other in range(one):
            agreed += coded[:, one] & (ratings[:, one] == ratings[:, other])
    values = np.column_stack(
        (np.where(pairs > 0, agreed / np.maximum(pairs, 1), 0.0), pairs > 0)
    ).astype(np.float64)
    sums = values.sum(axis=0) if resampling is None else resampling.sums(values)
    below = sums[..., 1]
    return np.where(below > 0, sums[..., 0] / np.where(below > 0, below, 1.0), np.nan)


def _counts(values: Ints, size: int, weights: Floats) -> Floats:
    found: Floats = np.bincount(values, weights=weights, minlength=size).astype(np.float64)
    return found


def _alpha(differing: Floats, counts: Floats, apart: Floats) -> Floats:
    n = counts.sum(axis=1)
    expected = ((counts @ apart) * counts).sum(axis=1)
    return np.where(
        expected > _NOTHING,
        1 - differing * (n - 1) / np.where(expected > _NOTHING, expected, 1.0),
        np.nan,
    )


def _masi(sets: Sequence[Set[str]]) -> Floats:
    codes = {code: i for i, code in enumerate(sorted({code for one in sets for code in one}))}
    holds = np.zeros((len(sets), len(codes)))
    for row, one in enumerate(sets):
        holds[row, [codes[code] for code in one]] = 1
    both, size = holds @ holds.T, holds.sum(axis=1)
    either = size[:, None] + size[None, :] - both
    equal = (both == size[:, None]) & (both == size[None, :])
    within = (both == np.minimum(size[:, None], size[None, :])) & ~equal
    lie = np.where(equal, 1.0, np.where(within, 2 / 3, 1 / 3))
    found: Floats = np.where(equal, 0.0, 1 - both / np.maximum(either, 1) * lie)
    return found

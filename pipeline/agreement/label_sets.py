"""Agreement on whole sets of codes: Krippendorff's alpha with a distance between sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set

import numpy as np

from pipeline.agreement.coefficients import alpha_of_sums
from pipeline.agreement.contingency import MISSING
from pipeline.agreement.posterior import Posterior, SupposedTexts
from pipeline.agreement.values import NO_VARIANCE, Codes, Figures, Statistic
from pipeline.agreement.verdicts import coefficient, interpret, no_pairs
from pipeline.counts import Draws, ratio
from pipeline.model import Floats, Ints, Measure


def numbered(sets: Sequence[Sequence[Codes | None]]) -> tuple[Ints, list[Codes]]:
    """Return ratings (units, coders) as numbers of distinct sets of codes, and those sets.

    None marks a missing coding.
    """
    distinct = sorted({one for row in sets for one in row if one is not None}, key=sorted)
    number: dict[Codes | None, int] = {one: i for i, one in enumerate(distinct)}
    number[None] = MISSING
    ratings = np.array([[number[one] for one in row] for row in sets], dtype=np.int64)
    coders = len(sets[0]) if sets else 0
    return ratings.reshape(len(sets), coders), distinct


def masi_distances(sets: Sequence[Set[str]]) -> Floats:
    """Return `model.masi` distances between all sets, (sets, sets)."""
    codes = {code: i for i, code in enumerate(sorted({code for one in sets for code in one}))}
    holds = np.zeros((len(sets), len(codes)))
    for row, one in enumerate(sets):
        holds[row, [codes[code] for code in one]] = 1
    both, size = holds @ holds.T, holds.sum(axis=1)
    either = size[:, None] + size[None, :] - both
    equal = (both == size[:, None]) & (both == size[None, :])
    within = (both == np.minimum(size[:, None], size[None, :])) & ~equal
    lie = np.where(equal, 1.0, np.where(within, 2 / 3, 1 / 3))
    distances: Floats = np.where(equal, 0.0, 1 - both / np.maximum(either, 1) * lie)
    return distances


def set_alpha(ratings: Ints, apart: Floats, draws: Draws | None = None) -> Floats:
    """Return Krippendorff's alpha (Krippendorff 2004, ch. 11) of all units or each draw.

    `apart` holds any distances (categories, categories). With sets of codes as categories and
    MASI as distance it is that of Passonneau (2006).
    """
    coded = ratings != MISSING
    coders = coded.sum(axis=1)
    paired = coders >= 2
    differing = np.zeros(len(ratings))
    for one, other in _pairs(ratings.shape[1]):
        both = coded[:, one] & coded[:, other]
        differing[both] += 2 * apart[ratings[both, one], ratings[both, other]]
    differing = np.where(paired, differing / np.maximum(coders - 1, 1), 0.0)

    counted = coded & paired[:, None]
    of_unit, values = np.nonzero(counted)[0], ratings[counted]
    weights: Iterable[Floats] = [np.ones(len(values))]
    if draws is not None:
        group = draws.groups[of_unit]
        weights = (times[group] for times in draws.times)
    counts = np.stack([np.bincount(values, weight, len(apart)) for weight in weights])
    expected = ((counts @ apart) * counts).sum(axis=1)
    total = differing.sum(keepdims=True) if draws is None else draws.sums(differing)
    return alpha_of_sums(total, expected, counts.sum(axis=1))


def set_figures(sets: Sequence[Sequence[Codes | None]], posterior: Posterior) -> Figures:
    """Return the agreement on whole sets (units, coders).

    `percent` is the share of identical sets, `alpha` uses the MASI distance.
    """
    ratings, distinct = numbered(sets)
    coded = ratings != MISSING
    n = int((coded.sum(axis=1) >= 2).sum())
    if not n:
        nothing = no_pairs(coded)
        return Figures(0, 0, {"percent": nothing, "alpha": nothing})
    apart, same = masi_distances(distinct), float(_same(ratings))
    alpha = float(set_alpha(ratings, apart)[0])
    # the supposed texts have one of two sets that share no code with each other or with any set
    one, other = len(distinct), len(distinct) + 1
    supposed = SupposedTexts.of_coders(coded.shape[1], given=one, left=other)
    draws = posterior.draws(supposed)
    ratings = np.concatenate((ratings, supposed.ratings))
    apart = np.pad(apart, (0, 2), constant_values=1.0)
    np.fill_diagonal(apart, 0.0)
    measures: dict[Statistic, Measure] = {
        "percent": coefficient(same, _same(ratings, draws)),
        "alpha": coefficient(alpha, set_alpha(ratings, apart, draws), why=NO_VARIANCE),
    }
    return interpret(Figures(n, n, measures))


def _same(ratings: Ints, draws: Draws | None = None) -> Floats:
    """Return the share of pairs of coders with the same set, averaged over the units."""
    coded = ratings != MISSING
    coders = coded.sum(axis=1)
    pairs = coders * (coders - 1) / 2
    agreed = np.zeros(len(ratings))
    for one, other in _pairs(ratings.shape[1]):
        agreed += coded[:, one] & (ratings[:, one] == ratings[:, other])
    share_of_pairs = np.where(pairs > 0, agreed / np.maximum(pairs, 1), 0.0)
    values = np.column_stack((share_of_pairs, pairs > 0)).astype(np.float64)
    sums = values.sum(axis=0) if draws is None else draws.sums(values)
    return ratio(sums[..., 0], sums[..., 1])


def _pairs(coders: int) -> Iterator[tuple[int, int]]:
    for one in range(coders):
        for other in range(one):
            yield one, other

"""Sums over units from which agreement coefficients are computed.

A draw of units is the same sums with other weights, so nothing is counted twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from pipeline.counts import Draws
from pipeline.model import Bools, Floats, Ints

MISSING = -1
"""Marks a unit that a coder did not code."""


@dataclass(frozen=True)
class Contingency:
    """Sums over units of things, each coded into q categories, for each draw and thing (...).

    paired: (...) units that two coders or more coded; rated: (...) those that one did. agreed:
    (...) over the paired units, the share of their pairs of coders that agree. shares: (..., q)
    over the rated units, the share of coders for each category. values, differing: (..., q) the
    codings of paired units by category, and (...) those that another coder differs from, as
    Krippendorff counts them.
    """

    paired: Floats
    rated: Floats
    agreed: Floats
    shares: Floats
    values: Floats
    differing: Floats

    @property
    def categories(self) -> int:
        """The number of categories."""
        return int(self.shares.shape[-1])


@dataclass(frozen=True)
class PairContingency:
    """The sums for two coders over the units that both coded.

    same: (...) units on which they agree; one, other: (..., q) the categories each gave.
    """

    same: Floats
    one: Floats
    other: Floats


def contingency(ratings: Ints, categories: int, draws: Draws | None = None) -> Contingency:
    """Return the sums for ratings (units, coders, things), of all units or of each draw.

    Their first axes are (things), or (draws, things).
    """
    by_category = [(ratings == category).sum(axis=1) for category in range(categories)]
    counts = np.stack(by_category, axis=-1).astype(np.float64)
    coders = counts.sum(axis=-1)
    paired = coders >= 2
    pairs = np.where(paired, coders * (coders - 1), 1.0)
    agreed = np.where(paired, (counts * (counts - 1)).sum(axis=-1) / pairs, 0.0)
    return Contingency(
        paired=_summed(paired.astype(np.float64), draws),
        rated=_summed((coders >= 1).astype(np.float64), draws),
        agreed=_summed(agreed, draws),
        shares=_summed(counts / np.maximum(coders, 1.0)[..., None], draws),
        values=_summed(counts * paired[..., None], draws),
        differing=_summed(np.where(paired, coders * (1 - agreed), 0.0), draws),
    )


def pair_contingencies(
    ratings: Ints, categories: int, draws: Draws | None = None
) -> Iterator[PairContingency]:
    """Yield the sums for each pair of coders."""
    for one, other in combinations(range(ratings.shape[1]), 2):
        first, second = ratings[:, one], ratings[:, other]
        both = (first != MISSING) & (second != MISSING)
        yield PairContingency(
            same=_summed((both & (first == second)).astype(np.float64), draws),
            one=_summed(_indicators(first, both, categories), draws),
            other=_summed(_indicators(second, both, categories), draws),
        )


def _indicators(ratings: Ints, both: Bools, categories: int) -> Floats:
    """Return 1 where a unit that both coded got the category, (units, things, categories)."""
    given = [both & (ratings == category) for category in range(categories)]
    return np.stack(given, axis=-1).astype(np.float64)


def _summed(values: Floats, draws: Draws | None) -> Floats:
    total: Floats = values.sum(axis=0) if draws is None else draws.sums(values)
    return total

"""What coefficients of agreement are made of: sums over units. A sample of units is the same sums with other weights, so nothing is counted twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from pipeline.agreement.resampling import Resampling
from pipeline.model import Floats, Ints

MISSING = -1
"""Stands where a coder didn't code a unit."""


@dataclass(frozen=True)
class Tally:
    """Sums over units of things, each coded into q categories. Arrays begin with axes of their own (samples, things), here `...`.

    paired: (...) units that two coders or more coded; rated: (...) those that one did. agreed: (...) over the paired units, the share of their pairs
    of coders that agree. shares: (..., q) over the rated units, the share of coders for each category. values, differing: (..., q) the codings of
    paired units by category, and (...) those that another coder differs from, as Krippendorff counts them.
    """

    paired: Floats
    rated: Floats
    agreed: Floats
    shares: Floats
    values: Floats
    differing: Floats

    @property
    def categories(self) -> int:
        """How many categories there are to choose from."""
        return int(self.shares.shape[-1])


@dataclass(frozen=True)
class PairTally:
    """The same for two coders, over the units that both coded. same: (...) on which they agree; one, other: (..., q) the categories each gave."""

    same: Floats
    one: Floats
    other: Floats


def tally(ratings: Ints, categories: int, resampling: Resampling | None = None) -> Tally:
    """The sums of ratings (units, coders, things): of all units, (things,), or of each sample, (samples, things)."""
    counts = np.stack([(ratings == c).sum(axis=1) for c in range(categories)], axis=-1).astype(
        np.float64
    )
    coders = counts.sum(axis=-1)
    paired = coders >= 2
    pairs = np.where(paired, coders * (coders - 1), 1.0)
    agreed = np.where(paired, (counts * (counts - 1)).sum(axis=-1) / pairs, 0.0)
    parts = {
        "paired": paired.astype(np.float64),
        "rated": (coders >= 1).astype(np.float64),
        "agreed": agreed,
        "shares": counts / np.maximum(coders, 1.0)[..., None],
        "values": counts * paired[..., None],
        "differing": np.where(paired, coders * (1 - agreed), 0.0),
    }
    return Tally(**{name: _summed(part, resampling) for name, part in parts.items()})


def pair_tallies(
    ratings: Ints, categories: int, resampling: Resampling | None = None
) -> Iterator[PairTally]:
    """The sums of every two coders, in turn."""
    for one, other in combinations(range(ratings.shape[1]), 2):
        first, second = ratings[:, one], ratings[:, other]
        both = (first != MISSING) & (second != MISSING)
        yield PairTally(
            _summed((both & (first == second)).astype(np.float64), resampling),
            _by_category(first, both, categories, resampling),
            _by_category(second, both, categories, resampling),
        )


def _by_category(
    ratings: Ints, both: npt.NDArray[np.bool_], categories: int, resampling: Resampling | None
) -> Floats:
    found = np.stack([both & (ratings == c) for c in range(categories)], axis=-1)
    return _summed(found.astype(np.float64), resampling)


def _summed(values: Floats, resampling: Resampling | None) -> Floats:
    total: Floats = values.sum(axis=0)
    return total if resampling is None else resampling.sums(values)

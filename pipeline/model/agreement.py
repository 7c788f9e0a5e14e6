"""How far coders agree: every number that the agreement's tables and page show, found once.

A coefficient without meaning is nan, and says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan, nan
from typing import Literal

ONE_CODER = "one-coder"
NO_OVERLAP = "no-overlap"
NO_VARIANCE = "no-variance"
UNSTABLE = "unstable"
NO_SPREAD = "no-spread"

Statistic = Literal["percent", "kappa", "fleiss", "alpha", "ac1"]

STATISTICS: tuple[Statistic, ...] = ("percent", "kappa", "fleiss", "alpha", "ac1")
"""Per cent agreement, Cohen's kappa (the mean of all pairs), Fleiss' kappa, Krippendorff's alpha (nominal), Gwet's AC1."""


@dataclass(frozen=True)
class Coefficient:
    """A coefficient of agreement and its 95% interval.

    `why` tells why it is nan: `one-coder` (fewer than two), `no-overlap` (nothing that two of them coded), `no-variance` (all said the same of
    everything, so chance explains it all). Where it has a value and no interval: `unstable` (it has no value in most samples), `no-spread` (it is the
    same in all of them).
    """

    value: float = nan
    low: float = nan
    high: float = nan
    why: str = ""

    @property
    def known(self) -> bool:
        """Whether it has a value."""
        return not isnan(self.value)


@dataclass(frozen=True)
class Figures:
    """The coefficients of one theme, or of whole sets of codes: of `n` texts coded by two coders or more, `given` to how many of them by one at least.

    Of sets there is only `percent`, the sets that are the same, and `alpha` with the MASI distance.
    """

    n: int
    given: int
    of: Mapping[Statistic, Coefficient]

"""Which counts, percentages and bases can go together, whatever way they were rounded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import NamedTuple

_SLACK = 1e-9
_MAX_BASES = 400  # a pair that so many bases would give says nothing about its base


@dataclass(frozen=True)
class Percent:
    """A percentage as printed: its value and its number of decimals."""

    value: float
    digits: int = 0

    @property
    def half(self) -> float:
        """The largest rounding error, whether half up, half down or half to even."""
        return float(0.5 * 0.1**self.digits) + _SLACK

    def is_near(self, value: float) -> bool:
        """Whether that exact percentage can have been printed so."""
        return abs(self.value - value) <= self.half

    def __str__(self) -> str:
        return f"{self.value:.{self.digits}f}%"


class Pair(NamedTuple):
    """A count and the percentage printed beside it."""

    n: int
    percent: Percent

    def fits(self, base: int) -> bool:
        """Whether n of that base can be printed as the percentage."""
        return base > 0 and self.percent.is_near(100 * self.n / base)

    def fits_any(self, bases: Iterable[int]) -> bool:
        """Whether the pair fits one of the bases."""
        return any(self.fits(base) for base in bases)

    @property
    def bases(self) -> range:
        """The bases of which n is the percentage; none if the two can't go together."""
        n, percent = self
        if n == 0:
            return range(1, _MAX_BASES) if percent.value <= percent.half else range(0)
        high = percent.value + percent.half
        low = percent.value - percent.half
        first = max(n, ceil(100 * n / high - _SLACK))
        last = floor(100 * n / low + _SLACK) if low > 0 else first + _MAX_BASES
        return range(first, min(last, first + _MAX_BASES) + 1)

    @property
    def is_possible(self) -> bool:
        """Whether any base gives the percentage for n."""
        return len(self.bases) > 0


def rounded(n: int, base: int, digits: int = 0) -> Percent:
    """Return the percentage that n of base is, rounded half up as people do."""
    scale = 10**digits
    return Percent(floor(100 * n * scale / base + 0.5) / scale, digits)


def counts_of(percent: Percent, base: int) -> range:
    """Return the counts that are that percentage of base; none if no count is."""
    if base < 1:
        return range(0)
    low = max(0, ceil(base * (percent.value - percent.half) / 100 - _SLACK))
    high = min(base, floor(base * (percent.value + percent.half) / 100 + _SLACK))
    return range(low, high + 1)


def is_share_of(percent: Percent, base: int) -> bool:
    """Whether some count of the base is that percentage."""
    return len(counts_of(percent, base)) > 0


@dataclass(frozen=True)
class CandidateBase:
    """A base and how many pairs fit it."""

    base: int
    fitting: int


def best_base(pairs: Collection[Pair], bases: Iterable[int]) -> CandidateBase | None:
    """Return the base that fits most pairs, the first of them; None without any base."""
    candidates = [CandidateBase(base, sum(pair.fits(base) for pair in pairs)) for base in bases]
    return max(candidates, key=lambda candidate: candidate.fitting, default=None)


def common_base(pairs: Iterable[Pair]) -> CandidateBase | None:
    """Return the base that most pairs share; None if there is a tie."""
    numbers = Counter(base for pair in pairs if pair.n for base in pair.bases)
    top = [CandidateBase(*item) for item in numbers.most_common(2)]
    if not top or (len(top) > 1 and top[0].fitting == top[1].fitting):
        return None
    return top[0]


def is_subset_sum(total: int, numbers: Iterable[int]) -> bool:
    """Whether some of the numbers add up to the total."""
    sums = {0}
    for number in numbers:
        sums |= {earlier + number for earlier in sums}
    return total in sums


@dataclass(frozen=True)
class Sum:
    """The sum of percentages, and its largest rounding error."""

    value: float
    slack: float

    @property
    def is_hundred(self) -> bool:
        """Whether rounding alone can explain a difference from 100."""
        return abs(self.value - 100) <= self.slack


def add_up(percents: Sequence[Percent]) -> Sum:
    """Return the sum of the percentages."""
    value = sum(percent.value for percent in percents)
    return Sum(value, sum(percent.half for percent in percents))

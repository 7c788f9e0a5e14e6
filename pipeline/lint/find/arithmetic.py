"""Which counts, per cents and bases can stand together, whatever way they were rounded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor

_SLACK = 1e-9
_MOST_BASES = 400
"""A pair that so many bases would give says nothing about its base."""


@dataclass(frozen=True)
class Percent:
    """A per cent as printed: its value and how many decimals it was printed with."""

    value: float
    digits: int = 0

    @property
    def half(self) -> float:
        """The most that rounding moved it, half up, half down or half to even alike."""
        return float(0.5 * 0.1**self.digits) + _SLACK

    def is_near(self, value: float) -> bool:
        """Whether that exact per cent can have been printed so."""
        return abs(self.value - value) <= self.half

    def __str__(self) -> str:
        return f"{self.value:.{self.digits}f}%"


def fits(n: int, base: int, percent: Percent) -> bool:
    """Whether n of base can be printed as that per cent."""
    return base > 0 and percent.is_near(100 * n / base)


def rounded(n: int, base: int, digits: int = 0) -> Percent:
    """The per cent that n of base is, rounded half up as people do."""
    scale = 10**digits
    return Percent(floor(100 * n * scale / base + 0.5) / scale, digits)


def counts_of(percent: Percent, base: int) -> range:
    """The counts that are that per cent of base; none where no count is."""
    if base < 1:
        return range(0)
    low = max(0, ceil(base * (percent.value - percent.half) / 100 - _SLACK))
    high = min(base, floor(base * (percent.value + percent.half) / 100 + _SLACK))
    return range(low, high + 1)


def bases_of(n: int, percent: Percent) -> range:
    """The bases of which n is that per cent; none where the two can't stand together whatever the base."""
    if n == 0:
        return range(1, _MOST_BASES) if percent.value <= percent.half else range(0)
    high = percent.value + percent.half
    low = percent.value - percent.half
    first = max(n, ceil(100 * n / high - _SLACK))
    last = floor(100 * n / low + _SLACK) if low > 0 else first + _MOST_BASES
    return range(first, min(last, first + _MOST_BASES) + 1)


def can_stand(n: int, percent: Percent) -> bool:
    """Whether any base gives that per cent for n."""
    return len(bases_of(n, percent)) > 0


def most_fitting(
    pairs: Iterable[tuple[int, Percent]], candidates: Iterable[int]
) -> tuple[int, int] | None:
    """The candidate base that fits most pairs, the first of them, and how many it fits; None without candidates."""
    pairs = list(pairs)
    best: tuple[int, int] | None = None
    for base in dict.fromkeys(candidates):
        number = sum(fits(n, base, p) for n, p in pairs)
        if best is None or number > best[1]:
            best = (base, number)
    return best


def common_base(pairs: Iterable[tuple[int, Percent]]) -> tuple[int, int] | None:
    """The base that most pairs share and how many do; None where the best is not the only one."""
    found = Counter(base for n, p in pairs if n for base in bases_of(n, p))
    top = found.most_common(2)
    if not top or (len(top) > 1 and top[0][1] == top[1][1]):
        return None
    return top[0]


def is_subset_sum(total: int, parts: Iterable[int]) -> bool:
    """Whether some of the parts add up to the total."""
    sums = {0}
    for part in parts:
        sums |= {s + part for s in sums}
    return total in sums


def add_up(percents: Iterable[Percent]) -> tuple[float, float]:
    """The sum of the per cents and the most that rounding can have moved it."""
    percents = list(percents)
    return sum(p.value for p in percents), sum(p.half for p in percents)

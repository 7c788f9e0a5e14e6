"""Checks n and percentage of each option against each other and against the base."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.lint.checks.findings import Finding, Sureness
from pipeline.lint.checks.group_bases import GroupBase
from pipeline.lint.find import Group, Option, Pair, Percent, counts_of, rounded


@dataclass(frozen=True)
class PairedOption:
    """An option that has both n and percentage."""

    option: Option
    pair: Pair

    def percent_of(self, base: int) -> Percent:
        """Return its n as a percentage of a base, rounded as its own."""
        return rounded(self.pair.n, base, self.pair.percent.digits)

    def fits(self, base: GroupBase | None) -> bool:
        """Whether n and percentage fit the base, or each other if there is none."""
        return self.pair.fits(base.n) if base else self.pair.is_possible

    def with_n(self, n: int) -> str:
        """Return the text of the option with another n."""
        return replace(self.option, n=n, printed="").text

    def with_percent(self, percent: Percent) -> str:
        """Return the text of the option with another percentage."""
        return replace(self.option, percent=percent, printed="").text

    def finding(self, sure: Sureness, should: str, why: str) -> Finding:
        """Return the finding that its n and percentage don't match."""
        option = self.option
        return Finding(sure, "figures", option.place, says=option.text, should=should, why=why)


def paired_options(group: Group) -> list[PairedOption]:
    """Return the options that have both n and percentage."""
    return [PairedOption(option, option.pair) for option in group.options if option.pair]


def check_pairs(group: Group, base: GroupBase | None, known: Collection[int]) -> list[Finding]:
    """Return the findings on the pairs of a group: single mismatches and swapped pairs."""
    misfits = [paired for paired in paired_options(group) if not paired.fits(base)]
    swaps = list(_swaps(misfits, base.n)) if base else []
    exchanged = [paired for swap in swaps for paired in (swap.first, swap.second)]
    others = (_misfit(group, paired, base, known) for paired in misfits if paired not in exchanged)
    found = [swapped_finding(swap.first, swap.second, swap.base) for swap in swaps]
    return [*found, *filter(None, others)]


@dataclass(frozen=True)
class _Swap:
    """Two options whose n's fit each other's percentage, in the order of the report."""

    first: PairedOption
    second: PairedOption
    base: int


def swapped_finding(
    first: PairedOption, second: PairedOption, base: int, sure: Sureness = "certain"
) -> Finding:
    """Return the finding that the n's, or the percentages, of two options are swapped."""
    (n, percent), (other_n, other_percent) = first.pair, second.pair
    with_n = f"{first.with_n(other_n)} and {second.with_n(n)}"
    with_percent = f"{first.with_percent(other_percent)} and {second.with_percent(percent)}"
    one, other = first.percent_of(base), second.percent_of(base)
    return Finding(
        sure,
        "swapped",
        first.option.place,
        says=f"{first.option.text} and {second.option.text}",
        should=f"{with_n}; or {with_percent}",
        why=f"of {base}, {n} is {one} and {other_n} is {other}: the two are exchanged",
    )


def _swaps(misfits: Sequence[PairedOption], base: int) -> Iterator[_Swap]:
    left = list(misfits)
    while left:
        one = left.pop(0)
        other = next((other for other in left if _are_exchanged(one.pair, other.pair, base)), None)
        if other:
            left.remove(other)
            first, second = sorted((one, other), key=lambda paired: paired.option.place.order)
            yield _Swap(first, second, base)


def _are_exchanged(one: Pair, other: Pair, base: int) -> bool:
    return Pair(one.n, other.percent).fits(base) and Pair(other.n, one.percent).fits(base)


def _misfit(
    group: Group, paired: PairedOption, base: GroupBase | None, known: Collection[int]
) -> Finding | None:
    """Return the finding of a pair that does not fit; None if it may be of another base."""
    should = _correction(group, paired, base, known)
    n, percent = paired.pair
    if base is None or not paired.pair.is_possible:
        sure = _sureness_of_impossible(paired.option)
        return paired.finding(sure, should, f"no base gives {percent} for n={n}")
    if not base.stated:
        return paired.finding("likely", should, f"the other figures fit base {base.n}")
    bases = {*known, *(option.n for option in group.options if option.n)}
    others = sorted(base for base in bases if paired.pair.fits(base))
    why = f"{n} of {base.n} is {paired.percent_of(base.n)}"
    if others:
        why += f"; it would fit base {', '.join(map(str, others))}"
    return paired.finding(_sureness_of_misfit(base, bool(others)), should, why)


def _sureness_of_impossible(option: Option) -> Sureness:
    return "certain" if option.sure_n else "likely"


def _sureness_of_misfit(base: GroupBase, is_of_other: bool) -> Sureness:
    """Return how sure it is that a figure is wrong, which may be of another base."""
    if is_of_other:
        return "maybe"
    return "certain" if base.firm else "likely"


def _correction(
    group: Group, paired: PairedOption, base: GroupBase | None, known: Collection[int]
) -> str:
    """Return the correction of the option.

    It has another percentage, another n, or both if the group doesn't settle which.
    """
    right_base = base.n if base else _nearest_base(paired.pair, known)
    if right_base is None:
        return ""
    of = "" if base and base.stated else f" of {right_base}"
    completing_n = _completing_n(group, paired, base)
    corrected = dict.fromkeys(_corrected(paired, right_base, completing_n))
    return " or ".join(f"{text}{of}" for text in corrected)


def _nearest_base(pair: Pair, known: Collection[int]) -> int | None:
    """Return the stated base that the pair is nearest to, else one that the percentage gives."""
    n, value = pair.n, pair.percent.value
    if known:
        return min(known, key=lambda base: abs(100 * n / base - value))
    return max(n, round(100 * n / value)) if n and value else None


def _completing_n(group: Group, paired: PairedOption, base: GroupBase | None) -> int | None:
    """Return the n with which those of the group add up to the base; None if they need not."""
    if base is None or group.sum_n is None or group.is_partial:
        return None
    return base.n - (group.sum_n - paired.pair.n)


def _corrected(paired: PairedOption, base: int, completing_n: int | None) -> Iterator[str]:
    n, percent = paired.pair
    counts = counts_of(percent, base)
    if completing_n in counts and completing_n is not None:
        yield paired.with_n(completing_n)
        return
    if n <= base:
        yield paired.with_percent(paired.percent_of(base))
    # if the n's add up, the percentage is wrong
    if counts and completing_n != n:
        yield paired.with_n(min(counts, key=lambda count: abs(count - n)))

"""Holds the n and per cent of each option against each other and against the base."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.lint.checks.findings import Finding, Sureness
from pipeline.lint.checks.group_bases import GroupBase
from pipeline.lint.find import Group, Option, Pair, Percent, counts_of, rounded

_MAX_IMPLIED = 3
"""Bases that a figure fits; more of them tell nothing of it."""


@dataclass(frozen=True)
class KnownBases:
    """The bases that the report states, and counts nearby that may be the base of others."""

    stated: Collection[int] = ()
    nearby: Collection[int] = ()


@dataclass(frozen=True)
class PairedOption:
    """An option that has both n and per cent."""

    option: Option
    pair: Pair

    def percent_of(self, base: int) -> Percent:
        """Return the per cent that its n is of a base, rounded as its own."""
        return rounded(self.pair.n, base, self.pair.percent.digits)

    def fits(self, base: GroupBase | None) -> bool:
        """Whether n and per cent fit the base, or can stand together where there is none."""
        return self.pair.fits(base.n) if base else self.pair.is_possible

    def with_n(self, n: int) -> str:
        """Return the text of the option with another n."""
        return replace(self.option, n=n, printed="").text

    def with_percent(self, percent: Percent) -> str:
        """Return the text of the option with another per cent."""
        return replace(self.option, percent=percent, printed="").text


def paired_options(group: Group) -> list[PairedOption]:
    """Return the options that have both n and per cent."""
    return [PairedOption(option, option.pair) for option in group.options if option.pair]


def check_pairs(group: Group, base: GroupBase | None, known: KnownBases) -> list[Finding]:
    """Return what is wrong with the pairs of a group, each by itself and two exchanged."""
    if group.in_text and not base:
        unplaced = (_unplaced(group, paired, known) for paired in paired_options(group))
        return [finding for finding in unplaced if finding]
    misfits = [paired for paired in paired_options(group) if not paired.fits(base)]
    swaps = list(_swaps(misfits, base)) if base else []
    findings = [_swap_finding(one, other, base.n) for one, other in swaps if base]
    exchanged = [paired for swap in swaps for paired in swap]
    others = (_misfit(group, paired, base, known) for paired in misfits if paired not in exchanged)
    return [*findings, *(finding for finding in others if finding)]


def _swaps(
    misfits: Sequence[PairedOption], base: GroupBase
) -> Iterator[tuple[PairedOption, PairedOption]]:
    """Yield pairs of options whose n's fit each other's per cent, in the order of the report."""
    left = list(misfits)
    while left:
        one = left.pop(0)
        for other in left:
            exchanged = Pair(one.pair.n, other.pair.percent), Pair(other.pair.n, one.pair.percent)
            if all(pair.fits(base.n) for pair in exchanged):
                left.remove(other)
                is_first = one.option.place.order <= other.option.place.order
                yield (one, other) if is_first else (other, one)
                break


def _swap_finding(first: PairedOption, second: PairedOption, base: int) -> Finding:
    n, m = first.pair.n, second.pair.n
    with_n = f"{first.with_n(m)} and {second.with_n(n)}"
    percents = second.pair.percent, first.pair.percent
    with_percent = f"{first.with_percent(percents[0])} and {second.with_percent(percents[1])}"
    figures = f"{n} is {first.percent_of(base)} and {m} is {second.percent_of(base)}"
    return Finding(
        "certain",
        "swapped",
        first.option.place,
        says=f"{first.option.text} and {second.option.text}",
        should=f"{with_n}; or {with_percent}",
        why=f"of {base}, {figures}: the two are exchanged",
    )


def _misfit(
    group: Group, paired: PairedOption, base: GroupBase | None, known: KnownBases
) -> Finding | None:
    """Return the finding of a pair that does not fit; None where it may be of another base."""
    n, percent = paired.pair
    sure: Sureness = "likely"
    if base is None or not paired.pair.is_possible:
        why = f"no base gives {percent} for n={n}"
        if paired.option.sure_n:
            sure = "certain"
        elif group.in_text:
            sure = "maybe"
    elif not base.stated:
        why = f"the other figures fit base {base.n}"
    else:
        nearby = known.nearby if group.in_text else ()
        others = sorted({b for b in (*known.stated, *nearby) if paired.pair.fits(b)})
        if others and group.in_text and not base.firm:
            return None
        if base.firm and not group.in_text:
            sure = "certain"
        elif others and group.in_text:
            sure = "maybe"
        why = f"{n} of {base.n} is {paired.percent_of(base.n)}"
        if others:
            why += f"; it would fit base {', '.join(map(str, others))}"
    should = _correction(group, paired, base, known)
    option = paired.option
    return Finding(sure, "figures", option.place, says=option.text, should=should, why=why)


def _unplaced(group: Group, paired: PairedOption, known: KnownBases) -> Finding | None:
    """Return a figure of running text that no base gives, or none that the report states."""
    option, pair = paired.option, paired.pair
    if not pair.is_possible:
        return _misfit(group, paired, None, known)
    if not known.stated or not option.sure_n or pair.fits_any((*known.stated, *known.nearby)):
        return None
    implied = pair.bases
    if len(implied) > _MAX_IMPLIED:
        return None
    why = f"it fits base {' or '.join(map(str, implied))}, which the report states nowhere"
    should = _correction(group, paired, None, known)
    return Finding("maybe", "figures", option.place, says=option.text, should=should, why=why)


def _correction(
    group: Group, paired: PairedOption, base: GroupBase | None, known: KnownBases
) -> str:
    """Return what the option should be.

    It is with another per cent, another n, or both where the group doesn't tell which.
    """
    correct_base = base.n if base else _nearest_base(paired.pair, known)
    if correct_base is None:
        return ""
    n, percent = paired.pair
    counts = counts_of(percent, correct_base)
    with_percent = (
        [paired.with_percent(paired.percent_of(correct_base))] if n <= correct_base else []
    )
    with_n = [paired.with_n(min(counts, key=lambda count: abs(count - n)))] if counts else []
    corrected = [*with_percent, *with_n]
    if base and group.sum_n is not None and not group.in_text:
        completing_n = correct_base - (group.sum_n - n)
        if completing_n == n:
            # the n's add up, so the per cent is wrong
            corrected = with_percent
        elif completing_n in counts:
            corrected = [paired.with_n(completing_n)]
    of = "" if base and base.stated else f" of {correct_base}"
    return " or ".join(f"{text}{of}" for text in dict.fromkeys(corrected))


def _nearest_base(pair: Pair, known: KnownBases) -> int | None:
    """Return the stated base that the pair is nearest to, else one that the per cent gives."""
    n, value = pair.n, pair.percent.value
    if known.stated:
        return min(known.stated, key=lambda base: abs(100 * n / base - value))
    return max(n, round(100 * n / value)) if value else None

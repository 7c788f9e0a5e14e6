"""Checks the options of a group against each other and against their base."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pipeline.lint.checks.findings import Finding, Sureness
from pipeline.lint.checks.group_bases import GroupBase, base_of, check_base
from pipeline.lint.checks.pairs import check_pairs, paired_options
from pipeline.lint.checks.stated_bases import SMALL_BASE
from pipeline.lint.checks.totals import check_totals
from pipeline.lint.find import Group, Percent, is_share_of, rounded


def check_group(group: Group, known: Collection[int] = ()) -> list[Finding]:
    """Return the findings within one group."""
    base = base_of(group)
    if group.is_partial:
        return check_pairs(group, base, known)
    if base and base.firm and (other := check_base(group, base)):
        return [other]
    findings = check_pairs(group, base, known)
    if base and base.stated:
        findings += _check_shares(group, base)
    if all(paired.fits(base) for paired in paired_options(group)):
        findings += check_totals(group, base)
    return findings


def _check_shares(group: Group, base: GroupBase) -> Iterator[Finding]:
    """Yield the percentages without an n that no count of a stated base gives."""
    if base.n > SMALL_BASE:
        return
    alone = {
        option: option.percent for option in group.options if option.percent and option.n is None
    }
    wrong = {o: percent for o, percent in alone.items() if not is_share_of(percent, base.n)}
    # if many do not fit, they are weighted, or of another base
    if 2 * len(wrong) > max(2, len(alone)):
        return
    sure: Sureness = "likely" if base.firm else "maybe"
    for option, percent in wrong.items():
        why, should = f"no count of {base.n} is {percent}", _nearest(percent, base.n)
        yield Finding(sure, "impossible", option.place, says=option.text, should=should, why=why)


def _nearest(percent: Percent, base: int) -> str:
    exact = percent.value * base / 100
    counts = [n for n in (round(exact) + step for step in (-1, 0, 1)) if 0 <= n <= base]
    nearest = sorted(counts, key=lambda n: abs(100 * n / base - percent.value))[:2]
    return " or ".join(f"{rounded(n, base, percent.digits)} (n={n})" for n in sorted(nearest))

"""Checks the sums of a group's options against their base and against 100%."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.lint.checks.findings import Finding
from pipeline.lint.checks.group_bases import GroupBase
from pipeline.lint.find import Group, Percent, Sum, add_up, rounded

_HUNDRED = "per cents that add up to 100"
_MAX_OFF = 3  # percentage points off 100; beyond, options are left out, or several could be given


def check_totals(group: Group, base: GroupBase | None) -> Iterator[Finding]:
    """Yield the wrong sums in a group whose figures fit by themselves."""
    if len(group.options) < 2:
        return
    total = _sum_of(group)
    is_hundred = total is not None and total.is_hundred
    if group.sum_n is not None and base and base.stated:
        yield from _check_counts(group, base.n, group.sum_n, is_hundred=is_hundred)
    elif total and not is_hundred and group.single is not False:
        yield from _check_percents(group, base, total)


def _sum_of(group: Group) -> Sum | None:
    """Return the sum of the percentages, None if one is missing."""
    percents = [option.percent for option in group.options if option.percent]
    return add_up(percents) if len(percents) == len(group.options) else None


def _check_counts(group: Group, base: int, count: int, *, is_hundred: bool) -> Iterator[Finding]:
    n_options = len(group.options)
    says = f"{group.title}: {n_options} options, together n={count}, of base {base}"
    should = f"n's that add up to {base}, or base {count}"
    if count == base:
        return
    if is_hundred:
        why = "the per cents add up to 100, the n's do not add up to the base"
        yield Finding("maybe", "parts", group.place, says=says, should=should, why=why)
    elif group.single and count < base:
        left = base - count
        more = f"one more option, or several, with n={left} ({rounded(left, base)})"
        should = f"{more}; or base {count}"
        why = f"each respondent gives one of these options, but {left} of {base} gave none"
        yield Finding("likely", "left-out", group.place, says=says, should=should, why=why)
    elif group.single:
        surplus = f"{count - base} more answers than respondents"
        why = f"each respondent gives one of these options, but there are {surplus}"
        yield Finding("likely", "parts", group.place, says=says, should=should, why=why)


def _check_percents(group: Group, base: GroupBase | None, total: Sum) -> Iterator[Finding]:
    says = f"{group.title}: {len(group.options)} options, together {total.value:g}%"
    why = f"rounding explains {total.slack:.1f} points at most"
    lacking = 100 - total.value
    is_whole = group.total is not None and group.total.percent == Percent(100)
    if not group.single and not is_whole:
        if abs(lacking) - total.slack <= _MAX_OFF and len(group.options) > 2:
            why += "; nothing to mend if respondents could give several options"
            yield Finding("maybe", "sum", group.place, says=says, should=_HUNDRED, why=why)
    elif lacking > 0:
        n = f" (n={round(lacking * base.n / 100)})" if base and base.stated else ""
        should = f"one more option with {lacking:g}%{n}, or {_HUNDRED}"
        check = "left-out" if lacking > _MAX_OFF else "sum"
        yield Finding("likely", check, group.place, says=says, should=should, why=why)
    else:
        yield Finding("likely", "sum", group.place, says=says, should=_HUNDRED, why=why)

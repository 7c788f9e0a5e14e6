"""Chooses the base that a group is checked against, and finds where it must be another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.lint.checks.findings import Finding, Sureness
from pipeline.lint.find import Group, Pair, best_base, common_base


@dataclass(frozen=True)
class GroupBase:
    """The base that a group is checked against.

    `stated` if the report states it, `firm` if it states no other.
    """

    n: int
    stated: bool = False
    firm: bool = False


def base_of(group: Group) -> GroupBase | None:
    """Return the stated base that most figures fit, else one implied by the figures."""
    return _stated_base(group) or _derived_base(group)


def _stated_base(group: Group) -> GroupBase | None:
    bases, firm = group.stated.bases, group.stated.firm
    total = group.total.n if group.total else None
    best = best_base(group.pairs, [*bases, total] if total else bases)
    if best is None:
        return None
    fits_most = 2 * best.fitting > len(group.pairs) or not group.pairs
    # a base stated further off that few figures fit is that of something else
    if firm or fits_most:
        return GroupBase(best.base, stated=True, firm=firm or not bases)
    return None


def _derived_base(group: Group) -> GroupBase | None:
    """Return the sum of the n's or the base that most figures share, if nearly all fit it."""
    pairs = group.pairs
    if len(pairs) < 2:
        return None
    of_sum = best_base(pairs, [group.sum_n or 0])
    enough = max(2, len(pairs) - 2)
    candidates = [base for base in (of_sum, common_base(pairs)) if base and base.fitting >= enough]
    best = max(candidates, key=lambda candidate: candidate.fitting, default=None)
    return GroupBase(best.base) if best else None


def check_base(group: Group, base: GroupBase) -> Finding | None:
    """Return a finding if all figures fit one base, which is another than that stated."""
    # 0% (n=0) fits any base
    pairs = [pair for pair in group.pairs if pair.n]
    fitting = sum(pair.fits(base.n) for pair in pairs)
    if len(pairs) < 2 or fitting * 2 > len(pairs):
        return None
    other = _other_base(group, pairs, base.n)
    if not other:
        return None
    sure: Sureness = "certain" if other == group.sum_n and fitting == 0 else "likely"
    why = f"{len(pairs) - fitting} of {len(pairs)} figures do not fit {base.n}; all fit {other}"
    if other == group.sum_n:
        why += ", which is also their sum"
    says = f"{group.title}: base {base.n}"
    return Finding(sure, "base", group.place, says=says, should=f"base {other}", why=why)


def _other_base(group: Group, pairs: Sequence[Pair], stated: int) -> int | None:
    """Return another base that fits all pairs: the sum of the n's, or the one that all share."""
    common = common_base(pairs) if len(pairs) > 2 else None
    for other in (group.sum_n, common.base if common else None):
        if other != stated and other and all(pair.fits(other) for pair in pairs):
            return other
    return None

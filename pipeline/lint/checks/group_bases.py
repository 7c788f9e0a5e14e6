"""Chooses the base that a group is judged by, and tells where it must be another."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.lint.checks.findings import Finding, Sureness
from pipeline.lint.find import Group, best_base, common_base


@dataclass(frozen=True)
class GroupBase:
    """The base that a group is judged by.

    `stated` where the report says it, `firm` where it says no other.
    """

    n: int
    stated: bool = False
    firm: bool = False


def base_of(group: Group) -> GroupBase | None:
    """Return the stated base that fits most, else one that the figures tell."""
    return _stated_base(group) or _derived_base(group)


def _stated_base(group: Group) -> GroupBase | None:
    total = group.total.n if group.total else None
    best = best_base(group.pairs, [*group.bases, total] if total else group.bases)
    if best is None:
        return None
    # a base that stands further off and fits little is that of something else
    fits_most = 2 * best.fitting > len(group.pairs) or not group.pairs
    if not group.in_text and not group.firm and not fits_most:
        return None
    of_total = not group.bases
    return GroupBase(best.base, stated=True, firm=group.firm or of_total)


def _derived_base(group: Group) -> GroupBase | None:
    """Return the sum of the n's or the base that most figures share, where nearly all fit it."""
    pairs = group.pairs
    if group.in_text or len(pairs) < 2:
        return None
    of_sum = best_base(pairs, [group.sum_n] if group.sum_n else [])
    enough = max(2, len(pairs) - 2)
    candidates = [c for c in (of_sum, common_base(pairs)) if c and c.fitting >= enough]
    best = max(candidates, key=lambda candidate: candidate.fitting, default=None)
    return GroupBase(best.base) if best else None


def check_base(group: Group, base: GroupBase) -> Finding | None:
    """Return a finding where all figures fit one base, which is another than the report says."""
    # 0% (n=0) fits any base
    pairs = [pair for pair in group.pairs if pair.n]
    if not base.firm or group.in_text or len(pairs) < 2:
        return None
    common = common_base(pairs) if len(pairs) > 2 else None
    others = [group.sum_n, common.base if common else None]
    best = best_base(pairs, [other for other in others if other and other != base.n])
    fitting = sum(pair.fits(base.n) for pair in pairs)
    if not best or best.fitting < len(pairs) or fitting * 2 > len(pairs):
        return None
    is_sum = best.base == group.sum_n
    sure: Sureness = "certain" if is_sum and fitting == 0 else "likely"
    misfits = f"{best.fitting - fitting} of {len(pairs)} figures do not fit {base.n}"
    why = f"{misfits}; all fit {best.base}{', which is also their sum' if is_sum else ''}"
    says, should = f"{group.title}: base {base.n}", f"base {best.base}"
    return Finding(sure, "base", group.place, says=says, should=should, why=why)

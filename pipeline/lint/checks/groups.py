"""Holds the options of a group against each other and against their base."""

from __future__ import annotations

from pipeline.lint.checks.findings import Finding
from pipeline.lint.checks.group_bases import base_of, check_base
from pipeline.lint.checks.pairs import KnownBases, check_pairs, check_unplaced, paired_options
from pipeline.lint.checks.shares import check_shares
from pipeline.lint.checks.totals import check_totals
from pipeline.lint.find import Group

_NONE_KNOWN = KnownBases()


def check_group(group: Group, known: KnownBases = _NONE_KNOWN) -> list[Finding]:
    """Return what is wrong within one group."""
    base = base_of(group)
    if group.in_text:
        return check_pairs(group, base, known) if base else check_unplaced(group, known)
    if base and base.firm and (other := check_base(group, base)):
        return [other]
    findings = check_pairs(group, base, known)
    if base and base.stated:
        findings += check_shares(group, base)
    if all(paired.fits(base) for paired in paired_options(group)):
        findings += check_totals(group, base)
    return findings

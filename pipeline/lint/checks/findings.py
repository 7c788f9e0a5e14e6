"""Findings: what a report says, where, what it should say, by which check, how sure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from pipeline.lint.read import Place
from pipeline.model import Table

Sureness = Literal["certain", "likely", "maybe"]

SURENESS: tuple[Sureness, ...] = ("certain", "likely", "maybe")
"""From sure to unsure."""

_OF_A_FIGURE = frozenset({"figures", "impossible", "counts", "base"})

FINDINGS = Table(
    "findings",
    {
        "sure": ("text", "certain (can't be right), likely, or maybe"),
        "check": ("text", "name of the check"),
        "place": ("text", "page, heading and paragraph, list item, table cell or line"),
        "says": ("text", "what the report says there"),
        "should": ("text", "what it should say, or the candidates"),
        "why": ("text", "the arithmetic or the count behind it"),
    },
)


@dataclass(frozen=True)
class Finding:
    """A mistake in a report, or what looks like one."""

    sure: Sureness
    check: str
    place: Place
    says: str
    should: str
    why: str

    @property
    def order(self) -> tuple[int, tuple[int, int], str]:
        """The sort key: the surest first, then by place in the report."""
        return SURENESS.index(self.sure), self.place.order, self.check


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings in order; of several on one figure the surest.

    Its correction is by the theme counts if they have one.
    """
    surest: dict[tuple[object, ...], Finding] = {}
    for finding in sorted(findings, key=lambda finding: finding.order):
        subject = "figure" if finding.check in _OF_A_FIGURE else finding.check
        key = (finding.place.order, subject)
        first = surest.setdefault(key, finding)
        if finding.check == "counts" and first.check != "counts":
            why = f"{first.why}; {finding.why}"
            surest[key] = replace(first, should=finding.should, why=why)
    return sorted(surest.values(), key=lambda finding: finding.order)


def as_table(findings: Iterable[Finding]) -> pd.DataFrame:
    """Return the findings as a table."""
    rows = list(findings)
    columns = {name: [str(getattr(row, name)) for row in rows] for name in FINDINGS.columns}
    return FINDINGS.frame(columns)

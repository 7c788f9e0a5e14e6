"""What was found: where, what the report says, what it should say, by which check, and how sure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

import pandas as pd

from pipeline.lint.read import Place
from pipeline.model import Table

Sureness = Literal["certain", "likely", "maybe"]

SURENESS: tuple[Sureness, ...] = ("certain", "likely", "maybe")
"""From sure to unsure."""

CHECKS: dict[str, str] = {
    "figures": "an n and a per cent that can't both be right",
    "swapped": "the figures of two options are exchanged",
    "parts": "parts that don't add up to their base",
    "sum": "per cents that don't add up to 100 beyond rounding",
    "left-out": "an option that seems left out",
    "base": "a base that differs from what the figures or another place say",
    "impossible": "a per cent that no count of the base gives",
    "words": "words that don't bear the figure beside them",
    "change": "a change in words that the figures don't bear",
    "counts": "a figure that differs from the theme counts",
}
"""Name of each check and what it finds."""

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
    """One thing that is wrong, or looks so; `at` is its order in the report."""

    sure: Sureness
    check: str
    place: Place
    says: str
    should: str
    why: str
    at: tuple[int, int] = field(default=(0, 0))


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """The findings, surest first and then as they stand in the report; of several on one figure the surest, mended by the counts if they tell how."""
    kept: dict[tuple[object, ...], Finding] = {}
    for f in sorted(findings, key=lambda f: (SURENESS.index(f.sure), f.at, f.check)):
        key = (f.at, "figure" if f.check in _OF_A_FIGURE else f.check)
        first = kept.setdefault(key, f)
        if f.check == "counts" and first.check != "counts":
            kept[key] = replace(first, should=f.should, why=f"{first.why}; {f.why}")
    return sorted(kept.values(), key=lambda f: (SURENESS.index(f.sure), f.at, f.check))


def as_table(findings: Iterable[Finding]) -> pd.DataFrame:
    """The findings as a table."""
    rows = list(findings)
    return FINDINGS.frame(
        {name: [str(getattr(f, name)) for f in rows] for name in FINDINGS.columns}
    )

"""Tells percentages that are ends of an interval from others: 4% to 26%."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline.lint.figure_patterns import FigurePatterns


@dataclass(frozen=True)
class IntervalPatterns:
    """Patterns around a percentage that is an end of an interval, or of a change."""

    between: re.Pattern[str]
    ends: re.Pattern[str]
    begins: re.Pattern[str]
    change: re.Pattern[str]


@cache
def interval_patterns(patterns: FigurePatterns) -> IntervalPatterns:
    """Return the patterns of the intervals of a language."""
    to, from_ = patterns.any_of("numbers", "interval_to"), patterns.any_of("change", "from")
    between = patterns.any_of("numbers", "interval_between")
    sign = rf"\s?(?:%|{patterns.any_of('numbers', 'percent')})?"
    number = rf"\d{{1,3}}(?:[.,]\d+)?{sign}"
    joined = patterns.any_of("sentences", "conjunctions")
    return IntervalPatterns(
        between=re.compile(rf"\b{between}\s+(?:{number}\s+{joined}\s+)?\Z"),
        ends=re.compile(rf"(?<![\d.,]){number}\s+{to}\s+\Z"),
        begins=re.compile(rf"{sign}\s+{to}\s+{number}"),
        change=re.compile(rf"\b{from_}\s+(?:\w+\s+){{0,2}}\Z"),
    )

"""Patterns of the numbers of respondents: before their noun, and of a group without a noun."""

from __future__ import annotations

import re
from functools import cache

from pipeline.lint.figure_patterns import FigurePatterns


@cache
def numbers_of_units(patterns: FigurePatterns) -> re.Pattern[str]:
    """Return the pattern of a number before a noun of respondents: 19 gemeenten."""
    return re.compile(rf"(?P<n>{patterns.number})\s+{patterns.any_unit}")


@cache
def definite_groups(patterns: FigurePatterns) -> re.Pattern[str]:
    """Return the pattern of a group that is told by its number alone: the 384 who."""
    the, who = patterns.any_of("numbers", "definite"), patterns.any_of("numbers", "relative")
    return re.compile(rf"(?<![\w-]){the}\s+(?P<n>{patterns.number})(?=\s+{who}\b)")

"""Finds the words before a share that make it a rough one: nearly, just over, at least."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline.lint.figure_patterns import FigurePatterns, any_of

_MODIFIER_KINDS = ("below", "above", "under", "over", "least", "most", "about")
_MODIFIER_REACH = 40  # characters before a figure that are searched for a modifier


@dataclass(frozen=True)
class Modifier:
    """A word before a share that makes it a rough one: its kind, empty without one, and start."""

    kind: str
    start: int


def modifier_before(folded: str, place: int, patterns: FigurePatterns) -> Modifier:
    """Return the modifier that ends right before that position."""
    first = max(0, place - _MODIFIER_REACH)
    for kind, pattern in _modifiers(patterns):
        if match := pattern.search(folded[first:place]):
            return Modifier(kind, first + match.start())
    return Modifier("", place)


@cache
def _modifiers(patterns: FigurePatterns) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the kind and pattern of each modifier, the longest first."""
    modifiers = []
    for kind in _MODIFIER_KINDS:
        entries = patterns.words("modifiers", kind)
        modifiers += [(kind, e if isinstance(e, str) else e[0]) for e in entries]
    modifiers.sort(key=lambda modifier: -len(modifier[1]))
    return tuple(
        (kind, re.compile(rf"(?<![\w-]){any_of([words])}\s*\Z")) for kind, words in modifiers
    )

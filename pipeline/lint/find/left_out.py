"""Finds shares of all but some, whose number is that of all others: all but nine of the 117."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.lint.figure_patterns import FigurePatterns

_GAP = r"[^()\[\]\d%.;:?!]{0,60}?"  # words between the parts, and before the percentage


def complements(patterns: FigurePatterns) -> Iterator[str]:
    """Yield the patterns of a percentage beside all but n, or all b but n, with b if it is told.

    A count of its own in the brackets is in the group m.
    """
    n, base = rf"(?P<n>{patterns.number})", rf"(?P<b>{patterns.number})"
    all_, noun = rf"\b{patterns.any_of('numbers', 'everyone')}", rf"(?:\s+{patterns.any_unit})?"
    the = rf"(?:{patterns.any_of('numbers', 'definite')}\s+)?"
    behind = rf"\s+{patterns.any_of('numbers', 'except')}\s+{n}"
    ends = patterns.words("numbers", "except_around")
    around = [rf"\b{first}\s+{n}\s+{last}\b" for first, last in ends]
    told = [
        rf"{all_}{behind}{noun}(?:{patterns.of}{the}{base}{noun})?",
        rf"{all_}\s+{the}{base}{noun}{_GAP}{behind}{noun}",
        rf"{all_}{noun}{_GAP}{behind}{noun}",
        *(rf"{each}{_GAP}\s{all_}(?:\s+{the}{base})?{noun}" for each in around),
        *(rf"{all_}\s+{the}{base}{noun}{_GAP}\s{each}" for each in around),
        *(rf"{all_}{noun}{_GAP}\s{each}" for each in around),
    ]
    count = rf"(?:\s*[,;/]\s*n\s?=\s?(?P<m>{patterns.number}))?"
    same = patterns.any_of("joins", "same_as")
    for each in told:
        yield rf"{each}{_GAP}[(\[]\s*{patterns.percent}{count}\s*[)\]]"
        yield rf"{each}\s*,\s*{same}\s+{patterns.percent}"
        yield rf"{patterns.percent}\s*[(\[]\s*{each}\s*[)\]]"

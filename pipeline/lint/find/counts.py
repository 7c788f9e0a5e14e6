"""Finds the counts that running text tells before their percentage: thirteen work on it (47%)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pipeline.lint.figure_patterns import FigurePatterns, any_of, fold
from pipeline.lint.find.figures import Mention
from pipeline.lint.find.modifiers import modifier_before
from pipeline.lint.find.report import Sentence

_YEARS = range(1900, 2101)
_REACH = 120  # characters before a percentage that are searched for its count
_FULL_STOP = re.compile(r"[;:.?!()\[\]]")


def count_before(sentence: Sentence, mention: Mention, patterns: FigurePatterns) -> int | None:
    """Return the only number before a percentage in brackets that may be its count, None if unsure.

    Such a number may well be of something else: the two cars of a household.
    """
    if not mention.bracketed or mention.percent is None or mention.n is not None:
        return None
    ends = [other.end for other in sentence.figures.mentions if other.end <= mention.start]
    first = max([sentence.start, mention.start - _REACH, *ends])
    lead = fold(sentence.between(first, mention.start)).rstrip(" (")
    clause = _FULL_STOP.split(lead)[-1]
    if patterns.whole("joins", "each").search(clause):
        return None
    for text in (clause, clause.rpartition(",")[2]):
        numbers = counts_in(text, patterns)
        # one is often a pronoun: four own one
        several = [n for n in numbers if n != 1]
        if len(several) == 1 or (len(numbers) == 1 and not several):
            return (several or numbers)[0]
    return None


def counts_in(text: str, patterns: FigurePatterns) -> list[int]:
    """Return the numbers in a folded text that may be counts of options."""
    return [
        patterns.count(match["n"])
        for match in _number(patterns).finditer(text)
        if not _is_of_other(text, match, patterns)
    ]


def bare_numbers(sentence: Sentence, patterns: FigurePatterns) -> Iterator[int]:
    """Yield the numbers of a sentence that stand by themselves, whoever they count."""
    inside = [(mention.start, mention.end) for mention in sentence.figures.mentions]
    for match in _bare(patterns).finditer(fold(sentence.text)):
        if not match["n"]:
            continue
        place, n = sentence.start + match.start(), patterns.count(match["n"])
        if n not in _YEARS and not any(start <= place < end for start, end in inside):
            yield n


@cache
def _bare(patterns: FigurePatterns) -> re.Pattern[str]:
    """Return the pattern of a number that is no percentage and of no days, points or pages."""
    others = [*patterns.words("nouns", "no_units"), *patterns.words("numbers", "points")]
    before = any_of(word for word in patterns.words("nouns", "not_counts") if word[0].isalpha())
    percent = patterns.any_of("numbers", "percent")
    return re.compile(
        rf"(?<!%)(?:\b{before}\s+{patterns.number}|(?P<n>{patterns.number})"
        rf"(?!-|\s?%|\s+(?:{any_of(others)}|{percent})\b))"
    )


def _is_of_other(text: str, match: re.Match[str], patterns: FigurePatterns) -> bool:
    """Whether a number is a year, that of a page, a base, a rough one or of other things."""
    if patterns.count(match["n"]) in _YEARS:
        return True
    if modifier_before(text, match.start(), patterns).kind:
        return True
    before = text[: match.start()].split()[-1:]
    return bool(before) and before[0] in _no_leads(patterns)


@cache
def _no_leads(patterns: FigurePatterns) -> frozenset[str]:
    """Return the words before a number that make it a base or no count: of the 30, page 12."""
    keys = ("numbers", "among"), ("numbers", "among_all"), ("numbers", "share_of_all")
    words = [word for section, key in keys for word in patterns.words(section, key)]
    at = patterns.words("joins", "at")
    others = patterns.words("nouns", "not_counts")
    return frozenset({*words, *others} - {*at})


@cache
def _number(patterns: FigurePatterns) -> re.Pattern[str]:
    """Return the pattern of a number that may be a count: no 3 hours, no one in five."""
    of, ratio = patterns.words("numbers", "of"), patterns.words("numbers", "ratio")
    others = [*patterns.words("nouns", "no_units"), *patterns.words("nouns", "not_counts")]
    times = patterns.any_of("numbers", "times")
    of_them = patterns.any_of("numbers", "of_them")
    behind = (
        rf"(?:(?=\s+{of_them}\b)|(?!\s+(?:{any_of([*of, *ratio, *others])}\b|{times}\b(?!\s*\Z))))"
    )
    return re.compile(rf"(?P<n>{patterns.number})(?!-){behind}")

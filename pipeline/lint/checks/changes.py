"""Checks words of change (increased, fell, stayed the same) against the figures beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, cast

from pipeline.lint.checks.findings import Finding, Sureness
from pipeline.lint.figure_patterns import FigurePatterns, fold, whole
from pipeline.lint.find import Mention, Report, Sentence
from pipeline.lint.read import clipped

Direction = Literal["up", "down", "same"]
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_UNCHANGED = 5.5  # percentage points within which a share can be called unchanged
_NEGATION_REACH = 28  # characters before a word of change that are searched for a negation
_MAX_SAYS = 160


@dataclass(frozen=True)
class BeforeAndAfter:
    """The figures of an earlier and a later moment."""

    before: Mention
    after: Mention


def direction_in(text: str, patterns: FigurePatterns) -> Direction | None:
    """Return the one direction that a text reports.

    None without one, with several, or if it is negated.
    """
    folded = fold(text)
    directions = set()
    for key in ("up", "down", "same", "up_since", "down_since"):
        direction, _, since = key.partition("_")
        if since and not patterns.whole("change", since).search(folded):
            continue
        for match in patterns.whole("change", key).finditer(folded):
            before = folded[max(0, match.start() - _NEGATION_REACH) : match.start()]
            if patterns.whole("change", "denies").search(before):
                return None
            directions.add(direction)
    return cast("Direction", directions.pop()) if len(directions) == 1 else None


def check_changes(report: Report) -> Iterator[Finding]:
    """Yield the sentences whose word of change contradicts their own two percentages."""
    for sentence in report.sentences:
        shares = [mention for mention in sentence.figures.mentions if mention.percent]
        if sentence.block.kind == "heading" or [share.modifier for share in shares] != ["", ""]:
            continue
        direction = direction_in(sentence.text, report.patterns)
        change = before_and_after(sentence, shares[0], shares[1], report.patterns)
        if direction and change and (finding := _finding(sentence, direction, change)):
            yield finding


def before_and_after(
    sentence: Sentence, first: Mention, second: Mention, patterns: FigurePatterns
) -> BeforeAndAfter | None:
    """Return two figures as before and after; None if the sentence doesn't distinguish them."""
    lead = fold(sentence.between(sentence.start, first.start))
    gap = fold(sentence.between(first.end, second.start))
    forward, backward = BeforeAndAfter(first, second), BeforeAndAfter(second, first)
    from_first = re.search(rf"{whole(patterns.words('change', 'from'))}[^,;]{{0,25}}\Z", lead)
    if from_first and patterns.whole("change", "to").search(gap):
        return forward
    years = _years(sentence, first, second) or _waves(sentence, first, second, patterns)
    if years and years[0] != years[1]:
        return forward if years[0] < years[1] else backward
    if patterns.whole("change", "before").search(gap):
        return backward
    to_first = re.search(rf"{whole(patterns.words('change', 'to'))}[^,;]{{0,15}}\Z", lead)
    if to_first and patterns.whole("change", "from").search(gap):
        return backward
    return None


def _years(sentence: Sentence, first: Mention, second: Mention) -> list[int] | None:
    """Return the year nearest to each figure, if there are two years."""
    years = list(_YEAR.finditer(fold(sentence.text)))
    if len(years) != 2:
        return None
    one, two = (sentence.start + year.start() for year in years)
    # year figure year figure, or figure year figure year
    alternate = one < first.start < two < second.start or first.start < one < second.start < two
    return [int(year[0]) for year in years] if alternate else None


def _waves(
    sentence: Sentence, first: Mention, second: Mention, patterns: FigurePatterns
) -> list[int] | None:
    """Return the order of two measurements, if one is named behind each figure."""
    texts = sentence.between(first.end, second.start), sentence.between(second.end, 1 << 30)
    named = [
        [number for number, key in enumerate(("first", "second")) if _names(key, text, patterns)]
        for text in texts
    ]
    return [*named[0], *named[1]] if all(len(each) == 1 for each in named) else None


def _names(key: str, text: str, patterns: FigurePatterns) -> bool:
    return bool(patterns.whole("change", key).search(fold(text)))


def _finding(sentence: Sentence, direction: Direction, change: BeforeAndAfter) -> Finding | None:
    before, after = change.before.percent, change.after.percent
    if not before or not after:
        return None
    points = after.value - before.value
    sure = _sureness(direction, points, before.half + after.half)
    if not sure:
        return None
    told = _told(points)
    why = f"from {before} to {after} is {told}"
    if points:
        why = f"from {before} to {after} is a {told} of {abs(points):g} points"
    says = clipped(sentence.text.strip(), _MAX_SAYS)
    place = sentence.place_at(change.after.start)
    return Finding(sure, "change", place, says=says, should=f"words of {told}", why=why)


def _sureness(direction: Direction, points: float, slack: float) -> Sureness | None:
    """Return how sure it is that the figures contradict the words, None if they don't."""
    if direction == "same":
        if abs(points) <= _UNCHANGED:
            return None
        return "likely" if abs(points) > 2 * _UNCHANGED else "maybe"
    if points and (points > 0) == (direction == "up"):
        return None
    return "certain" if abs(points) > slack else "likely"


def _told(points: float) -> str:
    if not points:
        return "no change"
    return "rise" if points > 0 else "fall"

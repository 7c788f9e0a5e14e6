"""Checks the percentage points by which a text says that two shares differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from pipeline.lint.checks.changes import before_and_after
from pipeline.lint.checks.findings import Finding, Sureness
from pipeline.lint.figure_patterns import FigurePatterns, any_of, fold
from pipeline.lint.find import Mention, Report, Sentence, modifier_before
from pipeline.lint.read import clipped

_MAX_SAYS = 160
_MAX_GAP = 60  # characters between points and the figures of a change by them
_TASTE = 0.5  # points beyond rounding that a difference may be off


def check_differences(report: Report) -> Iterator[Finding]:
    """Yield the points that the two shares of a sentence, or of those before it, contradict."""
    for number, sentence in enumerate(report.sentences):
        text = fold(sentence.text)
        matches = list(_of_points(report.patterns).finditer(text))
        if sentence.block.kind == "heading" or len(matches) != 1:
            continue
        if _is_of_other(text, matches[0], report.patterns):
            continue
        own = _shares(sentence)
        before = report.sentences[max(0, number - 2) : number]
        before = [each for each in before if each.index == sentence.index]
        if len(own) == 2:
            finding = _within(sentence, own, matches[0], report.patterns)
        else:
            finding = _across(sentence, own, before, matches[0], report.patterns)
        if finding:
            yield finding


def _shares(sentence: Sentence) -> list[Mention]:
    return [mention for mention in sentence.figures.mentions if mention.percent]


def _within(
    sentence: Sentence, shares: Sequence[Mention], match: re.Match[str], patterns: FigurePatterns
) -> Finding | None:
    """Return the finding on the two shares of the sentence itself."""
    place = sentence.start + match.start()
    if before_and_after(sentence, shares[0], shares[1], patterns):
        is_near = min(abs(place - share.end) for share in shares) <= _MAX_GAP
        return _finding(sentence, match, shares, "certain") if is_near else None
    is_gap = _is_gap(match, patterns) and place > shares[1].start
    return _finding(sentence, match, shares, "likely") if is_gap else None


def _across(
    sentence: Sentence,
    own: Sequence[Mention],
    before: Sequence[Sentence],
    match: re.Match[str],
    patterns: FigurePatterns,
) -> Finding | None:
    """Return the finding on two shares before the sentence, or on one before it and its own."""
    if not before or not _is_gap(match, patterns):
        return None
    last = _shares(before[-1])
    if own:
        shares = [*last, *own]
    elif len(last) == 1 and len(before) > 1:
        shares = [*_shares(before[0]), *last]
    else:
        shares = last
    return _finding(sentence, match, shares, "likely") if len(shares) == 2 else None


def _is_gap(match: re.Match[str], patterns: FigurePatterns) -> bool:
    """Whether points are told as a difference."""
    words = re.split(r"[;:.]", match.string[: match.start()])[-1]
    return bool(patterns.whole("change", "gap").search(words))


def _is_of_other(text: str, match: re.Match[str], patterns: FigurePatterns) -> bool:
    """Whether points are rough, or a difference from something else: 8 points below the half."""
    off = re.compile(rf"\s*{patterns.any_of('change', 'off')}\b")
    return bool(modifier_before(text, match.start(), patterns).kind or off.match(text, match.end()))


def _finding(
    sentence: Sentence, match: re.Match[str], shares: Sequence[Mention], sure: Sureness
) -> Finding | None:
    one, other = (share.percent for share in shares)
    if not one or not other or any(share.modifier for share in shares):
        return None
    points = float(match["n"].replace(",", "."))
    difference = abs(one.value - other.value)
    if abs(points - difference) <= one.half + other.half + _TASTE:
        return None
    return Finding(
        sure,
        "change",
        sentence.place_at(sentence.start + match.start()),
        says=f"{match[0]}: {clipped(sentence.text.strip(), _MAX_SAYS)}",
        should=f"{difference:g} percentage points, or other figures",
        why=f"{one} and {other} differ by {difference:g} points",
    )


@cache
def _of_points(patterns: FigurePatterns) -> re.Pattern[str]:
    points = any_of(patterns.words("numbers", "points"))
    return re.compile(rf"(?<![\d.,])(?P<n>\d{{1,2}}(?:[.,]\d)?)\s*-?{points}(?!\w)")

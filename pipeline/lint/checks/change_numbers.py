"""Checks how much a text says that a share changed: doubled, ten points, three times as often."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pipeline.lint.checks.changes import BeforeAndAfter, before_and_after, direction_in
from pipeline.lint.checks.findings import Finding, Sureness
from pipeline.lint.figure_patterns import FigurePatterns, any_of, fold
from pipeline.lint.find import Mention, Report, Sentence, modifier_before
from pipeline.lint.read import clipped

_LOOSE = 1.25  # times a factor may be off: a share of 19% from 10% has about doubled
_LOOSE_BESIDE = 1.6  # the same beside a word such as nearly or well over
_MAX_SAYS = 160
_MAX_GAP = 60  # characters between points and the figures that differ by them


def check_change_sizes(report: Report) -> Iterator[Finding]:
    """Yield the factors and points of change that the two shares of the sentence contradict."""
    for sentence in report.sentences:
        shares = [mention for mention in sentence.figures.mentions if mention.percent]
        if sentence.block.kind == "heading" or len(shares) != 2:
            continue
        if any(share.modifier for share in shares):
            continue
        change = before_and_after(sentence, shares[0], shares[1], report.patterns)
        for finding in (
            _factor(sentence, change, report.patterns),
            _points(sentence, shares, change, report.patterns),
            _multiple(sentence, shares, change, report.patterns),
        ):
            if finding:
                yield finding


def _factor(
    sentence: Sentence, change: BeforeAndAfter | None, patterns: FigurePatterns
) -> Finding | None:
    """Return the finding that shares did not double, or halve."""
    match = _factors(patterns).search(fold(sentence.text))
    if not match or not change or not change.before.percent or not change.after.percent:
        return None
    factor = next(float(f) for word, f in patterns.words("change", "factors") if word == match[0])
    if _is_denied(sentence, match, patterns):
        return None
    before, after = change.before, change.after
    if _is_factor(after, before, factor, _reach(match, patterns)):
        return None
    return _finding(sentence, match[0], before, after, "likely")


def _multiple(
    sentence: Sentence,
    shares: list[Mention],
    change: BeforeAndAfter | None,
    patterns: FigurePatterns,
) -> Finding | None:
    """Return the finding that one share is not so many times the other."""
    match = _multiples(patterns).search(fold(sentence.text))
    if not match or change or _is_denied(sentence, match, patterns):
        return None
    factor = patterns.count(match["n"]) if match["n"] else 2
    more, less = sorted(shares, key=lambda share: share.percent.value, reverse=True)  # type: ignore[union-attr]
    if factor < 2 or _is_factor(more, less, factor, _reach(match, patterns)):
        return None
    return _finding(sentence, match[0], less, more, "likely")


def _reach(match: re.Match[str], patterns: FigurePatterns) -> float:
    modifier = modifier_before(match.string, match.start(), patterns)
    return _LOOSE_BESIDE if modifier.kind else _LOOSE


def _is_factor(more: Mention, less: Mention, factor: float, loose: float) -> bool:
    if not more.percent or not less.percent:
        return True
    high, low = more.percent, less.percent
    least = (high.value - high.half) / (low.value + low.half)
    most = (high.value + high.half) / max(low.value - low.half, 1e-9)
    return least <= factor * loose and most >= factor / loose


def _points(
    sentence: Sentence,
    shares: list[Mention],
    change: BeforeAndAfter | None,
    patterns: FigurePatterns,
) -> Finding | None:
    """Return the finding that two shares differ by other points than the text says."""
    text = fold(sentence.text)
    match = _of_points(patterns).search(text)
    if not match or not change or len(_of_points(patterns).findall(text)) > 1:
        return None
    place = sentence.start + match.start()
    far = min(abs(place - share.end) for share in shares) > _MAX_GAP
    if far or modifier_before(text, match.start(), patterns).kind:
        return None
    points = float(match["n"].replace(",", "."))
    difference = abs(shares[0].percent.value - shares[1].percent.value)  # type: ignore[union-attr]
    slack = sum(share.percent.half for share in shares if share.percent)
    if abs(points - difference) <= slack + 0.5:
        return None
    return _finding(sentence, match[0], change.before, change.after, "certain")


def _finding(
    sentence: Sentence, words: str, before: Mention, after: Mention, sure: Sureness
) -> Finding:
    low, high = before.percent, after.percent
    points = abs(high.value - low.value)  # type: ignore[union-attr]
    times = f", {high.value / low.value:.1f} times" if low and high and low.value else ""
    return Finding(
        sure,
        "change",
        sentence.place_at(after.start),
        says=f"{words}: {clipped(sentence.text.strip(), _MAX_SAYS)}",
        should=f"{points:g} percentage points{times}, or other figures",
        why=f"from {low} to {high} is {points:g} points{times}",
    )


def _is_denied(sentence: Sentence, match: re.Match[str], patterns: FigurePatterns) -> bool:
    before = match.string[max(0, match.start() - 28) : match.start()]
    return bool(patterns.whole("change", "denies").search(before))


@cache
def _factors(patterns: FigurePatterns) -> re.Pattern[str]:
    return re.compile(rf"\b{any_of(word for word, _ in patterns.words('change', 'factors'))}\b")


@cache
def _multiples(patterns: FigurePatterns) -> re.Pattern[str]:
    times, twice = patterns.any_of("change", "multiples"), patterns.any_of("change", "twice")
    numbers = any_of(word for word, n in patterns.numbers.items() if 2 <= n <= 10)
    return re.compile(rf"\b(?:(?P<n>[2-9]|10|{numbers})\s+{times}|{twice})\b")


@cache
def _of_points(patterns: FigurePatterns) -> re.Pattern[str]:
    points = any_of(word for word in patterns.words("numbers", "points"))
    return re.compile(rf"(?<![\d.,])(?P<n>\d{{1,2}}(?:[.,]\d)?)\s*-?{points}(?!\w)")


def check_told_changes(report: Report) -> Iterator[Finding]:
    """Yield the sentences of a rise or fall that the two sentences before contradict."""
    sentences = report.sentences
    for first, second, third in zip(sentences, sentences[1:], sentences[2:], strict=False):
        if first.index != third.index or any(m.percent for m in third.figures.mentions):
            continue
        direction = direction_in(third.text, report.patterns)
        change = _between(first, second, report.patterns)
        if direction in ("up", "down") and change and not _names_other(third, report.patterns):
            before, after = change.before.percent, change.after.percent
            rise = after.value - before.value if before and after else 0.0
            if rise and (rise > 0) != (direction == "up"):
                told = "rise" if rise > 0 else "fall"
                says = clipped(third.text.strip(), _MAX_SAYS)
                why = f"from {before} to {after} is a {told} of {abs(rise):g} points"
                place = third.place_at(third.start)
                yield Finding(
                    "likely", "change", place, says=says, should=f"words of {told}", why=why
                )


def _between(first: Sentence, second: Sentence, patterns: FigurePatterns) -> BeforeAndAfter | None:
    """Return the only figures of two sentences as before and after, by the year of each."""
    figures = [[m for m in each.figures.mentions if m.percent] for each in (first, second)]
    if any(len(each) != 1 or each[0].modifier for each in figures):
        return None
    moments = [_moment(each, patterns) for each in (first, second)]
    one, two = figures[0][0], figures[1][0]
    if moments[0] is None or moments[1] is None or moments[0] == moments[1]:
        return None
    return BeforeAndAfter(one, two) if moments[0] < moments[1] else BeforeAndAfter(two, one)


def _moment(sentence: Sentence, patterns: FigurePatterns) -> int | None:
    """Return the year of a sentence, 0 for words of an earlier one and 9999 for words of now."""
    text = fold(sentence.text)
    years = set(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text))
    if years:
        return int(years.pop()) if len(years) == 1 else None
    if patterns.whole("change", "earlier").search(text):
        return 0
    return 9999 if patterns.whole("change", "now").search(text) else None


def _names_other(sentence: Sentence, patterns: FigurePatterns) -> bool:
    """Whether a sentence denies something, so that its direction may be of the opposite."""
    return bool(patterns.whole("scope", "negative").search(fold(sentence.text)))

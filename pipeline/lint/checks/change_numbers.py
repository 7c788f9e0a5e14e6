"""Checks how much a text says that a share changed: doubled, ten points, three times as often."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pipeline.lint.checks.changes import BeforeAndAfter, Direction, before_and_after, direction_in
from pipeline.lint.checks.findings import Finding, Sureness
from pipeline.lint.figure_patterns import FigurePatterns, any_of, fold
from pipeline.lint.find import Mention, Report, Sentence, modifier_before
from pipeline.lint.read import clipped

_LOOSE = 1.25  # times a factor may be off: a share of 19% from 10% has about doubled
_LOOSE_BESIDE = 1.6  # the same beside a word such as nearly or well over
_MAX_SAYS = 160
_LOOSE_PART = 0.04  # of a share: a rise by a quarter may be one by 22%
_LOOSE_PART_BESIDE = 0.1  # the same beside a word such as about


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
            _fraction(sentence, change, report.patterns),
            _multiple(sentence, shares, report.patterns),
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


def _fraction(
    sentence: Sentence, change: BeforeAndAfter | None, patterns: FigurePatterns
) -> Finding | None:
    """Return the finding that a share did not fall, or rise, by a third of it."""
    match = _by_fractions(patterns).search(fold(sentence.text))
    direction = direction_in(sentence.text, patterns)
    if not match or not change or direction not in ("up", "down"):
        return None
    before, after = change.before.percent, change.after.percent
    if not before or not after or before.value <= before.half:
        return None
    fraction = _fractions(patterns)[" ".join(match["f"].split())] / 100
    low = (after.value - after.half) / (before.value + before.half) - 1
    high = (after.value + after.half) / (before.value - before.half) - 1
    told = fraction if direction == "up" else -fraction
    loose = _LOOSE_PART if match["modifier"] is None else _LOOSE_PART_BESIDE
    if low - loose <= told <= high + loose:
        return None
    return _finding(sentence, match[0], change.before, change.after, "likely")


def _percent_of(share: Mention) -> float:
    return 0.0 if share.percent is None else share.percent.value


def _multiple(
    sentence: Sentence, shares: list[Mention], patterns: FigurePatterns
) -> Finding | None:
    """Return the finding that one share is not so many times the other."""
    match = _multiples(patterns).search(fold(sentence.text))
    if not match or _is_denied(sentence, match, patterns):
        return None
    factor = _factor_of(match, patterns)
    more, less = sorted(shares, key=_percent_of, reverse=True)
    if factor <= 1 or _is_factor(more, less, factor, _reach(match, patterns)):
        return None
    return _finding(sentence, match[0], less, more, "likely")


def _factor_of(match: re.Match[str], patterns: FigurePatterns) -> float:
    """Return how many times the lower share the higher one is; half as many is twice."""
    if match["n"]:
        return float(patterns.numbers.get(match["n"]) or match["n"].replace(",", "."))
    words = " ".join(match[0].split())
    factor = next(float(f) for word, f in patterns.words("change", "times") if word == words)
    return max(factor, 1 / factor)


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
    before = re.split(r"[,;:.(]", before)[-1]
    return bool(patterns.whole("change", "denies").search(before))


@cache
def _factors(patterns: FigurePatterns) -> re.Pattern[str]:
    return re.compile(rf"\b{any_of(word for word, _ in patterns.words('change', 'factors'))}\b")


@cache
def _multiples(patterns: FigurePatterns) -> re.Pattern[str]:
    times, again = patterns.any_of("change", "multiples"), patterns.any_of("change", "again")
    fixed = any_of(word for word, _ in patterns.words("change", "times"))
    numbers = any_of(word for word, n in patterns.numbers.items() if 2 <= n <= 10)
    # half as high again is no half
    behind = rf"(?!(?:\s+\w+){{1,2}}\s+{again}\b)"
    return re.compile(
        rf"(?<![\w.,])(?:(?P<n>[2-9](?:[.,]\d)?|10|{numbers})\s+{times}|{fixed}{behind})\b"
    )


@cache
def _by_fractions(patterns: FigurePatterns) -> re.Pattern[str]:
    by, about = patterns.any_of("change", "by"), patterns.any_of("modifiers", "about")
    fractions = any_of(_fractions(patterns))
    return re.compile(rf"\b{by}\s+(?P<modifier>{about}\s+)?(?P<f>{fractions})\b(?!\s*\()")


@cache
def _fractions(patterns: FigurePatterns) -> dict[str, float]:
    return {word: float(share) for word, share in patterns.words("quantifiers", "fractions")}


def check_told_changes(report: Report) -> Iterator[Finding]:
    """Yield the sentences of a rise or fall that the figures before them contradict."""
    sentences = report.sentences
    for number, sentence in enumerate(sentences):
        before = [s for s in sentences[max(0, number - 2) : number] if s.index == sentence.index]
        if not before or any(mention.percent for mention in sentence.figures.mentions):
            continue
        direction = _direction_told(sentence, len(before), report.patterns)
        change = _change_told(before, direction is None, report.patterns)
        direction = direction or direction_named(sentence.text, report.patterns)
        if direction and change and not _names_other(sentence, report.patterns):
            yield from _contradicted(sentence, direction, change)


def _direction_told(
    sentence: Sentence, n_before: int, patterns: FigurePatterns
) -> Direction | None:
    """Return the direction that a sentence tells by itself of two sentences before it."""
    if n_before < 2 or direction_named(sentence.text, patterns):
        return None
    return direction_in(sentence.text, patterns)


def direction_named(text: str, patterns: FigurePatterns) -> Direction | None:
    """Return the direction of a noun that refers to a change before: that rise, deze daling."""
    this = patterns.any_of("change", "this")
    directions: list[Direction] = ["up", "down"]
    named = [
        direction
        for direction in directions
        if re.search(
            rf"\b{this}\s+(?:[a-z]+\s+)?{patterns.any_of('change', f'{direction}_nouns')}\b",
            fold(text),
        )
    ]
    return named[0] if len(named) == 1 else None


def _change_told(
    before: list[Sentence], is_named: bool, patterns: FigurePatterns
) -> BeforeAndAfter | None:
    """Return the change that two sentences tell, or the last one if what follows names it."""
    last = [mention for mention in before[-1].figures.mentions if mention.percent]
    if is_named and len(last) == 2 and not any(share.modifier for share in last):
        return before_and_after(before[-1], last[0], last[1], patterns)
    return _between(before[0], before[1], patterns) if len(before) == 2 else None


def _contradicted(
    sentence: Sentence, direction: Direction, change: BeforeAndAfter
) -> Iterator[Finding]:
    before, after = change.before.percent, change.after.percent
    rise = after.value - before.value if before and after else 0.0
    if rise and (rise > 0) != (direction == "up"):
        told = "rise" if rise > 0 else "fall"
        says = clipped(sentence.text.strip(), _MAX_SAYS)
        why = f"from {before} to {after} is a {told} of {abs(rise):g} points"
        place = sentence.place_at(sentence.start)
        yield Finding("likely", "change", place, says=says, should=f"words of {told}", why=why)


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

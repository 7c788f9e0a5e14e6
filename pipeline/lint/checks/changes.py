"""Holds words of change (increased, fell, stayed the same) against the two per cents of their sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

from pipeline.lint.checks.findings import Finding, Sureness
from pipeline.lint.figure_patterns import Wording, fold, whole
from pipeline.lint.find import Mention, Report, Sentence
from pipeline.lint.read import Piece

Direction = Literal["up", "down", "same"]
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_STILL = 5.5
"""Points within which a share can be called unchanged."""


def direction_in(text: str, words: Wording) -> Direction | None:
    """The one direction that a text tells of; None without one, with several, or where it is denied."""
    folded = fold(text)
    found: set[Direction] = set()
    for direction, pattern, since in _cues(words):
        for match in pattern.finditer(folded):
            if since and not _since(words).search(folded):
                continue
            if _denied(words).search(folded[max(0, match.start() - 28) : match.start()]):
                return None
            found.add(direction)
    return found.pop() if len(found) == 1 else None


@cache
def _cues(words: Wording) -> tuple[tuple[Direction, re.Pattern[str], bool], ...]:
    kinds: tuple[tuple[Direction, str, bool], ...] = (
        ("up", "up", False), ("down", "down", False), ("same", "same", False), ("down", "down_since", True), ("up", "up_since", True),
    )  # fmt: skip
    return tuple(
        (d, re.compile(whole(words.words("change", key))), since) for d, key, since in kinds
    )


@cache
def _since(words: Wording) -> re.Pattern[str]:
    return re.compile(whole(words.words("change", "since")))


@cache
def _denied(words: Wording) -> re.Pattern[str]:
    return re.compile(whole(words.words("change", "denies")))


def check_changes(report: Report) -> Iterator[Finding]:
    """Sentences whose word of change goes against their own two per cents."""
    for i, part in enumerate(report.parts):
        if not isinstance(part, Piece) or part.kind == "heading":
            continue
        for sentence in report.sentences(i):
            shares = [m for m in sentence.figures.mentions if m.percent and not m.modifier]
            if len(shares) != 2 or len([m for m in sentence.figures.mentions if m.percent]) != 2:
                continue
            direction = direction_in(sentence.text, report.words)
            order = ordered(sentence, shares[0], shares[1], report.words) if direction else None
            if direction and order and (finding := _judge(direction, *order, part, i, sentence)):
                yield finding


def ordered(
    sentence: Sentence, first: Mention, second: Mention, words: Wording
) -> tuple[Mention, Mention] | None:
    """The two figures as before and after; None where the sentence doesn't say which is which."""
    text, start = fold(sentence.text), sentence.start
    lead, gap = text[: first.start - start], text[first.end - start : second.start - start]
    if re.search(rf"{whole(words.words('change', 'from'))}[^,;]{{0,25}}\Z", lead) and re.search(
        whole(words.words("change", "to")), gap
    ):
        return first, second
    years = _years(text, start, first, second)
    if years and years[0] != years[1]:
        return (first, second) if years[0] < years[1] else (second, first)
    if re.search(whole(words.words("change", "before")), gap):
        return second, first
    if re.search(rf"{whole(words.words('change', 'to'))}[^,;]{{0,15}}\Z", lead) and re.search(
        whole(words.words("change", "from")), gap
    ):
        return second, first
    return None


def _years(text: str, start: int, first: Mention, second: Mention) -> tuple[int, int] | None:
    """The year beside each figure, where there are two years, one nearer to each."""
    years = [(int(m[0]), m.start()) for m in _YEAR.finditer(text)]
    if len(years) != 2:
        return None
    (a, at_a), (b, at_b) = years
    one, two = first.start - start, second.start - start
    # year figure year figure, or figure year figure year
    return (a, b) if at_a < one < at_b < two or one < at_a < two < at_b else None


def _judge(
    direction: Direction,
    before: Mention,
    after: Mention,
    part: Piece,
    index: int,
    sentence: Sentence,
) -> Finding | None:
    if not before.percent or not after.percent:
        return None
    moved = after.percent.value - before.percent.value
    slack = before.percent.half + after.percent.half
    sure: Sureness
    if direction == "same":
        if abs(moved) <= _STILL:
            return None
        sure = "likely" if abs(moved) > 2 * _STILL else "maybe"
    elif (moved > 0) == (direction == "up") and moved:
        return None
    else:
        sure = "certain" if abs(moved) > slack else "likely"
    told = "rise" if moved > 0 else "fall" if moved < 0 else "no change"
    why = (
        f"from {before.percent} to {after.percent} is {told}"
        if moved == 0
        else f"from {before.percent} to {after.percent} is a {told} of {abs(moved):g} points"
    )
    says = sentence.text.strip()
    says = says if len(says) <= 160 else f"{says[:159]}…"
    return Finding(sure, "change", part.place, says, f"words of {told}", why, (index, after.start))

"""Finds words that stand for a share (a quarter, just under half, a majority) and the figures that they are put beside."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.lint.checks.findings import Finding, Sureness
from pipeline.lint.figure_patterns import Wording, any_of, fold
from pipeline.lint.find import Mention, Report, Sentence, counts_of, modifier_before
from pipeline.lint.read import Piece

PLAIN, ROUGH, LOOSE = 3.5, 5.0, 7.0
"""Points that a phrase without a modifier may be off, that ‘about’ may, and beyond which it is no longer a matter of taste."""

_WIDEST_GAP = 110


@dataclass(frozen=True)
class Phrase:
    """A phrase with the lowest and highest share it bears, in per cent; `strict` where only its direction is at stake.

    `near`: where it says so only right before the noun of the respondents, so that a figure further on may be of something else.
    """

    text: str
    start: int
    end: int
    low: float
    high: float
    target: float | None
    modifier: str = ""
    near: bool = False


def check_phrases(report: Report) -> Iterator[Finding]:
    """Phrases that don't bear the figure beside them."""
    for i, part in enumerate(report.parts):
        if isinstance(part, Piece):
            for sentence in report.sentences(i):
                for phrase, mention in _beside(sentence, report.words):
                    if finding := _judge(phrase, mention, report, i, sentence):
                        yield finding
                yield from _rough(report, i, part, sentence)


def phrases_in(text: str, words: Wording) -> list[Phrase]:
    """The phrases of a text in order, the longest where several begin at one place."""
    folded = fold(text)
    found: list[Phrase] = []
    for kind, low, high, pattern in _patterns(words):
        for match in pattern.finditer(folded):
            if any(match.start() < p.end and p.start < match.end() for p in found):
                continue
            if phrase := _phrase(kind, low, high, match, text, folded, words):
                found.append(phrase)
    return sorted(found, key=lambda p: p.start)


@cache
def _patterns(words: Wording) -> tuple[tuple[str, float, float, re.Pattern[str]], ...]:
    entries = [
        ("fraction", float(v), float(v), w) for w, v in words.data["quantifiers"]["fractions"]
    ]
    entries += [
        ("range", float(low), float(high), w)
        for w, low, high in words.data["quantifiers"]["ranges"]
    ]
    entries += [
        ("whole", float(low), float(high), w) for w, low, high in words.data["quantifiers"]["whole"]
    ]
    entries.sort(key=lambda e: -len(e[3]))
    found = [
        (k, low, high, re.compile(rf"(?<![\w-]){any_of([w])}(?![\w-])"))
        for k, low, high, w in entries
    ]
    small = rf"(?P<a>[1-9]|{any_of(w for w, n in words.numbers.items() if 1 <= n <= 9)})"
    of = rf"(?P<b>[2-9]|10|{any_of(w for w, n in words.numbers.items() if 2 <= n <= 10)})"
    ratio = rf"(?<![\w.,-]){small}\s+{any_of(words.words('numbers', 'ratio'))}\s+{of}(?![\w.,%-])(?!\s*%)"
    return (("ratio", 0.0, 0.0, re.compile(ratio)), *found)


def _phrase(
    kind: str, low: float, high: float, match: re.Match[str], text: str, folded: str, words: Wording
) -> Phrase | None:
    start, end = match.span()
    modifier, begin = modifier_before(folded, start, words)
    if kind == "ratio":
        a, b = words.count(match["a"]), words.count(match["b"])
        if a > b:
            return None
        low = high = 100 * a / b
    elif kind == "fraction" and not _is_share(folded, start, end, modifier, words):
        return None
    target = low if kind in ("fraction", "ratio") else None
    if target is not None:
        low, high = _bounds(target, modifier, match[0], folded[begin:start].strip(), words)
    elif modifier:
        # ‘nearly a majority’ says less than a majority; such are left alone
        return None
    return Phrase(text[begin:end], begin, end, low, high, target, modifier, kind == "whole")


def _is_share(folded: str, start: int, end: int, modifier: str, words: Wording) -> bool:
    """Whether a fraction is a share of something, not an ordinal, a half year or a third party."""
    before = folded[:start].rstrip().rsplit(None, 1)
    if before and before[-1] in words.words("quantifiers", "not_before"):
        return False
    if " ".join(folded[start:end].split()) not in words.words("quantifiers", "ordinals"):
        return True
    after = folded[end:].lstrip()
    followers = words.words("quantifiers", "followed_by")
    return bool(modifier) or after.startswith(tuple(followers)) or bool(re.match(words.unit, after))


def _bounds(
    target: float, modifier: str, phrase: str, said: str, words: Wording
) -> tuple[float, float]:
    reach = {
        w: float(points)
        for w, points in (*words.data["modifiers"]["below"], *words.data["modifiers"]["above"])
    }
    points = reach.get(" ".join(said.split()), 9.0)
    tiny = 1e-6
    return {
        "below": (target - points, target - tiny),
        "above": (target + tiny, target + points),
        "under": (0.0, target - tiny),
        "over": (target + tiny, 100.0),
        "least": (target, 100.0),
        "most": (0.0, target),
        "about": (target - ROUGH, target + ROUGH),
    }.get(modifier, (target - PLAIN, target + PLAIN))


def _beside(sentence: Sentence, words: Wording) -> Iterator[tuple[Phrase, Mention]]:
    """Phrases with the figure that puts them in numbers: in brackets behind them, or they in brackets behind it."""
    found = phrases_in(sentence.text, words)
    for number, phrase in enumerate(found):
        end = phrase.end + sentence.start
        limit = found[number + 1].start + sentence.start if number + 1 < len(found) else 1 << 30
        behind = [m for m in sentence.figures.mentions if m.start >= end]
        if behind and behind[0].start < limit and _belongs(sentence, phrase, behind[0], words):
            yield phrase, behind[0]
        elif found_before := [
            m for m in sentence.figures.mentions if m.end <= phrase.start + sentence.start
        ]:
            m = found_before[-1]
            gap = sentence.text[m.end - sentence.start : phrase.start]
            same = any_of(words.words("joins", "same_as"))
            if re.fullmatch(rf"\s*(?:\(\s*|[,–-]\s*{same}\s+)(?:dus\s+|is\s+)?", fold(gap)) and (
                m.percent or m.n
            ):
                yield phrase, m


def _belongs(sentence: Sentence, phrase: Phrase, m: Mention, words: Wording) -> bool:
    gap = sentence.text[phrase.end : max(phrase.end, m.start - sentence.start)]
    folded = fold(gap)
    if len(gap) > _WIDEST_GAP or any(
        b.start < m.start and b.end > phrase.end + sentence.start for b in sentence.figures.bases
    ):
        return False
    if re.search(rf"[,–]\s*{any_of(words.words('joins', 'same_as'))}\s*\(?\s*\Z", folded):
        return not re.search(r"[;:]", folded)
    if not m.bracketed or re.search(r"[,;:()\[\]–]|\s-\s", folded.rstrip("([ ")):
        return False
    if phrase.near:
        return bool(re.fullmatch(rf"\s*(?:{words.unit})?\s*[(\[]?\s*", folded))
    return True


def _judge(
    phrase: Phrase, m: Mention, report: Report, index: int, sentence: Sentence
) -> Finding | None:
    shares = _shares(m, report, index)
    if not shares or any(low <= phrase.high and high >= phrase.low for low, high in shares):
        return None
    off = min(max(low - phrase.high, phrase.low - high) for low, high in shares)
    gap = m.start - sentence.start - phrase.end
    sure = _sureness(phrase, shares, off, tight=gap <= 45 and m.percent is not None)
    part = report.parts[index]
    assert isinstance(part, Piece)
    first, last = phrase.start + sentence.start, max(m.end, phrase.end + sentence.start)
    says = _excerpt(part.text, min(first, m.start), last)
    figure = str(m.percent) if m.percent else f"n={m.n}"
    should = f"‘{fitting_words(sum(shares[0]) / 2, report.words)}’, or another figure"
    return Finding(sure, "words", part.place, says, should, _why(phrase, figure), (index, m.start))


def _sureness(
    phrase: Phrase, shares: list[tuple[float, float]], off: float, *, tight: bool
) -> Sureness:
    """A wrong direction is certain where nothing stands between words and figure; a matter of degree is not."""
    wrong_side = phrase.modifier in ("below", "above", "under", "over", "least", "most") and phrase.target is not None and all(
        (low > phrase.target) == (phrase.high <= phrase.target) for low, _ in shares
    )  # fmt: skip
    if phrase.target is None or wrong_side:
        return "certain" if tight else "likely"
    return "likely" if off > LOOSE - PLAIN and tight else "maybe"


def _shares(m: Mention, report: Report, index: int) -> list[tuple[float, float]]:
    """The shares, from and to, that a figure can stand for: by its per cent, or by its n and the bases near it."""
    if m.percent:
        if m.modifier:
            return []
        if m.n is not None and m.base and m.base >= m.n and m.percent.is_near(100 * m.n / m.base):
            return [(100 * m.n / m.base,) * 2]
        return [(m.percent.value - m.percent.half, m.percent.value + m.percent.half)]
    if m.n is None:
        return []
    bases: Collection[int] = [m.base] if m.base else report.known
    return [(100 * m.n / b,) * 2 for b in bases if b >= m.n]


def fitting_words(share: float, words: Wording) -> str:
    """Words that bear a share, in per cent: the nearest fraction, with a little more or less than it."""
    if share <= 3 or share >= 97:
        return f"{share:.0f}%"
    fraction, value = min(
        words.data["quantifiers"]["fractions"], key=lambda f: abs(float(f[1]) - share)
    )
    if abs(share - value) <= 1:
        return str(fraction)
    return f"{words.data['modifiers']['above' if share > value else 'below'][0][0]} {fraction}"


def _why(phrase: Phrase, figure: str) -> str:
    said = phrase.text.strip()
    if phrase.target is None:
        return f"‘{said}’ is {_points(phrase.low)} to {_points(phrase.high)}%, not {figure}"
    if phrase.modifier in ("below", "under", "most"):
        return f"‘{said}’ is less than {_points(phrase.target)}%, and not far from it; the figure is {figure}"
    if phrase.modifier in ("above", "over", "least"):
        return f"‘{said}’ is more than {_points(phrase.target)}%, and not far from it; the figure is {figure}"
    return f"‘{said}’ is about {_points(phrase.target)}%, not {figure}"


def _points(value: float) -> str:
    return f"{value:.0f}"


def _excerpt(text: str, start: int, end: int) -> str:
    while end < len(text) and text[end] in ")] %":
        end += 1
    said = text[start:end].strip()
    return said if len(said) <= 140 else f"{said[:60]} … {said[-70:]}"


def _rough(report: Report, index: int, part: Piece, sentence: Sentence) -> Iterator[Finding]:
    """Rough per cents (nearly 70%) beside an n and base that lie on the other side, or far off."""
    for m in sentence.figures.mentions:
        base = m.base or (sentence.figures.bases[0].n if len(sentence.figures.bases) == 1 else None)
        if not m.modifier or not m.percent or m.n is None or not base or m.n > base:
            continue
        low, high = _bounds(m.percent.value, m.modifier, "", "", report.words)
        share = 100 * m.n / base
        if not low <= share <= high and m.n not in counts_of(m.percent, base):
            says = _excerpt(
                part.text, modifier_before(fold(part.text), m.start, report.words)[1], m.end
            )
            yield Finding(
                "likely",
                "words",
                part.place,
                says,
                f"{share:.0f}% (n={m.n})",
                f"{m.n} of {base} is {share:.1f}%",
                (index, m.start),
            )

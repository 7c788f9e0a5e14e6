"""Finds phrases for a share: a quarter, just under half, a majority."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pipeline.lint.figure_patterns import FigurePatterns, any_of, fold
from pipeline.lint.find.modifiers import Modifier, modifier_before
from pipeline.lint.find.report import Sentence

# percentage points a share may be off a phrase: alone, with ‘about’, with another modifier
_PLAIN_REACH = 3.5
_ABOUT_REACH = 5.0
_MODIFIED_REACH = 9.0
_TINY = 1e-6


@dataclass(frozen=True)
class ShareRange:
    """Shares from low to high, as percentages."""

    low: float
    high: float

    def distance(self, other: ShareRange) -> float:
        """Return the percentage points between the two; zero or less if they overlap."""
        return max(other.low - self.high, self.low - other.high)


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """A phrase with the shares it fits; `target` is that of a fraction.

    `near`: it is a share only right before the noun of the respondents, so that a figure further on
    may be of something else. `loose`: it may also name what is more than any other.
    """

    text: str
    start: int
    end: int
    bears: ShareRange
    target: float | None = None
    modifier: str = ""
    near: bool = False
    loose: bool = False


_Kind = Literal["ratio", "fraction", "modified", "range", "whole", "most"]


@dataclass(frozen=True)
class _Wording:
    kind: _Kind
    pattern: re.Pattern[str]
    bears: ShareRange = ShareRange(0.0, 0.0)


def phrases_in(sentence: Sentence, patterns: FigurePatterns) -> list[Phrase]:
    """Return the phrases of a sentence in order, with their positions in the block.

    Of several that begin together it is the longest.
    """
    folded = fold(sentence.text)
    phrases: list[Phrase] = []
    for wording in _wordings(patterns):
        for match in wording.pattern.finditer(folded):
            start, end = (sentence.start + place for place in match.span())
            if any(start < phrase.end and phrase.start < end for phrase in phrases):
                continue
            if phrase := _phrase(wording, match, sentence, patterns):
                phrases.append(phrase)
    return sorted(phrases, key=lambda phrase: phrase.start)


@cache
def _wordings(patterns: FigurePatterns) -> tuple[_Wording, ...]:
    """Return the wordings in the order in which they are tried, the longest first."""
    keys: dict[str, _Kind] = {
        "fractions": "fraction",
        "after_modifier": "modified",
        "ranges": "range",
        "whole": "whole",
        "most": "most",
    }
    entries = [
        (kind, *entry) for key, kind in keys.items() for entry in patterns.words("quantifiers", key)
    ]
    entries.sort(key=lambda entry: -len(entry[1]))
    wordings = [_Wording("ratio", _ratio(patterns))]
    for kind, words, *shares in entries:
        pattern = re.compile(rf"(?<![\w-]){any_of([words])}(?![\w-])")
        wordings.append(_Wording(kind, pattern, ShareRange(float(shares[0]), float(shares[-1]))))
    return tuple(wordings)


def _ratio(patterns: FigurePatterns) -> re.Pattern[str]:
    """Return the pattern of a share in small numbers: one of three."""
    numbers = patterns.numbers.items()
    count = rf"(?P<a>[1-9]|{any_of(word for word, n in numbers if 1 <= n <= 9)})"
    base = rf"(?P<b>[2-9]|10|{any_of(word for word, n in numbers if 2 <= n <= 10)})"
    of = patterns.any_of("numbers", "ratio")
    return re.compile(rf"(?<![\w.,-]){count}\s+{of}\s+{base}(?![\w.,%-])(?!\s*%)")


def _phrase(
    wording: _Wording, match: re.Match[str], sentence: Sentence, patterns: FigurePatterns
) -> Phrase | None:
    modifier = modifier_before(match.string, match.start(), patterns)
    if _is_of_quantity(match, patterns):
        return None
    if wording.kind in ("range", "whole", "most"):
        # ‘nearly a majority’ says less than a majority; such are left alone
        if modifier.kind or (wording.kind == "most" and not _is_share_of_units(match, patterns)):
            return None
        target, bears = None, wording.bears
    else:
        target = _target(wording, match, modifier, patterns)
        if target is None:
            return None
        words = match.string[modifier.start : match.start()].strip()
        bears = bounds(target, modifier.kind, patterns, words)
    return Phrase(
        text=sentence.text[modifier.start : match.end()],
        start=sentence.start + modifier.start,
        end=sentence.start + match.end(),
        bears=bears,
        target=target,
        modifier=modifier.kind,
        near=wording.kind == "whole",
        loose=wording.kind == "most",
    )


def _is_of_quantity(match: re.Match[str], patterns: FigurePatterns) -> bool:
    """Whether it is a part of a quantity, not of respondents: half the rate."""
    pattern = _of_quantity(patterns)
    return bool(pattern.match(match.string, match.end()))


@cache
def _of_quantity(patterns: FigurePatterns) -> re.Pattern[str]:
    words = any_of([*patterns.words("numbers", "of"), *patterns.words("numbers", "share_of_all")])
    quantity = patterns.any_of("quantifiers", "quantities")
    return re.compile(rf"\s+(?:{words}\s+)*(?:het\s+|its\s+|hun\s+|their\s+)?{quantity}\b")


def _is_share_of_units(match: re.Match[str], patterns: FigurePatterns) -> bool:
    """Whether `most` is followed by the noun of the respondents, or a figure: not most common."""
    # ‘the most respondents’ are more than elsewhere, not more than half
    if re.search(r"\bthe\s+\Z", match.string[: match.start()]):
        return False
    plain = any_of([*patterns.words("nouns", "units"), *patterns.nouns])
    of = patterns.any_of("numbers", "of")
    behind = match.string[match.end() :]
    if re.match(rf"\s+(?:{of}\s+)?(?:{plain}\b|[(\[])", behind):
        return True
    # any plural right before its figure: most of the 50 tailors (38%)
    return bool(
        re.match(rf"\s+(?:{of}\s+)?(?:{patterns.number}\s+)?{patterns.plural}\s*\(", behind)
    )


def _target(
    wording: _Wording, match: re.Match[str], modifier: Modifier, patterns: FigurePatterns
) -> float | None:
    """Return the share of a fraction or ratio, None if it is neither."""
    if wording.kind == "ratio":
        n, base = patterns.count(match["a"]), patterns.count(match["b"])
        return 100 * n / base if n <= base else None
    if wording.kind == "modified":
        return wording.bears.low if modifier.kind else None
    return wording.bears.low if _is_share(match, modifier, patterns) else None


def _is_share(match: re.Match[str], modifier: Modifier, patterns: FigurePatterns) -> bool:
    """Whether a fraction is a share, not an ordinal, a half year or a third party."""
    before = match.string[: match.start()].split()
    if before and before[-1] in patterns.words("quantifiers", "not_before"):
        return False
    if " ".join(match[0].split()) not in patterns.words("quantifiers", "ordinals"):
        return True
    after = match.string[match.end() :].lstrip()
    if modifier.kind or after.startswith(patterns.words("quantifiers", "followed_by")):
        return True
    return bool(re.match(patterns.unit, after))


def bounds(target: float, modifier: str, patterns: FigurePatterns, words: str = "") -> ShareRange:
    """Return the shares that a target with that kind of modifier and those words covers."""
    keys = ("below", "above")
    entries = [entry for key in keys for entry in patterns.words("modifiers", key)]
    reaches = {modifier: float(points) for modifier, points in entries}
    reach = reaches.get(" ".join(words.split()), _MODIFIED_REACH)
    ranges = {
        "below": (target - reach, target - _TINY),
        "above": (target + _TINY, target + reach),
        "under": (0.0, target - _TINY),
        "over": (target + _TINY, 100.0),
        "least": (target, 100.0),
        "most": (0.0, target),
        "about": (target - _ABOUT_REACH, target + _ABOUT_REACH),
        "": (target - _PLAIN_REACH, target + _PLAIN_REACH),
    }
    return ShareRange(*ranges[modifier])


def fitting_words(share: float, patterns: FigurePatterns) -> str:
    """Return words that fit a share: the nearest fraction, with a little more or less than it."""
    if share <= 3 or share >= 97:
        return f"{share:.0f}%"
    fractions = patterns.words("quantifiers", "fractions")
    fraction, value = min(fractions, key=lambda entry: abs(float(entry[1]) - share))
    if abs(share - value) <= 1:
        return str(fraction)
    modifier, _ = patterns.words("modifiers", "above" if share > value else "below")[0]
    return f"{modifier} {fraction}"

"""Finds figures in running text: per cents, the counts beside them, and bases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.lint.figure_patterns import Wording, any_of, fold
from pipeline.lint.find.arithmetic import Percent

YEARS = range(1900, 2101)
"""Bare numbers that are years, not counts."""

RATIOS = range(2, 11)
"""Up to ten, `of` tells a share in words rather than a base."""


@dataclass(frozen=True)
class Mention:
    """A figure in a text, from start to end.

    `n` and `base` are counts that stand in the same breath. `tight`: n and per cent are visibly one figure; `marked`: the n says so (n=20);
    `square`: it stands in square brackets. `bracketed`: the whole figure stands in brackets. `modifier` is the kind of word before a per
    cent that makes it a rough one, or empty.
    """

    start: int
    end: int
    percent: Percent | None = None
    n: int | None = None
    base: int | None = None
    tight: bool = False
    marked: bool = False
    square: bool = False
    bracketed: bool = False
    modifier: str = ""


@dataclass(frozen=True)
class Base:
    """A base that a text states; `firm` where nothing else can be meant."""

    start: int
    end: int
    n: int
    firm: bool = True


@dataclass(frozen=True)
class Figures:
    """The figures of one text in order."""

    mentions: tuple[Mention, ...] = ()
    bases: tuple[Base, ...] = ()


def figures_in(text: str, words: Wording) -> Figures:
    """All figures of a text. What a longer pattern found is not found again by a shorter one."""
    folded = fold(text)
    taken: list[tuple[int, int]] = []
    mentions: list[Mention] = []
    bases: list[Base] = []
    if _counts_first(words).fullmatch(folded):
        # labels of a chart: n=20 67% n=8 27%
        mentions = [
            Mention(
                m.start(), m.end(), _percent(m["p"]), words.count(m["n"]), tight=True, marked=True
            )
            for m in _count_first(words).finditer(folded)
        ]
        return Figures(tuple(mentions))
    for name, pattern in patterns(words):
        for match in pattern.finditer(folded):
            start, end = match.span()
            if any(start < e and s < end for s, e in taken):
                continue
            found = _read(name, match, folded, words)
            if found is None:
                continue
            taken.append((start, end))
            (bases if isinstance(found, Base) else mentions).append(found)  # type: ignore[arg-type]
    return Figures(tuple(sorted(mentions, key=_start)), tuple(sorted(bases, key=_start)))


@cache
def _count_first(words: Wording) -> re.Pattern[str]:
    return re.compile(rf"n\s?=\s?(?P<n>{words.number})[\s,;|/-]*{words.percent}[\s,;|/-]*")


@cache
def _counts_first(words: Wording) -> re.Pattern[str]:
    one = rf"n\s?=\s?{words.number}[\s,;|/-]*{words.percent}[\s,;|/-]*".replace("(?P<p>", "(?:")
    return re.compile(rf"(?:{one}){{2,}}")


def _start(found: Mention | Base) -> int:
    return found.start


@cache
def patterns(words: Wording) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The patterns in the order in which they are tried."""
    return tuple((name, re.compile(pattern)) for name, pattern in _patterns(words))


def _patterns(w: Wording) -> Iterator[tuple[str, str]]:
    num, pct, unit, of = w.number, w.percent, w.unit, w.of
    n, mark, left, right = rf"(?P<n>{num})", r"n\s?=\s?", r"(?P<open>[(\[])\s*", r"\s*[)\]]"
    base = rf"(?:{of}(?P<b>{num})(?:\s+{unit})?)?"
    note, gap = r"(?:\d{1,2}(?=\s))?", r"[^()\[\]\d%.;:|]"
    yield "pair", rf"{left}{pct}\s*[,;/:]?\s*(?P<mark>{mark})?{n}(?:\s+{unit})?{base}{right}"
    yield "pair", rf"{left}(?P<mark>{mark})?{n}(?:\s+{unit})?{base}\s*[,;/:=]\s*{pct}{right}"
    yield "pair", rf"{pct}{note}\s*{left}(?P<mark>{mark})?{n}(?:\s+{unit})?{base}{right}"
    yield "far", rf"{pct}{note}{gap}{{1,60}}?\((?P<mark>{mark}){n}(?:\s+{unit})?{base}{right}"
    yield "pair", rf"{pct}\s*[,;:|/-]?\s*(?P<mark>{mark}){n}"
    yield "pair", rf"(?P<mark>{mark}){n}{base}\s*[,;:|/(\[-]?\s*{pct}"
    yield (
        "pair",
        rf"{n}(?:\s+{unit})?{of}(?P<b>{num})(?:\s+{unit})?(?:\s+\w+)?\s*[(\[]\s*{pct}{right}",
    )
    yield "pair", rf"{n}(?P<unit>\s+{unit})?\s*{left}{pct}{right}"
    yield "loose", rf"{n}\s+{unit}\s+[^()\[\]\d%.;:,]{{1,80}}?{left}{pct}{right}"
    yield "of", rf"{n}(?:\s+{unit})?{of}(?P<b>{num})\s+{unit}"
    yield (
        "marked",
        rf"(?P<open>[(\[])?\s*(?P<mark>{mark}){n}(?P<noun>(?:\s+[a-z][\w-]*){{1,6}}(?=\s*[)\]]))?",
    )
    among = r"(?:van|onder|bij|of|among|from)\s+(?:de|alle|deze|the|all|these)\s+"
    yield "base", rf"(?<!\w){among}{n}\s+{unit}"
    yield "base", rf"(?<!\w){any_of(w.words('nouns', 'bases'))}\s*[:=]?\s*{n}(?![.,]?\d|\s?%)"
    yield "share", rf"{pct}"
    yield "count", rf"(?P<open>[(\[])\s*{n}\s+{unit}{right}"


def _read(name: str, match: re.Match[str], folded: str, words: Wording) -> Mention | Base | None:
    groups = match.groupdict()
    start, end = match.span()
    n = words.count(groups["n"]) if groups.get("n") else None
    base = words.count(groups["b"]) if groups.get("b") else None
    marked = bool(groups.get("mark"))
    if name != "share" and not marked and _is_no_count(match, folded, words, n, base):
        return None
    square = groups.get("open") == "["
    if base is not None and not marked and groups.get("p") and base in RATIOS:
        # one of three, nine of ten: a share in words, which is looked at as such
        return _alone(match, folded, words)
    if name == "base":
        return Base(start, end, n or 0)
    if name == "marked":
        noun = groups.get("noun")
        return (
            Base(start, end, n or 0)
            if square or noun
            else Mention(start, end, n=n, marked=True, bracketed=groups.get("open") is not None)
        )
    percent = _percent(groups["p"]) if groups.get("p") else None
    if percent and percent.value > 100:
        return None
    tight = name == "pair" and n is not None
    at = match.start("p") if percent else start
    opened = folded[start] in "([" or folded[:start].rstrip()[-1:] in ("(", "[")
    return Mention(
        start, end, percent, n, base, tight, marked, square, opened, _modifier(folded, at, words)
    )


def _alone(match: re.Match[str], folded: str, words: Wording) -> Mention:
    """The per cent of a match by itself."""
    start, end = match.span("p")
    opened = folded[:start].rstrip()[-1:] in ("(", "[")
    return Mention(
        start,
        end + 1,
        _percent(match["p"]),
        bracketed=opened,
        modifier=_modifier(folded, start, words),
    )


def _is_no_count(
    match: re.Match[str], folded: str, words: Wording, n: int | None, base: int | None
) -> bool:
    """Whether an unmarked number is a year or the number of a figure, article, page."""
    if n in YEARS or base in YEARS:
        return True
    before = folded[: match.start("n")].rstrip(" ([:=")
    if _ratio_before(words).search(before):
        return True
    last = before.rsplit(None, 1)[-1] if before else ""
    return last in words.words("nouns", "not_counts")


@cache
def _ratio_before(words: Wording) -> re.Pattern[str]:
    return re.compile(rf"{words.number}\s+{any_of(words.words('numbers', 'ratio'))}\Z")


def _percent(text: str) -> Percent:
    whole, _, decimals = text.replace(",", ".").partition(".")
    return Percent(float(f"{whole}.{decimals or 0}"), len(decimals))


@cache
def _modifiers(words: Wording) -> tuple[tuple[str, re.Pattern[str]], ...]:
    lists = {
        kind: [w if isinstance(w, str) else w[0] for w in words.words("modifiers", kind)]
        for kind in ("below", "above", "under", "over", "least", "most", "about")
    }
    order = [(kind, word) for kind, found in lists.items() for word in found]
    order.sort(key=lambda pair: -len(pair[1]))
    return tuple((kind, re.compile(rf"(?<![\w-]){any_of([word])}\s*\Z")) for kind, word in order)


def modifier_before(folded: str, at: int, words: Wording) -> tuple[str, int]:
    """The kind of modifier that ends right before that place, and where it starts; an empty kind without one."""
    before = folded[max(0, at - 40) : at]
    for kind, pattern in _modifiers(words):
        if found := pattern.search(before):
            return kind, at - len(before) + found.start()
    return "", at


def _modifier(folded: str, at: int, words: Wording) -> str:
    return modifier_before(folded, at, words)[0]

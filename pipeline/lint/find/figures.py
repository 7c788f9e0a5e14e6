"""Finds figures in running text: percentages, the counts beside them, and bases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from pipeline.lint.figure_patterns import FigurePatterns, any_of, fold
from pipeline.lint.find.arithmetic import Pair, Percent
from pipeline.lint.find.group_numbers import definite_groups, numbers_of_units
from pipeline.lint.find.intervals import interval_patterns
from pipeline.lint.find.left_out import complements
from pipeline.lint.find.modifiers import modifier_before

_YEARS = range(1900, 2101)  # bare numbers in this range are years, not counts
_INTERVAL_REACH = 30  # characters around a percentage that may make it an end of an interval
_RATIO_REACH = 30  # characters before the second number of a ratio that hold the first
_RATIOS = range(2, 11)  # up to ten, `of` is part of a share in words, not of a base


Whole = Literal["all", "part", "other"]
"""What a share is of: the respondents, some of them (of them, of the small ones), other things."""


@dataclass(frozen=True, kw_only=True)
class Mention:
    """A figure in a text, from start to end.

    `n` and `base` are counts given with it. `marked`: the n is explicit (n=20). `bracketed`: the
    whole figure is in brackets. `modifier` is the kind of word before a percentage that makes it a
    rough one, or empty. `of`: what it is a share of, by the words behind the percentage.
    """

    start: int = 0
    end: int = 0
    percent: Percent | None = None
    n: int | None = None
    base: int | None = None
    marked: bool = False
    bracketed: bool = False
    modifier: str = ""
    of: Whole = "all"

    @property
    def pair(self) -> Pair | None:
        """The n and percentage, if both are there."""
        return Pair(self.n, self.percent) if self.n is not None and self.percent else None


@dataclass(frozen=True)
class Base:
    """A base that a text states."""

    start: int
    end: int
    n: int


@dataclass(frozen=True)
class Figures:
    """The figures of one text in order; `counts` are numbers of respondents without a share."""

    mentions: tuple[Mention, ...] = ()
    bases: tuple[Base, ...] = ()
    counts: tuple[Base, ...] = ()

    def between(self, start: int, end: int) -> Figures:
        """Return the figures that start in that part of the text."""
        return Figures(
            tuple(mention for mention in self.mentions if start <= mention.start < end),
            tuple(base for base in self.bases if start <= base.start < end),
            tuple(count for count in self.counts if start <= count.start < end),
        )


def figures_in(text: str, patterns: FigurePatterns) -> Figures:
    """Return all figures of a text.

    Matches of a longer pattern are not matched again by a shorter one.
    """
    folded = fold(text)
    if _chart_labels(patterns).fullmatch(folded):
        return Figures(tuple(_labels_of_chart(folded, patterns)))
    figures: list[Mention | Base] = []
    taken: list[tuple[int, int]] = []
    for name, pattern in _compiled(patterns):
        for match in pattern.finditer(folded):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            if figure := _Match(name, match, folded, patterns).figure():
                taken.append(match.span())
                figures.append(figure)
    figures.sort(key=lambda figure: figure.start)
    return Figures(
        tuple(figure for figure in figures if isinstance(figure, Mention)),
        tuple(figure for figure in figures if isinstance(figure, Base)),
        tuple(_counts(folded, patterns)),
    )


def _counts(folded: str, patterns: FigurePatterns) -> Iterator[Base]:
    """Yield the numbers of respondents: 19 gemeenten, the 384 who are no members."""
    ratio = re.compile(rf"{patterns.number}\s+{patterns.any_of('numbers', 'ratio')}\s*\Z")
    for match in numbers_of_units(patterns).finditer(folded):
        n = patterns.count(match["n"])
        is_ratio = n in _RATIOS and ratio.search(folded[: match.start()][-_RATIO_REACH:])
        if n not in _YEARS and not is_ratio:
            yield Base(match.start(), match.end(), n)
    for match in definite_groups(patterns).finditer(folded):
        if (n := patterns.count(match["n"])) not in _YEARS:
            yield Base(match.start("n"), match.end(), n)


def _whole(folded: str, match: re.Match[str], patterns: FigurePatterns) -> Whole:
    """Return what a percentage is of, by the words behind it."""
    if "p" not in match.re.groupindex or not match["p"]:
        return "all"
    behind = _behind_percent(patterns).match(folded, match.end("p"))
    if not behind:
        return "all"
    if behind["part"] or (behind["unit"] and behind["restricted"]):
        return "part"
    if behind["unit"]:
        plain = re.fullmatch(
            rf"{any_of([*patterns.words('nouns', 'units'), *patterns.nouns])}",
            behind["unit"].strip(),
        )
        return "all" if plain else "part"
    return "other"


@cache
def _behind_percent(patterns: FigurePatterns) -> re.Pattern[str]:
    """Return the pattern of what stands behind the number of a percentage: of the small ones."""
    sign = rf"\s?(?:%|{patterns.any_of('numbers', 'percent')})"
    of = patterns.any_of("numbers", "share_of")
    all_ = patterns.any_of("numbers", "share_of_all")
    part, restricted = patterns.any_of("scope", "part"), patterns.any_of("scope", "restricted")
    unit = rf"(?P<unit>{patterns.unit})(?P<restricted>\s+{restricted}\b)?"
    return re.compile(
        rf"{sign}\s+{of}\s+(?:(?P<part>{part})\b|(?:{all_}\s+)*(?:{patterns.number}\s+)?"
        rf"(?:{unit}|(?=[a-z])))"
    )


def _labels_of_chart(folded: str, patterns: FigurePatterns) -> Iterator[Mention]:
    """Yield the figures in chart labels: n=20 67% n=8 27%."""
    for match in re.finditer(_chart_label(patterns), folded):
        pair = Pair(patterns.count(match["n"]), _percent(match["p"]))
        yield Mention(
            start=match.start(), end=match.end(), percent=pair.percent, n=pair.n, marked=True
        )


def _chart_label(patterns: FigurePatterns) -> str:
    gap = r"[\s,;|/-]*"
    return rf"n\s?=\s?(?P<n>{patterns.number}){gap}{patterns.percent}{gap}"


@cache
def _chart_labels(patterns: FigurePatterns) -> re.Pattern[str]:
    label = _chart_label(patterns).replace("(?P<n>", "(?:").replace("(?P<p>", "(?:")
    return re.compile(rf"(?:{label}){{2,}}")


@cache
def _compiled(patterns: FigurePatterns) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(pattern)) for name, pattern in _named_patterns(patterns))


def _named_patterns(patterns: FigurePatterns) -> Iterator[tuple[str, str]]:
    """Yield the patterns in the order in which they are tried, each with its name."""
    percent, unit = patterns.percent, rf"(?:\s+{patterns.unit})?"
    n, mark = rf"(?P<n>{patterns.number})", r"n\s?=\s?"
    marked, maybe_marked = rf"(?P<mark>{mark}){n}", rf"(?P<mark>{mark})?{n}"
    left, right = r"(?P<open>[(\[])\s*", r"\s*[)\]]"
    of = rf"{patterns.of}(?P<b>{patterns.number})"
    base = rf"(?:{of}{unit})?"
    # in brackets beside a percentage any plural is a noun of respondents: 45% (13 lodges)
    any_unit = rf"(?:\s+{patterns.any_unit})?"
    counted = rf"{any_unit}(?:{of}{any_unit})?"
    same = rf"(?:{patterns.any_of('joins', 'same_as')}\s+)?"
    note, gap = r"(?:\d{1,2}(?=\s))?", r"[^()\[\]\d%.;:|?!]"
    of_them = patterns.any_of("numbers", "of_them")
    yield from (("complement", pattern) for pattern in complements(patterns))
    yield "pair", rf"{left}{percent}\s*[,;/:]?\s*{same}{maybe_marked}{counted}{right}"
    yield "pair", rf"{left}{maybe_marked}{counted}\s*[,;/:=]\s*{same}{percent}{right}"
    yield "pair", rf"{percent}{note}\s*{left}{maybe_marked}{counted}{right}"
    yield "pair", rf"{percent}{of}(?:\s+{patterns.any_unit})?{gap}{{0,60}}?\({marked}{right}"
    yield "pair", rf"{percent}{note}{gap}{{1,60}}?\({marked}{counted}{right}"
    of_base = rf"(?:\s+{patterns.unit}|\s+{of_them}|{of}{any_unit})"
    yield "pair", rf"{percent}{note}{gap}{{1,60}}?\({n}{of_base}{right}"
    yield "pair", rf"{percent}\s*[,;:|/-]?\s*{marked}"
    yield "pair", rf"{marked}{base}\s*[,;:|/(\[-]?\s*{percent}"
    or_ = rf"\s*,\s*{patterns.any_of('joins', 'same_as')}\s+"
    yield "pair", rf"{n}(?:\s+{patterns.unit}|{unit}{of}{any_unit}){or_}{percent}"
    yield "pair", rf"{n}{unit}{of}{any_unit}(?:\s+\w+)?\s*[(\[]\s*{percent}{right}"
    yield "pair", rf"{n}{unit}\s*{left}{percent}{right}"
    yield "pair", rf"{n}\s+{patterns.unit}\s+[^()\[\]\d%.;:,?!]{{1,80}}?{left}{percent}{right}"
    # 4 of the 18 schools that train (23%); 14 of them (78%)
    yield "pair", rf"{n}{of}\s+{patterns.any_unit}\s+{gap}{{1,60}}?{left}{percent}{right}"
    yield "pair", rf"{n}\s+{of_them}\s*{left}{percent}{right}"
    yield "of", rf"{n}{unit}{of}\s+{patterns.unit}"
    noun = r"(?P<noun>(?:\s+[a-z][\w-]*){1,6}(?=\s*[)\]]))?"
    yield "marked", rf"(?P<open>[(\[])?\s*{marked}{noun}"
    among, those = patterns.any_of("numbers", "among"), patterns.any_of("numbers", "among_all")
    yield "base", rf"(?<!\w){among}\s+{those}\s+{n}\s+{patterns.any_unit}"
    yield "base", rf"(?<!\w){patterns.any_of('numbers', 'of_them')}\s+{n}(?=\s*,|\s+[a-z(])"
    # among the 408 who did answer; of those 408,
    definite, relative = (
        patterns.any_of("numbers", "definite"),
        patterns.any_of("numbers", "relative"),
    )
    yield "base", rf"(?<!\w){among}\s+{definite}\s+{n}(?=\s*,\s|\s+{relative}\b)"
    stated, filler = patterns.any_of("nouns", "bases"), patterns.any_of("joins", "base_filler")
    yield "base", rf"(?<!\w){stated}(?:\s+{filler}){{0,3}}\s*[:=]?\s*{n}(?![.,]?\d|\s?%)"
    # the councils with pilots (26 in number), in totaal 26 gemeenten, ...
    begin, end = r"(?:\A|(?<=[.?!]\s))[^.?!%\d]{0,120}?[,(–-]\s*", r"\s*[,)–:-]"
    before, behind = (patterns.any_of("numbers", key) for key in ("total_before", "total_behind"))
    yield "total", rf"{begin}{before}\s+{n}{any_unit}{end}"
    yield "total", rf"{begin}{n}{any_unit}\s+{behind}{end}"
    yield "share", percent
    yield "count", rf"{left}{n}\s+{patterns.unit}{right}"


@dataclass(frozen=True)
class _Match:
    name: str
    match: re.Match[str]
    folded: str
    patterns: FigurePatterns

    def figure(self) -> Mention | Base | None:
        """Return the figure of a match, None if it only looks like one."""
        start, end = self.match.span()
        n, base = self._count("n"), self._count("b")
        is_bare = not self._has("mark")
        if is_bare and n is not None and self._is_no_count(n, base):
            return None
        if is_bare and base in _RATIOS and self._has("p"):
            # one of three, nine of ten: a share in words, which is checked as such
            return self._share_alone()
        if self._states_base():
            first = self.match.start("n") if self.name == "total" else start
            return Base(first, end, n) if n else None
        if self.name == "complement":
            return self._complement(n, base)
        if self.name == "marked":
            return Mention(start=start, end=end, n=n, marked=True, bracketed=self._has("open"))
        return self._mention(n, base)

    def _complement(self, n: int | None, base: int | None) -> Mention | None:
        """Return the share of all but some, with the number of all others than those."""
        count = self._count("m")
        if count is None and n is not None and base is not None and base > n:
            count = base - n
        figure = self._mention(count, base if count is not None else None)
        return figure and replace(figure, marked=self._has("m"))

    def _mention(self, n: int | None, base: int | None) -> Mention | None:
        start, end = self.match.span()
        percent = _percent(self.match["p"]) if self._has("p") else None
        if percent and (percent.value > 100 or self._is_of_interval()):
            return None
        figure_start = self.match.start("p") if percent else start
        return Mention(
            start=start,
            end=end,
            percent=percent,
            n=n,
            base=base,
            marked=self._has("mark"),
            bracketed=self.folded[start] in "([" or self._is_opened(start),
            modifier=modifier_before(self.folded, figure_start, self.patterns).kind,
            of=_whole(self.folded, self.match, self.patterns),
        )

    def _is_of_interval(self) -> bool:
        """Whether the percentage is an end of an interval: 1% to 17%, not from 1% to 17%."""
        before = self.folded[
            max(0, self.match.start("p") - _INTERVAL_REACH) : self.match.start("p")
        ]
        behind = self.folded[self.match.end("p") : self.match.end("p") + _INTERVAL_REACH]
        pattern = interval_patterns(self.patterns)
        if pattern.between.search(before):
            return True
        if first := pattern.ends.search(before):
            return not pattern.change.search(before[: first.start()])
        return bool(pattern.begins.match(behind)) and not pattern.change.search(before)

    def _has(self, group: str) -> bool:
        return bool(self.match.groupdict().get(group))

    def _count(self, group: str) -> int | None:
        return self.patterns.count(self.match[group]) if self._has(group) else None

    def _states_base(self) -> bool:
        """Whether a number is a base, as is an n by itself that names its units: n=30 scholen."""
        if self.name == "marked":
            return self.match["open"] == "[" or self._has("noun")
        return self.name in ("base", "total")

    def _is_opened(self, place: int) -> bool:
        return self.folded[:place].rstrip()[-1:] in ("(", "[")

    def _share_alone(self) -> Mention:
        start, end = self.match.span("p")
        return Mention(
            start=start,
            end=end + 1,
            percent=_percent(self.match["p"]),
            bracketed=self._is_opened(start),
            modifier=modifier_before(self.folded, start, self.patterns).kind,
            of=_whole(self.folded, self.match, self.patterns),
        )

    def _is_no_count(self, n: int, base: int | None) -> bool:
        """Whether an unmarked number is a year or the number of a figure, article, page."""
        if n in _YEARS or base in _YEARS:
            return True
        before = self.folded[: self.match.start("n")].rstrip(" ([:=")
        if self.match["n"].isalpha() and n == 1 and self._is_pronoun(before):
            return True
        ratio = self.patterns.any_of("numbers", "ratio")
        if re.search(rf"{self.patterns.number}\s+{ratio}\Z", before):
            return True
        last = before.rsplit(None, 1)[-1] if before else ""
        return last in self.patterns.words("nouns", "not_counts")

    def _is_pronoun(self, before: str) -> bool:
        """Whether a word for one stands for a noun right before a bracket: four own one (20%)."""
        behind = self.folded[self.match.end("n") :].lstrip()
        leads = [
            *self.patterns.words("sentences", "conjunctions"),
            *self.patterns.words("joins", "at"),
        ]
        is_led = re.search(rf"(?:^|[,;:.]|\b{any_of(leads)})\Z", before)
        return behind.startswith("(") and not is_led


def _percent(text: str) -> Percent:
    whole, _, decimals = text.replace(",", ".").partition(".")
    return Percent(float(f"{whole}.{decimals or 0}"), len(decimals))

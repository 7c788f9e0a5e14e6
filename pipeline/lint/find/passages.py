"""Finds the shares that passages tell: each with its words and the bases it may be of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from pipeline.lint.figure_patterns import FigurePatterns, fold
from pipeline.lint.find.arithmetic import is_share_of
from pipeline.lint.find.bases import asked_group, bracketed_bases, stated_bases
from pipeline.lint.find.counts import bare_numbers, count_before
from pipeline.lint.find.figures import Base, Mention
from pipeline.lint.find.groups import Option, StatedBases
from pipeline.lint.find.lists import grouped_items, option_of
from pipeline.lint.find.report import Report, Sentence

Answer = Literal["yes", "no", "unknown"]

_COUNTS_BACK = 8  # counts before a figure that may be, or add up to, its base
_SENTENCES_BACK = 2  # sentences before a figure in which any number may be its base
_MOST_SUMMED = 3  # counts that are added up
_BREAK = re.compile(r"[;:.!?()\[\]]")


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A share in running text.

    `words`: the folded text that says of what it is a share. `bases`: those stated for it, the
    nearest first; `firm` if no other can be meant. `counts`: numbers told before it that may be its
    base, `sums` what they add up to; `population`: the first of its paragraph. `near`: all other
    numbers told there and just before. `part`: it is of some of the respondents. `loose`: its n
    stands further off, and may be of something else.
    """

    option: Option
    mention: Mention
    sentence: Sentence
    words: str
    bases: tuple[int, ...] = ()
    firm: bool = False
    counts: tuple[int, ...] = ()
    sums: frozenset[int] = frozenset()
    population: int = 0
    near: frozenset[int] = frozenset()
    part: bool = False
    loose: bool = False

    @property
    def index(self) -> int:
        """The number of its block."""
        return self.sentence.index

    @property
    def is_rough(self) -> bool:
        """Whether the figure is a rough one, or not of respondents."""
        is_of_other = self.mention.of == "other" and self.mention.n is None
        return bool(self.mention.modifier) or is_of_other

    @property
    def is_in_row(self) -> bool:
        """Whether it stands in a row of figures, such as the labels of a chart: 3% 5% n=20 n=9."""
        if "(" in self.sentence.between(self.mention.start, self.mention.end):
            return False
        before = [
            other.end for other in self.sentence.figures.mentions if other is not self.mention
        ]
        last = max((end for end in before if end <= self.mention.start), default=None)
        return last is not None and not re.search(
            r"[^\W\d_]", self.sentence.between(last, self.mention.start)
        )

    @cached_property
    def implied_bases(self) -> frozenset[int]:
        """The counts before it, what they add up to, and what they leave of its bases."""
        left = {base - n for base in self.bases for n in self.counts if base > n}
        return frozenset(self.sums | left) - {0}

    def answer(self, patterns: FigurePatterns) -> Answer:
        """Return which answer of a closed question its words are, yes if nothing is denied."""
        # 11 schools don't know (37%): the words are inside the figure
        own = fold(self.sentence.between(self.mention.start, self.mention.end))
        words = f"{self.words} {own}"
        if patterns.whole("scope", "unknown").search(words):
            return "unknown"
        return "no" if patterns.whole("scope", "negative").search(words) else "yes"


def passages_of(report: Report) -> list[list[Claim]]:
    """Return the claims of each section in order, without items of lists that are groups."""
    listed = grouped_items(report)
    passages: dict[int, list[Claim]] = defaultdict(list)
    reader = _Reader(report)
    for sentence in report.sentences:
        claims = reader.read(sentence)
        if sentence.index not in listed:
            passages[report.sections[sentence.index]] += claims
    return list(passages.values())


class _Reader:
    """Reads the sentences in order, and keeps the bases and counts told so far."""

    def __init__(self, report: Report) -> None:
        self.report, self.patterns = report, report.patterns
        self.anaphora = self.patterns.whole("scope", "anaphora")
        self.block = self.section = -1
        self.carried: tuple[int, ...] = ()
        self.is_carried_firm = False
        self.counts: list[_Count] = []
        self.population = 0
        self.near: list[frozenset[int]] = []

    def read(self, sentence: Sentence) -> list[Claim]:
        """Return the claims of the next sentence."""
        self._begin(sentence)
        self.near = [
            *self.near[-_SENTENCES_BACK:],
            frozenset(bare_numbers(sentence, self.patterns)),
        ]
        shares, loose = self._shares(sentence)
        told = [*_numbers(sentence), *loose]
        told.sort(key=lambda count: count.start)
        stated = stated_bases(sentence)
        claims = []
        lone = [count for count in told if not shares or count.start < shares[0].start]
        if lone and not self.population and lone[0].n > 1 and lone[0] not in loose:
            self.population = lone[0].n
        starts = {count.start for count in loose}
        for number, mention in enumerate(shares):
            before = [count for count in told if count.start < mention.start]
            claim = self._claim(sentence, shares, number, stated, [*self.counts, *before])
            is_loose = mention.start in starts
            claims.append(_with_loose_n(claim) if is_loose else claim)
        self.counts = [*self.counts, *told][-2 * _COUNTS_BACK :]
        self._carry(sentence, stated)
        return claims

    def _shares(self, sentence: Sentence) -> tuple[list[Mention], list[_Count]]:
        """Return the percentages, with the counts that stand further off, and those counts."""
        shares: list[Mention] = []
        loose: list[_Count] = []
        for mention in sentence.figures.mentions:
            if mention.percent is None:
                continue
            n = count_before(sentence, mention, self.patterns)
            if n is not None:
                loose.append(_Count(n, mention.start, shared=True))
            shares.append(mention if n is None else replace(mention, n=n))
        return shares, loose

    def _begin(self, sentence: Sentence) -> None:
        section = self.report.sections[sentence.index]
        if section != self.section:
            self.counts, self.near = [], []
        if sentence.index != self.block:
            # options of another paragraph do not add up with those of this one
            self.counts = [replace(count, is_before=True) for count in self.counts]
            own = bracketed_bases(self.report, sentence)
            near = self._bases_above(sentence.index)
            self.population = 0
            self.carried = own or near.bases
            self.is_carried_firm = len(own) == 1 or (not own and near.firm)
        self.block, self.section = sentence.index, section

    def _bases_above(self, index: int) -> StatedBases:
        """Return the bases around a paragraph, if they are not those of another paragraph."""
        near = self.report.bases_near(index, index)
        above = self.report.blocks[max(0, index - 1)]
        is_name = above.kind in ("caption", "heading") or above.text.startswith(("[", "("))
        return near if is_name else StatedBases()

    def _carry(self, sentence: Sentence, stated: Sequence[Base]) -> None:
        """Keep the base of a sentence for those behind it in the paragraph."""
        if stated:
            self.carried = tuple(dict.fromkeys(base.n for base in reversed(stated)))
            # one in square brackets may be of the question before only
            self.is_carried_firm = len(self.carried) == 1 and "[" not in sentence.text[:1]
        elif asked := asked_group(sentence, self.patterns):
            self.carried = (asked,)
            self.is_carried_firm = True
        if self.anaphora.search(fold(sentence.text)):
            self.is_carried_firm = False

    def _claim(
        self,
        sentence: Sentence,
        shares: Sequence[Mention],
        number: int,
        stated: Sequence[Base],
        counts: Sequence[_Count],
    ) -> Claim:
        mention = shares[number]
        before = [base for base in stated if base.start < mention.start]
        start = before[-1].start if before else sentence.start
        lead = fold(sentence.between(start, mention.start))
        is_of_other = mention.of == "other" and mention.n is None
        part = mention.of == "part" or is_of_other or bool(self.anaphora.search(lead))
        bases: tuple[int, ...]
        if mention.base:
            bases, firm = (mention.base,), True
        elif stated:
            nearest = [*reversed(before), *stated]
            bases = tuple(dict.fromkeys(base.n for base in nearest))
            # the 31 of 22 of 31 may be the base of that figure alone
            firm = len(bases) == 1 and any(base.end != base.start for base in stated)
        else:
            bases, firm = self.carried, self.is_carried_firm
        return Claim(
            option=option_of(sentence.block, mention, sentence.index),
            mention=mention,
            sentence=sentence,
            words=_words(sentence, shares, number, self.patterns),
            bases=bases,
            firm=firm and not part and mention.of == "all",
            counts=tuple(count.n for count in counts[-_COUNTS_BACK:]),
            sums=_sums_of(counts[-_COUNTS_BACK:]),
            population=self.population,
            near=frozenset().union(*self.near),
            part=part,
        )


def _with_loose_n(claim: Claim) -> Claim:
    option = replace(claim.option, label="", printed="", sure_n=False)
    return replace(claim, option=option, loose=True)


@dataclass(frozen=True)
class _Count:
    """A number of respondents that a text tells.

    `shared` if its percentage is beside it, `is_before` if it is told in a paragraph before.
    """

    n: int
    start: int
    shared: bool = False
    is_before: bool = False


def _numbers(sentence: Sentence) -> Iterator[_Count]:
    """Yield the numbers of respondents that a sentence tells, of options and by themselves."""
    for mention in sentence.figures.mentions:
        if mention.n:
            yield _Count(mention.n, mention.start, mention.percent is not None)
    inside = [(mention.start, mention.end) for mention in sentence.figures.mentions]
    for count in sentence.figures.counts:
        if not any(start <= count.start < end for start, end in inside):
            yield _Count(count.n, count.start)


def _sums_of(counts: Sequence[_Count]) -> frozenset[int]:
    """Return what neighbours add up to: options of one question, or groups that were asked.

    An option is no addition to the whole that it is of.
    """
    spans = [
        counts[first:last]
        for first in range(len(counts))
        for last in range(first + 1, min(len(counts), first + _MOST_SUMMED) + 1)
    ]
    alike = (
        span
        for span in spans
        if len(span) == 1
        or (len({c.shared for c in span}) == 1 and not any(c.shared and c.is_before for c in span))
    )
    return frozenset(sum(count.n for count in span) for span in alike)


def _words(
    sentence: Sentence, shares: Sequence[Mention], number: int, patterns: FigurePatterns
) -> str:
    """Return the words of a share: before one in brackets, behind another."""
    mention = shares[number]
    if mention.bracketed:
        start = shares[number - 1].end if number else sentence.start
        text = fold(sentence.between(start, mention.start)).strip(" ([")
        clause = _BREAK.split(text)[-1].strip(" ,)")
        if (
            re.search(r"[a-z]{3}", clause.rpartition(",")[2])
            or "(" not in _own(sentence, mention)[1:]
        ):
            return clause
        # 18 schools (30%) do not have one: the words stand behind
        last = number + 1 == len(shares)
        end = sentence.start + len(sentence.text) if last else shares[number + 1].start
        behind = _BREAK.split(fold(sentence.between(mention.end, end)).lstrip(" )"))[0]
        return behind.split(",")[0].strip() or clause
    last = number + 1 == len(shares)
    end = sentence.start + len(sentence.text) if last else shares[number + 1].start
    behind = fold(sentence.between(mention.end, end))
    joined = patterns.any_of("sentences", "conjunctions")
    if re.match(rf"\s*(?:[,;.]|{joined}\b)", behind):
        # the words stand before it: yes 67%, no 30%
        start = shares[number - 1].end if number else sentence.start
        return _BREAK.split(fold(sentence.between(start, mention.start)))[-1].strip(" ,)")
    behind = _BREAK.split(behind.strip(" ,)]"))[0]
    # ja 67%, nee 30%: the words stand before each
    own = re.sub(rf"\s+{joined}\Z", "", behind.split(",")[0])
    if re.search(r"[a-z]{2}", own) or not number:
        lead = fold(sentence.between(sentence.start, mention.start)) if not number else ""
        lead = _BREAK.split(lead)[-1].strip()
        return f"{lead} {behind}".strip(" ,")
    return fold(sentence.between(shares[number - 1].end, mention.start)).strip(" ,()")


def _own(sentence: Sentence, mention: Mention) -> str:
    return sentence.between(mention.start, mention.end)


def may_be_base(report: Report, claim: Claim) -> bool:
    """Whether the n after a percentage may be a base that the report knows: 67% (n=30)."""
    pair = claim.mention.pair
    if pair is None or pair.n not in report.known or not is_share_of(pair.percent, pair.n):
        return False
    return not pair.fits_any(base for base in report.known if base >= pair.n)

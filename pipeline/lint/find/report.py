"""A report with its figures found: the input of all checks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate

from pipeline.lint.figure_patterns import FigurePatterns, fold
from pipeline.lint.find.arithmetic import Pair, Percent, is_share_of
from pipeline.lint.find.figures import Base, Figures, Mention, figures_in
from pipeline.lint.find.groups import StatedBases
from pipeline.lint.read import Block, Grid, Place, TextBlock

_NOUN = re.compile(r"n\s?=\s?\d[\d.]*\s+([a-z][a-z-]{3,})\b")
_SENTENCE = re.compile(
    r"(?<=[.!?])[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-ZÀ-Þ0-9]|\[n\s?=)|(?<=[\w]\])\s+(?=[A-ZÀ-Þ])"
)

# blocks around a list or table that are searched for its base, and before it for how many to choose
_BLOCKS_ABOVE, _BLOCKS_BELOW, _BLOCKS_OF_CUE = 6, 2, 3

_FEW = 10  # of the five reasons: so few may be of anything
_MIN_PAIRS = 3  # with this many, it can be decided whether the n after a percentage is its base


@dataclass(frozen=True)
class Sentence:
    """A sentence of a block: where it starts there, and its figures with positions in the block."""

    text: str
    start: int
    figures: Figures
    block: TextBlock
    index: int

    def place_at(self, offset: int) -> Place:
        """Return the place of what starts there in the block."""
        return self.block.place.at(self.index, offset)

    def between(self, start: int, end: int) -> str:
        """Return the part of the sentence between two positions in the block."""
        return self.text[max(0, start - self.start) : max(0, end - self.start)]


@dataclass(frozen=True)
class Report:
    """The blocks of a report and the figures in their texts."""

    blocks: Sequence[Block]
    patterns: FigurePatterns

    @cached_property
    def figures(self) -> list[Figures]:
        """The figures of each block; none for a table, whose cells are read one by one."""
        figures = [self._figures_of(block) for block in self.blocks]
        base_style = _has_base_style(figures)
        stated = frozenset(base.n for each in figures for base in each.bases)
        return [_with_bases(each, base_style, stated) for each in figures]

    def _figures_of(self, block: Block) -> Figures:
        if isinstance(block, Grid):
            return Figures()
        figures = figures_in(block.text, self.patterns)
        return _captioned(figures) if block.kind in ("heading", "caption") else figures

    @cached_property
    def known(self) -> frozenset[int]:
        """All bases that the report states."""
        names = [name for block in self.blocks if isinstance(block, Grid) for name in block.names]
        figures = [*self.figures, *(_captioned(figures_in(name, self.patterns)) for name in names)]
        stated = {base.n for each in figures for base in each.bases}
        stated |= {mention.base or 0 for each in self.figures for mention in each.mentions}
        return frozenset(stated - {0})

    @cached_property
    def weighted(self) -> bool:
        """Whether the report says that its percentages are weighted: they need not fit the n's."""
        if self._has(self.blocks, "nouns", "weighted"):
            return True
        texts = (fold(block.text) for block in self.blocks if isinstance(block, TextBlock))
        return any(_tells_of_weights(text, self.patterns) for text in texts)

    @cached_property
    def sections(self) -> list[int]:
        """The number of the heading above each block."""
        return list(accumulate(int(block.kind == "heading") for block in self.blocks))

    @cached_property
    def sentences(self) -> list[Sentence]:
        """All sentences in order, each with its figures."""
        sentences = []
        for index, block in enumerate(self.blocks):
            if isinstance(block, TextBlock):
                ends = _sentence_ends(block.text, self.patterns)
                for start, end in zip([0, *ends], [*ends, len(block.text)], strict=True):
                    text, figures = block.text[start:end], self.figures[index].between(start, end)
                    sentences.append(Sentence(text, start, figures, block, index))
        return sentences

    def bases_near(self, first: int, last: int) -> StatedBases:
        """Return the bases stated around these blocks, the nearest first.

        The first must be meant if it is right above, in a caption or heading.
        """
        above = self._index_above(first)
        if above is None:
            bases, firm = self._bases_below(last), False
        else:
            bases = [base.n for base in reversed(self.figures[above].bases)]
            firm = above == first - 1 or self.blocks[above].kind in ("caption", "heading")
            if self._is_below_group(above):
                bases += self._bases_below(last)
        return StatedBases(tuple(dict.fromkeys(bases)), firm and len(set(bases)) == 1)

    def _index_above(self, first: int) -> int | None:
        for index in range(first - 1, max(-1, first - 1 - _BLOCKS_ABOVE), -1):
            block, figures = self.blocks[index], self.figures[index]
            if self.sections[index] != self.sections[first] or isinstance(block, Grid):
                return None
            if block.kind == "item" and figures.mentions:
                return None
            if figures.bases:
                return index
        return None

    def _is_below_group(self, index: int) -> bool:
        """Whether a base may be under the list or table before it, rather than over the next."""
        if index == 0 or self.blocks[index].kind == "heading":
            return False
        return self.blocks[index - 1].kind in ("item", "table", "chart")

    def _bases_below(self, last: int) -> list[int]:
        bases = []
        first = last + 1
        for index, block in enumerate(self.blocks[first : first + _BLOCKS_BELOW], first):
            if isinstance(block, Grid) or self.sections[index] != self.sections[last]:
                break
            if block.kind == "caption" or block.text.startswith(("[", "(")):
                bases += [base.n for base in self.figures[index].bases]
        return bases

    def single_choice(self, index: int, labels: Iterable[str]) -> bool | None:
        """Return whether each respondent gave one of these options; None if unknown."""
        near = range(max(0, index - _BLOCKS_OF_CUE), index + 1)
        blocks = [self.blocks[i] for i in near if self.sections[i] == self.sections[index]]
        texts = [fold(block.text) for block in blocks if isinstance(block, TextBlock)]
        if any(map(self.patterns.takes_several, texts)):
            return False
        if any(map(self.patterns.is_single, labels)):
            return True
        return True if any(map(self.patterns.one_answer.search, texts)) else None

    def _has(self, blocks: Iterable[Block], section: str, key: str) -> bool:
        pattern = self.patterns.whole(section, key)
        texts = (block.text for block in blocks if isinstance(block, TextBlock))
        return any(pattern.search(fold(text)) for text in texts)


def _tells_of_weights(text: str, patterns: FigurePatterns) -> bool:
    """Whether a text says that shares are weighted, or weighted to something: not unweighted."""
    how, shares = patterns.any_of("weights", "how"), patterns.any_of("weights", "shares")
    to, denied = patterns.any_of("weights", "to"), patterns.any_of("change", "denies")
    weighted = re.compile(rf"\b(?:{shares}\b[^.;:!?]{{0,60}}?\b{how}\b|{how}\s+{to}\b)")
    matches = weighted.finditer(text)
    return any(not re.search(rf"\b{denied}\b", match[0]) for match in matches)


def nouns_of(blocks: Iterable[Block], patterns: FigurePatterns) -> frozenset[str]:
    """Return what the report counts: the nouns after n=30, and those after of the 30."""
    of_all = patterns.any_of("numbers", "among_all")
    of_base = re.compile(
        rf"\b{of_all}\s+(?P<n>{patterns.number})\s+(?:[a-z-]+\s+)??(?P<noun>{patterns.plural})"
    )
    nouns: set[str] = set()
    for block in blocks:
        text = fold(block.text)
        nouns.update(_NOUN.findall(text))
        bases = (match for match in of_base.finditer(text) if patterns.count(match["n"]) > _FEW)
        nouns.update(match["noun"] for match in bases)
    return frozenset(nouns)


def _sentence_ends(text: str, patterns: FigurePatterns) -> list[int]:
    """Return where the next sentences start, for all but the last."""
    words = patterns.any_of("sentences", "abbreviations")
    abbreviation = re.compile(rf"(?:\b[a-z]\.[a-z]|\b{words})\.$", re.IGNORECASE)
    return [
        match.end()
        for match in _SENTENCE.finditer(text)
        if not abbreviation.search(text[max(0, match.start() - 8) : match.start()])
    ]


def _captioned(figures: Figures) -> Figures:
    """Return the figures of a heading or caption, in which an n by itself is a base."""
    alone = [
        mention
        for mention in figures.mentions
        if mention.marked and mention.n and mention.percent is None
    ]
    bases = [
        *figures.bases,
        *(Base(mention.start, mention.end, mention.n or 0) for mention in alone),
    ]
    return replace(
        figures,
        mentions=tuple(mention for mention in figures.mentions if mention not in alone),
        bases=tuple(sorted(bases, key=lambda base: base.start)),
    )


def _has_base_style(figures: Iterable[Figures]) -> bool:
    """Whether the n after a percentage is its base in this report: 67% (n=30)."""
    possible = (_possible_base(mention) for each in figures for mention in each.mentions)
    pairs = [pair for pair in possible if pair]
    as_count = sum(pair.is_possible for pair in pairs)
    as_base = sum(is_share_of(pair.percent, pair.n) for pair in pairs)
    return len(pairs) >= _MIN_PAIRS and as_count < min(as_base, 0.8 * len(pairs))


def _with_bases(figures: Figures, base_style: bool, stated: Collection[int]) -> Figures:
    """Return the figures with every n that is a base moved to the base.

    It is in that style, or several percentages have the same n beside them.
    """
    possible = [_possible_base(mention) for mention in figures.mentions]
    percents: dict[int, set[Percent]] = defaultdict(set)
    for pair in filter(None, possible):
        percents[pair.n].add(pair.percent)
    bases = [n for n in percents if base_style or _is_base_of(percents[n], n, n in stated)]
    mentions = (
        replace(mention, n=None, base=pair.n) if pair and pair.n in bases else mention
        for mention, pair in zip(figures.mentions, possible, strict=True)
    )
    return replace(figures, mentions=tuple(mentions))


def _possible_base(mention: Mention) -> Pair | None:
    return mention.pair if mention.n and mention.marked and mention.base is None else None


def _is_base_of(percents: Collection[Percent], n: int, is_stated: bool) -> bool:
    """Whether more percentages than a count can have are beside that n, and all can be of it."""
    enough = 2 if is_stated else 3
    return len(percents) >= enough and all(is_share_of(percent, n) for percent in percents)

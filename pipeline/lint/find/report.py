"""A report with its figures found: what all checks look at."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from pipeline.lint.figure_patterns import FigurePatterns, fold
from pipeline.lint.find.arithmetic import is_share_of
from pipeline.lint.find.figures import Base, Figures, Mention, figures_in
from pipeline.lint.find.groups import StatedBases
from pipeline.lint.read import Block, Grid, Place, TextBlock

_NOUN = re.compile(r"n\s?=\s?\d[\d.]*\s+([a-z][a-z-]{3,})\b")
_SENTENCE = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-ZÀ-Þ0-9])")
_BLOCKS_ABOVE = 6
_BLOCKS_BELOW = 2
"""Blocks around a list or table that are searched for its base."""

_BLOCKS_OF_CUE = 3
_BASE_STYLE_PAIRS = 3
"""From so many pairs on can be told whether the n behind a per cent is its base."""


@dataclass(frozen=True)
class Sentence:
    """A sentence of a block: where it starts there, and its figures with places in the block."""

    text: str
    start: int
    figures: Figures
    block: TextBlock
    index: int

    def place_at(self, offset: int) -> Place:
        """Return the place of what starts there in the block."""
        return self.block.place.at(self.index, offset)

    def between(self, start: int, end: int) -> str:
        """Return the part of the sentence between two places in the block."""
        return self.text[max(0, start - self.start) : max(0, end - self.start)]


@dataclass(frozen=True)
class Report:
    """The blocks of a report and what their texts say of figures."""

    blocks: Sequence[Block]
    patterns: FigurePatterns

    @cached_property
    def figures(self) -> list[Figures]:
        """The figures of each block; none for a table, whose cells are looked at one by one."""
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
        figures = [*self.figures]
        for grid in self.blocks:
            if isinstance(grid, Grid):
                figures += [_captioned(figures_in(name, self.patterns)) for name in _names(grid)]
        stated = {base.n for each in figures for base in each.bases}
        stated |= {m.base for each in self.figures for m in each.mentions if m.base}
        return frozenset(stated - {0})

    @cached_property
    def weighted(self) -> bool:
        """Whether the report says that its per cents are weighted: they need not fit the n's."""
        pattern = self.patterns.whole("nouns", "weighted")
        return any(pattern.search(fold(block.text)) for block in _texts(self.blocks))

    @cached_property
    def sections(self) -> list[int]:
        """For each block the number of the heading it stands under."""
        numbers, number = [], 0
        for block in self.blocks:
            number += isinstance(block, TextBlock) and block.kind == "heading"
            numbers.append(number)
        return numbers

    def text_blocks(self) -> Iterator[tuple[int, TextBlock]]:
        """Yield the blocks that are no tables, each with its index."""
        for index, block in enumerate(self.blocks):
            if isinstance(block, TextBlock):
                yield index, block

    @cached_property
    def sentences(self) -> list[Sentence]:
        """All sentences in order, each with its figures."""
        return [
            sentence
            for index, block in self.text_blocks()
            for sentence in self._sentences_of(index, block)
        ]

    def _sentences_of(self, index: int, block: TextBlock) -> Iterator[Sentence]:
        ends = _sentence_ends(block.text, self.patterns)
        for start, end in zip([0, *ends], [*ends, len(block.text)], strict=True):
            figures = self.figures[index].between(start, end)
            yield Sentence(block.text[start:end], start, figures, block, index)

    def bases_near(self, first: int, last: int) -> StatedBases:
        """Return the bases stated around these blocks, the nearest first.

        The first must be meant where it stands right above, in a caption or heading.
        """
        above = self._stated_above(first)
        bases = above.bases
        if not bases or above.ends_other:
            bases += tuple(self._bases_below(last))
        return StatedBases(tuple(dict.fromkeys(bases)), above.firm and len(set(bases)) == 1)

    def _stated_above(self, first: int) -> _StatedAbove:
        """Return the bases of the nearest block above that states any."""
        for index in range(first - 1, max(-1, first - 1 - _BLOCKS_ABOVE), -1):
            block = self.blocks[index]
            if self.sections[index] != self.sections[first] or isinstance(block, Grid):
                break
            if self._is_item(index) and self.figures[index].mentions:
                break
            bases = tuple(base.n for base in reversed(self.figures[index].bases))
            if bases:
                firm = index == first - 1 or block.kind in ("caption", "heading")
                return _StatedAbove(bases, firm, self._is_below_group(index, block))
            if block.kind == "heading":
                break
        return _StatedAbove()

    def _is_below_group(self, index: int, block: TextBlock) -> bool:
        """Whether a base may stand under the list or table before it, rather than over the next."""
        if index == 0 or block.kind == "heading":
            return False
        return isinstance(self.blocks[index - 1], Grid) or self._is_item(index - 1)

    def _bases_below(self, last: int) -> Iterator[int]:
        for index in range(last + 1, min(len(self.blocks), last + 1 + _BLOCKS_BELOW)):
            block = self.blocks[index]
            if isinstance(block, Grid) or self.sections[index] != self.sections[last]:
                return
            if block.kind == "caption" or block.text.startswith(("[", "(")):
                yield from (base.n for base in self.figures[index].bases)

    def single_choice(self, index: int, labels: Iterable[str]) -> bool | None:
        """Return whether each respondent gave one of these options; None where nothing says so."""
        if self._says(index, "several"):
            return False
        if self._says(index, "one") or any(map(self.patterns.is_single, labels)):
            return True
        return None

    def _says(self, index: int, key: str) -> bool:
        """Whether the blocks right before that one say so (one answer, several answers)."""
        pattern = self.patterns.whole("choice", key)
        first = max(0, index - _BLOCKS_OF_CUE)
        near = [i for i in range(first, index + 1) if self.sections[i] == self.sections[index]]
        return any(pattern.search(fold(b.text)) for b in _texts(self.blocks[i] for i in near))

    def _is_item(self, index: int) -> bool:
        block = self.blocks[index]
        return isinstance(block, TextBlock) and block.kind == "item"


@dataclass(frozen=True)
class _StatedAbove:
    """Bases above a group; `ends_other` where they may be those of the group before it."""

    bases: tuple[int, ...] = ()
    firm: bool = False
    ends_other: bool = False


def nouns_of(blocks: Iterable[Block]) -> frozenset[str]:
    """Return what the report says it counts: the nouns behind n=30."""
    return frozenset(noun for block in blocks for noun in _NOUN.findall(fold(block.text)))


def _texts(blocks: Iterable[Block]) -> Iterator[TextBlock]:
    return (block for block in blocks if isinstance(block, TextBlock))


def _names(grid: Grid) -> Iterator[str]:
    """Yield the names of the columns and rows of a table."""
    for number, row in enumerate(grid.rows):
        yield from row if number == 0 else row[:1]


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
    """Return the figures of a heading or caption, where an n by itself is a base."""
    alone = [m for m in figures.mentions if m.percent is None and m.n is not None and m.marked]
    bases = [*figures.bases, *(Base(m.start, m.end, m.n or 0) for m in alone)]
    return Figures(
        tuple(mention for mention in figures.mentions if mention not in alone),
        tuple(sorted(bases, key=lambda base: base.start)),
    )


def _has_base_style(figures: Iterable[Figures]) -> bool:
    """Whether the n behind a per cent is its base in this report: 67% (n=30)."""
    mentions = [m for each in figures for m in each.mentions if m.marked and m.n and not m.base]
    pairs = [mention.pair for mention in mentions if mention.pair]
    as_count = sum(pair.is_possible for pair in pairs)
    as_base = sum(is_share_of(pair.percent, pair.n) for pair in pairs)
    enough = len(pairs) >= _BASE_STYLE_PAIRS
    return enough and as_base > as_count and as_count < 0.8 * len(pairs)


def _with_bases(figures: Figures, base_style: bool, stated: Collection[int]) -> Figures:
    """Return the same with every n that is a base in its place.

    It is in that style, or where several per cents have the same n beside them.
    """
    mentions = []
    for mention in figures.mentions:
        n = mention.n
        can_be_base = mention.marked and mention.percent and mention.base is None
        if not n or not can_be_base:
            mentions.append(mention)
        elif base_style or _is_base_of_several(n, figures.mentions, n in stated):
            mentions.append(replace(mention, n=None, base=n))
        else:
            mentions.append(mention)
    return Figures(tuple(mentions), figures.bases)


def _is_base_of_several(n: int, mentions: Iterable[Mention], is_stated: bool) -> bool:
    """Whether more per cents than a count can have stand beside that n, and all can be of it."""
    percents = {
        mention.percent
        for mention in mentions
        if mention.n == n and mention.marked and mention.percent and mention.base is None
    }
    enough = 2 if is_stated else 3
    return len(percents) >= enough and all(is_share_of(percent, n) for percent in percents)

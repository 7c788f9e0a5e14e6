"""A report with its figures found: what all checks look at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from pipeline.lint.figure_patterns import Wording, fold, whole
from pipeline.lint.find.arithmetic import can_stand, counts_of
from pipeline.lint.find.figures import Base, Figures, figures_in
from pipeline.lint.read import Grid, Part, Piece

_NOUN = re.compile(r"n\s?=\s?\d[\d.]*\s+([a-z][a-z-]{3,})\b")
_SENTENCE = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-ZÀ-Þ0-9])")
_ABBREVIATED = re.compile(
    r"(?:\b[a-z]\.[a-z]|\b(?:bijv|bv|ca|nr|art|fig|o\.a|m\.b\.t|t\.o\.v|dhr|mevr|e\.g|i\.e|vs|resp|incl|excl))\.$",
    re.IGNORECASE,
)
_FAR_BACK, _FAR_ON = 6, 2


@dataclass(frozen=True)
class Sentence:
    """A sentence of a piece: where it starts there, and its figures with places in the piece."""

    text: str
    start: int
    figures: Figures


@dataclass(frozen=True)
class Report:
    """The parts of a report and what their texts say of figures."""

    parts: Sequence[Part]
    words: Wording

    @cached_property
    def figures(self) -> list[Figures]:
        """The figures of each part; none for a table, whose cells are looked at by themselves."""
        found = [
            figures_in(p.text, self.words) if isinstance(p, Piece) else Figures()
            for p in self.parts
        ]
        found = [
            _captioned(f) if isinstance(p, Piece) and p.kind in ("heading", "caption") else f
            for f, p in zip(found, self.parts, strict=True)
        ]
        style, stated = self._base_style(found), frozenset(b.n for f in found for b in f.bases)
        return [_counted_from(f, style, stated) for f in found]

    def _base_style(self, found: Sequence[Figures]) -> bool:
        """Whether the n behind a per cent is the base in this report, as in 67% (n=30), rather than the count."""
        pairs = [
            (m.n, m.percent)
            for f in found
            for m in f.mentions
            if m.marked and m.n and m.percent and not m.base
        ]
        as_count = sum(can_stand(n, p) for n, p in pairs)
        as_base = sum(len(counts_of(p, n)) > 0 for n, p in pairs)
        return len(pairs) >= 3 and as_base > as_count and as_count < 0.8 * len(pairs)

    @cached_property
    def known(self) -> frozenset[int]:
        """All bases that the report states."""
        stated = {b.n for f in self.figures for b in f.bases}
        stated |= {m.base for f in self.figures for m in f.mentions if m.base}
        cells = (
            figures_in(c, self.words)
            for p in self.parts
            if isinstance(p, Grid)
            for row in p.rows
            for c in (*row[:1], *(row if row is p.rows[0] else ()))
        )
        stated |= {b.n for f in cells for b in _captioned(f).bases}
        return frozenset(n for n in stated if n)

    @cached_property
    def weighted(self) -> bool:
        """Whether the report says that its per cents are weighted, so that they need not fit the n's beside them."""
        pattern = re.compile(whole(self.words.words("nouns", "weighted")))
        return any(pattern.search(fold(p.text)) for p in self.parts if isinstance(p, Piece))

    @cached_property
    def sections(self) -> list[int]:
        """For each part the number of the heading it stands under."""
        numbers, number = [], 0
        for part in self.parts:
            number += isinstance(part, Piece) and part.kind == "heading"
            numbers.append(number)
        return numbers

    def sentences(self, index: int) -> list[Sentence]:
        """The sentences of a piece, each with its figures."""
        part, figures = self.parts[index], self.figures[index]
        if not isinstance(part, Piece):
            return []
        result = []
        for start, end in spans(part.text):
            mine = Figures(
                tuple(m for m in figures.mentions if start <= m.start < end),
                tuple(b for b in figures.bases if start <= b.start < end),
            )
            result.append(Sentence(part.text[start:end], start, mine))
        return result

    def bases_near(self, first: int, last: int) -> tuple[tuple[int, ...], bool]:
        """Bases stated around these parts, the nearest first, and whether the first must be meant: it stands right above, in a caption or heading."""
        found: list[int] = []
        firm = ends_other = False
        for i in range(first - 1, max(-1, first - 1 - _FAR_BACK), -1):
            part = self.parts[i]
            if (
                self.sections[i] != self.sections[first]
                or isinstance(part, Grid)
                or (self._is_item(i) and self.figures[i].mentions)
            ):
                break
            found += [b.n for b in reversed(self.figures[i].bases)]
            firm = bool(found) and (i == first - 1 or part.kind in ("caption", "heading"))
            if found or part.kind == "heading":
                # it may stand under the list before it rather than over this one
                above = self.parts[i - 1] if i else None
                ends_other = part.kind != "heading" and (
                    isinstance(above, Grid) or (i > 0 and self._is_item(i - 1))
                )
                break
        if found and not ends_other:
            return tuple(dict.fromkeys(found)), firm and len(set(found)) == 1
        for i in range(last + 1, min(len(self.parts), last + 1 + _FAR_ON)):
            part = self.parts[i]
            if (
                not isinstance(part, Piece)
                or part.kind == "heading"
                or self.sections[i] != self.sections[last]
            ):
                break
            if part.kind == "caption" or part.text.startswith(("[", "(")):
                found += [b.n for b in self.figures[i].bases]
        return tuple(dict.fromkeys(found)), firm and len(set(found)) == 1

    def cue(self, first: int, key: str) -> bool:
        """Whether the pieces right before that part say so (one answer, several answers)."""
        pattern = re.compile(whole(self.words.words("choice", key)))
        near = (
            self.parts[i]
            for i in range(max(0, first - 3), first + 1)
            if self.sections[i] == self.sections[first]
        )
        return any(pattern.search(fold(p.text)) for p in near if isinstance(p, Piece))

    def _is_item(self, i: int) -> bool:
        part = self.parts[i]
        return isinstance(part, Piece) and part.kind == "item"


def nouns_of(parts: Iterable[Part]) -> frozenset[str]:
    """What the report says it counts: the nouns behind n=30."""
    texts = (
        fold(p.text if isinstance(p, Piece) else " ".join(c for row in p.rows for c in row))
        for p in parts
    )
    return frozenset(noun for text in texts for noun in _NOUN.findall(text))


def spans(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a text start and end."""
    starts = [0]
    starts += [
        m.end()
        for m in _SENTENCE.finditer(text)
        if not _ABBREVIATED.search(text[max(0, m.start() - 8) : m.start()])
    ]
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


def _captioned(figures: Figures) -> Figures:
    """The figures of a heading or caption, where an n by itself is a base."""
    alone = [m for m in figures.mentions if m.percent is None and m.n is not None and m.marked]
    bases = [*figures.bases, *(Base(m.start, m.end, m.n or 0) for m in alone)]
    return Figures(
        tuple(m for m in figures.mentions if m not in alone),
        tuple(sorted(bases, key=lambda b: b.start)),
    )


def _counted_from(figures: Figures, base_style: bool, stated: frozenset[int]) -> Figures:
    """The same with every n that is a base in its place: in that style, or where several per cents have the same n beside them."""
    mentions = []
    for m in figures.mentions:
        alike = [
            o.percent
            for o in figures.mentions
            if o.n == m.n and o.marked and o.percent and o.base is None
        ]
        can_be = all(len(counts_of(p, m.n or 0)) for p in alike)
        is_base = base_style or (can_be and len(set(alike)) > (1 if m.n in stated else 2))
        if m.marked and m.percent and m.n and m.base is None and is_base:
            m = replace(m, n=None, base=m.n)
        mentions.append(m)
    return Figures(tuple(mentions), figures.bases)

"""Turns the lines of a page or plain text into blocks.

Joins continued lines; separates lists, chart labels, captions and headings.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from pipeline.lint.figure_patterns import any_of, words_of_all
from pipeline.lint.read.blocks import Kind, Place, TextBlock, tidy

_MAX_OPEN = 16_000  # characters of a block that is still joined
_MAX_LINE = 300  # characters of a label of a chart or an option

_SIGNS = r"[•●▪◦○■□►➢✓\uf0b7\uf0a7*·–-]"
_BULLET = re.compile(rf"\s*(?:{_SIGNS}|o(?=\s)|\d{{1,2}}[.)](?=\s+\D)|[a-z]\))\s+")
_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,3}\.?\s+[A-ZÀ-Ý][^%=]{2,80}")
_PERCENT = rf"\d{{1,3}}(?:[.,]\d+)?\s?(?:%|{any_of(words_of_all('numbers', 'percent'))}\b)"
_COUNT = r"[(\[]\s*(?:n\s?=\s?)?\d[\d.]*(?:\s+\w+)?\s*[)\]]|n\s?=\s?\d[\d.]*"
_SHARE = rf"\d+\s*\({_PERCENT}\)"
_GAP = r"[\s,;|/-]*"
_FIGURES = rf"(?:(?:{_PERCENT}|{_COUNT}|{_SHARE}){_GAP})"
_ONLY_FIGURES = re.compile(rf"\s*{_FIGURES}+", re.IGNORECASE)
_LABEL = r"\s*[^\d\s(\[][^%=]{0,70}?[:\s–-]\s*"
_OPTION = re.compile(rf"{_LABEL}{_FIGURES}*(?:{_PERCENT}|{_SHARE}){_GAP}{_FIGURES}*", re.IGNORECASE)
_BASE = re.compile(r"[^.]{0,120}[(\[]\s*n\s?=\s?\d[^)\]%]*[)\]]\s*", re.IGNORECASE)
_ENDS = (".", "!", "?", ":", ";", "]", "…")
_BROKEN = re.compile(r"[a-zà-ÿ]-$")
_KEEPS_HYPHEN = re.compile(rf"{any_of(words_of_all('sentences', 'conjunctions'))}\b")


@dataclass(frozen=True)
class Line:
    """A line and its place; page 0 in a text without pages."""

    text: str
    number: int
    page: int = 0


def blocks_of_lines(lines: Sequence[Line], captions: str) -> list[TextBlock]:
    """Return the lines as blocks. `captions` is a pattern for words such as figure and table."""
    joiner = _Joiner(re.compile(rf"\s*{captions}\s*\d", re.IGNORECASE))
    following = [line.text.strip() for line in lines[1:]] + [""]
    for line, ahead in zip(lines, following, strict=False):
        joiner.take(line, ahead)
    joiner.close()
    return joiner.blocks


@dataclass
class _Joiner:
    """The blocks so far, and the text, first line and kind of the open block."""

    caption: re.Pattern[str]
    blocks: list[TextBlock] = field(default_factory=list)
    text: str = ""
    first: Line = field(default_factory=lambda: Line("", 0))
    kind: Kind = "paragraph"
    heading: str = ""

    def take(self, line: Line, ahead: str) -> None:
        """Join a line to the open block or begin one with it; `ahead` is the line after it."""
        text = line.text.rstrip()
        if not text.strip():
            self.close()
        elif bullet := _BULLET.match(text):
            self._begin(line, text[bullet.end() :], "item")
        elif kind := self._kind_begun(text, ahead):
            self._begin(line, text, kind)
        elif not self.text:
            self._begin(line, text, "paragraph")
        else:
            self._join(text.strip())

    def close(self) -> None:
        text = tidy(self.text)
        if text:
            if self.kind == "heading":
                self.heading = ""
            place = Place(f"line {self.first.number}", self.heading, self.first.page)
            self.blocks.append(TextBlock(text, place, self.kind))
            if self.kind == "heading":
                self.heading = text
        self.text, self.kind = "", "paragraph"

    def _begin(self, line: Line, text: str, kind: Kind) -> None:
        self.close()
        self.first, self.kind, self.text = line, kind, text.strip()

    def _join(self, text: str) -> None:
        if len(self.text) > _MAX_OPEN:
            # no report has such a paragraph, and joining its lines would take ever longer
            self._begin(self.first, text, self.kind)
        elif (
            not _BROKEN.search(self.text[-2:])
            or not text[:1].islower()
            or _KEEPS_HYPHEN.match(text)
        ):
            self.text = f"{self.text} {text}"
        else:
            self.text = self.text[:-1] + text

    @property
    def _is_settled(self) -> bool:
        """Whether the open block can end here; a heading or caption of one line does."""
        return not self.text or self.text.endswith(_ENDS) or self.kind in ("heading", "caption")

    def _kind_begun(self, text: str, ahead: str) -> Kind | None:
        """Return the kind of block that a line begins, None if it may be a continuation."""
        if len(text) <= _MAX_LINE:
            if _ONLY_FIGURES.fullmatch(text):
                return "paragraph" if self._are_figures_apart() else None
            if self._is_option(text, ahead):
                return "item"
        if self.caption.match(text):
            return "caption"
        kind = _kind_of_title(text)
        if kind is None and (self.kind == "heading" or _is_capital(self.kind, text)):
            kind = "paragraph"
        return kind if self._is_settled else None

    def _are_figures_apart(self) -> bool:
        """Whether a line of figures is chart labels, not the figure of the open block."""
        if self.text and len(self.text) <= _MAX_OPEN and _ONLY_FIGURES.fullmatch(self.text):
            return False
        if self.kind == "item":
            return _has_digit(self.text)
        return self._is_settled

    def _is_option(self, text: str, ahead: str) -> bool:
        if not _OPTION.fullmatch(text):
            return False
        if ahead[:1].islower() and not _OPTION.fullmatch(ahead):
            return False
        return self._is_settled or (self.kind == "item" and _has_digit(self.text))


def _kind_of_title(text: str) -> Kind | None:
    if _NUMBERED.fullmatch(text.strip()) and not text.endswith(_ENDS):
        return "heading"
    return "caption" if _BASE.fullmatch(text) else None


def _is_capital(kind: Kind, text: str) -> bool:
    """Whether a line may be a paragraph after a list, not the rest of its last item."""
    return kind == "item" and text.lstrip()[:1].isupper()


def _has_digit(text: str) -> bool:
    return bool(re.search(r"\d", text))


def without_running_heads(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the lines of each page without page numbers, headers and footers."""
    edges = Counter(_bare(line) for page in pages for line in {*page[:2], *page[-2:]})
    enough = max(3, len(pages) / 2)
    often = {text for text, number in edges.items() if number >= enough}
    return [_without_edges(page, often) for page in pages]


def _without_edges(page: Sequence[str], heads: Collection[str]) -> list[str]:
    """Return the lines without those headers and page numbers, at most two at each end."""
    left = list(page)
    for edge in (0, 0, -1, -1):
        if left and (_bare(left[edge]) in heads or re.fullmatch(r"\s*\d{1,4}\s*", left[edge])):
            left.pop(edge)
    return left


def _bare(line: str) -> str:
    return re.sub(r"\d+", "", line).strip().lower() or "#"

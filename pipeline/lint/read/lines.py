"""Makes pieces of the lines of a page or plain text: joins what runs on, parts lists, chart labels and headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.lint.read.blocks import Kind, Piece, Place, tidy

_BULLET = re.compile(r"\s*(?:[•●▪◦○■□►➢✓\uf0b7\uf0a7*·–-]|o(?=\s)|\d{1,2}[.)](?=\s+\D)|[a-z]\))\s+")
_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,3}\.?\s+[A-ZÀ-Ý][^%=]{2,80}")
_PERCENT = r"\d{1,3}(?:[.,]\d+)?\s?(?:%|procent\b|per ?cent\b)"
_FIGURE = rf"(?:{_PERCENT}|[(\[]\s*(?:n\s?=\s?)?\d[\d.]*(?:\s+\w+)?\s*[)\]]|n\s?=\s?\d[\d.]*|\d+\s*\({_PERCENT}\))"
_FIGURES = rf"(?:{_FIGURE}[\s,;|/-]*)"
_ONLY_FIGURES = re.compile(rf"\s*{_FIGURES}+", re.IGNORECASE)
_OPTION = re.compile(
    rf"\s*[^\d\s(\[][^%=]{{0,70}}?[:\s–-]\s*{_FIGURES}*(?:{_PERCENT}|\d+\s*\({_PERCENT}\))[\s,;|/-]*{_FIGURES}*",
    re.IGNORECASE,
)
_LONGEST = 300
"""A line longer than this is no label of a chart nor an option."""
_BASE = re.compile(r"[^.]{0,120}[(\[]\s*n\s?=\s?\d[^)\]%]*[)\]]\s*", re.IGNORECASE)
_ENDS = (".", "!", "?", ":", ";", "]", "…")
_BROKEN = re.compile(r"[a-zà-ÿ]-$")
_KEEPS_HYPHEN = re.compile(r"(?:en|of|and|or)\b")


@dataclass(frozen=True)
class Line:
    """A line and where it stands; page 0 in a text without pages."""

    text: str
    number: int
    page: int = 0


@dataclass
class _Maker:
    caption: re.Pattern[str]
    pieces: list[Piece] = field(default_factory=list)
    text: str = ""
    first: Line = field(default_factory=lambda: Line("", 0))
    kind: Kind = "paragraph"
    heading: str = ""

    def close(self) -> None:
        text = tidy(self.text)
        if text:
            if self.kind == "heading":
                self.heading = ""
            place = Place(f"line {self.first.number}", self.heading, self.first.page)
            self.pieces.append(Piece(text, place, self.kind))
            if self.kind == "heading":
                self.heading = text
        self.text, self.kind = "", "paragraph"

    def add(self, line: Line, kind: Kind | None = None) -> None:
        if kind or not self.text:
            self.close()
            self.first, self.kind, self.text = line, kind or "paragraph", line.text.strip()
            return
        ahead = line.text.strip()
        if _BROKEN.search(self.text) and ahead[:1].islower():
            self.text = (
                f"{self.text} {ahead}" if _KEEPS_HYPHEN.match(ahead) else self.text[:-1] + ahead
            )
        else:
            self.text = f"{self.text} {ahead}"


def pieces_of(lines: Sequence[Line], captions: str) -> list[Piece]:
    """The lines as pieces. `captions` is a pattern for words such as figure and table, folded."""
    maker = _Maker(re.compile(rf"\s*{captions}\s*\d", re.IGNORECASE))
    for i, line in enumerate(lines):
        _take(maker, line, lines[i + 1] if i + 1 < len(lines) else None)
    maker.close()
    return maker.pieces


def _take(maker: _Maker, line: Line, after: Line | None) -> None:
    text = line.text.rstrip()
    settled = not maker.text or maker.text.endswith(_ENDS) or maker.kind in ("heading", "caption")
    # what was a list item, a label or a heading of one line ends with it
    if not text.strip():
        maker.close()
    elif bullet := _BULLET.match(text):
        maker.add(Line(text[bullet.end() :], line.number, line.page), "item")
    elif len(text) <= _LONGEST and _ONLY_FIGURES.fullmatch(text):
        _figures(maker, line, settled)
    elif _is_option(maker, text, after, settled):
        maker.add(line, "item")
    elif maker.caption.match(text):
        maker.add(line, "caption")
    elif settled and _NUMBERED.fullmatch(text.strip()) and not text.endswith(_ENDS):
        maker.add(line, "heading")
    elif settled and _BASE.fullmatch(text):
        maker.add(line, "caption")
    elif maker.kind == "heading" or (
        maker.kind == "item" and settled and text.lstrip()[:1].isupper()
    ):
        maker.close()
        maker.add(line)
    else:
        maker.add(line)


def _figures(maker: _Maker, line: Line, settled: bool) -> None:
    if maker.text and _ONLY_FIGURES.fullmatch(maker.text):
        maker.add(line)
    elif settled or maker.kind == "item":
        # labels of a chart; or the figure of an option that stands on the next line
        if maker.kind == "item" and not re.search(r"\d", maker.text):
            maker.add(line)
        else:
            maker.close()
            maker.add(line)
    else:
        maker.add(line)


def _is_option(maker: _Maker, text: str, after: Line | None, settled: bool) -> bool:
    if len(text) > _LONGEST or not _OPTION.fullmatch(text):
        return False
    ahead = after.text.strip() if after else ""
    runs_on = ahead[:1].islower() and not _OPTION.fullmatch(ahead)
    return not runs_on and (
        settled or (maker.kind == "item" and bool(re.search(r"\d", maker.text)))
    )


def without_running_heads(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """The lines of each page without page numbers and what stands at the top or foot of many pages."""
    edges = Counter(_bare(line) for page in pages for line in {*page[:2], *page[-2:]})
    often = {text for text, n in edges.items() if n >= 3 and 2 * n >= len(pages)}
    result = []
    for page in pages:
        kept = list(page)
        for edge in (0, -1):
            for _ in range(2):
                if kept and (
                    _bare(kept[edge]) in often or re.fullmatch(r"\s*\d{1,4}\s*", kept[edge])
                ):
                    kept.pop(edge)
        result.append(kept)
    return result


def _bare(line: str) -> str:
    return re.sub(r"\d+", "", line).strip().lower() or "#"

"""Reads HTML: the visible blocks and tables of a page.

By the standard library: BeautifulSoup or selectolax would be one more dependency, and what is long
here would stay: cells that span rows, initially hidden parts, places.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser

from pipeline.lint.read.blocks import Block, Grid, Kind, Place, TextBlock, tidy

_HIDDEN = frozenset({
    "script", "style", "template", "head", "svg", "noscript", "select", "textarea", "math",
    "iframe", "object",
})  # fmt: skip
_UNSEEN = frozenset({"hidden", "data-choice"})
"""Attributes of initially hidden parts; our pages show some to readers who choose a segment."""

_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
})  # fmt: skip
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = _HEADINGS | frozenset({
    "address", "article", "aside", "blockquote", "body", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "html", "li", "main",
    "nav", "ol", "p", "pre", "section", "summary", "ul", "caption",
})  # fmt: skip
_KINDS: dict[str, Kind] = {
    "li": "item",
    "dt": "item",
    "figcaption": "caption",
    "caption": "caption",
}
_KINDS |= dict.fromkeys(_HEADINGS, "heading")
_EDGE = "\x00"
_MAX_COLUMNS = 200


def blocks_of_html(text: str) -> list[Block]:
    """Return the blocks of a page in order, without scripts, styles and drawings."""
    reader = _Reader()
    reader.feed(_without_unclosed_tag(text))
    reader.close()
    reader.end()
    return reader.blocks


def _without_unclosed_tag(text: str) -> str:
    """Return the page without what follows the last tag that is closed, if a tag opens there.

    The parser would read on to the end of the page from each sign that may open a tag.
    """
    last = text.rfind(">") + 1
    opened = text.find("<", last)
    return text if opened < 0 else text[:opened]


def _span(text: str | None) -> int:
    """Return the number of columns or rows of a cell, 1 by default."""
    if text and text.isdecimal() and int(text[:9]) > 0:
        return min(int(text), _MAX_COLUMNS)
    return 1


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._text: list[str] = []
        self._kind: Kind = "paragraph"
        self._heading = ""
        self._hidden: list[str] = []
        self._rows: list[list[str]] | None = None
        self._header = False
        self._below: dict[int, tuple[int, str]] = {}
        self._span = (1, 1)
        self._in_cell = False
        self._pictures: list[str] = []
        self._depth = self._paragraphs = self._tables = self._n_pictures = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._hidden:
            if tag == self._hidden[-1]:
                self._hidden.append(tag)
        elif _is_unseen(tag, attrs):
            self._hidden.append(tag)
            if tag == "svg":
                self._alternative(dict(attrs).get("aria-label"))
        else:
            self._open(tag, attrs)

    def _open(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._open_table()
        elif self._rows is not None:
            self._in_table(tag, dict(attrs))
        elif tag in _BLOCKS:
            self.end()
            self._kind = _KINDS.get(tag, "paragraph")
        elif tag == "br":
            self._text.append(" ")
        elif tag == "img":
            self._alternative(dict(attrs).get("alt"))
        else:
            self._text.append(_EDGE)

    def _alternative(self, text: str | None) -> None:
        """Keep the alternative text of a picture, which is a text of its own."""
        if text and (text := tidy(text)) and self._rows is None:
            self._pictures.append(text)

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            if tag == self._hidden[-1]:
                self._hidden.pop()
        elif tag == "table":
            self._close_table()
        elif self._rows is not None:
            if tag in ("td", "th"):
                self._close_cell()
            elif tag == "caption" and (text := self._take()):
                self._add(text, "caption")
        elif tag in _BLOCKS:
            self.end()
        else:
            self._text.append(_EDGE)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._text.append(data)

    def end(self) -> None:
        if self._rows is not None:
            self._close_table()
        text = self._take()
        if text:
            self._add(text, self._kind)
        self._kind = "paragraph"
        alternatives, self._pictures = self._pictures, []
        for alternative in alternatives:
            self._n_pictures += 1
            place = Place(f"picture {self._n_pictures}", self._heading)
            self.blocks.append(TextBlock(alternative, place))

    def _take(self) -> str:
        """Return the text so far. Figures in elements of their own are two: <b>2024</b>67%."""
        text, self._text = "".join(self._text), []
        return tidy(re.sub(rf"(?<=\d){_EDGE}+(?=\d)", " ", text).replace(_EDGE, ""))

    def _add(self, text: str, kind: Kind) -> None:
        if kind == "heading":
            self._heading = text
            place = Place("heading")
        else:
            self._paragraphs += 1
            place = Place(f"paragraph {self._paragraphs}", self._heading)
        self.blocks.append(TextBlock(text, place, kind))

    def _open_table(self) -> None:
        # a table within a cell is part of the outer one's text
        self._depth += 1
        if self._depth == 1:
            self.end()
            self._rows, self._header, self._below = [], False, {}

    def _in_table(self, tag: str, attrs: Mapping[str, str | None]) -> None:
        if self._rows is None or self._depth > 1:
            self._text.append(" ")
        elif tag == "tr":
            self._close_cell()
            self._rows.append([])
        elif tag in ("td", "th"):
            # pages may omit the end tags of cells and rows
            self._close_cell()
            self._text, self._in_cell = [], True
            self._span = (_span(attrs.get("colspan")), _span(attrs.get("rowspan")))
            self._header = self._header or (tag == "th" and len(self._rows) <= 1)
        else:
            self._text.append(" ")

    def _close_cell(self) -> None:
        if self._rows is None or self._depth != 1 or not self._in_cell:
            return
        self._in_cell = False
        if not self._rows:
            self._rows.append([])
        row, text = self._rows[-1], self._take()
        self._fill(row)
        # a cell that spans columns or rows is repeated in each: it applies to all of them
        columns, rows = self._span
        for _ in range(columns):
            if rows > 1:
                self._below[len(row)] = (rows - 1, text)
            row.append(text)

    def _fill(self, row: list[str]) -> None:
        """Add the cells that span down from rows above."""
        while len(row) in self._below and len(row) < _MAX_COLUMNS:
            rows, text = self._below.pop(len(row))
            if rows > 1:
                self._below[len(row)] = (rows - 1, text)
            row.append(text)

    def _close_table(self) -> None:
        self._close_cell()
        self._depth = max(0, self._depth - 1)
        if self._depth or self._rows is None:
            return
        rows = tuple(tuple(row) for row in self._rows if any(row))
        self._rows, self._text = None, []
        if rows:
            self._tables += 1
            place = Place(f"table {self._tables}", self._heading)
            self.blocks.append(Grid(rows, place, self._header))


def _is_unseen(tag: str, attrs: list[tuple[str, str | None]]) -> bool:
    return tag in _HIDDEN or (tag not in _VOID and any(name in _UNSEEN for name, _ in attrs))

"""A report as read: blocks of text and tables in order, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["heading", "caption", "paragraph", "item"]

MAX_BLOCK = 4000  # characters; longer blocks are split at the end of a sentence or a word

_SPACES = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_DIGITS = str.maketrans("０１２３４５６７８９％＝（）", "0123456789%=()")


@dataclass(frozen=True)
class Place:
    """A place in a report.

    For a person: the page (0 if the format has none), the heading above it, and the part below
    that. For the order of findings: the number of its block, and the character or cell in it.
    """

    part: str
    heading: str = ""
    page: int = 0
    block: int = 0
    offset: int = 0

    def __str__(self) -> str:
        page = f"page {self.page}" if self.page else ""
        heading = f"“{clipped(self.heading, 60)}”" if self.heading else ""
        return ", ".join(filter(None, (page, heading, self.part)))

    @property
    def order(self) -> tuple[int, int]:
        """The sort key in the report: block and character."""
        return self.block, self.offset

    def at(self, block: int, offset: int) -> Place:
        """Return the place with its order in the report."""
        return replace(self, block=block, offset=offset)


@dataclass(frozen=True)
class TextBlock:
    """A heading, caption, paragraph or list item."""

    text: str
    place: Place
    kind: Kind = "paragraph"


@dataclass(frozen=True)
class Grid:
    """A table or chart; `has_header` if the first row has the names of the columns."""

    rows: tuple[tuple[str, ...], ...]
    place: Place
    has_header: bool = True
    kind: Literal["table", "chart"] = "table"

    @property
    def text(self) -> str:
        """The text of all cells."""
        return " ".join(cell for row in self.rows for cell in row)

    @property
    def names(self) -> list[str]:
        """The names of the columns and rows."""
        return [*self.rows[0], *(row[0] for row in self.rows[1:] if row)]

    def place_of(self, row: int, column: int) -> Place:
        """Return the place of one cell, counted from 1."""
        return replace(self.place, part=f"{self.place.part}, row {row + 1}, column {column + 1}")


Block = TextBlock | Grid


def tidy(text: str) -> str:
    """Return the text on one line: any white space is a space, invisible characters are removed."""
    return _SPACES.sub(" ", _UNSEEN.sub("", text).translate(_DIGITS)).strip()


def clipped(text: str, length: int) -> str:
    """Return the text, cut off with an ellipsis if it is longer than that."""
    return text if len(text) <= length else f"{text[: length - 1]}…"


def shortened(block: TextBlock) -> Iterator[TextBlock]:
    """Yield the block in parts that are short enough to check whole."""
    text = block.text
    while len(text) > MAX_BLOCK:
        sentence_end = text.rfind(". ", 0, MAX_BLOCK) + 1
        end = sentence_end or max(text.rfind(" ", 0, MAX_BLOCK), 0) or MAX_BLOCK
        yield replace(block, text=text[:end])
        text = text[end:].lstrip()
    yield replace(block, text=text)

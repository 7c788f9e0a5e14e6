"""A report as read: pieces of text and tables in order, each with the place where a person finds it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["heading", "caption", "paragraph", "item"]


@dataclass(frozen=True)
class Place:
    """Where something stands: the page (0 where a format has none), the heading above it, and the part below that."""

    part: str
    heading: str = ""
    page: int = 0

    def __str__(self) -> str:
        heading = self.heading if len(self.heading) <= 60 else self.heading[:59] + "…"
        return ", ".join(
            filter(
                None,
                (
                    f"page {self.page}" if self.page else "",
                    f"“{heading}”" * bool(heading),
                    self.part,
                ),
            )
        )


@dataclass(frozen=True)
class Piece:
    """A heading, caption, paragraph or list item."""

    text: str
    place: Place
    kind: Kind = "paragraph"


@dataclass(frozen=True)
class Grid:
    """A table or chart: rows of cells, the first with the names of the columns where `has_header`."""

    rows: tuple[tuple[str, ...], ...]
    place: Place
    has_header: bool = True
    what: str = "table"

    def place_of(self, row: int, column: int) -> Place:
        """The place of one cell, counted from 1."""
        part = f"{self.place.part}, row {row + 1}, column {column + 1}"
        return Place(part, self.place.heading, self.place.page)


Part = Piece | Grid
Parts = Sequence[Part]

LONGEST = 4000
"""Signs of a piece; what is longer is cut where a sentence or a word ends."""

_SPACES = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_DIGITS = str.maketrans("０１２３４５６７８９％＝（）", "0123456789%=()")


def tidy(text: str) -> str:
    """The text in one line: white space of any kind is a space, signs that nobody sees are gone."""
    return _SPACES.sub(" ", _UNSEEN.sub("", text).translate(_DIGITS)).strip()


def shortened(piece: Piece) -> Iterator[Piece]:
    """The piece in parts that are not too long to look at whole."""
    text = piece.text
    while len(text) > LONGEST:
        ends = (
            max(text.rfind(". ", 0, LONGEST) + 1, 0)
            or max(text.rfind(" ", 0, LONGEST), 0)
            or LONGEST
        )
        yield replace(piece, text=text[:ends])
        text = text[ends:].lstrip()
    yield replace(piece, text=text)

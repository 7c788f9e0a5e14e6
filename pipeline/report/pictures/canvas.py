"""A canvas measured in inches from the top left, as high as its content.

It only records marks; `svg` writes them as SVG, `png` as PNG.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.report.pictures.fonts import Fonts
from pipeline.report.style import WIDTH
from pipeline.study import HOUSE, House

LEADING = 1.28
"""Height of a line of text as a multiple of the size of its font."""

Place = tuple[float, float]
Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Text:
    """A line of text from `x` on the baseline `y`, in that font file, `size` in points."""

    x: float
    y: float
    text: str
    file: str
    size: float
    colour: str
    z: float = 3.0


@dataclass(frozen=True)
class Bar:
    """A filled rectangle from its upper left corner."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    z: float = 1.0


@dataclass(frozen=True)
class Lines:
    """Straight lines with butt ends, `width` in points."""

    lines: tuple[tuple[Place, Place], ...]
    colour: str
    width: float
    z: float


@dataclass(frozen=True)
class Polyline:
    """A line through points, `width` in points."""

    points: tuple[Place, ...]
    colour: str
    width: float
    dashed: bool
    z: float = 2.2


@dataclass(frozen=True)
class Marker:
    """A marker around its centre, `size` in points; a hollow one has an edge and no fill."""

    x: float
    y: float
    size: float
    colour: str
    shape: str
    hollow: bool
    z: float = 2.6


@dataclass(frozen=True)
class Ellipse:
    """A filled ellipse around its centre."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    z: float = 0.2


Mark = Text | Bar | Lines | Polyline | Marker | Ellipse


def text_height(lines: int, size: float) -> float:
    """Return the height in inches of that many lines of text, `size` in points."""
    return lines * size * LEADING / 72


class Canvas:
    """Paper of the standard width, or narrower, as high as its content."""

    def __init__(self, house: House = HOUSE, width: float = WIDTH) -> None:
        self.house = house
        self.fonts = Fonts.of(house)
        self.width = width
        self._marks: list[Mark] = []

    @property
    def marks(self) -> list[Mark]:
        """The marks, from back to front."""
        return sorted(self._marks, key=lambda mark: mark.z)

    def paragraph(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        size: float,
        colour: str,
        *,
        bold: bool = False,
        align: Align = "left",
    ) -> float:
        """Draw lines of text from the height `y` and return the height below the last."""
        step = size * LEADING / 72
        file = self.fonts.file(" ".join(lines), bold=bold)
        for number, line in enumerate(lines):
            start = x
            if align != "left":
                width = self.fonts.width_in(file, line, size)
                start -= width / 2 if align == "center" else width
            baseline = y + step * number + size * 0.98 / 72
            self._marks.append(Text(start, baseline, line, file, size, colour))
        return y + step * len(lines)

    def word(
        self, x: float, y: float, text: str, size: float, colour: str, *, bold: bool = False
    ) -> None:
        """Draw a line of text centred at `x`, on the baseline `y`."""
        file = self.fonts.file(text, bold=bold)
        start = x - self.fonts.width_in(file, text, size) / 2
        self._marks.append(Text(start, y, text, file, size, colour))

    def wrapped(
        self,
        x: float,
        y: float,
        text: str,
        width: float,
        size: float,
        colour: str,
        *,
        bold: bool = False,
    ) -> float:
        """Draw a text in lines of at most `width` inches and return the height below the last."""
        lines = self.fonts.wrap(text, width, size, bold=bold)
        return self.paragraph(x, y, lines, size, colour, bold=bold)

    def bar(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Draw a filled rectangle from its upper left corner."""
        self._marks.append(Bar(x, y, width, height, colour))

    def line(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        colour: str,
        width: float = 0.6,
        *,
        behind: bool = False,
    ) -> None:
        """Draw a straight line, over the bars or behind them."""
        self._marks.append(Lines((((x1, y1), (x2, y2)),), colour, width, 0.5 if behind else 2.0))

    def grid(self, xs: Sequence[float], top: float, bottom: float, colour: str) -> None:
        """Draw vertical lines behind everything."""
        self._marks.append(Lines(tuple(((x, top), (x, bottom)) for x in xs), colour, 0.6, 0.5))

    def path(
        self, points: Sequence[Place], colour: str, width: float = 1.2, *, dashed: bool = False
    ) -> None:
        """Draw a line through the points."""
        self._marks.append(Polyline(tuple(points), colour, width, dashed))

    def dot(
        self,
        x: float,
        y: float,
        size: float,
        colour: str,
        shape: str = "o",
        *,
        hollow: bool = False,
    ) -> None:
        """Draw a marker: `o` a disc, `s` a square, `D` a diamond, `^` or `v` a triangle."""
        self._marks.append(Marker(x, y, size, colour, shape, hollow))

    def ellipse(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Draw a filled ellipse around its centre, behind everything."""
        self._marks.append(Ellipse(x, y, width, height, colour))

    def whisker(self, low: float, high: float, y: float, height: float, *, split: float) -> None:
        """Draw an interval, light where it overlaps its bar, which ends at `split`."""
        if low < split:
            lines = _capped((low, min(split, high)), low, y, height)
            self._marks.append(Lines(lines, self.house.paper, 0.7, 2.0))
        if high > split:
            lines = _capped((max(split, low), high), high, y, height)
            self._marks.append(Lines(lines, self.house.ink, 0.7, 2.0))


def _capped(
    ends: tuple[float, float], cap: float, y: float, height: float
) -> tuple[tuple[Place, Place], ...]:
    """Return a horizontal line between the ends and a vertical one, the cap, across it."""
    start, end = ends
    return ((start, y), (end, y)), ((cap, y - height / 2), (cap, y + height / 2))

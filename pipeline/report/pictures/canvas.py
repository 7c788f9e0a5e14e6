"""A canvas measured in inches from the top left, for charts whose height follows from what they hold.

It only remembers what is drawn, as marks; `vector` writes them as SVG, `raster` as PNG.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.report.pictures.fonts import Fonts
from pipeline.report.style import WIDTH
from pipeline.study import HOUSE, House

LEADING = 1.28
"""Height of a line of text as a multiple of its letter."""

Place = tuple[float, float]
Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Text:
    """A line of text that begins at `x` on the baseline `y`, in the letter of that font file, `size` in points."""

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
class Trail:
    """A line through points, `width` in points."""

    points: tuple[Place, ...]
    colour: str
    width: float
    dashed: bool
    z: float = 2.2


@dataclass(frozen=True)
class Sign:
    """A sign of that size in points around its middle; a hollow one has an edge and the paper inside."""

    x: float
    y: float
    size: float
    colour: str
    shape: str
    hollow: bool
    z: float = 2.6


@dataclass(frozen=True)
class Disc:
    """A filled ellipse around its middle."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    z: float = 0.2


Mark = Text | Bar | Lines | Trail | Sign | Disc


class Canvas:
    """Paper of the house's width, or narrower, as high as it turns out to be."""

    def __init__(self, house: House = HOUSE, width: float = WIDTH) -> None:
        self.house = house
        self.letters = Fonts.of(house)
        self.width = width
        self._marks: list[Mark] = []

    @property
    def marks(self) -> list[Mark]:
        """What was drawn, from the bottom to the top."""
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
        """Lines of text whose first begins at the height `y`; gives the height below the last."""
        step = size * LEADING / 72
        file = self.letters.file(" ".join(lines), bold=bold)
        for number, line in enumerate(lines):
            self._write(x, y + step * number + size * 0.98 / 72, line, file, size, colour, align)
        return y + step * len(lines)

    def word(
        self, x: float, y: float, text: str, size: float, colour: str, *, bold: bool = False
    ) -> None:
        """A line of text around the middle `x`, on the baseline `y`."""
        self._write(x, y, text, self.letters.file(text, bold=bold), size, colour, "center")

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
        """A text broken into lines of at most `width` inches; gives the height below the last."""
        return self.paragraph(
            x, y, self.letters.wrap(text, width, size, bold=bold), size, colour, bold=bold
        )

    def bar(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A filled rectangle."""
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
        """A straight line, over the bars or behind them."""
        self._marks.append(Lines((((x1, y1), (x2, y2)),), colour, width, 0.5 if behind else 2.0))

    def grid(self, xs: Sequence[float], top: float, bottom: float, colour: str) -> None:
        """Upright lines behind everything."""
        self._marks.append(Lines(tuple(((x, top), (x, bottom)) for x in xs), colour, 0.6, 0.5))

    def path(
        self, points: Sequence[Place], colour: str, width: float = 1.2, *, dashed: bool = False
    ) -> None:
        """A line through the points."""
        self._marks.append(Trail(tuple(points), colour, width, dashed))

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
        """A sign of that size in points, filled or only its edge: `o` a disc, `s` a square, `D` a diamond, `^` and `v` triangles."""
        self._marks.append(Sign(x, y, size, colour, shape, hollow))

    def ellipse(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A filled ellipse around its middle, behind everything."""
        self._marks.append(Disc(x, y, width, height, colour))

    def whisker(self, low: float, high: float, y: float, height: float, *, split: float) -> None:
        """An interval from `low` to `high`, light as far as it lies on its bar, which ends at `split`."""
        if low < split:
            self._marks.append(
                Lines(_fork(low, min(split, high), low, y, height), self.house.paper, 0.7, 2.0)
            )
        if high > split:
            self._marks.append(
                Lines(_fork(max(split, low), high, high, y, height), self.house.ink, 0.7, 2.0)
            )

    def _write(
        self, x: float, y: float, text: str, file: str, size: float, colour: str, align: Align
    ) -> None:
        if align != "left":
            x -= self.letters.width_in(file, text, size) / (2 if align == "center" else 1)
        self._marks.append(Text(x, y, text, file, size, colour))


def _fork(
    start: float, end: float, cap: float, y: float, height: float
) -> tuple[tuple[Place, Place], ...]:
    return ((start, y), (end, y)), ((cap, y - height / 2), (cap, y + height / 2))

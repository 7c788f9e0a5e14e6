"""A canvas measured in inches from the top left, for charts whose height follows from what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from pipeline.model import HOUSE, House
from pipeline.report.letters import Letters
from pipeline.report.style import WIDTH

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LEADING = 1.28
"""Height of a line of text as a multiple of its letter."""


Place = tuple[float, float]
Align = Literal["left", "center", "right"]


class Canvas:
    """A figure of the house's width, or a narrower one. What is drawn below its height is not seen, so measure first, on one without a height, which
    draws nothing, and draw again.
    """

    def __init__(self, height: float | None, house: House = HOUSE, width: float = WIDTH) -> None:
        self.house = house
        self.letters = Letters.of(house)
        self.width = width
        self._height = height or 1.0
        self._figure: Figure | None = None
        if height is not None:
            from matplotlib.figure import Figure

            self._figure = Figure(figsize=(width, height))

    @property
    def figure(self) -> Figure:
        """What was drawn."""
        if self._figure is None:
            raise AssertionError("a canvas that only measures draws nothing")
        return self._figure

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
        if self._figure:
            whole = " ".join(lines)
            for number, line in enumerate(lines):
                self._write(x, y + step * number + size * 0.98 / 72, line, whole, size, colour, bold, align)
        return y + step * len(lines)

    def word(self, x: float, y: float, text: str, size: float, colour: str, *, bold: bool = False) -> None:
        """A line of text around the middle `x`, on the baseline `y`."""
        if self._figure:
            self._write(x, y, text, text, size, colour, bold, "center")

    def wrapped(
        self, x: float, y: float, text: str, width: float, size: float, colour: str, *, bold: bool = False
    ) -> float:
        """A text broken into lines of at most `width` inches; gives the height below the last."""
        return self.paragraph(x, y, self.letters.wrap(text, width, size, bold=bold), size, colour, bold=bold)

    def bar(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A filled rectangle."""
        if not self._figure:
            return
        from matplotlib.patches import Rectangle

        left, low = self._place(x, y + height)
        shape = Rectangle((left, low), width / self.width, height / self._height, color=colour, linewidth=0)
        self._add(shape)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 0.6, *, behind: bool = False
    ) -> None:
        """A straight line, over the bars or behind them."""
        if not self._figure:
            return
        from matplotlib.lines import Line2D

        (left, top), (right, low) = self._place(x1, y1), self._place(x2, y2)
        self._add(
            Line2D(
                (left, right),
                (top, low),
                color=colour,
                linewidth=width,
                solid_capstyle="butt",
                zorder=0.5 if behind else 2,
            )
        )

    def path(
        self, points: Sequence[tuple[float, float]], colour: str, width: float = 1.2, *, dashed: bool = False
    ) -> None:
        """A line through the points."""
        if not self._figure:
            return
        from matplotlib.lines import Line2D

        xs, ys = zip(*(self._place(x, y) for x, y in points), strict=True)
        line = Line2D(xs, ys, color=colour, linewidth=width, solid_joinstyle="round", zorder=2.2)
        if dashed:
            line.set_linestyle((0, (3.2, 2.2)))
        self._add(line)

    def dot(self, x: float, y: float, size: float, colour: str, shape: str = "o", *, hollow: bool = False) -> None:
        """A sign of that size in points, filled or only its edge: `o` a disc, `s` a square, `D` a diamond, `^` and `v` triangles."""
        if not self._figure:
            return
        from matplotlib.lines import Line2D

        left, top = self._place(x, y)
        line = Line2D((left,), (top,), linestyle="none", marker=shape, markersize=size, color=colour, zorder=3.0)
        line.set_markeredgewidth(1.1 if hollow else 0.0)
        if hollow:
            line.set_markerfacecolor(self.house.paper)
        self._add(line)

    def ellipse(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A filled ellipse around its middle, behind everything."""
        if not self._figure:
            return
        from matplotlib.patches import Ellipse

        size = {"width": width / self.width, "height": height / self._height}
        self._add(Ellipse(self._place(x, y), **size, color=colour, linewidth=0, zorder=0.2))

    def whisker(self, low: float, high: float, y: float, height: float, *, split: float) -> None:
        """An interval from `low` to `high`, light as far as it lies on its bar, which ends at `split`."""
        if low < split:
            self._lines(_fork(low, min(split, high), low, y, height), self.house.paper, 0.7)
        if high > split:
            self._lines(_fork(max(split, low), high, high, y, height), self.house.ink, 0.7)

    def grid(self, xs: Sequence[float], top: float, bottom: float, colour: str) -> None:
        """Upright lines behind everything."""
        self._lines([((x, top), (x, bottom)) for x in xs], colour, 0.6, behind=True)

    def _lines(self, lines: Sequence[tuple[Place, Place]], colour: str, width: float, *, behind: bool = False) -> None:
        """Straight lines as one thing, which is drawn faster."""
        if not self._figure:
            return
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        points = [self._place(*end) for line in lines for end in line]
        path = Path(points, [Path.MOVETO, Path.LINETO] * len(lines))
        style = {"facecolor": "none", "edgecolor": colour, "linewidth": width, "capstyle": "butt"}
        self._add(PathPatch(path, zorder=0.5 if behind else 2, **style))

    def _write(
        self, x: float, y: float, text: str, whole: str, size: float, colour: str, bold: bool, align: Align
    ) -> None:
        """A line on the baseline `y`, in the letter that has all signs of the whole."""
        from pipeline.report.textline import TextLine

        if align != "left":
            x -= self.letters.width(text, size, bold=bold) / (2 if align == "center" else 1)
        self._add(TextLine(*self._place(x, y), text, self.letters.font(whole, size, bold=bold), colour))

    def _add(self, artist: object) -> None:
        if self._figure:
            self._figure.add_artist(artist)  # type: ignore[arg-type]

    def _place(self, x: float, y: float) -> tuple[float, float]:
        return x / self.width, 1 - y / self._height


def _fork(start: float, end: float, cap: float, y: float, height: float) -> list[tuple[Place, Place]]:
    return [((start, y), (end, y)), ((cap, y - height / 2), (cap, y + height / 2))]

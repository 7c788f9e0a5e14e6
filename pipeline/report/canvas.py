"""A canvas measured in inches from the top left, for charts whose height follows from what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from pipeline.report.style import INK, PAPER, WIDTH, font

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LEADING = 1.28
"""Height of a line of text as a multiple of its letter."""


class Canvas:
    """A figure of the house's width, or a narrower one; what is drawn below its height is not seen, so measure first and draw again."""

    def __init__(self, height: float, width: float = WIDTH) -> None:
        from matplotlib.figure import Figure

        self.figure: Figure = Figure(figsize=(width, height))
        self._height = height
        self._width = width

    def paragraph(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        size: float,
        colour: str,
        *,
        bold: bool = False,
        align: Literal["left", "center", "right"] = "left",
    ) -> float:
        """Lines of text whose first begins at the height `y`; gives the height below the last."""
        step = size * LEADING / 72
        style = font(size, bold=bold)
        for number, line in enumerate(lines):
            baseline = y + step * number + size * 0.98 / 72
            self.figure.text(
                *self._place(x, baseline), line, ha=align, va="baseline", color=colour, fontproperties=style
            )
        return y + step * len(lines)

    def bar(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A filled rectangle."""
        from matplotlib.patches import Rectangle

        left, low = self._place(x, y + height)
        shape = Rectangle((left, low), width / self._width, height / self._height, color=colour, linewidth=0)
        self._add(shape)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 0.6, *, behind: bool = False
    ) -> None:
        """A straight line, over the bars or behind them."""
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
        from matplotlib.lines import Line2D

        xs, ys = zip(*(self._place(x, y) for x, y in points), strict=True)
        line = Line2D(xs, ys, color=colour, linewidth=width, solid_joinstyle="round", zorder=2.2)
        if dashed:
            line.set_linestyle((0, (3.2, 2.2)))
        self._add(line)

    def dot(self, x: float, y: float, size: float, colour: str, shape: str = "o") -> None:
        """A filled sign of that size in points: `o` a disc, `s` a square, `D` a diamond."""
        from matplotlib.lines import Line2D

        left, top = self._place(x, y)
        sign = {"marker": shape, "markersize": size, "markeredgewidth": 0.0, "color": colour, "zorder": 3.0}
        self._add(Line2D((left,), (top,), linestyle="none", **sign))  # type: ignore[arg-type]

    def whisker(self, low: float, high: float, y: float, height: float, *, split: float) -> None:
        """An interval from `low` to `high`, light as far as it lies on its bar, which ends at `split`."""
        if low < split:
            self.line(low, y, split, y, PAPER, 0.7)
            self.line(low, y - height / 2, low, y + height / 2, PAPER, 0.7)
        if high > split:
            self.line(split, y, high, y, INK, 0.7)
            self.line(high, y - height / 2, high, y + height / 2, INK, 0.7)

    def _add(self, artist: object) -> None:
        self.figure.add_artist(artist)  # type: ignore[arg-type]

    def _place(self, x: float, y: float) -> tuple[float, float]:
        return x / self._width, 1 - y / self._height

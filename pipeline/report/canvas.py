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
    """A figure of the house's width; what is drawn below its height is not seen, so measure first and draw again."""

    def __init__(self, height: float) -> None:
        from matplotlib.figure import Figure

        self.figure: Figure = Figure(figsize=(WIDTH, height))
        self._height = height

    def paragraph(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        size: float,
        colour: str,
        *,
        bold: bool = False,
        align: Literal["left", "center"] = "left",
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
        shape = Rectangle((left, low), width / WIDTH, height / self._height, color=colour, linewidth=0)
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
        return x / WIDTH, 1 - y / self._height

"""A line of text on a figure.

matplotlib measures a text anew for every drawing to align it; here its position is known, which
takes half the time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.artist import Artist
from matplotlib.font_manager import FontProperties
from matplotlib.transforms import Bbox

from pipeline.report.pictures.canvas import Text

if TYPE_CHECKING:
    from matplotlib.backend_bases import RendererBase


class TextLine(Artist):
    """A text mark that begins at `x` on the baseline `y`, both as fractions of the figure."""

    zorder = 3

    def __init__(self, x: float, y: float, mark: Text) -> None:
        super().__init__()
        self.text = mark.text
        self._at = (x, y)
        self._font = FontProperties(fname=mark.file, size=mark.size)
        self._colour = mark.colour

    def draw(self, renderer: RendererBase) -> None:
        """Draw the text."""
        x, y = self._pixels()
        if renderer.flipy():
            y = renderer.get_canvas_width_height()[1] - y
        gc = renderer.new_gc()
        gc.set_foreground(self._colour)
        renderer.draw_text(gc, x, y, self.text, self._font, 0.0)
        gc.restore()

    def get_window_extent(self, renderer: RendererBase | None = None) -> Bbox:
        """Return its extent, in pixels of the renderer."""
        if renderer is None:
            raise ValueError("a text line has no extent without a renderer")
        width, height, descent = renderer.get_text_width_height_descent(
            self.text, self._font, False
        )
        x, y = self._pixels()
        return Bbox.from_extents(x, y - descent, x + width, y - descent + height)

    def _pixels(self) -> tuple[float, float]:
        x, y = self.get_transform().transform(self._at)
        return float(x), float(y)

"""Marks as PNG: drawn by matplotlib, in few colours, with title and description inside."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pipeline.report.pictures.canvas import (
    Bar,
    Canvas,
    Ellipse,
    Lines,
    Mark,
    Marker,
    Place,
    Polyline,
    Text,
)
from pipeline.report.style import DASHES, DPI, EDGE, RC

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure

MAX_PIXELS = 60_000
"""The longest side; a chart of very many themes loses sharpness rather than rows."""

Style = dict[str, Any]
"""Settings of an artist."""


def as_png(canvas: Canvas, height: float, title: str, alt: str) -> bytes:
    """Return the marks as PNG of 300 dpi."""
    with own_settings():
        return _encoded(figure(canvas, height), title, alt)


def figure(canvas: Canvas, height: float) -> Figure:
    """Return the marks on a matplotlib figure."""
    from matplotlib.figure import Figure

    paper = Figure(figsize=(canvas.width, height), facecolor=canvas.house.paper)
    artists = _Artists(canvas, height)
    for mark in canvas.marks:
        paper.add_artist(artists.of(mark))
    return paper


@contextmanager
def own_settings() -> Iterator[None]:
    """Use only our settings of matplotlib; characters that a font lacks become boxes."""
    import matplotlib

    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        matplotlib.rcdefaults()
        settings: MutableMapping[Any, Any] = matplotlib.rcParams
        settings.update(RC)
        yield


class _Artists:
    """Makes matplotlib's artists from marks; positions are fractions of the paper, from below."""

    def __init__(self, canvas: Canvas, height: float) -> None:
        self.paper = canvas.house.paper
        self.width, self.height = canvas.width, height

    def of(self, mark: Mark) -> Artist:
        if isinstance(mark, Text):
            from pipeline.report.pictures.text_line import TextLine

            return TextLine(*self._place(mark.x, mark.y), mark)
        if isinstance(mark, Bar | Ellipse):
            return self._patch(mark)
        if isinstance(mark, Marker):
            return self._marker(mark)
        if isinstance(mark, Lines):
            return self._lines(mark)
        return self._polyline(mark)

    def _patch(self, mark: Bar | Ellipse) -> Artist:
        from matplotlib import patches

        size = (mark.width / self.width, mark.height / self.height)
        style: Style = {"color": mark.colour, "linewidth": 0, "zorder": mark.z}
        if isinstance(mark, Ellipse):
            return patches.Ellipse(self._place(mark.x, mark.y), *size, **style)
        return patches.Rectangle(self._place(mark.x, mark.y + mark.height), *size, **style)

    def _marker(self, mark: Marker) -> Artist:
        from matplotlib.lines import Line2D

        inside, edge = (self.paper, EDGE) if mark.hollow else (mark.colour, 0.0)
        style: Style = {"marker": mark.shape, "markersize": mark.size, "color": mark.colour}
        style |= {"markerfacecolor": inside, "markeredgewidth": edge, "linestyle": "none"}
        x, y = self._place(mark.x, mark.y)
        return Line2D((x,), (y,), zorder=mark.z, **style)

    def _lines(self, mark: Lines) -> Artist:
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        points = [self._place(*end) for line in mark.lines for end in line]
        path = Path(points, [Path.MOVETO, Path.LINETO] * len(mark.lines))
        style: Style = {"edgecolor": mark.colour, "facecolor": "none", "linewidth": mark.width}
        return PathPatch(path, capstyle="butt", zorder=mark.z, **style)

    def _polyline(self, mark: Polyline) -> Artist:
        from matplotlib.lines import Line2D

        xs, ys = zip(*(self._place(*point) for point in mark.points), strict=True)
        style: Style = {"color": mark.colour, "linewidth": mark.width, "zorder": mark.z}
        line = Line2D(xs, ys, solid_joinstyle="round", **style)
        if mark.dashed:
            line.set_linestyle((0, DASHES))
        return line

    def _place(self, x: float, y: float) -> Place:
        return x / self.width, 1 - y / self.height


def _encoded(paper: Figure, title: str, alt: str) -> bytes:
    import numpy as np
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    dpi = min(float(DPI), MAX_PIXELS / max(paper.get_size_inches()))
    paper.set_dpi(dpi)
    canvas: Any = FigureCanvasAgg(paper)
    canvas.draw()
    image = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    # few colours are used: a palette makes the file three times smaller
    image = image.quantize(128, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    # the palette rounds white off by one, which would be printed as a tint
    image.putpalette([255 if level >= 252 else level for level in image.getpalette() or []])
    info = PngInfo()
    info.add_itxt("Title", title)
    info.add_itxt("Description", alt)
    content = BytesIO()
    image.save(content, "PNG", compress_level=6, dpi=(dpi, dpi), pnginfo=info)
    return content.getvalue()

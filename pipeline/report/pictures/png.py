"""Marks as PNG: drawn by matplotlib, in few colours, with title and description inside."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pipeline.report.pictures.canvas import Bar, Canvas, Disc, Lines, Mark, Sign, Text
from pipeline.report.style import DASHES, DPI, EDGE, RC

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure

MOST_PIXELS = 60_000
"""No side is longer; a chart of very many themes loses sharpness rather than rows."""


def as_png(canvas: Canvas, height: float, title: str, alt: str) -> bytes:
    """The marks as PNG of 300 dpi."""
    with own_settings():
        return _encoded(figure(canvas, height), title, alt)


def figure(canvas: Canvas, height: float) -> Figure:
    """The marks on a figure of matplotlib."""
    from matplotlib.figure import Figure

    paper = Figure(figsize=(canvas.width, height), facecolor=canvas.house.paper)
    for mark in canvas.marks:
        paper.add_artist(_artist(mark, canvas, height))
    return paper


@contextmanager
def own_settings() -> Iterator[None]:
    """Within it matplotlib knows no settings but ours; signs that a letter lacks become boxes, silently."""
    import matplotlib

    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        matplotlib.rcdefaults()
        settings: MutableMapping[Any, Any] = matplotlib.rcParams
        settings.update(RC)
        yield


def _artist(mark: Mark, canvas: Canvas, height: float) -> Artist:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Ellipse, PathPatch, Rectangle
    from matplotlib.path import Path

    from pipeline.report.pictures.text_line import TextLine

    def place(x: float, y: float) -> tuple[float, float]:
        return x / canvas.width, 1 - y / height

    if isinstance(mark, Text):
        return TextLine(*place(mark.x, mark.y), mark)
    if isinstance(mark, Bar):
        size = (mark.width / canvas.width, mark.height / height)
        return Rectangle(
            place(mark.x, mark.y + mark.height),
            *size,
            color=mark.colour,
            linewidth=0,
            zorder=mark.z,
        )
    if isinstance(mark, Disc):
        size = (mark.width / canvas.width, mark.height / height)
        return Ellipse(place(mark.x, mark.y), *size, color=mark.colour, linewidth=0, zorder=mark.z)
    if isinstance(mark, Sign):
        at = {
            "marker": mark.shape,
            "markersize": mark.size,
            "markeredgewidth": EDGE if mark.hollow else 0.0,
        }
        inside = canvas.house.paper if mark.hollow else mark.colour
        (x, y), style = (
            place(mark.x, mark.y),
            {"color": mark.colour, "markerfacecolor": inside, "zorder": mark.z},
        )
        return Line2D((x,), (y,), linestyle="none", **at, **style)  # type: ignore[arg-type]
    if isinstance(mark, Lines):
        path = Path(
            [place(*end) for line in mark.lines for end in line],
            [Path.MOVETO, Path.LINETO] * len(mark.lines),
        )
        style = {"facecolor": "none", "edgecolor": mark.colour, "capstyle": "butt"}
        return PathPatch(path, linewidth=mark.width, zorder=mark.z, **style)
    xs, ys = zip(*(place(*point) for point in mark.points), strict=True)
    trail = Line2D(
        xs, ys, color=mark.colour, linewidth=mark.width, solid_joinstyle="round", zorder=mark.z
    )
    if mark.dashed:
        trail.set_linestyle((0, DASHES))
    return trail


def _encoded(paper: Figure, title: str, alt: str) -> bytes:
    import numpy as np
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    dpi = min(float(DPI), MOST_PIXELS / max(paper.get_size_inches()))
    paper.set_dpi(dpi)
    canvas: Any = FigureCanvasAgg(paper)
    canvas.draw()
    image = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    # few colours are used: a palette makes the file three times smaller
    image = image.quantize(128, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    # the palette rounds white off by one, which a printer would show as a tint
    image.putpalette([255 if level >= 252 else level for level in image.getpalette() or []])
    said = PngInfo()
    said.add_itxt("Title", title)
    said.add_itxt("Description", alt)
    small = BytesIO()
    image.save(small, "PNG", compress_level=6, dpi=(dpi, dpi), pnginfo=said)
    return small.getvalue()

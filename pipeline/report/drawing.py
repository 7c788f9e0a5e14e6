"""A picture as bytes: the same figure gives the same SVG and PNG on every run, whatever the user's own settings are."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from pipeline.model import HOUSE, House
from pipeline.report.canvas import Canvas
from pipeline.report.style import DPI, RC, WIDTH

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_PIXELS = 60_000
"""No side of a PNG is longer; a chart of very many themes loses sharpness rather than rows."""


@dataclass(frozen=True)
class Picture:
    """A picture in both formats, what it shows in words, and its figures as CSV; `png` and `table` are empty where they aren't wanted."""

    svg: bytes
    png: bytes
    alt: str
    table: bytes = b""


@contextmanager
def house_style(house: House = HOUSE) -> Iterator[None]:
    """Within it matplotlib knows only the house style; signs that the letter lacks become boxes, silently."""
    import matplotlib

    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        matplotlib.rcdefaults()
        settings: MutableMapping[Any, Any] = matplotlib.rcParams
        settings.update(RC)
        settings.update({"figure.facecolor": house.paper, "savefig.facecolor": house.paper})
        yield


def draw(
    onto: Callable[[Canvas], float], house: House, title: str, alt: str, *, table: bytes = b"", width: float = WIDTH
) -> Picture:
    """What `onto` draws from top to bottom, on a canvas as high as it says it needs; a narrow one is for screens and has no PNG."""
    height = onto(Canvas(None, house, width))
    with house_style(house):
        canvas = Canvas(height, house, width)
        onto(canvas)
        return as_picture(canvas.figure, title, alt, png=width >= WIDTH, table=table)


def as_picture(figure: Figure, title: str, alt: str, *, png: bool = True, table: bytes = b"") -> Picture:
    """The figure as SVG and, if wanted, as PNG, with title and description inside; call it within `house_style`."""
    svg = BytesIO()
    title, described = _said(title), _said(alt)
    figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None, "Title": title})
    content = svg.getvalue().replace(b"</title>", f"</title>\n <desc>{escape(described)}</desc>".encode(), 1)
    content = content.replace(b"<svg ", b'<svg role="img" ', 1)
    return Picture(content, _png(figure, title, described) if png else b"", alt, table)


def _said(text: str) -> str:
    """The text without signs that XML has no place for."""
    return "".join(c if c.isprintable() else " " for c in text).encode("utf-8", "replace").decode()


def _png(figure: Figure, title: str, alt: str) -> bytes:
    import numpy as np
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    dpi = min(float(DPI), MOST_PIXELS / max(figure.get_size_inches()))
    figure.set_dpi(dpi)
    canvas: Any = FigureCanvasAgg(figure)
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

"""A picture as bytes: the same figure gives the same SVG and PNG on every run, whatever the user's own settings are."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pipeline.report.style import DPI, RC, font_path

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.ft2font import FT2Font

MOST_PIXELS = 60_000
"""No side of a PNG is longer; a chart of very many themes loses sharpness rather than rows."""


@dataclass(frozen=True)
class Picture:
    """A picture in both formats, and what it shows in words; `png` is empty where only the SVG is wanted."""

    svg: bytes
    png: bytes
    alt: str


@contextmanager
def house_style() -> Iterator[None]:
    """Within it matplotlib knows only the house style; signs that the letter lacks become boxes, silently."""
    import matplotlib

    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        matplotlib.rcdefaults()
        settings: MutableMapping[Any, Any] = matplotlib.rcParams
        settings.update(RC)
        yield


def as_picture(figure: Figure, title: str, alt: str, *, png: bool = True) -> Picture:
    """The figure as SVG, with title and description inside, and as PNG if wanted; call it within `house_style`."""
    svg = BytesIO()
    metadata = {"Date": None, "Creator": None, "Title": title, "Description": alt}
    figure.savefig(svg, format="svg", metadata=metadata)
    return Picture(svg.getvalue(), _png(figure) if png else b"", alt)


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a line of text in inches; `size` in points."""
    return sum(_advance(c, bold) for c in text) * size / 72


def wrap(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """The text in lines of at most `width` inches; a word that is longer by itself is cut."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        for piece in _pieces(word, width, size, bold):
            longer = f"{line} {piece}" if line else piece
            if line and text_width(longer, size, bold=bold) > width:
                lines.append(line)
                longer = piece
            line = longer
    return [*lines, line] if line else lines


def _pieces(word: str, width: float, size: float, bold: bool) -> Iterator[str]:
    while len(word) > 1 and text_width(word, size, bold=bold) > width:
        cut = len(word) - 1
        while cut > 1 and text_width(word[:cut], size, bold=bold) > width:
            cut -= 1
        yield word[:cut]
        word = word[cut:]
    yield word


def _png(figure: Figure) -> bytes:
    import numpy as np
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    dpi = min(float(DPI), MOST_PIXELS / max(figure.get_size_inches()))
    figure.set_dpi(dpi)
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    image = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    # few colours are used: a palette makes the file three times smaller
    image = image.quantize(128, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    # the palette rounds white off by one, which a printer would show as a tint
    image.putpalette([255 if level >= 252 else level for level in image.getpalette() or []])
    small = BytesIO()
    image.save(small, "PNG", compress_level=6, dpi=(dpi, dpi))
    return small.getvalue()


@cache
def _advance(character: str, bold: bool) -> float:
    from matplotlib.ft2font import LoadFlags

    face = _face(bold)
    glyph = face.load_glyph(face.get_char_index(ord(character)), LoadFlags.NO_HINTING)
    return glyph.linearHoriAdvance / 65536 / 100


@cache
def _face(bold: bool) -> FT2Font:
    from matplotlib.ft2font import FT2Font

    face = FT2Font(font_path(bold=bold))
    face.set_size(100, 72)
    return face

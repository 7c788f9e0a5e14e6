"""A picture as bytes: the same marks give the same SVG and PNG on every run and machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.report.pictures.canvas import Canvas
from pipeline.report.pictures.png import as_png
from pipeline.report.pictures.svg import as_svg
from pipeline.report.style import WIDTH
from pipeline.study import House


@dataclass(frozen=True)
class Picture:
    """A picture, its alternative text, and its figures as CSV; `png` and `table` may be empty."""

    svg: bytes
    png: bytes
    alt: str
    table: bytes = b""


def draw(
    onto: Callable[[Canvas], float],
    house: House,
    title: str,
    alt: str,
    *,
    table: bytes = b"",
    width: float = WIDTH,
) -> Picture:
    """Return what `onto` draws, on paper as high as it returns; a narrow picture has no PNG."""
    canvas = Canvas(house, width)
    return as_picture(canvas, onto(canvas), title, alt, png=width >= WIDTH, table=table)


def as_picture(
    canvas: Canvas, height: float, title: str, alt: str, *, png: bool = True, table: bytes = b""
) -> Picture:
    """Return the marks as SVG and, if wanted, as PNG, with title and description inside."""
    title, described = _printable(title), _printable(alt)
    image = as_png(canvas, height, title, described) if png else b""
    return Picture(as_svg(canvas, height, title, described), image, alt, table)


def _printable(text: str) -> str:
    """Return the text without characters that XML does not allow."""
    return "".join(c if c.isprintable() else " " for c in text)

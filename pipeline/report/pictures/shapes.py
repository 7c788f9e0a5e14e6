"""The shapes of word clouds: each a few ellipses together, in parts of the picture; a rectangle is the whole of it."""

from __future__ import annotations

from functools import cache

import numpy as np

from pipeline.model import Bools

SHAPES = ("rectangle", "ellipse", "circle", "cloud")

ROOMS = (0.5, 0.58, 0.66, 0.74, 0.82, 0.9)
"""Parts of the full size that a shape of few words may have."""

_CLOUD = (
    (0.195, 0.650, 0.195, 0.270), (0.395, 0.360, 0.235, 0.360), (0.655, 0.420, 0.215, 0.330), (0.830, 0.655, 0.170, 0.265),
    (0.355, 0.735, 0.240, 0.262), (0.620, 0.740, 0.250, 0.260), (0.500, 0.600, 0.300, 0.330),
)  # fmt: skip
"""Across and down of the middle, half the width and half the height of each ellipse."""

_ELLIPSES = {"ellipse": ((0.5, 0.5, 0.5, 0.5),), "circle": ((0.5, 0.5, 0.5, 0.5),), "cloud": _CLOUD}


def ellipses(shape: str) -> tuple[tuple[float, float, float, float], ...]:
    """Across and down of the middle, half the width and half the height of each; none for a rectangle."""
    return _ELLIPSES.get(shape, ())


def size_of(shape: str, width: float, height: float) -> tuple[float, float]:
    """The largest size of the shape within that room: a circle is as wide as high, and nothing but a rectangle is higher than wide."""
    if not ellipses(shape):
        return width, height
    high = min(width, height)
    return (high if shape == "circle" else width), high


@cache
def free_cells(shape: str, rows: int, columns: int) -> Bools:
    """The cells of the grid that lie within the shape."""
    if not ellipses(shape):
        return np.ones((rows, columns), dtype=bool)
    down = (np.arange(rows)[:, None] + 0.5) / rows
    across = (np.arange(columns)[None, :] + 0.5) / columns
    free = np.zeros((rows, columns), dtype=bool)
    for x, y, wide, high in ellipses(shape):
        free |= ((across - x) / wide) ** 2 + ((down - y) / high) ** 2 <= 0.97
    return free

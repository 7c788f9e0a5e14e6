"""The shapes of word clouds: each a union of a few ellipses; a rectangle is the whole picture."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from pipeline.model import Bools

ROOMS = (0.5, 0.58, 0.66, 0.74, 0.82, 0.9)
"""Fractions of the full size that a shape for few words may have."""


class PartEllipse(NamedTuple):
    """Centre (across, down), half the width and half the height, as fractions of the picture."""

    x: float
    y: float
    width: float
    height: float


_ROUND = (PartEllipse(0.5, 0.5, 0.5, 0.5),)
_CLOUD = (
    *(PartEllipse(0.195, 0.650, 0.195, 0.270), PartEllipse(0.395, 0.360, 0.235, 0.360)),
    *(PartEllipse(0.655, 0.420, 0.215, 0.330), PartEllipse(0.830, 0.655, 0.170, 0.265)),
    *(PartEllipse(0.355, 0.735, 0.240, 0.262), PartEllipse(0.620, 0.740, 0.250, 0.260)),
    PartEllipse(0.500, 0.600, 0.300, 0.330),
)

_ELLIPSES = {"ellipse": _ROUND, "circle": _ROUND, "cloud": _CLOUD}


def ellipses(shape: str) -> tuple[PartEllipse, ...]:
    """Return the ellipses of the shape; none for a rectangle."""
    return _ELLIPSES.get(shape, ())


def size_of(shape: str, width: float, height: float) -> tuple[float, float]:
    """Return the largest size of the shape within that room; a circle is as wide as high."""
    if not ellipses(shape):
        return width, height
    height = min(width, height)
    return (height if shape == "circle" else width), height


@cache
def free_cells(shape: str, rows: int, columns: int) -> Bools:
    """Return the cells of the grid that are within the shape, (rows, columns)."""
    if not ellipses(shape):
        return np.ones((rows, columns), dtype=bool)
    down = (np.arange(rows)[:, None] + 0.5) / rows
    across = (np.arange(columns)[None, :] + 0.5) / columns
    free = np.zeros((rows, columns), dtype=bool)
    for part in ellipses(shape):
        free |= ((across - part.x) / part.width) ** 2 + ((down - part.y) / part.height) ** 2 <= 0.97
    return free

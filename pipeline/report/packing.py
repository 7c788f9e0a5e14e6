"""Packing: phrases of a word cloud get their place, the largest in the middle, every other as near to it as there is room.

No chance is involved, and letters never shrink one by one to fit: when a phrase finds no place, all become smaller, so that equal numbers
always have equal letters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from typing import TYPE_CHECKING

import numpy as np

from pipeline.report.drawing import text_width, wrap

if TYPE_CHECKING:
    from wordcloud.wordcloud import IntegralOccupancyMap

GRID = 90
"""Cells per inch; finer packs no tighter that an eye would see."""

LINE_HEIGHT = 1.12
SMALLEST = 0.30
"""The smallest letter as part of the largest."""

LARGEST_POINTS, LEAST_POINTS, SHRINK = 46.0, 5.0, 0.95
LINE_EMS = 11.5
"""Longer phrases are broken into lines."""


@dataclass(frozen=True)
class Phrase:
    """A phrase in its place: the middle of its block in inches from the top left, its lines and its letter in points."""

    text: str
    n: int
    lines: tuple[str, ...]
    points: float
    x: float
    y: float

    @property
    def top(self) -> float:
        """Its upper edge in inches from the top of the picture."""
        return self.y - len(self.lines) * self.points * LINE_HEIGHT / 144

    @property
    def bottom(self) -> float:
        """Its lower edge in inches from the top of the picture."""
        return 2 * self.y - self.top


def pack(words: Sequence[tuple[str, int]], width: float, height: float) -> list[Phrase]:
    """The words, largest first, as large as `width` x `height` inches allow; below a legible size those without room are left out."""
    blocks = [(text, n, tuple(wrap(text, LINE_EMS * 12 / 72, 12))) for text, n in words]
    points = LARGEST_POINTS
    while True:
        placed = _place(blocks, points, width, height)
        if len(placed) == len(blocks) or points * SMALLEST <= LEAST_POINTS:
            return placed
        points *= SHRINK


def letter(n: int, most: int) -> float:
    """The letter as part of the largest: the surface of a word grows with its number, down to a legible size."""
    return max(SMALLEST, sqrt(n / most))


def _place(blocks: Sequence[tuple[str, int, tuple[str, ...]]], largest: float, width: float, height: float) -> list[Phrase]:
    from wordcloud.wordcloud import IntegralOccupancyMap

    room = IntegralOccupancyMap(ceil(height * GRID), ceil(width * GRID), None)
    taken = np.zeros((room.height, room.width), dtype=np.uint8)
    placed: list[Phrase] = []
    for text, n, lines in blocks:
        points = largest * letter(n, blocks[0][1])
        rows, columns = _cells(lines, points)
        corner = _nearest(room, rows, columns)
        if corner is None:
            if largest * SMALLEST > LEAST_POINTS:
                break
            continue
        top, left = corner
        taken[top : top + rows, left : left + columns] = 1
        room.update(taken, top, left)
        placed.append(Phrase(text, n, lines, points, (left + columns / 2) / GRID, (top + rows / 2) / GRID))
    return placed


def _cells(lines: Sequence[str], points: float) -> tuple[int, int]:
    """Rows and columns of the grid that a block needs, with air around it in proportion to its letter."""
    em = points / 72
    width = max(text_width(line, points) for line in lines) + 0.55 * em
    return ceil((len(lines) * LINE_HEIGHT + 0.16) * em * GRID), ceil(width * GRID)


def _nearest(room: IntegralOccupancyMap, rows: int, columns: int) -> tuple[int, int] | None:
    """The free place nearest to the middle, as its top and left cell; distances count in the shape of the picture."""
    if rows > room.height or columns > room.width:
        return None
    total = np.pad(room.integral.astype(np.int64), ((1, 0), (1, 0)))
    used = total[rows:, columns:] - total[:-rows, columns:] - total[rows:, :-columns] + total[:-rows, :-columns]
    down = (np.arange(used.shape[0]) + rows / 2) / room.height - 0.5
    across = (np.arange(used.shape[1]) + columns / 2) / room.width - 0.5
    distance = np.where(used == 0, down[:, None] ** 2 + across[None, :] ** 2, np.inf)
    best = int(distance.argmin())
    top, left = divmod(best, distance.shape[1])
    return (top, left) if np.isfinite(distance[top, left]) else None

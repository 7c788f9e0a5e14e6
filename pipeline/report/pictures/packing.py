"""Packing: phrases of a word cloud are placed within a shape, the largest near the centre.

No randomness is involved, and letters never shrink one by one to fit: if a phrase finds no place,
all become smaller, so that equal numbers always have equal letters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, cos, sin, sqrt

import numpy as np

from pipeline.model import Bools
from pipeline.report.pictures.fonts import Fonts
from pipeline.report.pictures.shapes import ROOMS, free_cells

GRID = 90
"""Cells per inch; a finer grid makes no visible difference."""

LINE_HEIGHT = 1.12
SMALLEST = 0.36
"""The smallest letter as a fraction of the largest."""

LARGEST_POINTS, LEAST_POINTS, SHRINK = 30.0, 5.0, 0.95
LINE_EMS, WORD_EMS = 10.0, 22.0
"""Longer phrases are broken into lines; a single word only if it is longer than the second."""

SPREAD, TURN, MANY = 0.36, 2.399963, 30
"""Phrases aim for points of a sunflower: its radius as a fraction of the picture, the golden angle,
how many fill it.
"""

BOLD = 0.7
"""Words of at least this fraction of the largest number are bold."""


@dataclass(frozen=True)
class Phrase:
    """A placed phrase: lines, letter size in points, and the centre of its block in inches from the
    top left.
    """

    text: str
    weight: float
    lines: tuple[str, ...]
    points: float
    bold: bool
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


@dataclass(frozen=True)
class _Block:
    text: str
    weight: float
    lines: tuple[str, ...]
    bold: bool
    ems: float

    def cells(self, points: float) -> tuple[int, int]:
        """Return the rows and columns of the grid it needs, with a margin scaled to its letter."""
        em = points / 72
        rows = (len(self.lines) * LINE_HEIGHT + 0.16) * em * GRID
        return ceil(rows), ceil((self.ems + 0.55) * em * GRID)


class Room:
    """Which cells of a shape are taken, as cumulative sums: four of them test any block.

    Our own, since wordcloud has no public class for it: its public class places words at random and
    shrinks each to fit. Its internal map may change with any version.
    """

    def __init__(self, free: Bools) -> None:
        """`free`: (rows, columns)."""
        self.height, self.width = free.shape
        self._sums = np.zeros((self.height + 1, self.width + 1), dtype=np.int32)
        self._sums[1:, 1:] = (~free).cumsum(axis=0).cumsum(axis=1)

    def is_free(self, rows: int, columns: int) -> Bools:
        """Return whether a block of that size is free, by its top and left cell."""
        sums = self._sums
        above, below = sums[:-rows], sums[rows:]
        within = below[:, columns:] - above[:, columns:] - below[:, :-columns] + above[:, :-columns]
        free: Bools = within == 0
        return free

    def take(self, top: int, left: int, rows: int, columns: int) -> None:
        """Mark a free block of cells as taken."""
        inside = np.outer(np.arange(1, rows + 1), np.arange(1, columns + 1))
        bottom, right = top + rows + 1, left + columns + 1
        self._sums[top + 1 : bottom, left + 1 : right] += inside
        self._sums[bottom:, left + 1 : right] += inside[-1]
        self._sums[top + 1 : bottom, right:] += inside[:, -1:]
        self._sums[bottom:, right:] += rows * columns


def pack(
    words: Sequence[tuple[str, float]],
    width: float,
    height: float,
    letters: Fonts,
    shape: str = "rectangle",
) -> list[Phrase]:
    """Return the words, largest first, as large as the shape in `width` x `height` inches allows.

    At the smallest legible size those without room are left out.
    """
    blocks = _blocks(words, letters)
    points = LARGEST_POINTS
    while True:
        placed = _place(blocks, points, width, height, shape)
        if len(placed) == len(blocks) or points * SMALLEST <= LEAST_POINTS:
            return placed
        points *= SHRINK


def smallest_room(
    words: Sequence[tuple[str, float]], width: float, height: float, letters: Fonts, shape: str
) -> float:
    """Return the fraction of `width` and `height` that few words fill at their largest size.

    1 if they need all of it.
    """
    blocks = _blocks(words, letters)
    fits = (
        part
        for part in ROOMS
        if len(_place(blocks, LARGEST_POINTS, width * part, height * part, shape)) == len(blocks)
    )
    return next(fits, 1.0)


def letter(weight: float, most: float) -> float:
    """Return the letter size as a fraction of the largest: a word's area grows with its weight.

    Down to a legible size.
    """
    return max(SMALLEST, sqrt(weight / most))


def _blocks(words: Sequence[tuple[str, float]], letters: Fonts) -> list[_Block]:
    blocks = []
    for text, weight in words:
        bold = weight >= BOLD * words[0][1]
        lines = _broken(text, bold, letters)
        blocks.append(
            _Block(
                text, weight, lines, bold, max(letters.width(line, 72, bold=bold) for line in lines)
            )
        )
    return blocks


def _broken(text: str, bold: bool, letters: Fonts) -> tuple[str, ...]:
    """Return the phrase in as few lines as needed, of lengths as equal as its words allow."""
    longest = max(letters.width(word, 72, bold=bold) for word in text.split())
    width = min(max(LINE_EMS, longest), WORD_EMS)
    lines = letters.wrap(text, width, 72, bold=bold)
    while (width := width * 0.95) > longest and len(
        narrower := letters.wrap(text, width, 72, bold=bold)
    ) == len(lines):
        lines = narrower
    return tuple(lines)


def _place(
    blocks: Sequence[_Block], largest: float, width: float, height: float, shape: str
) -> list[Phrase]:
    room = Room(free_cells(shape, ceil(height * GRID), ceil(width * GRID)))
    placed: list[Phrase] = []
    for rank, block in enumerate(blocks):
        points = largest * letter(block.weight, blocks[0].weight)
        rows, columns = block.cells(points)
        corner = _nearest(room, rows, columns, _aim(rank, len(blocks), shape))
        if corner is None:
            if largest * SMALLEST > LEAST_POINTS:
                break
            continue
        top, left = corner
        room.take(top, left, rows, columns)
        phrase = Phrase(
            text=block.text,
            weight=block.weight,
            lines=block.lines,
            points=points,
            bold=block.bold,
            x=(left + columns / 2) / GRID,
            y=(top + rows / 2) / GRID,
        )
        placed.append(phrase)
    return placed


def _aim(rank: int, count: int, shape: str) -> tuple[float, float]:
    """Return the position that the phrase of that rank aims for, down and across, as fractions."""
    radius, angle = SPREAD * sqrt(rank / max(count, MANY)), TURN * rank
    return (0.53 if shape == "cloud" else 0.5) + radius * sin(angle), 0.5 + radius * cos(angle)


def _nearest(
    room: Room, rows: int, columns: int, aim: tuple[float, float]
) -> tuple[int, int] | None:
    """Return the nearest free place, as its top and left cell; distances are in its shape."""
    if rows > room.height or columns > room.width:
        return None
    free = room.is_free(rows, columns)
    down = (np.arange(free.shape[0]) + rows / 2) / room.height - aim[0]
    across = (np.arange(free.shape[1]) + columns / 2) / room.width - aim[1]
    distance = np.where(free, down[:, None] ** 2 + across[None, :] ** 2, np.inf)
    top, left = divmod(int(distance.argmin()), distance.shape[1])
    return (top, left) if np.isfinite(distance[top, left]) else None

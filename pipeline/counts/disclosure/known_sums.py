"""Sums that a reader knows, and what can be worked out from them: the cells of a table and the lines along which they add up.

The ways of an intruder are those of Hundepool et al. (2012, Statistical Disclosure Control, chapter 4): solving the sums for a hidden cell, and
narrowing it down between the bounds that the other figures leave.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.model import Floats

_TINY = 1e-7
_ROUNDS = 20


@dataclass(frozen=True)
class Line:
    """The figure of cell `total` is the sum of those of `parts`, each times its factor; `missing` more at most stand in no cell."""

    total: int
    parts: tuple[int, ...]
    missing: int = 0
    factors: tuple[float, ...] = ()
    """Of the total, then of the parts; empty: all 1."""


def recoverable(
    values: Floats,
    hidden: Collection[int],
    lines: Sequence[Line],
    low: Floats,
    high: Floats,
    width: Floats,
) -> list[int]:
    """Of the `hidden` cells those that the lines tell too precisely.

    A cell is told when the sums leave one value for it, or when its possible values span less than its `width`. `low` and `high` bound each cell by
    what else is known of it.
    """
    order = sorted(hidden)
    solved = _solved(order, lines)
    lowest, highest = _narrowed(values, set(order), lines, low, high)
    return [
        cell for cell in order if solved[cell] or highest[cell] - lowest[cell] < width[cell] - _TINY
    ]


def _solved(order: Sequence[int], lines: Sequence[Line]) -> dict[int, bool]:
    """Whether the sums determine each hidden cell: then nothing in the null space of the sums moves it."""
    place = {cell: i for i, cell in enumerate(order)}
    rows, missing = [], 0
    for line in lines:
        cells = (line.total, *line.parts)
        if any(cell in place for cell in cells):
            factors = line.factors or (1.0,) * len(cells)
            signed = (
                (cell, -factor if i else factor)
                for i, (cell, factor) in enumerate(zip(cells, factors, strict=True))
            )
            rows.append(
                (
                    [(place[cell], factor) for cell, factor in signed if cell in place],
                    line.missing > 0,
                )
            )
            missing += line.missing > 0
    sums = np.zeros((len(rows), len(order) + missing))
    extra = len(order)
    for number, (known, lacks) in enumerate(rows):
        for at, factor in known:
            sums[number, at] += factor
        if lacks:
            sums[number, extra] = -1
            extra += 1
    if not len(rows):
        return dict.fromkeys(order, False)
    _, sizes, directions = np.linalg.svd(sums)
    rank = int((sizes > _TINY).sum())
    free = np.abs(directions[rank:, : len(order)]).max(axis=0, initial=0.0)
    return {cell: bool(free[i] < _TINY) for i, cell in enumerate(order)}


def _narrowed(
    values: Floats, hidden: Collection[int], lines: Sequence[Line], low: Floats, high: Floats
) -> tuple[Floats, Floats]:
    """The lowest and highest value that each hidden cell can have, given the lines of whole numbers and what is known besides."""
    lowest, highest = low.copy(), high.copy()
    shown = [cell for cell in range(len(values)) if cell not in hidden]
    lowest[shown] = highest[shown] = values[shown]
    plain = [line for line in lines if not line.factors]
    for _ in range(_ROUNDS):
        before = (lowest.copy(), highest.copy())
        for line in plain:
            parts = list(line.parts)
            total = line.total
            lowest[total] = max(lowest[total], lowest[parts].sum())
            highest[total] = min(highest[total], highest[parts].sum() + line.missing)
            low_sum, high_sum = lowest[parts].sum(), highest[parts].sum()
            for part in parts:
                highest[part] = min(highest[part], highest[total] - (low_sum - lowest[part]))
                lowest[part] = max(
                    lowest[part], lowest[total] - line.missing - (high_sum - highest[part])
                )
                low_sum, high_sum = lowest[parts].sum(), highest[parts].sum()
        if np.array_equal(before[0], lowest) and np.array_equal(before[1], highest):
            break
    return lowest, highest

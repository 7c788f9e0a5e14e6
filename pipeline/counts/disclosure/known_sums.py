"""Sums that a reader knows over the cells of a table, and what they reveal.

The attacks of an intruder are those of Hundepool et al. (2012, Statistical Disclosure Control,
chapter 4): solving the sums for a hidden cell, and bounding it by the figures shown.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.counts.values import CROSS, EVERYBODY, Cell
from pipeline.model import Bools, Floats

_TINY = 1e-7
_MOST_ROUNDS = 20


@dataclass(frozen=True)
class KnownSum:
    """The figure of cell `total` is the sum of those of `parts`.

    At most `missing` more are in no cell.
    """

    total: int
    parts: tuple[int, ...]
    missing: int = 0

    @property
    def cells(self) -> tuple[int, ...]:
        """The total, then its parts."""
        return (self.total, *self.parts)


def cell_sums(cells: Sequence[Cell], base: Floats) -> list[KnownSum]:
    """Return the sums over a table's cells, whose bases are (cells,).

    Each variable's values add up to everybody, each crossing's to the values of its variables.
    """
    place = {cell: number for number, cell in enumerate(cells)}
    if EVERYBODY not in place:
        return []
    parts: dict[int, dict[str, list[int]]] = {}
    for cell, number in place.items():
        for total in _totals(cell):
            if total in place:
                parts.setdefault(place[total], {}).setdefault(cell[0], []).append(number)
    return [
        KnownSum(total, tuple(of_variable), max(0, int(base[total] - base[of_variable].sum())))
        for total, by_variable in parts.items()
        for of_variable in by_variable.values()
    ]


def recoverable(
    values: Floats,
    hidden: Collection[int],
    sums: Sequence[KnownSum],
    low: Floats,
    high: Floats,
    width: Floats,
) -> list[int]:
    """Return the `hidden` cells that the sums reveal too precisely.

    A cell is revealed if the sums leave one value for it, or if its possible values span less than
    its `width`. `low` and `high` bound each cell by other knowledge. All are (cells,).
    """
    order = sorted(hidden)
    solved = _solved(order, sums)
    lowest, highest = _narrowed(values, order, sums, low, high)
    is_told = solved | ((highest - lowest)[order] < width[order] - _TINY)
    return [cell for cell, told in zip(order, is_told.tolist(), strict=True) if told]


def _totals(cell: Cell) -> list[Cell]:
    """Return the cells that this one is a part of, along each of its variables."""
    variable, value = cell
    if not variable:
        return []
    names, values = variable.split(CROSS), value.split(CROSS)
    if len(names) == 1:
        return [EVERYBODY]
    if len(names) != len(values):  # a value that contains the sign itself
        return []
    return [(_without(names, at), _without(values, at)) for at in range(len(names))]


def _without(names: Sequence[str], at: int) -> str:
    return CROSS.join([*names[:at], *names[at + 1 :]])


def _solved(hidden: Sequence[int], sums: Sequence[KnownSum]) -> Bools:
    """Return whether the sums determine each hidden cell, (hidden,).

    Then it is zero throughout the null space of the sums.
    """
    concerned = [known for known in sums if not set(hidden).isdisjoint(known.cells)]
    if not concerned:
        return np.zeros(len(hidden), dtype=bool)
    _, sizes, directions = np.linalg.svd(_coefficients(hidden, concerned))
    rank = int((sizes > _TINY).sum())
    free = np.abs(directions[rank:, : len(hidden)]).max(axis=0, initial=0.0)
    return np.asarray(free < _TINY)


def _coefficients(hidden: Sequence[int], sums: Sequence[KnownSum]) -> Floats:
    """Return total minus parts of each sum, a column for each hidden cell.

    Respondents of a sum who are in no cell are one more unknown, in a column at the end.
    """
    column = {cell: number for number, cell in enumerate(hidden)}
    lacking = [number for number, known in enumerate(sums) if known.missing]
    matrix = np.zeros((len(sums), len(hidden) + len(lacking)))
    for number, known in enumerate(sums):
        for cell in known.cells:
            if cell in column:
                matrix[number, column[cell]] += 1 if cell == known.total else -1
    matrix[lacking, len(hidden) + np.arange(len(lacking))] = -1
    return matrix


def _narrowed(
    values: Floats, hidden: Collection[int], sums: Sequence[KnownSum], low: Floats, high: Floats
) -> tuple[Floats, Floats]:
    """Return the lowest and highest value that each cell can have, each (cells,).

    Given the sums of whole numbers, and the other bounds of the hidden ones.
    """
    is_shown = np.ones(len(values), dtype=bool)
    is_shown[list(hidden)] = False
    lowest, highest = np.where(is_shown, values, low), np.where(is_shown, values, high)
    plain = [(known.total, list(known.parts), known.missing) for known in sums]
    for _ in range(_MOST_ROUNDS):
        before = (lowest.copy(), highest.copy())
        for total, parts, missing in plain:
            low_sum, high_sum = lowest[parts].sum(), highest[parts].sum()
            lowest[total] = max(lowest[total], low_sum)
            highest[total] = min(highest[total], high_sum + missing)
            for part in parts:
                at_most = highest[total] - (low_sum - lowest[part])
                highest[part] = min(highest[part], at_most)
                at_least = lowest[total] - missing - (high_sum - highest[part])
                lowest[part] = max(lowest[part], at_least)
                low_sum, high_sum = lowest[parts].sum(), highest[parts].sum()
        if np.array_equal(before[0], lowest) and np.array_equal(before[1], highest):
            break
    return lowest, highest

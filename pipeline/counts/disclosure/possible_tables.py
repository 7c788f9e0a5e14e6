"""Other tables of whole numbers that a reader would hold for possible, besides the true one.

A reader who solves the sums in whole numbers recovers a hidden figure that real numbers leave
open: two unknown numbers of respondents times two known weights add up to a known total in one way
only. So a hidden figure is safe only where another table exists in which it differs, and which
agrees with everything published. The table that a solver finds is the proof. Tables are searched
near the true one: what matters is whether another exists, not how far off, and so the search takes
no longer on large bases.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

import numpy as np
from scipy.optimize import Bounds, milp

from pipeline.counts.disclosure.known_sums import KnownSum
from pipeline.counts.disclosure.known_table import KnownTable, Place
from pipeline.counts.disclosure.rows import Rows
from pipeline.counts.disclosure.weights import UNWEIGHTED, WeightedFigures, rounding_window
from pipeline.model import Bools, Floats

_FARTHEST = 3
"""The respondents by which a figure of another table may differ from the true one."""

_TINY = 1e-5
_MARGIN = 5e-5
"""Room left in a rounding window, in mean weights, so that a solver's tolerance fits in."""

_DRAWN_TABLES = 4


class OtherTables:
    """The hidden figures that are seen to be safe, as other possible tables are found."""

    def __init__(self) -> None:
        self._safe: set[Place] = set()

    def forget(self, known: KnownTable, theme: int) -> None:
        """Forget the tables of a theme, which what is published now may exclude."""
        family = next(themes for themes in _families(known) if theme in themes)
        self._safe = {place for place in self._safe if place[1] not in family}

    def told(self, known: KnownTable) -> dict[int, int]:
        """Return the themes with a hidden figure that differs in no other possible table.

        For each the first such cell: what is done about it may make the others of the theme safe.
        """
        can_differ = known.protected & (known.base > 0)[:, None]
        left = {(int(c), int(t)) for c, t in np.argwhere(can_differ)} - self._safe
        if not left:
            return {}
        for themes in _families(known):
            if any(theme in themes for _, theme in left):
                self._find_tables(_Search(known, themes), left)
        if known.weights is None and not left <= self._safe:
            # where the other themes stay as they are there may be none
            everything = np.flatnonzero(known.hidden.any(axis=0)).tolist()
            self._find_tables(_Search(known, everything), left)
        told: dict[int, int] = {}
        for cell, theme in sorted(left - self._safe):
            told.setdefault(theme, cell)
        return told

    def _find_tables(self, search: _Search, wanted: Collection[Place]) -> None:
        """Find tables in which the wanted figures of the search differ, one by one at last.

        At the first figure of a theme without one it goes on to the next theme.
        """
        left = search.places & set(wanted) - self._safe
        for found in search.drawn(left):
            self._safe |= found
        told: set[int] = set()
        for place in sorted(left):
            if place not in self._safe and place[1] not in told:
                found = search.one(place, left)
                self._safe |= found
                if place not in found:
                    told.add(place[1])


class _Search:
    """An integer programme for the differences from the true table, in the figures of some themes.

    Its unknowns are the differences of the hidden numbers, and with weights those of the weighted
    figures of all cells.
    """

    def __init__(self, known: KnownTable, themes: Sequence[int]) -> None:
        self._known = known
        self._themes = list(themes)
        is_hidden = known.hidden[:, self._themes]
        places = [(int(c), self._themes[t]) for c, t in np.argwhere(is_hidden)]
        self._column = {place: number for number, place in enumerate(places)}
        self._low, self._high = _differences(known, places)
        self._rows = Rows()
        self._add_sums()
        self._add_relations()
        if known.weights is not None:
            self._add_weights(known.weights)
        n_columns = len(self._low)
        self._is_whole = np.zeros(n_columns)
        self._is_whole[: len(places)] = 1
        self._constraint = self._rows.constraint(n_columns)

    @property
    def places(self) -> set[Place]:
        """The figures that may differ."""
        return set(self._column)

    def drawn(self, wanted: Collection[Place]) -> Iterator[set[Place]]:
        """Yield the figures that differ in some tables far from the true one, by chance."""
        chance = np.random.default_rng(0)
        low, high = self._low.copy(), self._high.copy()
        for place in self._column:
            self._limit(place, low, high)
        left = set(wanted)
        for _ in range(_DRAWN_TABLES):
            goal = np.zeros(len(low))
            for place in sorted(left):
                goal[self._column[place]] = chance.choice((-1.0, 1.0))
            found = self._solved(goal, low, high, left)
            if not left or not found:
                return
            left -= found
            yield found

    def one(self, place: Place, wanted: Collection[Place]) -> set[Place]:
        """Return the figures that differ in a table in which this one does; empty without one."""
        low, high = self._low.copy(), self._high.copy()
        self._limit(place, low, high)
        column, anything = self._column[place], np.zeros(len(low))
        fewer, more = (low[column], min(high[column], -1.0)), (max(low[column], 1.0), high[column])
        for ends in (fewer, more):
            if ends[0] <= ends[1]:
                low[column], high[column] = ends
                found = self._solved(anything, low, high, wanted)
                if place in found:
                    return found
        return set()

    def _limit(self, place: Place, low: Floats, high: Floats) -> None:
        """Keep a figure of few among the figures of few, if its base allows two of them."""
        if self._has_other_few(place):
            column, n = self._column[place], self._known.n[place]
            low[column] = max(low[column], 1 - n)
            high[column] = min(high[column], self._known.least_n - 1 - n)

    def _has_other_few(self, place: Place) -> bool:
        """Whether a figure is of few, and its base allows another number of few."""
        most = min(self._known.least_n - 1, self._known.base[place[0]])
        return bool(self._known.few[place] and most >= 2)

    def _solved(
        self, goal: Floats, low: Floats, high: Floats, wanted: Collection[Place]
    ) -> set[Place]:
        """Return the wanted figures that differ in the table that minimises `goal`."""
        result = milp(
            goal,
            integrality=self._is_whole,
            bounds=Bounds(low, high),
            constraints=self._constraint,
            options={"mip_rel_gap": 0.5},
        )
        if result.x is None:
            return set()
        changed = np.rint(result.x[: len(self._column)])
        return {
            place
            for place in wanted
            if changed[self._column[place]] != 0 and self._counts(place, changed)
        }

    def _counts(self, place: Place, changed: Floats) -> bool:
        """Whether the other value of a figure is one that makes it safe."""
        if not self._has_other_few(place):
            return True
        other = self._known.n[place] + changed[self._column[place]]
        return bool(1 <= other < self._known.least_n)

    def _terms(self, theme: int, cells: Iterable[int], sign: float) -> dict[int, float]:
        """Return the unknown numbers of a theme in those cells, with that sign."""
        places = ((cell, theme) for cell in cells)
        return {self._column[place]: sign for place in places if place in self._column}

    def _add_sums(self) -> None:
        n = self._known.n
        for known in self._known.sums:
            for theme in self._themes:
                rest = _rest(n[:, theme], known)
                terms = self._difference(theme, known)
                self._rows.add(terms, -rest, known.missing - rest)

    def _difference(self, theme: int, known: KnownSum) -> dict[int, float]:
        """Return the total less its parts."""
        return self._terms(theme, [known.total], 1.0) | self._terms(theme, known.parts, -1.0)

    def _add_relations(self) -> None:
        """Add that a theme lies within those above it, and beside those that it excludes."""
        known, n = self._known, self._known.n
        concerned = np.zeros(n.shape[1], dtype=bool)
        concerned[self._themes] = True
        either = concerned[:, None] | concerned
        for theme, above in np.argwhere(known.is_above & either).tolist():
            for cell in self._cells_of(theme, above):
                terms = self._terms(theme, [cell], 1.0) | self._terms(above, [cell], -1.0)
                self._rows.add(terms, -np.inf, n[cell, above] - n[cell, theme])
        for one, other in np.argwhere(np.triu(known.excludes & either)).tolist():
            for cell in self._cells_of(one, other):
                terms = self._terms(one, [cell], 1.0) | self._terms(other, [cell], 1.0)
                left = known.base[cell] - n[cell, one] - n[cell, other]
                self._rows.add(terms, -np.inf, left)
        for union, members in known.unions:
            for cell in self._cells_of(union, *members):
                terms = self._terms(union, [cell], 1.0)
                for member in members:
                    terms |= self._terms(member, [cell], -1.0)
                left = n[cell, list(members)].sum() - n[cell, union]
                self._rows.add(terms, -np.inf, left)

    def _cells_of(self, *themes: int) -> list[int]:
        """Return the cells in which one of these themes may differ."""
        is_hidden = self._known.hidden[:, themes].any(axis=1)
        return np.flatnonzero(is_hidden).tolist()

    def _add_weights(self, weights: WeightedFigures) -> None:
        """Add that weighted figures add up as numbers do, each near its number times a weight."""
        # unions of themes, behind the themes, have no weighted figures
        themes = [theme for theme in self._themes if theme < len(weights.step)]
        for theme in (theme for theme in themes if weights.step[theme] < UNWEIGHTED):
            terms = self._weighted_terms(weights, theme)
            for known in self._known.sums:
                self._add_weighted_sum(weights, theme, known, terms)

    def _weighted_terms(self, weights: WeightedFigures, theme: int) -> list[dict[int, float]]:
        """Return the difference of each cell's weighted figure, in terms of the unknowns.

        Where all in a cell weigh the same it is that of the number; elsewhere an unknown of its own
        near that.
        """
        factor = _quotient(weights.base, self._known.base)
        misfit = weights.weighted[:, theme] - factor * self._known.n[:, theme]
        low, high = _windows(weights, theme, self._known.hidden[:, theme])
        terms = []
        for cell in range(len(factor)):
            of_number = self._terms(theme, [cell], float(factor[cell]))
            if weights.spread[cell] > 0:
                column = len(self._low)
                self._low = np.append(self._low, low[cell])
                self._high = np.append(self._high, high[cell])
                away = {column: 1.0} | {number: -f for number, f in of_number.items()}
                self._rows.add(away, *_no_worse(misfit[cell], weights.spread[cell]))
                of_number = {column: 1.0}
            terms.append(of_number)
        return terms

    def _add_weighted_sum(
        self,
        weights: WeightedFigures,
        theme: int,
        known: KnownSum,
        of_cells: Sequence[dict[int, float]],
    ) -> None:
        terms = dict(of_cells[known.total])
        for part in known.parts:
            terms |= {column: -factor for column, factor in of_cells[part].items()}
        if not known.missing:
            self._rows.add(terms, -_TINY, _TINY)
            return
        rest = _rest(weights.weighted[:, theme], known)
        missing = _rest(weights.base, known)
        self._rows.add(terms, min(0.0, -rest), max(0.0, missing - rest))
        # those in no cell are a cell of their own
        factor = missing / known.missing
        for column, sign in self._difference(theme, known).items():
            terms[column] = terms.get(column, 0.0) - factor * sign
        misfit = rest - factor * _rest(self._known.n[:, theme], known)
        self._rows.add(terms, *_no_worse(misfit, 0.0))


def _families(known: KnownTable) -> list[list[int]]:
    """Return the themes with hidden figures, those that include one another together."""
    left = set(np.flatnonzero(known.hidden.any(axis=0)).tolist())
    is_kin = known.is_above | known.is_above.T
    families = []
    while left:
        family: set[int] = set()
        nearest = {min(left)}
        while nearest:
            family |= nearest
            nearest = set(np.flatnonzero(is_kin[sorted(nearest)].any(axis=0)).tolist()) - family
        families.append(sorted(family & left))
        left -= family
    return families


def _differences(known: KnownTable, places: Sequence[Place]) -> tuple[Floats, Floats]:
    """Return the bounds on the differences of hidden numbers from the true ones."""
    cells = [cell for cell, _ in places]
    themes = [theme for _, theme in places]
    n = known.n[cells, themes]
    least = np.minimum(known.at_least[cells, themes], n)
    return np.maximum(least - n, -_FARTHEST), np.minimum(known.base[cells] - n, _FARTHEST)


def _windows(weights: WeightedFigures, theme: int, hidden: Bools) -> tuple[Floats, Floats]:
    """Return the bounds on the differences of a theme's weighted figures, each (cells,)."""
    weighted, base = weights.weighted[:, theme], weights.base
    low, high = rounding_window(_quotient(weighted, base), weights.step[theme])
    low, high = low * base + _MARGIN, high * base - _MARGIN
    low, high = np.where(hidden, 0.0, low), np.where(hidden, base, high)
    return np.minimum(low - weighted, 0.0), np.maximum(high - weighted, 0.0)


def _rest(values: Floats, known: KnownSum) -> float:
    return float(values[known.total] - values[list(known.parts)].sum())


def _quotient(values: Floats, by: Floats) -> Floats:
    return np.divide(values, by, out=np.zeros(np.shape(values)), where=by > 0)


def _no_worse(misfit: float, spread: float) -> tuple[float, float]:
    """Return by how much a misfit may change before a reader thinks another table worse.

    Weights that vary within a cell leave a weighted figure off its number times the mean weight. A
    table is as good as the true one if it fits better, or within a standard error.
    """
    return min(0.0, misfit, -spread) - misfit, max(0.0, misfit, spread) - misfit

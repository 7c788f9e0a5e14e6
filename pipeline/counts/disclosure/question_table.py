"""The figures of one question and wave, cells times themes, and what is hidden of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from pipeline.counts.disclosure.known_sums import cell_sums, recoverable
from pipeline.counts.disclosure.known_table import KnownTable, Place
from pipeline.counts.disclosure.possible_tables import OtherTables
from pipeline.counts.disclosure.rules import Primary, Rules
from pipeline.counts.disclosure.weights import STEPS, UNWEIGHTED, WeightedFigures, weighted_figures
from pipeline.counts.values import EVERYBODY, Cell
from pipeline.model import NO_ANSWER, OTHER, Bools, Floats


class QuestionTable:
    """The figures of one question and wave: cells times themes.

    The last columns are unions of themes, by which other questions are filtered.
    """

    def __init__(self, rows: pd.DataFrame, primary: Primary, rules: Rules) -> None:
        self._rules = rules
        self._themes = rows["theme"].drop_duplicates().tolist()
        shape = (len(rows) // len(self._themes), len(self._themes))
        first_column = rows.iloc[:: len(self._themes)]
        cells = zip(first_column["segment_variable"], first_column["segment"], strict=True)
        self._cells: list[Cell] = list(cells)
        self._n = rows["n"].to_numpy(dtype=float).reshape(shape)
        self._base = first_column["base"].to_numpy(dtype=float)
        self._hidden = primary.hidden.reshape(shape).copy()
        self._few = primary.few.reshape(shape)
        self._may_hide = primary.may_hide.reshape(shape)
        first_row = rows.iloc[: len(self._themes)]
        parents = dict(zip(self._themes, first_row["parent"], strict=True))
        ancestors = [_ancestors(theme, parents) for theme in self._themes]
        self._is_above: Bools = np.array(
            [[t in above for t in self._themes] for above in ancestors], dtype=bool
        )
        """(themes, themes): whether the second is above the first."""
        is_top = first_row["level"].to_numpy() == 1
        is_other = np.array([theme == OTHER for theme in self._themes])
        self._excludes: Bools = np.asarray(
            np.outer(is_top, is_other) | np.outer(is_other, is_top), dtype=bool
        )
        """(themes, themes): nobody has both; a top theme and overig."""
        self._weights = weighted_figures(rows, first_column, self._n)
        self._is_unseen = np.zeros(shape, dtype=bool)
        """Unions of nobody: a question that nobody was asked has no row that says so."""
        self._unions: list[tuple[int, tuple[int, ...]]] = []
        self._column_of: dict[str, int] = {}
        """By filtered question: the theme or union whose figures are the respondents asked."""
        self._known_least: dict[str, Floats] = {}
        self._absent = np.zeros(len(self._cells), dtype=bool)
        self.asked = dict(zip(self._cells, first_column["asked"].tolist(), strict=True))
        """Respondents asked, by cell."""
        unanswered = (first_column["asked"] - first_column["base"]).tolist()
        self.unanswered = dict(zip(self._cells, unanswered, strict=True))
        """Those of them without an answer."""
        effective = first_column["effective_base"].to_numpy(dtype=float)
        self.base_kept = float(effective[0] / self._base[0]) if self._base[0] else np.nan
        """The part of everybody's base that the weights leave; nan without weights."""
        self._sums = cell_sums(self._cells, self._base)
        self._totals = {known.total for known in self._sums}
        self._beside: dict[int, set[int]] = {}
        for known in self._sums:
            for cell in known.cells:
                self._beside.setdefault(cell, set()).update(known.cells)
        self._by_numbers, self._by_weights = OtherTables(), OtherTables()

    @property
    def has_hidden(self) -> bool:
        """Whether any figure or union is hidden."""
        return bool(self._hidden.any())

    @property
    def has_absent(self) -> bool:
        """Whether any cell is left out."""
        return bool(self._absent.any())

    @property
    def hidden(self) -> Bools:
        """Which rows are hidden, (cells * themes,)."""
        return self._hidden[:, : len(self._themes)].ravel()

    @property
    def absent(self) -> Bools:
        """Which rows are left out altogether, (cells * themes,)."""
        return np.repeat(self._absent, len(self._themes))

    def unclear(self) -> Bools:
        """Return the rows of themes with a hidden theme below them, in any cell.

        Their mentions include those of the hidden one.
        """
        has_hidden = self._hidden.any(axis=0)
        is_above_hidden = self._is_above[has_hidden].any(axis=0)
        return np.broadcast_to(is_above_hidden, self._hidden.shape)[:, : len(self._themes)].ravel()

    def step(self) -> Floats:
        """Return the step to which the share of each row is rounded, 0 where it is exact."""
        hidden = self._hidden[:, : len(self._themes)]
        if self._weights is None:
            return np.zeros(hidden.size)
        steps = np.where(hidden.any(axis=0), self._weights.step, 0.0)
        return np.broadcast_to(steps, hidden.shape).ravel()

    def add_union(self, filtered: str, themes: Collection[str], asked_those: QuestionTable) -> None:
        """Add the respondents with one of the themes, who alone are asked another question.

        At least those of them who gave it no answer are known, as their sums are shown.
        """
        asked, unanswered = asked_those.asked, asked_those.unanswered
        n = np.array([float(asked.get(cell, 0)) for cell in self._cells])
        if NO_ANSWER in themes:
            # those without an answer are always shown; what is left named a theme
            n = n - self._n[:, self._themes.index(NO_ANSWER)]
        members = self._topmost({*themes} - {NO_ANSWER})
        if not members or (n > self._base).any():
            return
        self._known_least[filtered] = np.minimum(
            [float(unanswered.get(cell, 0)) for cell in self._cells], n
        )
        for member in members:
            if np.array_equal(self._n[:, member], n):
                self._column_of[filtered] = member
                return
        self._column_of[filtered] = self._with_column(n)
        of_members = self._n[:, members]
        if (n >= of_members.max(axis=1)).all() and (n <= of_members.sum(axis=1)).all():
            self._relate_union(self._column_of[filtered], members)

    def hidden_cells(self, filtered: str) -> Collection[Cell]:
        """Return the cells in which the base of a filtered question is a hidden figure."""
        if filtered not in self._column_of:
            return ()
        hidden = self._hidden[:, self._column_of[filtered]]
        return {cell for cell, is_hidden in zip(self._cells, hidden, strict=True) if is_hidden}

    def leave_out(self, cells: Collection[Cell]) -> bool:
        """Leave these cells out of what is published; return whether that hides anything more.

        Without everybody's base none of the others says anything.
        """
        absent = np.array([cell in cells or EVERYBODY in cells for cell in self._cells])
        is_new = bool((absent & ~self._absent).any())
        self._absent |= absent
        self._hidden[self._absent] = True
        return is_new

    def protect(self) -> None:
        """Hide figures until no hidden one is revealed; rounds end since each hides one more."""
        while True:
            self._protect_from_sums()
            if not self._hide_what_numbers_tell():
                break
        self._round_what_weights_tell()

    def _protect_from_sums(self) -> None:
        before = -1
        while before != self._hidden.sum():
            before = self._hidden.sum()
            for at in np.flatnonzero((self._may_hide & self._hidden).any(axis=0)).tolist():
                self._protect_theme(at)

    def _protect_theme(self, at: int) -> None:
        # who knows the rule knows that a figure of few is not 0: one value more must be possible
        width = np.minimum(np.where(self._few[:, at], 2.0, 1.0), self._base)
        while True:
            low, high = self._bounds(at)
            hidden = np.flatnonzero(self._hidden[:, at] & self._may_hide[:, at]).tolist()
            told = recoverable(self._n[:, at], hidden, self._sums, low, high, width)
            partners = (self._partner(cell, at) for cell in told)
            partner = next((partner for partner in partners if partner is not None), None)
            if partner is None:
                return
            self._hidden[partner] = True

    def _hide_what_numbers_tell(self) -> bool:
        """Hide a figure more for each theme that whole numbers reveal; return whether any."""
        told = self._by_numbers.told(self._known(None))
        return self._hide_beside(told)

    def _round_what_weights_tell(self) -> None:
        """Round weighted shares until they reveal no hidden figure, or publish none."""
        while self._weights is not None:
            known = self._known(self._weights)
            step = self._weights.step.copy()
            # a union has no share of its own: its members have
            for theme in self._by_weights.told(known).keys() & set(range(len(step))):
                step[theme] = next((s for s in STEPS if s > step[theme]), UNWEIGHTED)
                self._by_weights.forget(known, theme)
            if np.array_equal(step, self._weights.step):
                return
            self._weights = replace(self._weights, step=step)

    def _hide_beside(self, told: Mapping[int, int]) -> bool:
        """Hide one figure besides the revealed one of each theme; return whether there was one."""
        partners = [self._partner(cell, theme) for theme, cell in told.items()]
        known = [partner for partner in partners if partner is not None]
        for partner in known:
            self._hidden[partner] = True
        return bool(known)

    def _partner(self, cell: int, at: int) -> Place | None:
        """Return the figure to hide besides a hidden one that is revealed; None if none is left.

        The smallest in a sum with it, zeros and totals last; then what bounds it in its own cell,
        the nearest themes first; then the smallest in a sum with hidden ones that bound it.
        """
        # if all of its own sums is hidden, it is revealed through cells further on
        for cells in (self._beside.get(cell, ()), self._beside):
            if shown := self._shown(cells, at):
                return self._smallest(shown, at), at
        bounding = self._bounding(cell, at)
        for themes in bounding:
            can_hide = [t for t in themes if self._may_hide[cell, t] and not self._hidden[cell, t]]
            if can_hide:
                return cell, max(can_hide, key=lambda theme: self._n[cell, theme])
        for themes in bounding:
            for theme in themes:
                if shown := self._shown(self._beside.get(cell, ()), theme):
                    return self._smallest(shown, theme), theme
        return None

    def _bounding(self, cell: int, at: int) -> list[list[int]]:
        """Return the themes that bound one in its cell, the nearest first.

        A hidden theme in between hands on those that bound it.
        """
        is_related = self._is_above | self._is_above.T | self._excludes
        reached = np.zeros(len(is_related), dtype=bool)
        reached[at] = True
        nearest, by_distance = is_related[at], []
        while (nearest & ~reached).any():
            by_distance.append(np.flatnonzero(nearest & ~reached).tolist())
            reached |= nearest
            nearest = is_related[reached & self._hidden[cell]].any(axis=0)
        return by_distance

    def _smallest(self, cells: Collection[int], at: int) -> int:
        n = self._n[:, at]
        return min(cells, key=lambda o: (o in self._totals, n[o] == 0, n[o], o))

    def _shown(self, cells: Iterable[int], at: int) -> list[int]:
        can_hide = self._may_hide[:, at] & ~self._hidden[:, at]
        return [cell for cell in cells if can_hide[cell]]

    def _bounds(self, at: int) -> tuple[Floats, Floats]:
        """Return bounds on a theme's figures from other themes in the same cell, each (cells,)."""
        at_most = np.where(self._hidden, np.inf, self._n)
        at_least = np.where(self._hidden, 0.0, self._n)
        above = at_most[:, self._is_above[at]].min(axis=1, initial=np.inf)
        low = at_least[:, self._is_above[:, at]].max(axis=1, initial=0.0)
        excluded = at_least[:, self._excludes[at]].max(axis=1, initial=0.0)
        high = np.minimum(np.minimum(self._base, above), self._base - excluded)
        return low, np.maximum(low, high)

    def _known(self, weights: WeightedFigures | None) -> KnownTable:
        return KnownTable(
            n=self._n,
            base=self._base,
            sums=self._sums,
            hidden=self._hidden & (self._may_hide | self._is_unseen),
            protected=self._hidden & self._may_hide,
            few=self._few,
            at_least=self._not_nobody(),
            is_above=self._is_above,
            excludes=self._excludes,
            unions=self._unions,
            weights=weights,
            least_n=self._rules.n,
        )

    def _not_nobody(self) -> Floats:
        """Return 1 where a reader knows that a hidden figure is not 0, (cells, themes).

        If nobody of a large enough base had named a theme, it would be shown as 0.
        """
        at_least = np.zeros(self._n.shape)
        if EVERYBODY in self._cells:
            everybody = self._cells.index(EVERYBODY)
            at_least[everybody] = float(self._base[everybody] >= self._rules.base)
        for filtered, column in self._column_of.items():
            at_least[:, column] = np.maximum(at_least[:, column], self._known_least[filtered])
        return at_least

    def _topmost(self, themes: Collection[str]) -> list[int]:
        """Return the numbers of the themes that no other of them includes."""
        numbers = [at for at, theme in enumerate(self._themes) if theme in themes]
        return [at for at in numbers if not self._is_above[at, numbers].any()]

    def _with_column(self, n: Floats) -> int:
        """Add a column of figures and return its number."""
        column = self._n.shape[1]
        few = (n > 0) & (n < self._rules.n)
        hidden = few | ((n > 0) & (self._base < self._rules.base))
        if self._rules.everybody:
            hidden |= (n > 0) & (n == self._base)
        self._n = np.column_stack((self._n, n))
        self._few = np.column_stack((self._few, few))
        self._hidden = np.column_stack((self._hidden, hidden | (n == 0)))
        self._is_unseen = np.column_stack((self._is_unseen, n == 0))
        self._may_hide = np.column_stack((self._may_hide, n > 0))
        room = ((0, 1), (0, 1))
        self._is_above = np.pad(self._is_above, room)
        self._excludes = np.pad(self._excludes, room)
        return column

    def _relate_union(self, column: int, members: Sequence[int]) -> None:
        """Note that the union holds the members and nobody else."""
        self._unions.append((column, tuple(members)))
        below: Bools = np.asarray(self._is_above[:, members].any(axis=1))
        below[list(members)] = True
        self._is_above[below, column] = True
        is_other = np.array([theme == OTHER for theme in self._themes])
        if not is_other[list(members)].any():
            others = np.flatnonzero(is_other)
            self._excludes[column, others] = self._excludes[others, column] = True


def _ancestors(theme: str, parents: Mapping[str, str]) -> list[str]:
    ancestors = []
    while parents.get(theme):
        theme = parents[theme]
        ancestors.append(theme)
    return ancestors

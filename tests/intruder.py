"""An intruder, who works out in whole numbers what each hidden figure can be.

The intruder reads everything that is published and knows how such tables come about: figures are
numbers of respondents in a base; the values of a variable add up to everybody but for those without
a value, and so do crossed ones; a parent has the respondents of its children and perhaps others;
whoever is coded has a top theme, or overig and no theme; the base of a question with a filter by
themes is how many named one of them; weighted figures add up as well, and are a number times the
mean weight of their cell, about as closely as weights are alike in it; and a theme that nobody
named is shown as 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from pipeline.counts import CROSS
from pipeline.counts.disclosure import Rules, ThemeFilter
from pipeline.model import NO_ANSWER, OTHER

Cell = tuple[str, str]
Key = tuple[str, str, str, str]
"""Question, segment variable, segment and theme; the theme `asked` is the respondents asked."""

ASKED = "asked"
_NEAR = 1e-5


@dataclass(frozen=True)
class Told:
    """A hidden figure that the intruder recovered."""

    key: Key
    n: int
    why: str


@dataclass
class _Model:
    """Unknowns with bounds, and sums of them between two numbers."""

    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    rows: list[tuple[dict[int, float], float, float]] = field(default_factory=list)
    number: dict[object, int] = field(default_factory=dict)

    def unknown(self, key: object, low: float, high: float, *, whole: bool = True) -> None:
        self.number[key] = len(self.low)
        self.low.append(low)
        self.high.append(high)
        self.whole.append(int(whole))

    def add(self, terms: list[tuple[object, float]], low: float, high: float) -> None:
        found: dict[int, float] = {}
        for key, factor in terms:
            found[self.number[key]] = found.get(self.number[key], 0.0) + factor
        self.rows.append((found, low, high))

    def constraint(self) -> LinearConstraint:
        row = [i for i, (terms, _, _) in enumerate(self.rows) for _ in terms]
        column = [c for terms, _, _ in self.rows for c in terms]
        factor = [f for terms, _, _ in self.rows for f in terms.values()]
        matrix = csr_array((factor, (row, column)), (len(self.rows), len(self.low)))
        low, high = [r[1] for r in self.rows], [r[2] for r in self.rows]
        return LinearConstraint(matrix, low, high)


def recovered(
    full: pd.DataFrame,
    published: pd.DataFrame,
    rules: Rules,
    filters: Mapping[str, ThemeFilter] | None = None,
    elsewhere: pd.DataFrame | None = None,
) -> tuple[list[Told], int]:
    """Return the figures that are told, of all waves, and how many are hidden.

    `full` are the counts with nothing hidden, by which guesses are judged. `elsewhere` are shares
    of everybody in other tables: question, wave, theme, share.
    """
    told: list[Told] = []
    n_hidden = 0
    for wave in sorted(full["wave"].unique()):
        truth, open_ones = full[full["wave"] == wave], published[published["wave"] == wave]
        attack = _Attack(truth, open_ones, rules, filters or {})
        if elsewhere is not None:
            attack.read_also(elsewhere[elsewhere["wave"] == wave])
        told += attack.told()
        n_hidden += len(attack.hidden)
    return told, n_hidden


class _Attack:
    """The attack on one wave."""

    def __init__(
        self,
        full: pd.DataFrame,
        published: pd.DataFrame,
        rules: Rules,
        filters: Mapping[str, ThemeFilter],
    ) -> None:
        names = ("question", "segment_variable", "segment", "theme")
        self.truth = {tuple(getattr(r, n) for n in names): r for r in full.itertuples()}
        self.open = {tuple(getattr(r, n) for n in names): r for r in published.itertuples()}
        self.rules = rules
        self.model = _Model()
        self.hidden: dict[Key, int] = {}
        self.bases: dict[Key, int] = {}
        self.named = {question: kept.question for question, kept in filters.items()}
        for question in dict.fromkeys(key[0] for key in self.truth):
            kept = filters.get(question)
            self._read(question, None if kept is None else kept.question)
            self._add_up(question)
            self._relate(question)
            self._weigh(question)
        for question, kept in filters.items():
            if any(key[0] == question for key in self.truth):
                self._link(question, kept)

    def read_also(self, shares: pd.DataFrame) -> None:
        """Use shares of everybody from other tables.

        They may be by heads or by weights, and of other codes than those counted; the intruder
        guesses right which of them are of the same codes, and how they count.
        """
        for row in shares.itertuples():
            key = (row.question, "", "", row.theme)
            true = self.truth[key]
            if not true.base:
                continue
            if abs(true.n / true.base - row.share) < _NEAR:
                self.model.add([(key, 1.0)], true.n, true.n)
            if ("w", *key) in self.model.number and abs(true.share - row.share) < _NEAR:
                self.model.add([(("w", *key), 1.0)], *self._weighted_as(true))

    def _weighted_as(self, true: Any) -> tuple[float, float]:
        """Return the bounds of a weighted figure whose share is known exactly."""
        one = self.truth[true.question, "", "", OTHER]
        weighted = true.weighted / one.weighted_base * one.base
        return weighted - _NEAR, weighted + _NEAR

    def told(self) -> list[Told]:
        """Return the hidden figures with one possible value, or one of few."""
        constraint = self.model.constraint()
        seen: dict[Key, set[int]] = {key: {n} for key, n in self.hidden.items()}
        told = []
        for key, n in self.hidden.items():
            if self.bases[key] == 0:
                continue
            few = 0 < n < self.rules.n and min(self.bases[key], self.rules.n - 1) >= 2
            limits = (1, self.rules.n - 1) if few else (0, np.inf)
            if any(limits[0] <= other <= limits[1] and other != n for other in seen[key]):
                continue
            for sign in (1, -1):
                found = self._extreme(key, sign, limits, constraint)
                for other, value in found.items():
                    seen[other].add(value)
                if found[key] != n:
                    break
            else:
                told.append(Told(key, n, "of few" if few else "exactly"))
        return told

    def _extreme(
        self, key: Key, sign: int, limits: tuple[float, float], constraint: LinearConstraint
    ) -> dict[Key, int]:
        goal = np.zeros(len(self.model.low))
        at = self.model.number[key]
        goal[at] = sign
        low, high = np.array(self.model.low), np.array(self.model.high)
        low[at], high[at] = max(low[at], limits[0]), min(high[at], limits[1])
        result = milp(
            goal, integrality=self.model.whole, bounds=Bounds(low, high), constraints=constraint
        )
        if result.x is None:
            # the solver errs at times about weights in presolve
            result = milp(
                goal,
                integrality=self.model.whole,
                bounds=Bounds(low, high),
                constraints=constraint,
                options={"presolve": False},
            )
        assert result.x is not None, f"{key}: the truth itself is impossible, {result.message}"
        return {other: round(result.x[self.model.number[other]]) for other in self.hidden}

    def _cells(self, question: str) -> list[Cell]:
        # a cell in which nobody was asked has no rows, but those of the question named have
        source = self.named.get(question, question)
        return list(dict.fromkeys(key[1:3] for key in self.truth if key[0] == source))

    def _asked(self, question: str, cell: Cell) -> int:
        row = self.truth.get((question, *cell, NO_ANSWER))
        return 0 if row is None else row.asked

    def _themes(self, question: str) -> list[str]:
        return list(dict.fromkeys(key[3] for key in self.truth if key[0] == question))

    def _read(self, question: str, named: str | None) -> None:
        for cell in self._cells(question):
            for theme in self._themes(question):
                key = (question, *cell, theme)
                row, true = self.open.get(key), self.truth.get(key)
                if row is None:
                    # all that is known is the base of the question that the filter names
                    self._hide(key, 0, self.truth[named, *cell, NO_ANSWER].asked, true)
                elif row.suppressed:
                    shown = not cell[0] and row.base >= self.rules.base
                    self._hide(key, int(shown), row.base, true)
                else:
                    self.model.unknown(key, row.n, row.n)
            key = (question, *cell, ASKED)
            row = self.open.get((question, *cell, NO_ANSWER))
            asked = self._asked(question, cell)
            if row is None:
                self.model.unknown(key, 0, self.truth[named, *cell, NO_ANSWER].asked)
                if asked and self._is_hidden_base(question, cell, asked):
                    self.hidden[key] = self.bases[key] = asked
            else:
                self.model.unknown(key, row.asked, row.asked)

    def _is_hidden_base(self, question: str, cell: Cell, asked: int) -> bool:
        """Whether a base is a hidden figure, and not only left out with that of everybody."""
        if (question, "", "", NO_ANSWER) in self.open:
            return True
        base = self.truth[self.named[question], *cell, OTHER].base
        return asked < self.rules.n or base < self.rules.base

    def _hide(self, key: Key, low: float, high: float, true: object | None) -> None:
        self.model.unknown(key, low, high)
        nobody = not self.truth[key[0], "", "", key[3]].n
        if key[3] != NO_ANSWER and true is not None and not nobody:
            # that a theme nobody named is 0 everywhere is told on purpose
            self.hidden[key] = int(true.n)
            self.bases[key] = int(true.base)

    def _add_up(self, question: str) -> None:
        for total, parts in lines(self._cells(question)):
            source = question
            if any((question, *p, NO_ANSWER) not in self.open for p in (total, *parts)):
                # whether all have a value is known from the question that the filter names
                source = self.named.get(question, question)
            missing = self._asked(source, total) - sum(self._asked(source, p) for p in parts)
            for theme in (*self._themes(question), ASKED):
                terms = [((question, *total, theme), 1.0)]
                terms += [((question, *part, theme), -1.0) for part in parts]
                self.model.add(terms, 0, missing)

    def _relate(self, question: str) -> None:
        cells, themes = self._cells(question), self._themes(question)
        first = {theme: self.truth[question, *cells[0], theme] for theme in themes}
        for cell in cells:
            row = self.open.get((question, *cell, OTHER))
            for theme in themes:
                if first[theme].parent:
                    parent = (question, *cell, first[theme].parent)
                    self.model.add([((question, *cell, theme), 1), (parent, -1)], -np.inf, 0)
                is_top = first[theme].level == 1
                if row is None:
                    terms = [((question, *cell, t), 1) for t in (theme, NO_ANSWER)]
                    if theme != NO_ANSWER:
                        self.model.add([*terms, ((question, *cell, ASKED), -1)], -np.inf, 0)
                elif is_top:
                    coded = row.base if row.coded is pd.NA else row.coded
                    terms = [((question, *cell, t), 1) for t in (theme, OTHER)]
                    self.model.add(terms, -np.inf, coded)
            if row is not None and row.coded is not pd.NA:
                tops = [t for t in themes if first[t].level == 1]
                every = [((question, *cell, t), 1) for t in (*tops, OTHER)]
                self.model.add(every, row.coded, np.inf)

    def _weigh(self, question: str) -> None:
        rows = [row for key, row in self.open.items() if key[0] == question]
        cells, themes = self._cells(question), self._themes(question)
        cells = [cell for cell in cells if (question, *cell, OTHER) in self.open]
        if not rows or any(pd.isna(row.weighted_base) for row in rows):
            return
        # a theme of which no weighted figure is published leaves nothing to reason from
        weighed = {row.theme for row in rows if not (row.suppressed or row.unweighted)}
        themes = [theme for theme in themes if theme in weighed - {NO_ANSWER}]
        one = self.truth[question, "", "", OTHER]
        mean = one.weighted_base / one.base if one.base else 1.0
        for cell in cells:
            for theme in themes:
                row = self.open[question, *cell, theme]
                true = self.truth[question, *cell, theme]
                base = row.weighted_base / mean
                low, high = 0.0, base
                if not row.suppressed and row.base:
                    half = 0.0 if pd.isna(row.rounded) else row.rounded / 2
                    low, high = (row.share - half) * base, (row.share + half) * base
                key = ("w", question, *cell, theme)
                self.model.unknown(key, low - _NEAR, high + _NEAR, whole=False)
                factor = base / row.base if row.base else 0.0
                stray = max(abs(true.weighted / mean - factor * true.n), _likely_stray(row, factor))
                stray += _NEAR
                terms = [(key, 1.0), ((question, *cell, theme), -factor)]
                self.model.add(terms, -stray, stray)
        for total, parts in lines(cells):
            bases = [self.truth[question, *c, OTHER].base for c in (total, *parts)]
            if bases[0] == sum(bases[1:]):
                for theme in themes:
                    terms = [(("w", question, *total, theme), 1.0)]
                    terms += [(("w", question, *part, theme), -1.0) for part in parts]
                    self.model.add(terms, -_NEAR, _NEAR)

    def _link(self, question: str, kept: ThemeFilter) -> None:
        for cell in self._cells(kept.question):
            asked = (question, *cell, ASKED)
            terms = [((kept.question, *cell, theme), 1.0) for theme in kept.themes]
            self.model.add([(asked, 1.0), *[(key, -f) for key, f in terms]], -np.inf, 0)
            for key, _ in terms:
                self.model.add([(asked, 1.0), (key, -1.0)], 0, np.inf)


def _likely_stray(row: object, factor: float) -> float:
    """Two standard errors of a weighted figure, as an effective base tells how weights differ."""
    if not row.base:
        return 0.0
    variance = max(row.base / row.effective_base - 1, 0.0)
    return factor * float(np.sqrt(variance * row.base))


def lines(cells: list[Cell]) -> list[tuple[Cell, list[Cell]]]:
    """The cells that add up, each with its total."""
    found: dict[tuple[Cell, str], list[Cell]] = {}
    for variable, value in cells:
        names, values = variable.split(CROSS), value.split(CROSS)
        if not variable:
            continue
        for out in range(len(names)):
            rest = tuple(
                CROSS.join(x for j, x in enumerate(of) if j != out) for of in (names, values)
            )
            if rest in cells:
                found.setdefault((rest, variable), []).append((variable, value))
    return [(total, parts) for (total, _), parts in found.items()]

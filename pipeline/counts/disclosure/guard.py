"""The guard of theme counts: which figures a study's disclosure rules hide, and which others must be hidden with them.

Hidden at once are figures on a base below the study's, and figures of fewer respondents than the study wants, but more than none. Then others are
hidden until no hidden figure can be worked out from those that are left, along every sum that a reader knows: segments add up to everybody, crossed
segments to the segments, parents hold their children, and nobody has both a theme and `overig`. Bases and respondents asked are always shown, so
they count as known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.counts.disclosure.known_sums import Line, recoverable
from pipeline.model import NO_ANSWER, OTHER, Floats

Cell = tuple[str, str]
EVERYBODY: Cell = ("", "")
_CROSS = " × "


@dataclass(frozen=True)
class Guarded:
    """What is hidden of theme counts, a truth value per row: `hidden` figures; `unclear` mentions, which would tell of hidden sub-themes; and where
    the number of respondents `coded` would tell of the themes they can have.
    """

    hidden: npt.NDArray[np.bool_]
    unclear: npt.NDArray[np.bool_]
    coded: npt.NDArray[np.bool_]


def guard(counts: pd.DataFrame, *, base: int = 0, n: int = 0) -> Guarded:
    """Which rows of theme counts (`model.THEME_COUNTS`, nothing hidden yet) the rules hide: a base below `base`, or an n of 1 to `n` - 1.

    geen-antwoord is never hidden: it is the difference between those asked and the base, which stand in every row.
    """
    numbers, bases = counts["n"].to_numpy(dtype=float), counts["base"].to_numpy(dtype=float)
    themes = counts["theme"].to_numpy(dtype=object)
    may_hide = (themes != NO_ANSWER) & ~_named_by_nobody(counts, base)
    few = may_hide & (numbers > 0) & (numbers < n)
    hidden = few | (may_hide & (bases < base))
    unclear, coded = (np.zeros(len(counts), dtype=bool) for _ in range(2))
    if hidden.any():
        for rows in _tables(counts, hidden):
            table = _Table(counts, rows, hidden, few)
            table.protect()
            hidden[rows] = table.hidden
            unclear[rows] = table.unclear()
            coded[rows] = True
    return Guarded(hidden, unclear, coded)


def _named_by_nobody(counts: pd.DataFrame, base: int) -> npt.NDArray[np.bool_]:
    """The rows of themes that nobody named among all, or in a segment that this one is a part of, on a large enough base: there is nobody to protect,
    and hiding a part would hide the whole.
    """
    names = ["question", "wave", "theme", "segment_variable", "segment"]
    rows = counts[names].astype(object)
    whole = (
        (counts["n"] == 0)
        & (counts["base"] >= base)
        & ~counts["segment_variable"].astype(str).str.contains(_CROSS)
    )
    nobody = pd.MultiIndex.from_frame(rows[whole])
    found = np.asarray(
        pd.MultiIndex.from_frame(rows.assign(segment_variable="", segment="")).isin(nobody),
        dtype=bool,
    )
    for variable in counts["segment_variable"].unique():
        for at, part in enumerate(str(variable).split(_CROSS)):
            crossed = np.flatnonzero((counts["segment_variable"] == variable).to_numpy())
            values = [str(value).split(_CROSS) for value in rows["segment"].iloc[crossed]]
            if _CROSS in str(variable) and all(len(value) > at for value in values):
                of_part = rows.iloc[crossed].assign(
                    segment_variable=part, segment=[value[at] for value in values]
                )
                found[crossed] |= np.asarray(
                    pd.MultiIndex.from_frame(of_part).isin(nobody), dtype=bool
                )
    return found


def _tables(counts: pd.DataFrame, hidden: npt.NDArray[np.bool_]) -> Iterator[npt.NDArray[np.int64]]:
    """The rows of each question and wave in which something is hidden."""
    groups = counts.groupby(["question", "wave"], sort=False, observed=True).indices
    for rows in groups.values():
        if hidden[rows].any():
            yield np.asarray(rows, dtype=np.int64)


class _Table:
    """The figures of one question and wave: cells (C) times themes (T)."""

    def __init__(
        self,
        counts: pd.DataFrame,
        rows: npt.NDArray[np.int64],
        hidden: npt.NDArray[np.bool_],
        few: npt.NDArray[np.bool_],
    ) -> None:
        part = counts.iloc[rows]
        self._themes = list(dict.fromkeys(part["theme"]))
        t = len(self._themes)
        self._cells: list[Cell] = list(
            zip(part["segment_variable"][::t], part["segment"][::t], strict=True)
        )
        self._parent = dict(zip(part["theme"][:t], part["parent"][:t], strict=True))
        self._top = [
            theme
            for theme, level in zip(part["theme"][:t], part["level"][:t], strict=True)
            if level == 1
        ]
        shape = (len(self._cells), t)
        self._n = part["n"].to_numpy(dtype=float).reshape(shape)
        self._base = part["base"].to_numpy(dtype=float).reshape(shape)[:, 0]
        self._weight = part["weighted_base"].to_numpy(dtype=float).reshape(shape)[:, 0]
        self._hidden = hidden[rows].reshape(shape).copy()
        # who knows the rule knows that a figure of few is no 0: one value more must be possible
        self._need = np.where(few[rows].reshape(shape), 2.0, 1.0)
        self._lines = list(self._sums())

    @property
    def hidden(self) -> npt.NDArray[np.bool_]:
        """Row by row."""
        return self._hidden.ravel()

    def unclear(self) -> npt.NDArray[np.bool_]:
        """The rows of themes with a hidden theme below them, in whichever cell: their mentions add up to those of the hidden one."""
        above = {
            up
            for at, theme in enumerate(self._themes)
            if self._hidden[:, at].any()
            for up in self._ancestors(theme)
        }
        marked = np.zeros(self._n.shape, dtype=bool)
        marked[:, [theme in above for theme in self._themes]] = True
        return marked.ravel()

    def protect(self) -> None:
        """Hides figures until no hidden one is told; the rounds end since each hides one more."""
        before = -1
        while before != (before := int(self._hidden.sum())):
            for at, theme in enumerate(self._themes):
                if theme != NO_ANSWER and self._hidden[:, at].any():
                    self._protect_theme(at)

    def _protect_theme(self, at: int) -> None:
        while True:
            low, high = self._bounds(at)
            hidden = np.flatnonzero(self._hidden[:, at]).tolist()
            width = np.minimum(self._need[:, at], self._base)
            told = recoverable(self._n[:, at], hidden, self._lines, low, high, width)
            partners = (self._partner(cell, at) for cell in told)
            more = next((partner for partner in partners if partner is not None), None)
            if more is None:
                return
            self._hidden[more] = True

    def _partner(self, cell: int, at: int) -> tuple[int, int] | None:
        """The figure to hide besides a hidden one that is told: the smallest on a line with it, zeros and totals last; then what bounds it in its own
        cell; None: all of that is hidden.
        """
        near = {
            o
            for line in self._lines
            if cell in (line.total, *line.parts)
            for o in (line.total, *line.parts)
        }
        shown = [other for other in near if not self._hidden[other, at]]
        if not shown:
            # what its own lines hold is hidden: it is told by way of cells further on
            shown = [
                o for o in range(len(self._cells)) if not self._hidden[o, at] and self._is_near(o)
            ]
        totals = {line.total for line in self._lines}
        found = min(
            shown, key=lambda o: (o in totals, self._n[o, at] == 0, self._n[o, at], o), default=None
        )
        if found is not None:
            return found, at
        bounding = [other for other in self._bounding(at) if not self._hidden[cell, other]]
        return min(
            ((cell, other) for other in bounding), key=lambda place: -self._n[place], default=None
        )

    def _bounding(self, at: int) -> list[int]:
        """The themes whose figures bound that of a theme in the same cell."""
        theme = self._themes[at]
        related = {
            *self._ancestors(theme),
            *(t for t in self._themes if theme in self._ancestors(t)),
        }
        if theme == OTHER:
            related |= {*self._top}
        elif theme in self._top:
            related.add(OTHER)
        return [i for i, name in enumerate(self._themes) if name in related]

    def _is_near(self, cell: int) -> bool:
        return any(cell in (line.total, *line.parts) for line in self._lines)

    def _sums(self) -> Iterator[Line]:
        """The sums over the cells: each variable's values add up to everybody, each crossing's to the values of its variables."""
        place = {cell: i for i, cell in enumerate(self._cells)}
        if EVERYBODY not in place:
            return
        parts: dict[int, dict[str, list[int]]] = {}
        for (variable, value), i in place.items():
            names, values = variable.split(_CROSS), value.split(_CROSS)
            if variable and len(names) == 1:
                parts.setdefault(place[EVERYBODY], {}).setdefault(variable, []).append(i)
            elif variable and len(names) == len(values):
                for left_out in range(len(names)):
                    rest = (
                        [x for j, x in enumerate(of) if j != left_out] for of in (names, values)
                    )
                    total = place.get((_CROSS.join(next(rest)), _CROSS.join(next(rest))))
                    if total is not None:
                        parts.setdefault(total, {}).setdefault(variable, []).append(i)
        for total, variables in parts.items():
            for cells in variables.values():
                yield from self._line(total, cells)

    def _line(self, total: int, parts: Sequence[int]) -> Iterator[Line]:
        missing = int(self._base[total] - self._base[list(parts)].sum())
        yield Line(total, tuple(parts), max(0, missing))
        cells = [total, *parts]
        if missing == 0 and not np.isnan(self._weight[cells]).any():
            # weights that follow the segments make a second sum of the same figures
            factors = np.divide(
                self._weight[cells],
                self._base[cells],
                out=np.zeros(len(cells)),
                where=self._base[cells] > 0,
            )
            yield Line(total, tuple(parts), 0, tuple(factors.tolist()))

    def _bounds(self, at: int) -> tuple[Floats, Floats]:
        """What the figures of other themes in the same cell tell of a theme's figure."""
        theme = self._themes[at]
        low, high = np.zeros(len(self._cells)), self._base.copy()
        for other, name in enumerate(self._themes):
            shown = ~self._hidden[:, other]
            if name in self._ancestors(theme):
                high[shown] = np.minimum(high, self._n[:, other])[shown]
            elif theme in self._ancestors(name):
                low[shown] = np.maximum(low, self._n[:, other])[shown]
        # nobody has both a theme and overig
        apart = self._top if theme == OTHER else [OTHER] if theme in self._top else []
        for other in (self._themes.index(name) for name in apart):
            shown = ~self._hidden[:, other]
            high[shown] = np.minimum(high, self._base - self._n[:, other])[shown]
        return low, np.maximum(low, high)

    def _ancestors(self, theme: str) -> list[str]:
        found, parent = [], self._parent.get(theme, "")
        while parent:
            found.append(parent)
            parent = self._parent.get(parent, "")
        return found

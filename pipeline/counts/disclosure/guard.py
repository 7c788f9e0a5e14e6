"""The guard of theme counts: which figures the disclosure rules hide, and which others with them.

Primary suppression hides figures on a base below the study's, and figures of fewer respondents than
the study wants, but more than none. Secondary suppression hides others until no hidden figure can
be recovered from those left, by any sum that a reader knows: segments add up to everybody, crossed
segments to the segments, parents contain their children, and nobody has both a theme and `overig`.
Bases and respondents asked are always shown, so they count as known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.counts.disclosure.known_sums import cell_sums, recoverable
from pipeline.counts.values import CROSS
from pipeline.model import NO_ANSWER, OTHER, Bools, Floats, Ints


@dataclass(frozen=True)
class Guarded:
    """What is hidden of theme counts, one Boolean per row.

    `hidden` figures; `unclear` mentions, which would reveal hidden sub-themes; and where the number
    of respondents `coded` would reveal the themes they can have.
    """

    hidden: Bools
    unclear: Bools
    coded: Bools


def guard(counts: pd.DataFrame, *, base: int = 0, n: int = 0) -> Guarded:
    """Return which rows of theme counts (`THEME_COUNTS`, nothing hidden yet) the rules hide.

    Those with a base below `base`, those with an n of 1 to `n` - 1, and those that would reveal
    them. geen-antwoord is never hidden: it is the difference between those asked and the base,
    which are in every row.
    """
    numbers, bases = counts["n"].to_numpy(dtype=float), counts["base"].to_numpy(dtype=float)
    is_answer = counts["theme"].to_numpy(dtype=object) != NO_ANSWER
    may_hide = is_answer & ~_named_by_nobody(counts, base)
    few = may_hide & (numbers > 0) & (numbers < n)
    hidden = few | (may_hide & (bases < base))
    unclear, coded = np.zeros_like(hidden), np.zeros_like(hidden)
    for rows in _questions_and_waves(counts, hidden):
        table = _Table(counts.iloc[rows], hidden[rows], few[rows])
        table.protect()
        hidden[rows] = table.hidden
        unclear[rows] = table.unclear()
        coded[rows] = True
    return Guarded(hidden, unclear, coded)


def _named_by_nobody(counts: pd.DataFrame, base: int) -> Bools:
    """Return which rows are of a theme that nobody named, on a large enough base.

    Nobody in all, or in a segment that includes the row's: there is nobody to protect, and hiding a
    part would hide the whole.
    """
    names = ["question", "wave", "theme", "segment_variable", "segment"]
    rows = counts[names].astype(object)
    is_crossed = counts["segment_variable"].astype(str).str.contains(CROSS)
    is_empty = (counts["n"] == 0) & (counts["base"] >= base) & ~is_crossed
    empty = pd.MultiIndex.from_frame(rows[is_empty])
    named_by_nobody = _are_in(rows.assign(segment_variable="", segment=""), empty)
    for crossing in counts["segment_variable"][is_crossed].unique():
        crossed = np.flatnonzero((counts["segment_variable"] == crossing).to_numpy())
        values = [str(value).split(CROSS) for value in rows["segment"].iloc[crossed]]
        for at, variable in enumerate(str(crossing).split(CROSS)):
            if all(len(value) > at for value in values):
                segments = [value[at] for value in values]
                wider = rows.iloc[crossed].assign(segment_variable=variable, segment=segments)
                named_by_nobody[crossed] |= _are_in(wider, empty)
    return named_by_nobody


def _are_in(rows: pd.DataFrame, index: pd.MultiIndex) -> Bools:
    return np.asarray(pd.MultiIndex.from_frame(rows).isin(index), dtype=bool)


def _questions_and_waves(counts: pd.DataFrame, hidden: Bools) -> Iterator[Ints]:
    """Yield the rows of each question and wave with hidden figures."""
    if not hidden.any():
        return
    groups = counts.groupby(["question", "wave"], sort=False, observed=True).indices
    for rows in groups.values():
        if hidden[rows].any():
            yield np.asarray(rows, dtype=np.int64)


class _Table:
    """The figures of one question and wave: cells times themes."""

    def __init__(self, rows: pd.DataFrame, hidden: Bools, few: Bools) -> None:
        themes = rows["theme"].drop_duplicates().tolist()
        shape = (len(rows) // len(themes), len(themes))
        first_column = rows.iloc[:: len(themes)]
        cells = zip(first_column["segment_variable"], first_column["segment"], strict=True)
        self._n = rows["n"].to_numpy(dtype=float).reshape(shape)
        self._base = first_column["base"].to_numpy(dtype=float)
        self._hidden = hidden.reshape(shape).copy()
        # who knows the rule knows that a figure of few is not 0: one value more must be possible
        self._width = np.where(few.reshape(shape), 2.0, 1.0)
        self._may_hide = np.array([theme != NO_ANSWER for theme in themes])
        first_row = rows.iloc[: len(themes)]
        parents = dict(zip(themes, first_row["parent"], strict=True))
        ancestors = [_ancestors(theme, parents) for theme in themes]
        self._is_above = np.array([[t in above for t in themes] for above in ancestors])
        """(themes, themes): whether the second is above the first."""
        is_top = first_row["level"].to_numpy() == 1
        is_other = np.array([theme == OTHER for theme in themes])
        self._excludes = np.outer(is_top, is_other) | np.outer(is_other, is_top)
        """(themes, themes): nobody has both; a top theme and overig."""
        weight = first_column["weighted_base"].to_numpy(dtype=float)
        self._sums = cell_sums(list(cells), self._base, weight)
        self._totals = {known.total for known in self._sums}
        self._beside: dict[int, set[int]] = {}
        for known in self._sums:
            for cell in known.cells:
                self._beside.setdefault(cell, set()).update(known.cells)

    @property
    def hidden(self) -> Bools:
        return self._hidden.ravel()

    def unclear(self) -> Bools:
        """Return the rows of themes with a hidden theme below them, in any cell.

        Their mentions include those of the hidden one.
        """
        has_hidden = self._hidden.any(axis=0)
        is_above_hidden = self._is_above[has_hidden].any(axis=0)
        return np.broadcast_to(is_above_hidden, self._hidden.shape).ravel()

    def protect(self) -> None:
        """Hide figures until no hidden one is revealed; rounds end since each hides one more."""
        before = -1
        while before != self._hidden.sum():
            before = self._hidden.sum()
            for at in np.flatnonzero(self._may_hide & self._hidden.any(axis=0)).tolist():
                self._protect_theme(at)

    def _protect_theme(self, at: int) -> None:
        while True:
            low, high = self._bounds(at)
            hidden = np.flatnonzero(self._hidden[:, at]).tolist()
            width = np.minimum(self._width[:, at], self._base)
            told = recoverable(self._n[:, at], hidden, self._sums, low, high, width)
            partners = (self._partner(cell, at) for cell in told)
            partner = next((partner for partner in partners if partner is not None), None)
            if partner is None:
                return
            self._hidden[partner] = True

    def _partner(self, cell: int, at: int) -> tuple[int, int] | None:
        """Return the figure to hide besides a hidden one that is revealed; None if none is left.

        The smallest in a sum with it, zeros and totals last; then what bounds it in its own cell.
        """
        shown = self._shown(self._beside.get(cell, ()), at)
        if not shown:
            # all of its own sums is hidden: it is revealed through cells further on
            shown = self._shown(self._beside, at)
        if shown:
            n = self._n[:, at]
            return min(shown, key=lambda o: (o in self._totals, n[o] == 0, n[o], o)), at
        bounds = self._is_above[at] | self._is_above[:, at] | self._excludes[at]
        bounding = np.flatnonzero(bounds & ~self._hidden[cell])
        if not len(bounding):
            return None
        return cell, int(bounding[np.argmax(self._n[cell, bounding])])

    def _shown(self, cells: Iterable[int], at: int) -> list[int]:
        return [cell for cell in cells if not self._hidden[cell, at]]

    def _bounds(self, at: int) -> tuple[Floats, Floats]:
        """Return bounds on a theme's figures from other themes in the same cell, each (cells,)."""
        at_most = np.where(self._hidden, np.inf, self._n)
        at_least = np.where(self._hidden, 0.0, self._n)
        above = at_most[:, self._is_above[at]].min(axis=1, initial=np.inf)
        low = at_least[:, self._is_above[:, at]].max(axis=1, initial=0.0)
        excluded = at_least[:, self._excludes[at]].max(axis=1, initial=0.0)
        high = np.minimum(np.minimum(self._base, above), self._base - excluded)
        return low, np.maximum(low, high)


def _ancestors(theme: str, parents: Mapping[str, str]) -> list[str]:
    ancestors = []
    while parents.get(theme):
        theme = parents[theme]
        ancestors.append(theme)
    return ancestors

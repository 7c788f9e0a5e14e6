"""The disclosure rules of a study as the guard takes them, and what it decides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.model import Bools, Floats, Ints


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What may not be published: a base below `base`, and an n of 1 to `n` - 1; 0 is no rule.

    With `everybody` neither may an n that is the whole base: it tells what each of them said.
    """

    base: int = 0
    n: int = 0
    everybody: bool = False

    @property
    def are_any(self) -> bool:
        """Whether anything may have to be hidden."""
        return self.base > 0 or self.n > 0 or self.everybody

    def forbid(self, n: npt.ArrayLike, base: npt.ArrayLike) -> Bools:
        """Whether figures may not be published, by themselves."""
        numbers, bases = np.asarray(n, dtype=np.float64), np.asarray(base, dtype=np.float64)
        forbidden = (bases < self.base) | ((numbers > 0) & (numbers < self.n))
        if self.everybody:
            forbidden |= (numbers > 0) & (numbers == bases)
        return np.asarray(forbidden)


@dataclass(frozen=True)
class ThemeFilter:
    """The filter of a question by the themes of another one.

    Its base is a figure of that question: how many named one of the themes.
    """

    question: str
    themes: tuple[str, ...]


@dataclass(frozen=True)
class Guarded:
    """What is hidden of theme counts, one value per row.

    `hidden` figures; `unclear` mentions, which would reveal hidden sub-themes; where the number of
    respondents `coded` would reveal the themes they can have; the `step` to which a weighted share
    is rounded, 0 where it is not; and rows that are `absent`, as their base is a hidden figure.
    `base_kept` is nan but for the other rows of such a question: their weights would reveal that
    base, so their effective base is this part of the base, as it is where all are asked.
    """

    hidden: Bools
    unclear: Bools
    coded: Bools
    step: Floats
    absent: Bools
    base_kept: Floats


@dataclass(frozen=True)
class Primary:
    """Which figures the rules hide, one value per row.

    `hidden` by any rule, `few` for being of few; `may_hide` are those that may be hidden at all.
    """

    hidden: Bools
    few: Bools
    may_hide: Bools

    def at(self, rows: Ints) -> Primary:
        """Return those of some rows."""
        return Primary(self.hidden[rows], self.few[rows], self.may_hide[rows])

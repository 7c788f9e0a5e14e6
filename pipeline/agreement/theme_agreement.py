"""Agreement on themes, each apart: an answer has the theme, or hasn't."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from pipeline.agreement.coefficients import ac1, alpha, fleiss, light, percent
from pipeline.agreement.contingency import MISSING, Tally, pair_tallies, tally
from pipeline.agreement.resampling import Resampling, share_with_interval, with_interval
from pipeline.agreement.values import (
    NO_OVERLAP,
    NO_VARIANCE,
    ONE_CODER,
    STATISTICS,
    Coefficient,
    Figures,
    Statistic,
)
from pipeline.agreement.verdicts import judged
from pipeline.model import Bools, Floats, Ints

AT_ONCE = 40
"""Themes whose samples are held in memory together."""

_OF_ALL: dict[Statistic, Callable[[Tally], Floats]] = {
    "percent": percent,
    "fleiss": fleiss,
    "alpha": alpha,
    "ac1": ac1,
}


def theme_figures(has: Bools, coded: Bools, resampling: Resampling) -> tuple[Figures, ...]:
    """The figures of every theme.

    has: (units, coders, themes) whether a coder gave a unit that theme; coded: (units, coders) whether they coded it at all. The samples are those of
    the respondents of these units.
    """
    paired = coded.sum(axis=1) >= 2
    given = (has & coded[..., None] & paired[:, None, None]).any(axis=1).sum(axis=0)
    found: list[Figures] = []
    for start in range(0, has.shape[2], AT_ONCE):
        ratings = np.where(coded[..., None], has[..., start : start + AT_ONCE], MISSING).astype(
            np.int64
        )
        found += _figures(ratings, given[start : start + AT_ONCE], int(paired.sum()), resampling)
    return tuple(found)


def _figures(ratings: Ints, given: Ints, n: int, resampling: Resampling) -> list[Figures]:
    if not n:
        why = ONE_CODER if (ratings != MISSING).any(axis=(0, 2)).sum() < 2 else NO_OVERLAP
        return [
            Figures(
                0, int(g), {name: with_interval(np.nan, np.zeros(0), why) for name in STATISTICS}
            )
            for g in given
        ]
    whole, samples = _values(ratings), _values(ratings, resampling)
    return [
        judged(
            Figures(
                n,
                int(given[theme]),
                {name: _one(name, whole, samples, theme, resampling.size) for name in STATISTICS},
            )
        )
        for theme in range(len(given))
    ]


def _one(
    name: Statistic,
    whole: dict[Statistic, Floats],
    samples: dict[Statistic, Floats],
    theme: int,
    size: int,
) -> Coefficient:
    value, spread = float(whole[name][theme]), samples[name][:, theme]
    return (
        share_with_interval(value, spread, size)
        if name == "percent"
        else with_interval(value, spread, NO_VARIANCE)
    )


def _values(ratings: Ints, resampling: Resampling | None = None) -> dict[Statistic, Floats]:
    sums = tally(ratings, 2, resampling)
    found = {name: of_all(sums) for name, of_all in _OF_ALL.items()}
    return {**found, "kappa": light(pair_tallies(ratings, 2, resampling))}

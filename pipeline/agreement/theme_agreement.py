"""Agreement on each theme: an answer has the theme, or hasn't."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from pipeline.agreement.coefficients import ac1, alpha, fleiss, mean_kappa, percent
from pipeline.agreement.contingency import MISSING, Contingency, contingency, pair_contingencies
from pipeline.agreement.values import (
    NO_OVERLAP,
    NO_VARIANCE,
    ONE_CODER,
    STATISTICS,
    Figures,
    Statistic,
)
from pipeline.agreement.verdicts import coefficient, interpret, share
from pipeline.counts import Resampling
from pipeline.model import Bools, Floats, Ints, Measure

AT_ONCE = 40
"""Themes whose samples are held in memory together."""

_OF_ALL: dict[Statistic, Callable[[Contingency], Floats]] = {
    "percent": percent,
    "fleiss": fleiss,
    "alpha": alpha,
    "ac1": ac1,
}


def theme_figures(has: Bools, coded: Bools, resampling: Resampling) -> tuple[Figures, ...]:
    """Return the figures of every theme.

    has: (units, coders, themes) whether a coder gave a unit that theme; coded: (units, coders)
    whether they coded it at all. The samples are those of the respondents of these units.
    """
    paired = coded.sum(axis=1) >= 2
    given = (has & coded[..., None] & paired[:, None, None]).any(axis=1).sum(axis=0)
    themes = has.shape[2]
    if not paired.any():
        return _without_pairs(coded, given)
    figures: list[Figures] = []
    for start in range(0, themes, AT_ONCE):
        part = slice(start, start + AT_ONCE)
        ratings = np.where(coded[..., None], has[..., part], MISSING).astype(np.int64)
        figures += _figures(ratings, given[part], int(paired.sum()), resampling)
    return tuple(figures)


def _without_pairs(coded: Bools, given: Ints) -> tuple[Figures, ...]:
    why = ONE_CODER if coded.any(axis=0).sum() < 2 else NO_OVERLAP
    nothing = {name: Measure(None, why=why) for name in STATISTICS}
    return tuple(Figures(0, n_given, nothing) for n_given in given.tolist())


def _figures(ratings: Ints, given: Ints, n: int, resampling: Resampling) -> list[Figures]:
    whole, samples = _values(ratings), _values(ratings, resampling)
    figures = []
    for theme, n_given in enumerate(given.tolist()):
        of_theme = {name: float(values[theme]) for name, values in whole.items()}
        spread = {name: values[:, theme] for name, values in samples.items()}
        measures = _measures(of_theme, spread, resampling.size)
        figures.append(interpret(Figures(n, n_given, measures)))
    return figures


def _measures(
    values: Mapping[Statistic, float], samples: Mapping[Statistic, Floats], respondents: int
) -> dict[Statistic, Measure]:
    measures = {n: coefficient(values[n], samples[n], NO_VARIANCE) for n in STATISTICS}
    measures["percent"] = share(values["percent"], samples["percent"], respondents)
    return measures


def _values(ratings: Ints, resampling: Resampling | None = None) -> dict[Statistic, Floats]:
    sums = contingency(ratings, 2, resampling)
    values = {name: of_all(sums) for name, of_all in _OF_ALL.items()}
    values["kappa"] = mean_kappa(pair_contingencies(ratings, 2, resampling))
    return values

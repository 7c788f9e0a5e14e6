"""Agreement on each theme: whether an answer has it or not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from pipeline.agreement.coefficients import ac1, alpha, fleiss, mean_kappa, percent
from pipeline.agreement.contingency import MISSING, Contingency, contingency, pair_contingencies
from pipeline.agreement.values import NO_VARIANCE, STATISTICS, Figures, Statistic
from pipeline.agreement.verdicts import coefficient, interpret, no_pairs
from pipeline.counts import Resampling, wilson_of_share
from pipeline.model import Bools, Floats, Ints, Measure

AT_ONCE = 40
"""Themes resampled together, to limit memory."""

_OF_ALL: dict[Statistic, Callable[[Contingency], Floats]] = {
    "percent": percent,
    "fleiss": fleiss,
    "alpha": alpha,
    "ac1": ac1,
}


def theme_figures(has: Bools, coded: Bools, resampling: Resampling) -> tuple[Figures, ...]:
    """Return the figures of every theme.

    has: (units, coders, themes) whether a coder gave a unit that theme; coded: (units, coders)
    whether they coded it at all. Samples are of the respondents of these units.
    """
    paired = coded.sum(axis=1) >= 2
    given = (has & coded[..., None] & paired[:, None, None]).any(axis=1).sum(axis=0).tolist()
    if not paired.any():
        nothing = dict.fromkeys(STATISTICS, no_pairs(coded))
        return tuple(Figures(0, n_given, nothing) for n_given in given)
    measures: list[dict[Statistic, Measure]] = []
    for start in range(0, len(given), AT_ONCE):
        has_part = has[..., start : start + AT_ONCE]
        ratings = np.where(coded[..., None], has_part, MISSING).astype(np.int64)
        measures += _measures(ratings, resampling)
    n = int(paired.sum())
    pairs = zip(given, measures, strict=True)
    return tuple(interpret(Figures(n, n_given, of_theme)) for n_given, of_theme in pairs)


def _measures(ratings: Ints, resampling: Resampling) -> list[dict[Statistic, Measure]]:
    values, samples = _values(ratings), _values(ratings, resampling)
    measures = []
    for theme, percent_agreed in enumerate(values["percent"].tolist()):
        of_theme = {
            name: coefficient(float(values[name][theme]), samples[name][:, theme], why=NO_VARIANCE)
            for name in STATISTICS
        }
        wilson = wilson_of_share(percent_agreed, resampling.size)
        agreed = samples["percent"][:, theme]
        of_theme["percent"] = coefficient(percent_agreed, agreed, otherwise=wilson)
        measures.append(of_theme)
    return measures


def _values(ratings: Ints, resampling: Resampling | None = None) -> dict[Statistic, Floats]:
    sums = contingency(ratings, 2, resampling)
    values = {name: of_all(sums) for name, of_all in _OF_ALL.items()}
    values["kappa"] = mean_kappa(pair_contingencies(ratings, 2, resampling))
    return values

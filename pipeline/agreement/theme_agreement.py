"""Agreement on each theme: whether an answer has it or not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from pipeline.agreement.coefficients import ac1, alpha, fleiss, kappas, mean_kappa, percent
from pipeline.agreement.contingency import MISSING, Contingency, contingency, pair_contingencies
from pipeline.agreement.posterior import Posterior, SupposedTexts
from pipeline.agreement.values import NO_VARIANCE, STATISTICS, Figures, Statistic
from pipeline.agreement.verdicts import coefficient, interpret, no_pairs
from pipeline.counts import Draws
from pipeline.model import Bools, Floats, Ints, Measure

AT_ONCE = 40
"""Themes resampled together, to limit memory."""

_OF_ALL: dict[Statistic, Callable[[Contingency], Floats]] = {
    "percent": percent,
    "fleiss": fleiss,
    "alpha": alpha,
    "ac1": ac1,
}


def theme_figures(has: Bools, coded: Bools, posterior: Posterior) -> tuple[Figures, ...]:
    """Return the figures of every theme.

    has: (units, coders, themes) whether a coder gave a unit that theme; coded: (units, coders)
    whether they coded it at all. The posterior is of the respondents of these units.
    """
    paired = coded.sum(axis=1) >= 2
    given = (has & coded[..., None] & paired[:, None, None]).any(axis=1).sum(axis=0).tolist()
    if not paired.any():
        nothing = dict.fromkeys(STATISTICS, no_pairs(coded))
        return tuple(Figures(0, n_given, nothing) for n_given in given)
    supposed = SupposedTexts.of_coders(coded.shape[1], given=1, left=0)
    measures: list[dict[Statistic, Measure]] = []
    for start in range(0, len(given), AT_ONCE):
        has_part = has[..., start : start + AT_ONCE]
        ratings = np.where(coded[..., None], has_part, MISSING).astype(np.int64)
        measures += _measures(ratings, supposed, posterior.draws(supposed))
    n = int(paired.sum())
    pairs = zip(given, measures, strict=True)
    return tuple(interpret(Figures(n, n_given, of_theme)) for n_given, of_theme in pairs)


def _measures(
    ratings: Ints, supposed: SupposedTexts, draws: Draws
) -> list[dict[Statistic, Measure]]:
    """Return the coefficients of each theme; ratings: (units, coders, themes)."""
    themes = ratings.shape[-1]
    of_any_theme = np.repeat(supposed.ratings[..., None], themes, axis=-1)
    of_pairs = kappas(pair_contingencies(ratings, 2))
    values = _of_all(contingency(ratings, 2))
    values["kappa"] = mean_kappa(of_pairs)
    ratings = np.concatenate((ratings, of_any_theme))
    samples = _of_all(contingency(ratings, 2, draws))
    drawn = kappas(pair_contingencies(ratings, 2, draws))
    # a pair that has no kappa takes no part in the mean, nor in its interval
    samples["kappa"] = mean_kappa(np.where(np.isnan(of_pairs)[:, None], np.nan, drawn))
    return [
        {
            name: coefficient(float(values[name][theme]), samples[name][:, theme], why=NO_VARIANCE)
            for name in STATISTICS
        }
        for theme in range(themes)
    ]


def _of_all(sums: Contingency) -> dict[Statistic, Floats]:
    return {name: of_all(sums) for name, of_all in _OF_ALL.items()}

"""A straight line for each code on log odds: a shift and a slope, shrunk towards none.

This is Platt scaling with normal priors, so that few labels move little.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from pipeline.model import Bools, Floats

SHIFT_VARIANCE, SLOPE_VARIANCE = 0.5, 0.08
"""The variances of the normal priors on a code's own shift and slope."""

LEAST = 1e-4
"""Probabilities are kept this far from 0 and 1."""

_NEWTON_STEPS, _LONGEST_STEP = 15, 3.0
_OWN_PRIOR = np.array([1 / SHIFT_VARIANCE, 1 / SLOPE_VARIANCE])


@dataclass(frozen=True)
class Lines:
    """The shift and slope of each code, (m,)."""

    shift: Floats
    slope: Floats

    @classmethod
    def none(cls, codes: int) -> Lines:
        """Return lines that change nothing."""
        return cls(np.zeros(codes), np.ones(codes))

    def log_odds(self, odds: Floats) -> Floats:
        """Return the log odds on the lines, (texts, m)."""
        changed: Floats = self.shift + self.slope * odds
        return changed


def own_lines(odds: Floats, truth: Floats, known: Bools) -> Lines:
    """Return each code's line, learned from log odds and truth (texts, m) of 0/1.

    Codes that are not `known` (m,) keep theirs.
    """
    lines = Lines.none(odds.shape[1])
    for code in np.flatnonzero(known).tolist():
        x = odds[:, code]
        found = fit_line(x, truth[:, code], _OWN_PRIOR, start=x)
        # a code never becomes likelier as its odds fall
        lines.shift[code], lines.slope[code] = found[0], max(0.0, 1 + found[1])
    return lines


def learn_lines(odds: Floats, truth: Floats, common: Bools) -> Lines:
    """Return a common line for all codes marked in `common` (m,), then each code's own on that."""
    x, y = odds[:, common].ravel(), truth[:, common].ravel()
    shift, slope = fit_line(x, y, _OWN_PRIOR, start=x) if len(x) else (0.0, 0.0)
    pooled = Lines(np.where(common, shift, 0.0), np.where(common, max(0.0, 1 + slope), 1.0))
    known = np.asarray(truth.any(axis=0))
    own = own_lines(pooled.log_odds(odds), truth, known)
    return Lines(own.shift + own.slope * pooled.shift, own.slope * pooled.slope)


def fit_line(x: Floats, y: Floats, prior: Floats, start: Floats | float = 0.0) -> Floats:
    """Return the shift and slope beside `start` with the highest posterior given y (0/1).

    Both have a normal prior with these precisions.
    """
    return fit_weights(x[:, None], y, prior, start)


def fit_weights(columns: Floats, y: Floats, prior: Floats, start: Floats | float = 0.0) -> Floats:
    """Return the shift, and the weight of each column, with the highest posterior given y (0/1).

    columns: (n, k), y: (n,). They come beside `start`, log odds that are there already, and have a
    normal prior around 0 with these precisions (1 + k,); found by Newton's method.
    """
    design = np.column_stack((np.ones(len(columns)), columns))
    found = np.zeros(design.shape[1])
    for _ in range(_NEWTON_STEPS):
        p = expit(start + design @ found)
        gradient = design.T @ (y - p) - prior * found
        curvature = (design * (p * (1 - p))[:, None]).T @ design + np.diag(prior)
        step = np.linalg.solve(curvature, gradient)
        found = found + step * min(1.0, _LONGEST_STEP / float(np.abs(step).max() + LEAST))
    return found


def log_odds(p: Floats) -> Floats:
    """Return the log odds of probabilities, kept `LEAST` from 0 and 1."""
    kept = np.clip(p, LEAST, 1 - LEAST)
    odds: Floats = np.log(kept / (1 - kept))
    return odds

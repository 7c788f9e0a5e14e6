"""Calibration: from a classifier's margins to honest probabilities, in three steps.

Each is learned on margins of answers held out of training.

1. One curve for all codes: smooth with few labels, monotone with many; each code's probability is
   shrunk towards its own frequency, the more so the fewer its labels.
2. Each code's own shift and slope on that curve's log odds (Platt scaling), shrunk towards none.
3. With many labels, small boosted trees that see a code beside the others of the same answer: the
   distance to the best other code, the code's rank, how many others are likely. Their log odds are
   averaged with those of step 2.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import expit
from sklearn.isotonic import IsotonicRegression

from pipeline.coding.classifier.trees import Trees, grow
from pipeline.model import Bools, Floats

ENOUGH_FOR_STEPS = 300
"""Positive labels from which the monotone curve is the more stable, and trees are grown."""

PRIOR = 5.0
"""The weight of the prior on a code's own frequency, in answers."""

DRAW = 2.0
"""The weight of a code's own frequency, in labels."""

SHIFT_VARIANCE, SLOPE_VARIANCE = 0.5, 0.08
"""The variances of the normal priors on a code's own shift and slope."""

IN_VIEW = 0.004
"""Less likely codes keep the probability of step 2: trees would cost time and change nothing."""

LEAST = 1e-4
_LAST_RANK = 6
_ONLY_RISES = (1, 1, 0, 1, -1, 0, 0)
"""By column of `beside_others`: a higher margin never makes a code less likely."""

BESIDE = len(_ONLY_RISES)
"""The columns used by the trees."""

_NEWTON_STEPS, _LONGEST_STEP = 15, 3.0
_WEAK_PRIOR = np.array([1e-3, 1.0])


@dataclass(frozen=True)
class Calibration:
    """The map from margins to probabilities.

    A curve as points (margin, probability); for each code its frequency, the shrinkage towards it,
    its shift and slope; trees or None.
    """

    margins: Floats
    chances: Floats
    frequency: Floats
    draw: Floats
    shift: Floats
    slope: Floats
    trees: Trees | None = None

    def probabilities(self, margins: Floats) -> Floats:
        """Return the probabilities of (answers, codes) margins, same shape."""
        single = self._single(margins)
        if self.trees is None or not margins.size:
            return single
        seen = in_view(single)
        beside = self.trees.log_odds(beside_others(margins, single, self.frequency, seen))
        mean = expit((_log_odds(single[seen]) + beside) / 2)
        probabilities = single.copy()
        probabilities[seen] = np.maximum(mean, IN_VIEW)
        return probabilities

    def _single(self, margins: Floats) -> Floats:
        """Return the probability of each code by itself: steps 1 and 2."""
        pooled = np.interp(margins, self.margins, self.chances)
        mixed = (1 - self.draw) * pooled + self.draw * self.frequency
        own: Floats = expit(self.shift + self.slope * _log_odds(mixed))
        return np.where(self.frequency > 0, own, 0.0)


def calibrate(margins: Floats, truth: Floats, labels: Floats) -> Calibration:
    """Return the calibration learned from out-of-fold margins (answers, codes).

    truth: 0/1, same shape. labels: (codes,) the number of positive labels.
    """
    known = labels > 0
    # few labels say little about how common a code is: it starts as one among all
    among = 1 / max(1, len(labels))
    frequency = np.where(known, (truth.sum(axis=0) + PRIOR * among) / (len(truth) + PRIOR), 0.0)
    start = Calibration(
        margins=np.array([0.0, 1.0]),
        chances=np.zeros(2),
        frequency=frequency,
        draw=DRAW / (DRAW + labels),
        shift=np.zeros(len(labels)),
        slope=np.ones(len(labels)),
    )
    x, y = margins[:, known].ravel(), truth[:, known].ravel()
    if not len(x) or not 0 < y.sum() < len(y):
        level = float(y.mean()) if len(y) else 0.0
        return replace(start, chances=np.array([level, level]))
    many = y.sum() >= ENOUGH_FOR_STEPS
    points, chances = _steps(x, y) if many else _smooth(x, y)
    pooled = replace(start, margins=points, chances=chances)
    shift, slope = _own_lines(pooled.probabilities(margins), truth, known)
    own = replace(pooled, shift=shift, slope=slope)
    return replace(own, trees=_trees(margins, truth, own)) if many else own


def in_view(probabilities: Floats) -> Bools:
    """Return the codes likely enough for the trees."""
    return probabilities >= IN_VIEW


def beside_others(margins: Floats, single: Floats, frequency: Floats, seen: Bools) -> Floats:
    """Return the features for the trees of each code marked in `seen`, (codes seen, 7).

    Margin, log odds, the best other code's margin and the distance to it, rank, expected number of
    other codes, frequency.
    """
    ordered = -np.sort(-margins, axis=1)[:, :2]
    best, second = ordered[:, :1], ordered[:, -1:]
    other = np.where(margins == best, second, best)
    order = np.argsort(-margins, axis=1, kind="stable")
    rank = np.minimum(np.argsort(order, axis=1, kind="stable"), _LAST_RANK)
    others = single.sum(axis=1, keepdims=True) - single
    columns = (
        margins,
        _log_odds(single),
        other,
        margins - other,
        rank,
        others,
        _log_odds(frequency) + 0 * margins,
    )
    return np.stack([column[seen] for column in columns], axis=1).astype(float)


def calibration_error(probabilities: Floats, truth: Floats, bins: int = 10) -> float:
    """Return the expected calibration error.

    That is, over bins of equal width, the distance between the share true and the mean probability.
    """
    p, y = probabilities.ravel(), truth.ravel()
    if not len(p):
        return 0.0
    place = np.minimum((p * bins).astype(np.int64), bins - 1)
    claimed, found = np.bincount(place, p, bins), np.bincount(place, y, bins)
    return float(np.abs(claimed - found).sum() / len(p))


def _trees(margins: Floats, truth: Floats, own: Calibration) -> Trees | None:
    single = own.probabilities(margins)
    seen = in_view(single)
    y = truth[seen]
    if not 0 < y.sum() < len(y):
        return None
    return grow(beside_others(margins, single, own.frequency, seen), y, _ONLY_RISES)


def _own_lines(pooled: Floats, truth: Floats, known: Bools) -> tuple[Floats, Floats]:
    """Return each code's shift and slope on the pooled log odds, shrunk towards 0 and 1."""
    codes = pooled.shape[1]
    shift, slope = np.zeros(codes), np.ones(codes)
    prior = np.array([1 / SHIFT_VARIANCE, 1 / SLOPE_VARIANCE])
    for code in np.flatnonzero(known).tolist():
        x = _log_odds(pooled[:, code])
        found = _line(x, truth[:, code], prior, start=x)
        # a code never becomes likelier as its margin falls
        shift[code], slope[code] = found[0], max(0.0, 1 + found[1])
    return shift, slope


def _line(x: Floats, y: Floats, prior: Floats, start: Floats | float = 0.0) -> Floats:
    """Return the shift and slope of `start` with the highest posterior given y (0/1), by Newton.

    Both have a normal prior with these precisions.
    """
    design = np.stack((np.ones_like(x), x), axis=1)
    found = np.zeros(2)
    for _ in range(_NEWTON_STEPS):
        p = expit(start + design @ found)
        gradient = design.T @ (y - p) - prior * found
        curvature = (design * (p * (1 - p))[:, None]).T @ design + np.diag(prior)
        step = np.linalg.solve(curvature, gradient)
        found = found + step * min(1.0, _LONGEST_STEP / float(np.abs(step).max() + LEAST))
    return found


def _log_odds(p: Floats) -> Floats:
    kept = np.clip(p, LEAST, 1 - LEAST)
    odds: Floats = np.log(kept / (1 - kept))
    return odds


def _steps(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    curve = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip").fit(x, y)
    return np.asarray(curve.X_thresholds_), np.asarray(curve.y_thresholds_)


def _smooth(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    # the weak prior keeps the slope finite if few labels happen to be separable
    shift, slope = _line(x, y, _WEAK_PRIOR)
    grid = np.linspace(x.min(), x.max(), 200)
    return grid, expit(shift + max(0.0, slope) * grid)

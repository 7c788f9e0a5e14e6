"""Calibration: from a classifier's margins to honest probabilities, in three steps.

Each is learned on margins of answers held out of training.

1. One curve for all codes: smooth with few labels, monotone with many; each code's probability is
   shrunk towards its own frequency, the more so the fewer its labels.
2. Each code's own shift and slope on that curve's log odds (Platt scaling), shrunk towards none.
3. With many labels, one logistic regression that sees a code beside the others of the same answer:
   the margin of the best other code, how many others are likely. Its log odds are averaged with
   those of step 2.

A code never becomes less likely as its margin rises: of what step 3 sees, only the log odds depend
on the code's own margin.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import expit
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from pipeline.coding.classifier.lines import Lines, fit_line, log_odds, own_lines
from pipeline.model import Bools, Floats

ENOUGH_FOR_STEPS = 300
"""Positive labels from which the monotone curve is stabler, and codes are seen beside others."""

PRIOR = 5.0
"""The weight of the prior on a code's own frequency, in answers."""

DRAW = 2.0
"""The weight of a code's own frequency, in labels."""

IN_VIEW = 0.004
"""Less likely codes keep the probability of step 2."""

BESIDE = 4
"""The columns of `beside_others`."""

_WEAK_PRIOR = np.array([1e-3, 1.0])


@dataclass(frozen=True)
class BesideOthers:
    """A logistic regression on a code's margin beside those of the others, one for all codes."""

    level: float
    weights: Floats

    def log_odds(self, columns: Floats) -> Floats:
        """Return the log odds of every row of `beside_others`."""
        # column by column, so that a row's sum depends on no other row
        odds = np.full(len(columns), self.level)
        for column, weight in zip(columns.T, self.weights.tolist(), strict=True):
            odds += column * weight
        return odds


@dataclass(frozen=True)
class Calibration:
    """The map from margins to probabilities.

    A curve as points (margin, probability); for each code its frequency, the shrinkage towards it
    and its line; what it learned of a code beside the others, or None.
    """

    margins: Floats
    chances: Floats
    frequency: Floats
    draw: Floats
    lines: Lines
    beside: BesideOthers | None = None

    def probabilities(self, margins: Floats) -> Floats:
        """Return the probabilities of (answers, codes) margins, same shape."""
        single = self._single(margins)
        if self.beside is None or not margins.size:
            return single
        seen = in_view(single)
        beside = self.beside.log_odds(beside_others(margins, single, self.frequency, seen))
        mean = expit((log_odds(single[seen]) + beside) / 2)
        probabilities = single.copy()
        probabilities[seen] = np.maximum(mean, IN_VIEW)
        return probabilities

    def _single(self, margins: Floats) -> Floats:
        """Return the probability of each code by itself: steps 1 and 2."""
        pooled = np.interp(margins, self.margins, self.chances)
        mixed = (1 - self.draw) * pooled + self.draw * self.frequency
        own: Floats = expit(self.lines.log_odds(log_odds(mixed)))
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
        lines=Lines.none(len(labels)),
    )
    x, y = margins[:, known].ravel(), truth[:, known].ravel()
    if not len(x) or not 0 < y.sum() < len(y):
        level = float(y.mean()) if len(y) else 0.0
        return replace(start, chances=np.array([level, level]))
    many = y.sum() >= ENOUGH_FOR_STEPS
    points, chances = _steps(x, y) if many else _smooth(x, y)
    pooled = replace(start, margins=points, chances=chances)
    own = replace(pooled, lines=own_lines(log_odds(pooled.probabilities(margins)), truth, known))
    return replace(own, beside=_beside(margins, truth, own)) if many else own


def in_view(probabilities: Floats) -> Bools:
    """Return the codes likely enough to be seen beside the others."""
    return probabilities >= IN_VIEW


def beside_others(margins: Floats, single: Floats, frequency: Floats, seen: Bools) -> Floats:
    """Return the features of each code marked in `seen`, (codes seen, 4).

    Its log odds, the best other code's margin, the expected number of other codes, its frequency.
    """
    ordered = -np.sort(-margins, axis=1)[:, :2]
    best, second = ordered[:, :1], ordered[:, -1:]
    other = np.where(margins == best, second, best)
    others = single.sum(axis=1, keepdims=True) - single
    of_frequency = np.broadcast_to(log_odds(frequency), margins.shape)
    columns = (log_odds(single), other, others, of_frequency)
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


def _beside(margins: Floats, truth: Floats, own: Calibration) -> BesideOthers | None:
    single = own.probabilities(margins)
    seen = in_view(single)
    y = truth[seen]
    if not 0 < y.sum() < len(y):
        return None
    columns = beside_others(margins, single, own.frequency, seen)
    scaler = StandardScaler().fit(columns)
    machine = LogisticRegression().fit(scaler.transform(columns), y)
    weights = machine.coef_[0] / scaler.scale_
    if weights[0] < 0:
        return None
    return BesideOthers(float(machine.intercept_[0] - weights @ scaler.mean_), weights)


def _steps(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    curve = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip").fit(x, y)
    return np.asarray(curve.X_thresholds_), np.asarray(curve.y_thresholds_)


def _smooth(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    # the weak prior keeps the slope finite if few labels happen to be separable
    shift, slope = fit_line(x, y, _WEAK_PRIOR)
    grid = np.linspace(x.min(), x.max(), 200)
    return grid, expit(shift + max(0.0, slope) * grid)

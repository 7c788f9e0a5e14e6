"""From a classifier's margins to honest probabilities.

One curve for all codes, learned on margins of answers that were kept out of training (cross-fitting); with few labels a smooth curve,
with many a monotone one; and each code's probability is drawn towards its own frequency as far as its labels are few.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

Floats = npt.NDArray[np.float64]

ENOUGH_FOR_STEPS = 300
"""Positive labels from which the monotone curve is steadier than the smooth one."""

PRIOR = 5.0
"""The weight of no knowledge in a code's own frequency, in answers."""

DRAW = 2.0
"""The weight of a code's own frequency, in labels."""


@dataclass(frozen=True)
class Calibration:
    """A curve as points (margin, probability), and for each code its frequency and how far to draw towards it."""

    margins: Floats
    chances: Floats
    frequency: Floats
    draw: Floats

    def probabilities(self, margins: Floats) -> Floats:
        """Probabilities of (answers, codes) margins, same shape."""
        raw = np.interp(margins, self.margins, self.chances)
        mixed: Floats = (1 - self.draw) * raw + self.draw * self.frequency
        return np.where(self.frequency > 0, mixed, 0.0)


def calibrate(margins: Floats, truth: Floats, labels: Floats) -> Calibration:
    """The calibration learned from out-of-fold margins (answers, codes), their 0/1 truth, and the number of positive labels per code."""
    known = labels > 0
    # a few labels say little of how common a code is: it starts as one among all
    among = 1 / max(1, len(labels))
    frequency = np.where(known, (truth.sum(axis=0) + PRIOR * among) / (len(truth) + PRIOR), 0.0)
    draw = DRAW / (DRAW + labels)
    x, y = margins[:, known].ravel(), truth[:, known].ravel()
    if not len(x) or not 0 < y.sum() < len(y):
        level = float(y.mean()) if len(y) else 0.0
        return Calibration(np.array([0.0, 1.0]), np.array([level, level]), frequency, draw)
    points = _steps(x, y) if y.sum() >= ENOUGH_FOR_STEPS else _smooth(x, y)
    return Calibration(*points, frequency, draw)


def _steps(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    curve = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip").fit(x, y)
    return np.asarray(curve.X_thresholds_), np.asarray(curve.y_thresholds_)


def _smooth(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    # weak regularisation keeps the slope finite when few labels happen to be separable
    curve = LogisticRegression(C=1.0).fit(x[:, None], y)
    grid = np.linspace(x.min(), x.max(), 200)
    return grid, curve.predict_proba(grid[:, None])[:, 1]

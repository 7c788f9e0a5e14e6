"""What more labels would buy, read from a learning curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.evaluation.intervals import DIGITS, Resampling, measure
from pipeline.model import MORE_LABELS, Learning, LearningPoint, Measure

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Trials:
    """F1 of the same answers after learning from more and more labels: sizes (k,) ascending, f1 (answers, k); `labels` there are in all."""

    sizes: Floats
    f1: Floats
    labels: int


def learning(trials: Sequence[Trials], resampling: Resampling) -> Learning | None:
    """The learning curve of one question or of several together, each with as many more labels; None without an answer that was tried.

    F1 is taken to rise by the same amount with every doubling of the labels, which a straight line through the points of at least one
    label tells. The answers of the trials, one after the other, are those of the resampling. Several questions count by their answers.
    """
    answers = sum(len(t.f1) for t in trials)
    if not answers:
        return None
    every = np.concatenate([t.f1 for t in trials])
    sizes = np.average(np.stack([t.sizes for t in trials]), axis=0, weights=[len(t.f1) for t in trials])
    points = tuple(
        LearningPoint(round(float(size), 1), resampling.mean(every[:, k])) for k, size in enumerate(sizes.tolist())
    )
    gains = np.concatenate([t.f1 @ _gain_of(t) for t in trials])
    gain = _gain(gains, float(every[:, -1].mean()), resampling)
    labels = round(sum(t.labels * len(t.f1) for t in trials) / answers)
    return Learning(points, labels, MORE_LABELS, gain, gain.low is not None and gain.low > 0)


def _gain(gains: Floats, now: float, resampling: Resampling) -> Measure:
    value = float(gains.mean())
    if not np.any(gains):
        # nothing moved: no line to read a gain from
        return Measure(None)
    sums = resampling.sums(np.column_stack((gains, np.ones(len(gains)))))
    found = measure(value, sums[:, 0] / sums[:, 1], (-1.0, 1.0))
    most = round(1 - now, DIGITS)
    return Measure(*(min(v, most) if v is not None else None for v in (found.value, found.low, found.high)))


def _gain_of(trials: Trials) -> Floats:
    """Weights (k,) that make an answer's scores into its part of the gain: the slope per doubling, times the doublings to come."""
    weights = np.zeros(len(trials.sizes))
    used = trials.sizes > 0
    x = np.log2(np.maximum(trials.sizes[used], 1e-9))
    away = x - x.mean() if len(x) else x
    spread = float(away @ away)
    if trials.labels and spread > 0:
        weights[used] = away / spread * np.log2((trials.labels + MORE_LABELS) / trials.labels)
    return weights

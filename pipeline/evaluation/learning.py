"""What more labels would buy, read from a learning curve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.evaluation.intervals import DIGITS, Resampling, measure, ratio
from pipeline.evaluation.values import LEARNERS, MORE_LABELS, Coder, Gain, Learning, LearningPoint
from pipeline.model import Floats, Measure


@dataclass(frozen=True)
class Trials:
    """F1 of the same answers after learning from more and more labels: sizes (k,) ascending, f1 of every coder (answers, k).

    `labels` are all there are.
    """

    sizes: Floats
    f1: Mapping[Coder, Floats]
    labels: int

    @property
    def answers(self) -> int:
        """How many answers were coded at every size."""
        return len(self.f1[LEARNERS[0]])


def learning(trials: Sequence[Trials], resampling: Resampling) -> Learning | None:
    """The learning curve of one question or of several together; None without an answer that was tried.

    F1 is taken to rise by the same amount with every doubling of the labels, which a straight line through the points of at least one
    label tells. The answers of the trials, one after the other, are those of the resampling. Several questions count by their answers.
    """
    weights = [t.answers for t in trials]
    if not sum(weights):
        return None
    sizes = np.average(np.stack([t.sizes for t in trials]), axis=0, weights=weights)
    every = {coder: np.concatenate([t.f1[coder] for t in trials]) for coder in LEARNERS}
    points = tuple(
        LearningPoint(
            round(float(size), 1), {coder: resampling.mean(f1[:, k]) for coder, f1 in every.items()}
        )
        for k, size in enumerate(sizes.tolist())
    )
    labels = round(float(np.average([t.labels for t in trials], weights=weights)))
    gains = {}
    for coder, f1 in every.items():
        of_answers = np.concatenate([t.f1[coder] @ _doublings(t) for t in trials])
        gains[coder] = _gain(of_answers, float(f1[:, -1].mean()), resampling)
    return Learning(points, labels, MORE_LABELS, gains)


def _gain(of_answers: Floats, now: float, resampling: Resampling) -> Gain:
    if np.allclose(of_answers, 0):
        # nothing moved, so there is no line to read a gain from
        return Gain(Measure(None), False)
    sums = resampling.sums(np.column_stack((of_answers, np.ones(len(of_answers)))))
    found = measure(float(of_answers.mean()), ratio(sums[:, 0], sums[:, 1]), (-1.0, 1.0))
    most = round(1 - now, DIGITS)
    # F1 ends at 1, where a straight line does not
    value, low, high = (
        None if v is None else min(v, most) for v in (found.value, found.low, found.high)
    )
    return Gain(Measure(value, low, high), low is not None and low > 0)


def _doublings(trials: Trials) -> Floats:
    """Weights (k,) that make an answer's scores into its part of the gain: the slope per doubling, times the doublings to come."""
    weights = np.zeros(len(trials.sizes))
    used = trials.sizes > 0
    x = np.log2(trials.sizes[used])
    away = x - x.mean() if len(x) else x
    spread = float(away @ away)
    if trials.labels and spread > 0:
        weights[used] = away / spread * np.log2((trials.labels + MORE_LABELS) / trials.labels)
    return weights

"""The gain from more labels, read from a learning curve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.counts import Resampling, resampled_measure
from pipeline.evaluation.scores import DIGITS, mean_measure
from pipeline.evaluation.values import MORE_LABELS, Gain, LearningCurve, LearningPoint, Method
from pipeline.model import Floats, Measure


@dataclass(frozen=True)
class CurveScores:
    """F1 of the same answers of a question after learning from more and more labels.

    sizes: (k,) ascending; f1: (answers, k) of every method. `labels` is their total number.
    """

    sizes: Floats
    f1: Mapping[Method, Floats]
    labels: int

    @property
    def answers(self) -> int:
        """The number of answers coded at every size."""
        return len(self.f1["both"])


def learning_curve(
    questions: Sequence[CurveScores], resampling: Resampling
) -> LearningCurve | None:
    """Return the learning curve of one question or of several; None without an answer.

    F1 is assumed to rise by the same amount with every doubling of the labels, estimated by a
    straight line through the points with at least one label. The concatenated answers of the
    questions are those of the resampling. Questions are weighted by their answers, and all have
    the same methods.
    """
    weights = [question.answers for question in questions]
    if not sum(weights):
        return None
    sizes = np.average(np.stack([q.sizes for q in questions]), axis=0, weights=weights)
    labels = round(float(np.average([q.labels for q in questions], weights=weights)))
    f1, gains = {}, {}
    for method in questions[0].f1:
        f1[method] = np.concatenate([question.f1[method] for question in questions])
        of_answers = [question.f1[method] @ _doublings(question) for question in questions]
        now = float(f1[method][:, -1].mean())
        gains[method] = _gain(np.concatenate(of_answers), now, resampling)
    points = []
    for k, size in enumerate(sizes.tolist()):
        measures = {method: mean_measure(of_all[:, k], resampling) for method, of_all in f1.items()}
        points.append(LearningPoint(round(size, 1), measures))
    return LearningCurve(tuple(points), labels, MORE_LABELS, gains)


def _gain(of_answers: Floats, now: float, resampling: Resampling) -> Gain:
    """Return the mean gain of the answers, limited so that F1 stays below 1."""
    if np.allclose(of_answers, 0):
        # nothing moved, so there is no line to read a gain from
        return Gain(Measure(None), False)
    samples, mean = resampling.means(of_answers), float(of_answers.mean())
    gain = resampled_measure(mean, samples, digits=DIGITS, otherwise=(-1.0, 1.0))
    # F1 ends at 1, where a straight line does not
    left = round(1 - now, DIGITS)
    value, low, high = (None if n is None else min(n, left) for n in gain.numbers)
    return Gain(Measure(value, low, high), clear=low is not None and low > 0)


def _doublings(question: CurveScores) -> Floats:
    """Return weights (k,) that turn an answer's scores into its contribution to the gain.

    That is the slope per doubling, times the doublings to come.
    """
    weights = np.zeros(len(question.sizes))
    used = question.sizes > 0
    if not question.labels or not used.any():
        return weights
    doublings = np.log2(question.sizes[used])
    away = doublings - doublings.mean()
    spread = float(away @ away)
    if spread > 0:
        to_come = np.log2((question.labels + MORE_LABELS) / question.labels)
        weights[used] = away / spread * to_come
    return weights

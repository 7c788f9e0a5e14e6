"""How far the classifier's probabilities can be believed, and which share of the answers can be coded without a person."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.evaluation.intervals import DIGITS, Resampling, measure, ratio, wilson
from pipeline.evaluation.values import Coverage, CoveragePoint, Reliability, ReliabilityPoint
from pipeline.model import Bools, Floats, Ints

BINS = 10


def reliability(blocks: Sequence[tuple[Floats, Bools]], resampling: Resampling) -> Reliability:
    """The expected calibration error over all codes of all answers, in 10 bins of equal width, and the bins that hold any.

    Each block has probabilities and truth, (answers, codes); the answers of the blocks, one after the other, are those of the resampling.
    """
    counted = [_in_bins(probabilities, truth) for probabilities, truth in blocks]
    n, sums, hits = (np.concatenate(arrays) for arrays in zip(*counted, strict=True))
    samples_n, samples_hits = resampling.sums(n), resampling.sums(hits)
    points, off = [], 0.0
    for number in np.flatnonzero(n.sum(axis=0)).tolist():
        size, right = int(n[:, number].sum()), int(hits[:, number].sum())
        mean = float(sums[:, number].sum()) / size
        resampled = ratio(samples_hits[:, number], samples_n[:, number])
        came_true = measure(right / size, resampled, wilson(right / size, size))
        off += abs(right - mean * size)
        points.append(
            ReliabilityPoint(
                number / BINS, (number + 1) / BINS, size, round(mean, DIGITS), came_true
            )
        )
    return Reliability(round(off / max(1.0, float(n.sum())), DIGITS), tuple(points))


def _in_bins(probabilities: Floats, truth: Bools) -> tuple[Floats, Floats, Floats]:
    """For every answer and bin: probabilities in it, their sum, and how many came true."""
    bins: Ints = np.minimum((probabilities * BINS).astype(np.int64), BINS - 1)
    inside = bins[:, :, None] == np.arange(BINS)
    n = inside.sum(axis=1).astype(np.float64)
    return (
        n,
        (inside * probabilities[:, :, None]).sum(axis=1),
        (inside & truth[:, :, None]).sum(axis=1).astype(float),
    )


def coverage(confidence: Floats, right: Bools, wanted: float) -> Coverage:
    """The largest share of answers, surest first, of which at least 1 - wanted have the right set. Answers equally sure go together."""
    n = len(right)
    order = np.argsort(-confidence, kind="stable")
    sure, wrong = confidence[order], np.cumsum(~right[order])
    last = (
        np.flatnonzero(np.append(sure[1:] != sure[:-1], True)) if n else np.zeros(0, dtype=np.int64)
    )
    taken = last + 1
    fine = np.flatnonzero(wrong[last] <= wanted * taken + 1e-12)
    points = tuple(
        CoveragePoint(
            round(float(sure[at]), DIGITS),
            round(k / n, DIGITS),
            round(float(wrong[at]) / k, DIGITS),
        )
        for at, k in zip(last.tolist(), taken.tolist(), strict=True)
    )
    if not len(fine):
        return Coverage(wanted, 0.0, None, None, points)
    best = points[int(fine[-1])]
    return Coverage(wanted, best.share, best.error, best.confidence, points)

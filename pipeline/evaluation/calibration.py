"""How far the classifier's probabilities can be trusted, and which answers need no review."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from pipeline.counts import Resampling, ratio
from pipeline.evaluation.scores import DIGITS, share_measure
from pipeline.evaluation.values import Calibration, CalibrationBin, Coverage, CoveragePoint
from pipeline.model import Bools, Floats, Ints

BINS = 10

_CERTAINTY = 0.9
"""That of accepting answers without review, unless a study says otherwise."""


def calibration(blocks: Sequence[tuple[Floats, Bools]], resampling: Resampling) -> Calibration:
    """Return the expected calibration error over all codes of all answers, and its bins.

    The 10 bins have equal width; empty ones are left out. Each block has probabilities and truth,
    (answers, codes); the concatenated answers of the blocks are those of the resampling.
    """
    counted = [_in_bins(probabilities, truth) for probabilities, truth in blocks]
    n, sums, hits = (np.concatenate(arrays) for arrays in zip(*counted, strict=True))
    came_true = ratio(resampling.sums(hits), resampling.sums(n))
    bins, off = [], 0.0
    for number in np.flatnonzero(n.sum(axis=0)).tolist():
        size, right = int(n[:, number].sum()), int(hits[:, number].sum())
        mean = float(sums[:, number].sum()) / size
        off += abs(right - mean * size)
        of_bin = CalibrationBin(
            low=number / BINS,
            high=(number + 1) / BINS,
            n=size,
            mean=round(mean, DIGITS),
            came_true=share_measure(right, size, came_true[:, number]),
        )
        bins.append(of_bin)
    return Calibration(round(off / max(1.0, float(n.sum())), DIGITS), tuple(bins))


def _in_bins(probabilities: Floats, truth: Bools) -> tuple[Floats, Floats, Floats]:
    """Return for every answer and bin the number of probabilities, their sum, and those true."""
    bins: Ints = np.minimum((probabilities * BINS).astype(np.int64), BINS - 1)
    inside = bins[:, :, None] == np.arange(BINS)
    n = inside.sum(axis=1).astype(np.float64)
    sums = (inside * probabilities[:, :, None]).sum(axis=1)
    return n, sums, (inside & truth[:, :, None]).sum(axis=1).astype(np.float64)


def coverage(probability: Floats, right: Bools, wanted: float) -> Coverage:
    """Return the largest share of answers, surest first, with at most `wanted` of them wrong.

    probability, right: (answers,). Ties stay together.
    """
    n = len(right)
    order = np.argsort(-probability, kind="stable")
    sure, wrong = probability[order], np.cumsum(~right[order])
    last: Ints = np.zeros(0, dtype=np.int64)
    if n:
        last = np.flatnonzero(np.append(sure[1:] != sure[:-1], True))
    taken = last + 1
    points = tuple(
        CoveragePoint(
            probability=round(float(sure[at]), DIGITS),
            share=round(k / n, DIGITS),
            error=round(float(wrong[at]) / k, DIGITS),
        )
        for at, k in zip(last.tolist(), taken.tolist(), strict=True)
    )
    few = n < fewest_answers(wanted)
    accepted = np.flatnonzero(wrong[last] <= wanted * taken + 1e-12)
    if not len(accepted):
        return Coverage(wanted, 0.0, None, None, points, few)
    best = points[int(accepted[-1])]
    return Coverage(wanted, best.share, best.error, best.probability, points, few)


def fewest_answers(wanted: float) -> float:
    """Return how many answers, all of them right, show with 90% certainty that few are wrong."""
    return math.log(1 - _CERTAINTY) / math.log(1 - wanted) if wanted > 0 else math.inf

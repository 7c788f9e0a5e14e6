"""The published estimator of a mean, to hold `corrected_shares` against where both apply."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Z = 1.959963984540054


@dataclass(frozen=True)
class PredictedMean:
    """A mean with its interval of the normal distribution; `name` is ppi++ or classical ."""

    share: float
    low: float
    high: float
    power: float
    name: str


def predicted_mean(
    reviewed: npt.ArrayLike,
    predicted: npt.ArrayLike,
    others: npt.ArrayLike,
    *,
    power: float | None = None,
) -> PredictedMean:
    """Return PPI++ of a mean as published (Angelopoulos, Duchi & Zrnic 2023, arXiv 2311.01453).

    reviewed values, predictions of these, and predictions of the others, drawn from one endless
    population. power: tuned unless given; 1 is prediction-powered inference (Angelopoulos et al.
    2023, Science 382), 0 the classical interval.
    """
    y, f, g = (np.asarray(values, dtype=np.float64) for values in (reviewed, predicted, others))
    if power is None:
        spread = float(np.var(np.concatenate((f, g)), ddof=1))
        shared = float(np.mean((y - y.mean()) * (f - f.mean())))
        power = min(max(shared / (spread * (1 + len(y) / len(g))), 0.0), 1.0) if spread > 0 else 0.0
    share = power * float(g.mean()) + float(np.mean(y - power * f))
    half = Z * float(np.sqrt(power**2 * np.var(g) / len(g) + np.var(y - power * f) / len(y)))
    return PredictedMean(
        share, share - half, share + half, power, "ppi++" if power > 0 else "classical"
    )

"""Weighted figures beside hidden ones, and the shares that may be published of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.model import Floats

UNWEIGHTED = np.inf
"""The step of a theme of which no weighted share is published at all."""

STEPS = (0.001, 0.01, 0.05, UNWEIGHTED)
"""The steps to which the weighted shares of a theme with hidden figures are rounded, finest first.

Where even the last multiple would reveal one, shares count heads.
"""

_SAME_WEIGHT = 1e-9


@dataclass(frozen=True, kw_only=True)
class WeightedFigures:
    """The weighted side of a table, in mean weights.

    weighted: (cells, themes) sums of weights. base: (cells,) those of the bases. spread: (cells,)
    standard error of a weighted figure, given its number. step: (themes,) to which shares are
    rounded, 0 where they are exact.
    """

    weighted: Floats
    base: Floats
    spread: Floats
    step: Floats


def weighted_figures(
    rows: pd.DataFrame, first_column: pd.DataFrame, n: Floats
) -> WeightedFigures | None:
    """Return the weighted figures in mean weights; None without weights, or if all are the same."""
    base = first_column["base"].to_numpy(dtype=float)
    weight = first_column["weighted_base"].to_numpy(dtype=float)
    if np.isnan(weight).any() or not base.any() or not weight.any():
        return None
    mean = weight[np.argmax(base)] / base.max()
    weighted = rows["weighted"].to_numpy(dtype=float).reshape(n.shape) / mean
    weight = weight / mean
    # a theme of those without an answer has no weighted figure
    weighted = np.nan_to_num(weighted)
    if np.allclose(weight, base, atol=_SAME_WEIGHT) and np.allclose(weighted, n, _SAME_WEIGHT):
        return None
    effective = first_column["effective_base"].to_numpy(dtype=float)
    variance = np.divide(base, effective, out=np.ones(len(base)), where=effective > 0) - 1
    # the largest that it can be, at half of the base
    spread = np.sqrt(np.maximum(variance, 0) * weight * weight / np.maximum(base, 1)) / 2
    return WeightedFigures(
        weighted=weighted,
        base=weight,
        spread=np.where((base > 0) & (variance > _SAME_WEIGHT), spread, 0.0),
        step=np.full(n.shape[1], STEPS[0]),
    )


def rounding_window(share: Floats, step: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return the lowest and highest share that is rounded to the same multiple of `step`."""
    steps = np.asarray(step, dtype=np.float64)
    middle = rounded_share(share, steps)
    low, high = np.maximum(middle - steps / 2, 0.0), np.minimum(middle + steps / 2, 1.0)
    return np.where(steps > 0, low, share), np.where(steps > 0, high, share)


def rounded_share(share: Floats, step: npt.ArrayLike) -> Floats:
    """Return shares rounded to multiples of `step`, and the shares themselves where it is 0."""
    steps = np.broadcast_to(np.asarray(step, dtype=np.float64), np.shape(share))
    used = np.where(steps > 0, steps, 1.0)
    # in whole multiples per 1, so that 3 steps of .05 are .15 and not a little more
    multiples = np.floor(np.asarray(share) * np.rint(1 / used) + 0.5) / np.rint(1 / used)
    return np.asarray(np.where(steps > 0, multiples, share))

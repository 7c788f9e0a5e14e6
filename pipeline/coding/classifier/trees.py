"""Small boosted trees as plain arrays: grown by scikit-learn, stored and evaluated here.

So a saved model is numbers and no code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import HistGradientBoostingClassifier

from pipeline.model import Floats, Ints

TREES, LEAVES, LEARNING_RATE = 100, 4, 0.1
SMOOTHING, FEWEST_IN_A_LEAF = 5.0, 40


@dataclass(frozen=True)
class Trees:
    """Boosted trees; every array is (trees, nodes).

    A node with `feature` -1 is a leaf with a `value`; `left` is taken if x <= threshold. The sum of
    the leaves and `level` are log odds.
    """

    level: float
    feature: Ints
    threshold: Floats
    left: Ints
    right: Ints
    value: Floats

    def log_odds(self, x: Floats) -> Floats:
        """Return the log odds of every row of (rows, features)."""
        total = np.full(len(x), self.level)
        rows = np.arange(len(x))
        for feature, threshold, left, right, value in zip(
            self.feature, self.threshold, self.left, self.right, self.value, strict=True
        ):
            node = np.zeros(len(x), dtype=np.int64)
            for _ in range(LEAVES - 1):
                inner = feature[node] >= 0
                if not inner.any():
                    break
                goes_left = x[rows, np.maximum(feature[node], 0)] <= threshold[node]
                node = np.where(inner, np.where(goes_left, left[node], right[node]), node)
            total += value[node]
        return total


def grow(x: Floats, y: Floats, monotone: Sequence[int]) -> Trees:
    """Return trees that predict the log odds of y (0/1) from x, (rows, features).

    Both classes must occur in y. monotone: for each feature 1 for increasing, -1 for decreasing, 0
    for unconstrained.
    """
    machine = HistGradientBoostingClassifier(
        max_leaf_nodes=LEAVES,
        learning_rate=LEARNING_RATE,
        max_iter=TREES,
        l2_regularization=SMOOTHING,
        min_samples_leaf=FEWEST_IN_A_LEAF,
        monotonic_cst=list(monotone),
        early_stopping=False,
        random_state=0,
    ).fit(x, y)
    # scikit-learn has no public access to the nodes; a test compares with its own predictions
    grown = [of_step[0].nodes for of_step in machine._predictors]
    shape = (len(grown), max(map(len, grown)))

    def column(name: str, kind: type, fill: float = 0) -> npt.NDArray[Any]:
        values: npt.NDArray[Any] = np.full(shape, fill, dtype=kind)
        for row, nodes in zip(values, grown, strict=True):
            row[: len(nodes)] = nodes[name]
        return values

    is_leaf = column("is_leaf", bool, True)
    return Trees(
        level=float(np.ravel(machine._baseline_prediction)[0]),
        feature=np.where(is_leaf, -1, column("feature_idx", np.int64)),
        threshold=column("num_threshold", np.float64),
        left=column("left", np.int64),
        right=column("right", np.int64),
        value=column("value", np.float64),
    )

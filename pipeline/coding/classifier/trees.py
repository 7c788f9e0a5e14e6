"""Small boosted trees as plain arrays: grown by scikit-learn, kept and walked here, so that a saved model is numbers and no code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from pipeline.model import Floats, Ints

TREES, LEAVES, LEARNING_RATE = 100, 4, 0.1
SMOOTHING, FEWEST_IN_A_LEAF = 5.0, 40


@dataclass(frozen=True)
class Trees:
    """Boosted trees; every array is (trees, nodes). A node with `feature` -1 is a leaf and holds `value`; `left` is taken where x <= threshold.

    The sum of the leaves and `level` are log odds.
    """

    level: float
    feature: Ints
    threshold: Floats
    left: Ints
    right: Ints
    value: Floats

    def log_odds(self, x: Floats) -> Floats:
        """The log odds of every row of (rows, features)."""
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
    """Trees that tell the log odds of y (0/1) from x, (rows, features); both classes must occur in y.

    monotone: for each feature 1 where they may only rise with it, -1 where they may only fall, 0 where they are free.
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
    # scikit-learn has no public way to the nodes; a test holds these against its own predictions
    grown = [of_step[0].nodes for of_step in machine._predictors]
    size = max(len(nodes) for nodes in grown)

    def column(name: str, fill: float) -> Floats:
        return np.array(
            [
                np.pad(nodes[name].astype(float), (0, size - len(nodes)), constant_values=fill)
                for nodes in grown
            ]
        )

    leaf = column("is_leaf", 1.0) > 0
    return Trees(
        float(np.ravel(machine._baseline_prediction)[0]),
        np.where(leaf, -1, column("feature_idx", 0.0)).astype(np.int64),
        column("num_threshold", 0.0),
        column("left", 0.0).astype(np.int64),
        column("right", 0.0).astype(np.int64),
        column("value", 0.0),
    )

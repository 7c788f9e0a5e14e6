"""Distances between categories that have an order, for `set_alpha`: codes on a scale, such as how sure somebody sounds."""

from __future__ import annotations

import numpy as np

from pipeline.agreement.contingency import MISSING
from pipeline.model import Floats, Ints


def ordinal_distances(ratings: Ints, categories: int) -> Floats:
    """Krippendorff's ordinal metric (Krippendorff 2011): the squared number of codings between two categories, half of both ends counted."""
    paired = (ratings != MISSING).sum(axis=1) >= 2
    counts = np.array([(ratings[paired] == c).sum() for c in range(categories)], dtype=np.float64)
    middle = np.cumsum(counts) - counts / 2
    found: Floats = (middle[:, None] - middle[None, :]) ** 2
    return found


def interval_distances(values: Floats) -> Floats:
    """Krippendorff's interval metric (Krippendorff 2011): the squared difference of the values that the categories stand for."""
    found: Floats = (values[:, None] - values[None, :]) ** 2
    return found

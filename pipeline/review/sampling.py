"""Drawing texts by chance, and estimating shares of all from those drawn.

A text is drawn in proportion to the respondents who wrote it, so that every respondent has the
same chance of being heard (Madow 1949, systematic sampling in random order; Horvitz & Thompson
1952 for what follows from it).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.model import Bools, Floats, Ints

_CERTAIN = 1 - 1e-9


@dataclass(frozen=True)
class ShareEstimate:
    """A share as a draw tells it, the respondents in its base, and its effective base."""

    share: float
    base: float
    effective: float


def inclusion(sizes: Floats, size: int) -> Floats:
    """Return the probability of each text to be among `size` drawn in proportion to their sizes.

    sizes: (n,) positive. The probabilities (n,) are at most 1 and add up to `size`.
    """
    if size >= len(sizes):
        return np.ones(len(sizes))
    probability = np.zeros(len(sizes))
    certain = np.zeros(len(sizes), dtype=bool)
    while True:
        rest = sizes[~certain]
        probability[~certain] = (size - certain.sum()) * rest / rest.sum()
        more = (probability >= _CERTAIN) & ~certain
        if not more.any():
            return probability
        probability[more] = 1.0
        certain |= more


def draw(probability: Floats, rng: np.random.Generator) -> Ints:
    """Draw texts, each with its own probability (n,); return their numbers in random order."""
    certain = np.flatnonzero(probability >= 1)
    order = rng.permutation(np.flatnonzero(probability < 1))
    ends = np.cumsum(probability[order])
    number = round(float(ends[-1])) if len(ends) else 0
    points = rng.random() + np.arange(number)
    if not number:
        return rng.permutation(certain)
    # the last end may be a hair below the number it stands for
    places = np.minimum(np.searchsorted(ends, points, side="right"), len(order) - 1)
    return rng.permutation(np.concatenate((certain, order[places])))


def estimate_share(has: Bools, in_base: Bools, counts: Ints, probability: Floats) -> ShareEstimate:
    """Return the share of the respondents in the base who have a theme, from answers drawn.

    has, in_base: (n,) whether each labelled answer has the theme, and is an answer at all. counts:
    (n,) the respondents who wrote it. `ValueError` when no answer is in the base, or one was
    chosen instead of drawn.
    """
    if not ((probability > 0) & (probability <= 1)).all():
        raise ValueError("only answers that were drawn by chance say something of the others")
    weights = np.where(in_base, counts, 0) / probability
    base = float(weights.sum())
    if base == 0:
        raise ValueError("no drawn answer is in the base")
    # Kish (1965): unequal weights tell as much as fewer equal ones
    effective = max(1.0, base**2 / float((weights**2).sum()))
    return ShareEstimate(float(weights[has].sum()) / base, base, effective)

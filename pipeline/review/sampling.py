"""Drawing by chance, and what a draw says of all: each text's chance of being drawn is known, so shares can be estimated without bias.

A text is drawn in proportion to the respondents who wrote it, so that every respondent has the same chance of being heard (Madow 1949,
systematic sampling in random order; Horvitz & Thompson 1952 for what follows from it).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.model import Bools, Floats, Ints

_CERTAIN = 1 - 1e-9


@dataclass(frozen=True)
class ShareEstimate:
    """A share of the base as a draw tells it: the share, the respondents in the base, and of how many equally weighty answers it is worth."""

    share: float
    base: float
    effective: float


def inclusion(sizes: Floats, size: int) -> Floats:
    """The chance of every text to be among `size` texts drawn in proportion to their sizes (positive), at most 1; they add up to `size`."""
    if size >= len(sizes):
        return np.ones(len(sizes))
    chance = np.zeros(len(sizes))
    certain = np.zeros(len(sizes), dtype=bool)
    while True:
        rest = sizes[~certain]
        chance[~certain] = (size - certain.sum()) * rest / rest.sum()
        more = (chance >= _CERTAIN) & ~certain
        if not more.any():
            return chance
        chance[more] = 1.0
        certain |= more


def draw(chance: Floats, rng: np.random.Generator) -> Ints:
    """The numbers of texts drawn, each with its own chance; together as many as the chances add up to, in random order."""
    certain = np.flatnonzero(chance >= 1)
    order = rng.permutation(np.flatnonzero(chance < 1))
    ends = np.cumsum(chance[order])
    number = round(float(ends[-1])) if len(ends) else 0
    points = rng.random() + np.arange(number)
    # the last end may be a hair below the number it stands for
    drawn = (
        order[np.minimum(np.searchsorted(ends, points, side="right"), len(order) - 1)]
        if number
        else order[:0]
    )
    return rng.permutation(np.concatenate((certain, drawn)))


def estimate_total(values: Floats, probability: Floats) -> float:
    """The unbiased estimate (Horvitz-Thompson) of a sum over all candidates, from the values of those drawn and their chances."""
    return float((values / probability).sum())


def estimate_share(has: Bools, in_base: Bools, counts: Ints, probability: Floats) -> ShareEstimate:
    """The share of the respondents in the base who have a theme, from labelled answers that were drawn.

    has, in_base: whether each answer has the theme, and is an answer at all. counts: the respondents who wrote it. `ValueError` when no
    drawn answer is in the base, or a text was chosen instead of drawn.
    """
    if not ((probability > 0) & (probability <= 1)).all():
        raise ValueError("only answers that were drawn by chance say something of the others")
    weights = np.where(in_base, counts, 0) / probability
    base = float(weights.sum())
    if base == 0:
        raise ValueError("no drawn answer is in the base")
    # Kish (1965): unequal weights tell as much as fewer equal ones
    return ShareEstimate(
        float(weights[has].sum()) / base, base, max(1.0, base**2 / float((weights**2).sum()))
    )

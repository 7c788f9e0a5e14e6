"""Sentence vectors as features: seen from the middle of the training texts, all of one length.

Components are multiples of a fraction, and so are the weights that the scorer gives them: sums are
exact, whatever the batch, process or thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.coding.embedders import Embedder
from pipeline.model import Floats

VECTOR_WEIGHT = 5.0
"""The length of an answer's vector beside its words, n-grams and pairs, which together are 3 (short
answers) to 6 long.
"""

VECTOR_GRID = 2.0**11

SHORTEST = 0.05
"""A vector that is nearer to the middle than this tells nothing."""


@dataclass(frozen=True)
class SentenceVectors:
    """Vectors of texts, from an embedder, seen from a middle (dimension,)."""

    embedder: Embedder
    middle: Floats

    @classmethod
    def of_training(cls, embedder: Embedder, texts: Sequence[str]) -> SentenceVectors:
        """Return vectors seen from the mean of the training texts."""
        mean = embedder.embed(texts).mean(axis=0) if len(texts) else np.zeros(embedder.dimension)
        return cls(embedder, on_vector_grid(mean))

    def unit(self, texts: Sequence[str]) -> Floats:
        """Return the texts' vectors of length 1, (texts, dimension)."""
        return unit_from(self.middle, self.embedder.embed(texts))

    def rows(self, texts: Sequence[str]) -> Floats:
        """Return the texts' vectors of length `VECTOR_WEIGHT`, (texts, dimension)."""
        return VECTOR_WEIGHT * self.unit(texts)


def unit_from(middle: Floats, vectors: Floats) -> Floats:
    """Return vectors (texts, dimension) of length 1, seen from a middle and on the grid."""
    from_middle = vectors - middle
    length = np.linalg.norm(from_middle, axis=1, keepdims=True)
    # what is left of the middle itself is rounding, and no direction
    return on_vector_grid(from_middle / np.where(length > SHORTEST, length, np.inf))


def on_vector_grid(values: Floats) -> Floats:
    """Return the nearest multiples of `1 / VECTOR_GRID`."""
    whole: Floats = np.round(values * VECTOR_GRID) / VECTOR_GRID
    return whole

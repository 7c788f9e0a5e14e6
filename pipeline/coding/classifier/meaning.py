"""Sentence vectors as features of the classifier."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import scipy.sparse as sp

from pipeline.coding.embedders import Embedder
from pipeline.model import Floats

EMBEDDING_WEIGHT = 2.0
"""The length of an answer's vector beside its words, n-grams and pairs, which together are 3 (short
answers) to 6 long: a vector helps most with few words. Random vectors, the worst possible, cost
.003 of F1 on the example study at this weight.
"""

_AT_ONCE = 4096


def embedding_rows(embedder: Embedder, texts: Sequence[str]) -> sp.csr_matrix:
    """Return the texts' vectors as features of length `EMBEDDING_WEIGHT`, (texts, dimension)."""
    # as a sparse matrix: its product is summed in one order on every machine, whatever other
    # texts there are
    parts = [sp.csr_matrix(EMBEDDING_WEIGHT * embedder.embed(part)) for part in _parts(texts)]
    return sp.vstack(parts, format="csr")


def embedding_scores(embedder: Embedder, texts: Sequence[str], weights: Floats) -> Floats:
    """Return the scores added by the texts' vectors, (texts, codes).

    weights: (dimension, codes).
    """
    return np.vstack([embedding_rows(embedder, part) @ weights for part in _parts(texts)])


def _parts(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, max(1, len(texts)), _AT_ONCE):
        yield texts[at : at + _AT_ONCE]

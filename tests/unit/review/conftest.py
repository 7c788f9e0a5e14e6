"""Candidates for a queue, made of few words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
import scipy.sparse as sp

from pipeline.review import Candidates

Make = Callable[..., Candidates]


def incidence(texts: Sequence[str], vocabulary: Sequence[str]) -> sp.csr_matrix:
    """Which words each text holds."""
    return sp.csr_matrix(
        np.array(
            [[word in text.split() for word in vocabulary] for text in texts], dtype=float
        ).reshape(len(texts), len(vocabulary))
    )


def make_candidates(
    texts: Sequence[str],
    *,
    counts: Sequence[int] = (),
    probabilities: Sequence[Sequence[float]] | None = None,
    ruled: Sequence[Sequence[int]] = (),
    labels: Sequence[int] = (0, 0, 0),
    labelled: Sequence[str] = (),
    chance: float = 1.0,
) -> Candidates:
    """Candidates of three codes; a text is its own key."""
    vocabulary = sorted({word for text in (*texts, *labelled) for word in text.split()})
    return Candidates(
        keys=tuple(texts),
        counts=np.array(counts or [1] * len(texts), dtype=np.int64),
        ruled=np.array(ruled or [[0, 0, 0]] * len(texts), dtype=bool).reshape(len(texts), 3),
        probabilities=None if probabilities is None else np.array(probabilities, dtype=float),
        codes=("Tijd", "Geld", "Kennis"),
        labels=np.array(labels, dtype=np.int64),
        words=incidence(texts, vocabulary),
        vocabulary=tuple(vocabulary),
        labelled_words=incidence(labelled, vocabulary),
        chance=np.full(len(texts), chance),
    )


@pytest.fixture(scope="session")
def candidates() -> Make:
    """Makes candidates."""
    return make_candidates

"""Spaces in which texts lie near each other: by their words and n-grams, or by their meaning.

Likeness is the cosine of two texts, in units of its usual size between the texts that show the
themes, so that one set of weights serves every model and language. All sums are exact (their terms
are multiples of a power of two), so a likeness depends on neither batch, process nor thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import scipy.sparse as sp

from pipeline.coding.classifier.features import Features, FoldedWords
from pipeline.coding.classifier.vectors import SentenceVectors
from pipeline.coding.embedders import Embedder
from pipeline.model import Floats, Tokens

WORD_GRID, LIKENESS_GRID = 2.0**20, 2.0**14
_LEAST_USUAL = 1e-3


class Space(Protocol):
    """Texts that show the themes, and how like them others are."""

    name: str

    def likeness(self, tokens: Tokens) -> Floats:
        """Return the likeness of texts with each text shown, (texts, shown)."""
        ...

    def among_shown(self) -> Floats:
        """Return the likeness of the shown texts with each other, (shown, shown)."""
        ...


class WordSpace:
    """Texts by their words and character n-grams, weighted by rarity among those shown."""

    name = "words"

    def __init__(self, shown: Tokens) -> None:
        self._folded = FoldedWords()
        incidence = self._folded.incidence(shown)
        self._features = Features(self._folded, incidence)
        self._word_rows = sp.csr_matrix((0, self._features.size))
        self._shown = self._rows(shown)
        self._usual = _usual((self._shown @ self._shown.T).toarray())

    def likeness(self, tokens: Tokens) -> Floats:
        """Return the likeness of texts with each text shown, (texts, shown)."""
        return _in_units((self._rows(tokens) @ self._shown.T).toarray(), self._usual)

    def among_shown(self) -> Floats:
        """Return the likeness of the shown texts with each other, (shown, shown)."""
        return _in_units((self._shown @ self._shown.T).toarray(), self._usual)

    def _rows(self, tokens: Tokens) -> sp.csr_matrix:
        """Return the texts as rows of length 1, (texts, features)."""
        incidence = self._folded.incidence(tokens)
        words = incidence.words
        once = sp.csr_matrix((np.ones(words.nnz), words.indices, words.indptr), shape=words.shape)
        rows = once @ self._rows_of_words(words.shape[1])
        squares = np.asarray(rows.power(2).sum(axis=1)).ravel()
        length = np.sqrt(np.where(squares > 0, squares, 1.0))
        return _on_grid(sp.csr_matrix(sp.diags(1 / length) @ rows))

    def _rows_of_words(self, words: int) -> sp.csr_matrix:
        known = self._word_rows.shape[0]
        if known < words:
            new, _ = self._features.word_rows(self._folded.texts[known:words])
            self._word_rows = sp.csr_matrix(sp.vstack((self._word_rows, _on_grid(new))))
        return self._word_rows[:words]


class VectorSpace:
    """Texts by their sentence vectors, seen from the middle of those shown."""

    name = "vectors"

    def __init__(self, embedder: Embedder, shown: Sequence[str]) -> None:
        self._vectors = SentenceVectors.of_training(embedder, shown)
        self._shown = self._vectors.unit(shown)
        self._usual = _usual(self._shown @ self._shown.T)

    def likeness(self, tokens: Tokens) -> Floats:
        """Return the likeness of texts with each text shown, (texts, shown)."""
        return _in_units(self._vectors.unit(tokens.texts) @ self._shown.T, self._usual)

    def among_shown(self) -> Floats:
        """Return the likeness of the shown texts with each other, (shown, shown)."""
        return _in_units(self._shown @ self._shown.T, self._usual)


def _usual(like: Floats) -> float:
    """Return the root mean square of the likeness between different texts."""
    texts = len(like)
    if texts < 2:
        return 1.0
    squares = (like**2).sum() - (np.diag(like) ** 2).sum()
    return max(_LEAST_USUAL, float(np.sqrt(squares / (texts * (texts - 1)))))


def _in_units(cosine: Floats, usual: float) -> Floats:
    whole: Floats = np.round(cosine * (LIKENESS_GRID / usual)) / LIKENESS_GRID
    return whole


def _on_grid(rows: sp.csr_matrix) -> sp.csr_matrix:
    rows.data = np.round(rows.data * WORD_GRID) / WORD_GRID
    return rows

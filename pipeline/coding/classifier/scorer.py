"""Scores texts with a trained classifier: margins, probabilities, and the words that weigh most.

Every distinct word is scored once, so ten million answers cost little more than their vocabulary.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from pipeline.coding.classifier.calibration import Calibration
from pipeline.coding.classifier.features import (
    Features,
    FoldedWords,
    Incidence,
    half_length,
    known_pairs,
)
from pipeline.coding.classifier.vectors import SentenceVectors
from pipeline.model import Bools, Floats, Ints, Tokens, ranges

GRID, SQUARES_GRID, GRID_OF_VECTOR_WEIGHTS = 2.0**40, 2.0**30, 2.0**30
"""Terms of a sum over words are multiples of these fractions: such sums are exact, so the order in
which words were met, which differs between processes and after loading, never changes a digit.
"""

HIT_WEIGHT = 1.0
"""The length of one rule hit beside a text's words, which together are 3 to 6 long."""


class Scorer:
    """Features, a weight vector (features, codes) and an intercept per code, and their calibration.

    The rows of the weights belong to the words' features, then to the codes that rules find (if it
    learned with rules), then to the text's vector (if it learned with vectors).
    """

    def __init__(
        self,
        features: Features,
        folded: FoldedWords,
        weights: Floats,
        bias: Floats,
        calibration: Calibration,
        vectors: SentenceVectors | None = None,
    ) -> None:
        dimension = 0 if vectors is None else vectors.embedder.dimension
        rules_end = len(weights) - dimension
        self.features = features
        self.weights = weights[: features.size]
        self.hit_weights = weights[features.size : rules_end]
        self.vector_weights = _whole(weights[rules_end:], GRID_OF_VECTOR_WEIGHTS)
        self.vectors = vectors
        self.bias = bias
        self.calibration = calibration
        self._folded = folded
        self._scored = np.zeros((0, weights.shape[1]))
        self._squares = np.zeros(0)
        self._pairs: tuple[Ints, Ints, Floats] | None = None

    def probabilities(self, tokens: Tokens, hits: Bools | None = None) -> Floats:
        """Return the probability of every code for every text, (texts, codes).

        hits: the same shape, the codes found by rules, if it learned with rules.
        """
        return self.calibration.probabilities(self.margins(tokens, hits))

    def margins(self, tokens: Tokens, hits: Bools | None = None) -> Floats:
        """Return the distance of every text from every code's decision boundary, (texts, codes)."""
        incidence = self._folded.incidence(tokens)
        self._score_new_words()
        scores = _sums(incidence.words, self._scored, GRID)
        squares = _sums(incidence.words.power(2), self._squares[:, None], SQUARES_GRID)[:, 0]
        text, columns, weights = self._pairs_in(incidence)
        if len(text):
            places = (text, np.arange(len(text)))
            inside = sp.csr_matrix((weights, places), (len(tokens.texts), len(text)))
            scores = scores + inside @ self.weights[columns]
            squares = squares + np.bincount(text, weights=weights**2, minlength=len(squares))
        margins: Floats = scores / half_length(squares)[:, None] + self.bias
        if hits is not None and len(self.hit_weights):
            margins = margins + hit_rows(hits) @ self.hit_weights
        if self.vectors is not None:
            margins = margins + self.vectors.rows(tokens.texts) @ self.vector_weights
        return margins

    def weightiest(
        self, tokens: Tokens, text: Ints, code: Ints, among: Bools, most: int = 3
    ) -> Ints:
        """Return the tokens that speak most for a code in a text, (pairs of both, most).

        They are token indices, weightiest first, each distinct word once and only those marked in
        `among` (tokens,); -1 if no further word speaks for the code.
        """
        numbers = self._folded.numbers_of(tokens)
        self._score_new_words()
        row, at = ranges(tokens.first[text], tokens.first[text + 1] - tokens.first[text])
        number = numbers[at]
        weight = np.where(number >= 0, self._scored[np.maximum(number, 0), code[row]], 0.0)
        weight = np.where(among[at], weight, 0.0)
        keep = weight > 0
        # the first of equal words represents them all
        order = np.lexsort((at[keep], -weight[keep], row[keep]))
        row, at, number = row[keep][order], at[keep][order], number[keep][order]
        again = np.zeros(len(row), dtype=bool)
        again[1:] = (row[1:] == row[:-1]) & (number[1:] == number[:-1])
        row, at = row[~again], at[~again]
        rank = np.arange(len(row)) - np.searchsorted(row, row)
        found = np.full((len(text), most), -1, dtype=np.int64)
        found[row[rank < most], rank[rank < most]] = at[rank < most]
        return found

    def _score_new_words(self) -> None:
        done = len(self._squares)
        if done == len(self._folded.texts):
            return
        rows, squares = self.features.word_rows(self._folded.texts[done:])
        self._scored = np.vstack((self._scored, _whole(rows @ self.weights, GRID)))
        self._squares = np.concatenate((self._squares, _whole(squares, SQUARES_GRID)))
        self._pairs = None  # a new word may complete a known pair

    def _pairs_in(self, incidence: Incidence) -> tuple[Ints, Ints, Floats]:
        if self._pairs is None:
            self._pairs = self.features.pair_columns(self._folded)
        keys, columns, weights = self._pairs
        text, at = known_pairs(incidence, keys)
        return text, columns[at], weights[at]


def hit_rows(hits: Bools) -> sp.csr_matrix:
    """Return the codes found by rules as features, (texts, codes)."""
    return sp.csr_matrix(HIT_WEIGHT * hits.astype(float))


def _sums(words: sp.csr_matrix, values: Floats, grid: float) -> Floats:
    """Return the values (words, columns) summed over each text's words.

    Words are weighted by the matrix; values are multiples of the grid.
    """
    texts, ends = words.shape[0], words.indptr
    once = sp.csr_matrix((np.ones(words.nnz), words.indices, ends), shape=words.shape)
    total: Floats = once @ values
    repeated = np.flatnonzero(words.data != 1)
    if len(repeated):
        terms = _whole((words.data[repeated] - 1)[:, None] * values[words.indices[repeated]], grid)
        text = np.searchsorted(ends, repeated, side="right") - 1
        places = (text, np.arange(len(text)))
        total = total + sp.csr_matrix((np.ones(len(text)), places), (texts, len(text))) @ terms
    return total


def _whole(values: Floats, grid: float) -> Floats:
    return np.round(values * grid) / grid

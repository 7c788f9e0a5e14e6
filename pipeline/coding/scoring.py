"""Scores texts with a trained classifier: margins, probabilities, and the words that weigh most.

Every distinct word is scored once, so ten million answers cost little more than their vocabulary.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from pipeline.coding.calibration import Calibration
from pipeline.coding.features import Features, FoldedWords, Incidence, half_length, known_pairs
from pipeline.model import Ints, Tokens

Floats = npt.NDArray[np.float64]


class Scorer:
    """Features, one weight vector per code (features, codes), one border per code, and the calibration of the margins."""

    def __init__(
        self, features: Features, folded: FoldedWords, weights: Floats, bias: Floats, calibration: Calibration
    ) -> None:
        self.features = features
        self.weights = weights
        self.bias = bias
        self.calibration = calibration
        self._folded = folded
        self._scored = np.zeros((0, weights.shape[1]))
        self._squares = np.zeros(0)
        self._pairs: tuple[Ints, Ints, Floats] | None = None

    def probabilities(self, tokens: Tokens) -> Floats:
        """The probability of every code for every text, (texts, codes)."""
        return self.calibration.probabilities(self.margins(tokens))

    def margins(self, tokens: Tokens) -> Floats:
        """The distance of every text from every code's border, (texts, codes)."""
        incidence = self._folded.incidence(tokens)
        self._score_new_words()
        scores = incidence.words @ self._scored
        squares = incidence.words.power(2) @ self._squares
        text, columns, weights = self._pairs_in(incidence)
        if len(text):
            inside = sp.csr_matrix((weights, (text, np.arange(len(text)))), shape=(incidence.words.shape[0], len(text)))
            scores = scores + inside @ self.weights[columns]
            squares = squares + np.bincount(text, weights=weights**2, minlength=len(squares))
        margins: Floats = scores / half_length(squares)[:, None] + self.bias
        return margins

    def weightiest(self, tokens: Tokens, text: Ints, code: Ints, most: int = 3) -> Ints:
        """For each pair of a text and a code the tokens that speak most for it, weightiest first, each distinct word once.

        Returns token positions, (pairs, most); -1 where no further word speaks for the code.
        """
        numbers = self._folded.numbers_of(tokens)
        self._score_new_words()
        sizes = tokens.first[text + 1] - tokens.first[text]
        row = np.repeat(np.arange(len(text)), sizes)
        at = np.repeat(tokens.first[text], sizes) + np.arange(len(row)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        number = numbers[at]
        weight = np.where(number >= 0, self._scored[np.maximum(number, 0), code[row]], 0.0)
        keep = weight > 0
        # the first of equal words stands for all of them
        order = np.lexsort((at[keep], -weight[keep], row[keep]))
        row, at, number = row[keep][order], at[keep][order], number[keep][order]
        again = (
            np.concatenate(([False], (row[1:] == row[:-1]) & (number[1:] == number[:-1])))
            if len(row)
            else np.zeros(0, bool)
        )
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
        self._scored = np.vstack((self._scored, rows @ self.weights))
        self._squares = np.concatenate((self._squares, squares))
        self._pairs = None  # a new word may complete a known pair

    def _pairs_in(self, incidence: Incidence) -> tuple[Ints, Ints, Floats]:
        if self._pairs is None:
            self._pairs = self.features.pair_columns(self._folded)
        keys, columns, weights = self._pairs
        text, at = known_pairs(incidence, keys)
        return text, columns[at], weights[at]

"""The classifier: one linear support vector machine per code on the features of `features`, with calibrated probabilities.

It learns from labels of people (fully) and from whatever the caller weighs less: codebook texts, rule hits. It scores each distinct word once,
so ten million answers cost little more than their vocabulary.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.model_selection import GroupKFold
from sklearn.svm import LinearSVC

from pipeline.coding.calibration import Calibration, calibrate
from pipeline.coding.features import Features, FoldedWords, Incidence, half_length, known_pairs, matrix
from pipeline.model import Bools, Ints, Tokens

Floats = npt.NDArray[np.float64]

FOLDS = 5
WEAK_FOLDS = 3
REGULARISATION = 0.7
MOST_RARITY = 8.0
TOLERANCE = 0.1
"""Of the solver. Ten times tighter, F1 on unseen answers moves by less than .01 and training takes about a third longer."""

_NO_MARGIN = -2.0


@dataclass(frozen=True)
class Training:
    """What a classifier learns from: n texts, m codes.

    targets: (n, m) of 0/1. weights: (n, m), 0 where it is not known whether the code applies. trusted: (n,) the labels of people, on which
    probabilities are calibrated. groups: (n,) texts of one respondent share a number and never part over folds.
    """

    tokens: Tokens
    targets: Floats
    weights: Floats
    trusted: Bools
    groups: Ints


class TokenClassifier:
    """A trained classifier over tokens of one lexicon."""

    def __init__(self, training: Training, *, folds: int = FOLDS) -> None:
        self._folded = FoldedWords()
        incidence = self._folded.incidence(training.tokens)
        self._features = Features(self._folded, incidence)
        rows = matrix(self._features, self._folded, incidence)
        self._weights, self._bias = _train(rows, training.targets, training.weights)
        self.trusted = np.flatnonzero(training.trusted)
        self._held_out = np.full((len(self.trusted), training.targets.shape[1]), _NO_MARGIN)
        self.calibration = self._calibrated(rows, training, folds)
        self._scored = np.zeros((0, training.targets.shape[1]))
        self._squares = np.zeros(0)
        self._pairs: tuple[Ints, Ints, Floats] | None = None

    def probabilities(self, tokens: Tokens) -> Floats:
        """The probability of every code for every text, (texts, codes)."""
        return self.calibration.probabilities(self.margins(tokens))

    def held_out_probabilities(self) -> Floats:
        """The probabilities of the trusted answers of the training, each by machines that had not seen it, (trusted, codes)."""
        return self.calibration.probabilities(self._held_out)

    def margins(self, tokens: Tokens) -> Floats:
        """The distance of every text from every code's border, (texts, codes)."""
        incidence = self._folded.incidence(tokens)
        self._score_new_words()
        scores = incidence.words @ self._scored
        squares = incidence.words @ self._squares
        text, columns, weights = self._pairs_in(incidence)
        if len(text):
            inside = sp.csr_matrix((weights, (text, np.arange(len(text)))), shape=(incidence.words.shape[0], len(text)))
            scores = scores + inside @ self._weights[columns]
            squares = squares + np.bincount(text, weights=weights**2, minlength=len(squares))
        margins: Floats = scores / half_length(squares)[:, None] + self._bias
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
        rows, squares = self._features.word_rows(self._folded.texts[done:])
        self._scored = np.vstack((self._scored, rows @ self._weights))
        self._squares = np.concatenate((self._squares, squares))
        self._pairs = None  # a new word may complete a known pair

    def _pairs_in(self, incidence: Incidence) -> tuple[Ints, Ints, Floats]:
        if self._pairs is None:
            self._pairs = self._features.pair_columns(self._folded)
        keys, columns, weights = self._pairs
        text, at = known_pairs(incidence, keys)
        return text, columns[at], weights[at]

    def _calibrated(self, rows: sp.csr_matrix, training: Training, folds: int) -> Calibration:
        trusted = self.trusted
        labels = training.targets[trusted].sum(axis=0)
        groups = training.groups[trusted]
        parts = min(folds, len(np.unique(groups)))
        if parts < 2:
            return _from_weak(rows, training)
        for _, held in GroupKFold(parts).split(trusted, groups=groups):
            rest = np.ones(rows.shape[0], dtype=bool)
            rest[trusted[held]] = False
            weights, bias = _train(rows[rest], training.targets[rest], training.weights[rest])
            self._held_out[held] = rows[trusted[held]] @ weights + bias
        return calibrate(self._held_out, training.targets[trusted], labels)


def _from_weak(rows: sp.csr_matrix, training: Training) -> Calibration:
    """Without labels of people: a curve from codebook texts and rule hits kept out in turn, its labels counted at a quarter."""
    number = np.arange(rows.shape[0]) % WEAK_FOLDS
    margins = np.full(training.targets.shape, _NO_MARGIN)
    for fold in range(WEAK_FOLDS):
        held = number == fold
        if held.any() and not held.all():
            weights, bias = _train(rows[~held], training.targets[~held], training.weights[~held])
            margins[held] = rows[held] @ weights + bias
    return calibrate(margins, training.targets, training.targets.sum(axis=0) / 4)


def _train(rows: sp.csr_matrix, targets: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Weights (features, codes) and borders (codes,) of one machine per code; a code without an example never applies."""
    codes = targets.shape[1]
    found = np.zeros((rows.shape[1], codes))
    bias = np.full(codes, _NO_MARGIN)
    for code in range(codes):
        used = weights[:, code] > 0
        y = targets[used, code]
        positives = y.sum()
        if 0 < positives < len(y):
            rarity = min(MOST_RARITY, float(np.sqrt(len(y) / positives)))
            machine = LinearSVC(C=REGULARISATION, class_weight={0.0: 1.0, 1.0: rarity}, random_state=0, tol=TOLERANCE)
            machine.fit(rows[used], y, sample_weight=weights[used, code])
            found[:, code] = machine.coef_[0]
            bias[code] = machine.intercept_[0]
        elif positives:
            bias[code] = 1.0
    return found, bias


def most_precise(chosen: Bools, ancestors: Sequence[Sequence[int]]) -> Bools:
    """The chosen codes without a code whose descendant is chosen too; ancestors[c] are the numbers of the ancestors of code c."""
    kept = chosen.copy()
    for code, above in enumerate(ancestors):
        for ancestor in above:
            kept[:, ancestor] &= ~chosen[:, code]
    return kept

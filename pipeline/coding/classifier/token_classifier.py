"""The classifier: one linear support vector machine per code, with calibrated probabilities.

It learns from labels of people (full weight) and from weaker evidence: codebook texts, rule hits.
Its features are in `features`, its scoring in `scorer`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from sklearn import config_context
from sklearn.model_selection import GroupKFold
from sklearn.svm import LinearSVC

from pipeline.coding.classifier.calibration import Calibration, calibrate
from pipeline.coding.classifier.features import Features, FoldedWords, matrix
from pipeline.coding.classifier.scorer import Scorer, hit_rows
from pipeline.coding.classifier.vectors import SentenceVectors
from pipeline.coding.embedders import Embedder
from pipeline.model import Bools, Floats, Ints, Tokens

FOLDS, MANY_FOLDS, FEW_FOLDS = 5, 10, 3
FEW, PLENTY = 400, 3_000
"""Folds of the cross-fitting: many if fewer than `FEW` trusted answers dominate the training, so
that each machine learns from nearly all; few from `PLENTY` on, where two thirds of the answers
suffice.
"""

WEAK_FOLDS = 3
REGULARISATION = 0.5
MOST_RARITY = 8.0
TOLERANCE, TOLERANCE_OF_PLENTY = 0.1, 0.5
"""Solver tolerance, below and from `PLENTY` rows on. At .5 margins correlate above .999 with those
at .1 and training takes a third of the time, but with few rows it saves no time and cost .002 to
.01 of F1.
"""

_NO_MARGIN = -2.0


@dataclass(frozen=True)
class Training:
    """What a classifier learns from: n texts, m codes.

    targets: (n, m) of 0/1. weights: (n, m), 0 where it is unknown whether the code applies.
    trusted: (n,) the labels of people, on which probabilities are calibrated. groups: (n,) texts of
    one respondent share a number and stay in one fold. hits: (n, m) the codes found by rules, or
    None to learn without rules.
    """

    tokens: Tokens
    targets: Floats
    weights: Floats
    trusted: Bools
    groups: Ints
    hits: Bools | None = None


class TokenClassifier(Scorer):
    """A classifier trained on tokens of one lexicon, and with an embedder on the texts' vectors."""

    def __init__(
        self, training: Training, *, folds: int = FOLDS, embedder: Embedder | None = None
    ) -> None:
        folded = FoldedWords()
        incidence = folded.incidence(training.tokens)
        features = Features(folded, incidence)
        vectors = None
        if embedder is not None:
            vectors = SentenceVectors.of_training(embedder, training.tokens.texts)
        blocks = [matrix(features, folded, incidence)]
        if training.hits is not None:
            blocks.append(hit_rows(training.hits))
        if vectors is not None:
            blocks.append(sp.csr_matrix(vectors.rows(training.tokens.texts)))
        rows = sp.csr_matrix(sp.hstack(blocks, format="csr"))
        self.trusted = np.flatnonzero(training.trusted)
        self._held_out = np.full((len(self.trusted), training.targets.shape[1]), _NO_MARGIN)
        self._fold = np.zeros(len(self.trusted), dtype=np.int64)
        self._truth = training.targets[self.trusted]
        calibration = self._calibrated(rows, training, folds)
        weights, bias = _train(rows, training.targets, training.weights)
        super().__init__(features, folded, weights, bias, calibration, vectors)

    def held_out_probabilities(self) -> Floats:
        """Return the probabilities of the trusted answers of the training, (trusted, codes).

        Both margins and curves are held out: learned without the answer.
        """
        return self._held_out_probabilities.copy()

    @cached_property
    def _held_out_probabilities(self) -> Floats:
        # used by the policy, the bound and the search for label issues
        if not self._fold.any():
            return self.calibration.probabilities(self._held_out)
        probabilities = np.zeros_like(self._held_out)
        for fold in np.unique(self._fold):
            held = self._fold == fold
            truth = self._truth[~held]
            rest = calibrate(self._held_out[~held], truth, truth.sum(axis=0))
            probabilities[held] = rest.probabilities(self._held_out[held])
        return probabilities

    def _calibrated(self, rows: sp.csr_matrix, training: Training, folds: int) -> Calibration:
        groups = training.groups[self.trusted]
        if len(self.trusted) < FEW and 2 * len(self.trusted) > rows.shape[0]:
            folds = MANY_FOLDS
        elif len(self.trusted) >= PLENTY:
            folds = min(FEW_FOLDS, folds)
        parts = min(folds, len(np.unique(groups)))
        if parts < 2:
            return _from_weak(rows, training)
        for fold, (_, held) in enumerate(GroupKFold(parts).split(self.trusted, groups=groups)):
            rest = np.ones(rows.shape[0], dtype=bool)
            rest[self.trusted[held]] = False
            weights, bias = _train(rows[rest], training.targets[rest], training.weights[rest])
            self._held_out[held] = rows[self.trusted[held]] @ weights + bias
            self._fold[held] = fold
        return calibrate(self._held_out, self._truth, self._truth.sum(axis=0))


def _from_weak(rows: sp.csr_matrix, training: Training) -> Calibration:
    """Return a calibration if people labelled nothing.

    It is learned on codebook texts and rule hits held out in turn, whose labels count a quarter.
    """
    number = np.arange(rows.shape[0]) % WEAK_FOLDS
    margins = np.full(training.targets.shape, _NO_MARGIN)
    for fold in range(WEAK_FOLDS):
        held = number == fold
        if held.any() and not held.all():
            weights, bias = _train(rows[~held], training.targets[~held], training.weights[~held])
            margins[held] = rows[held] @ weights + bias
    return calibrate(margins, training.targets, training.targets.sum(axis=0) / 4)


def _train(rows: sp.csr_matrix, targets: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return weights (features, codes) and intercepts (codes,) of one machine per code.

    A code without an example never applies.
    """
    codes = targets.shape[1]
    weight_vectors = np.zeros((rows.shape[1], codes))
    bias = np.full(codes, _NO_MARGIN)
    # values made here are finite: checking them for every code takes a fifth of the training
    with config_context(assume_finite=True, skip_parameter_validation=True):
        for code in range(codes):
            used = weights[:, code] > 0
            y = targets[used, code]
            positives = y.sum()
            if 0 < positives < len(y):
                machine = _machine(len(y), positives)
                machine.fit(rows[used], y, sample_weight=weights[used, code])
                weight_vectors[:, code], bias[code] = machine.coef_[0], machine.intercept_[0]
            elif positives:
                bias[code] = 1.0
    return weight_vectors, bias


def _machine(answers: int, positives: float) -> LinearSVC:
    rarity = min(MOST_RARITY, float(np.sqrt(answers / positives)))
    weights = {0.0: 1.0, 1.0: rarity}
    tolerance = TOLERANCE if answers < PLENTY else TOLERANCE_OF_PLENTY
    return LinearSVC(C=REGULARISATION, class_weight=weights, random_state=0, tol=tolerance)

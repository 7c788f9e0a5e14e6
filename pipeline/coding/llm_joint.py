"""A question's model together with what a language model replied.

What a language model says is no probability of being right. On labelled answers it is learned what
it is worth: first how far to believe it of each code (a line on its log odds), then how much that
adds to the model (one logistic regression for all codes of the question). Both are shrunk: with few
labels the model stays as it is. A text without a reply is left to the model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import expit

from pipeline.coding.classifier import Lines, fit_weights, learn_lines, log_odds
from pipeline.coding.combine import LEAST_BELIEVED, Combiner
from pipeline.coding.llm import LlmScores, Replies, said_codes
from pipeline.coding.rules import Hits
from pipeline.coding.theme_model import Evidence, Scores, ThemeModel
from pipeline.coding.training import ENOUGH_LABELS, Labelled, Trained
from pipeline.model import NO_ANSWER, Bools, Codebook, Floats, Ints, Tokens, code_matrix

FOLDS = 5
"""Parts of the respondents; what a reply is worth in a part is learned from the others."""

_PRIOR = np.array([1 / 0.5, 1 / 0.08, 1 / 0.08])
"""The precisions of shift, change of the model's weight, and weight of the language model."""


def join_llm(
    trained: Trained, book: Codebook, labelled: Sequence[Labelled], replies: Replies
) -> Trained:
    """Return the model joined with the replies; as it was with fewer than `ENOUGH_LABELS` of them.

    Those count that are about labelled answers. `trained` must have learned from these answers.
    """
    said = replies.scores(book, [answer.text for answer in labelled])
    if said.asked.sum() < ENOUGH_LABELS:
        return trained
    joint = LlmJoint(trained.model, book, labelled, replies)
    return replace(trained, model=joint, alone=trained.model)


@dataclass(frozen=True)
class Worth:
    """What a language model's replies are worth beside a model: a line for each code, 3 weights."""

    lines: Lines
    weights: tuple[float, float, float]

    def log_odds(self, by_model: Floats, by_llm: Floats) -> Floats:
        """Return the joint log odds, given those of the model and the raw ones of the other."""
        return _joint(self.weights, by_model, self.lines.log_odds(by_llm))


class LlmJoint:
    """Implements `ThemeModel`."""

    def __init__(
        self, model: ThemeModel, book: Codebook, labelled: Sequence[Labelled], replies: Replies
    ) -> None:
        """Learn what replies are worth beside the model, which learned from these answers."""
        self.book = book
        self.replies = replies
        self._model = model
        # the one code that it is never asked about
        self._asked_codes = np.array([code != NO_ANSWER for code in book.codes])
        self._held_out = model.held_out_probabilities()
        said = replies.scores(book, [answer.text for answer in labelled])
        rows = np.flatnonzero(said.asked)
        by_model, by_llm = self._odds(self._held_out, said, rows)
        truth = code_matrix(book, [labelled[row].codes for row in rows.tolist()]).astype(np.float64)
        folds = _folds(labelled)[rows]
        self._worth, joint = _learn(by_model, by_llm, truth[:, self._asked_codes], folds)
        self._held_out[np.ix_(rows, self._asked_codes)] = expit(joint)

    def score(self, tokens: Tokens, hits: Hits) -> JointScores:
        """Return the scores of the texts, given what rules found in them."""
        alone = self._model.score(tokens, hits)
        said = self.replies.scores(self.book, tokens.texts)
        rows = np.flatnonzero(said.asked)
        probabilities = alone.probabilities.copy()
        joint = self._worth.log_odds(*self._odds(probabilities, said, rows))
        probabilities[np.ix_(rows, self._asked_codes)] = expit(joint)
        codes = said_codes(self.book, said, np.zeros(len(said.asked), dtype=bool))
        return JointScores(alone, probabilities, codes, self.replies.why)

    def held_out_probabilities(self) -> Floats:
        """Return the probabilities of the labelled texts, (labelled, m), in the order learned."""
        return self._held_out.copy()

    def _odds(self, by_model: Floats, said: LlmScores, rows: Ints) -> tuple[Floats, Floats]:
        """Return the log odds of both for these rows, of the codes that are asked about."""
        place = np.ix_(rows, self._asked_codes)
        # who says a theme says what is above it, asked about it or not
        by_llm = Combiner(self.book).coherent(said.probabilities)
        return log_odds(by_model[place]), log_odds(by_llm[place])


class JointScores:
    """Implements `Scores`: joint probabilities, the model's own evidence where it has any.

    `said` (texts, codes) are the language model's own codes, with their parents.
    """

    def __init__(self, alone: Scores, probabilities: Floats, said: Bools, why: str) -> None:
        self._alone = alone
        self._probabilities = probabilities
        self._said = said
        self._why = why

    @property
    def probabilities(self) -> Floats:
        """The joint probability of every code for every text, (texts, m)."""
        return self._probabilities

    def evidence(self, text: Ints, code: Ints) -> Evidence:
        """Return the model's evidence, or for codes that it would not give, who said so."""
        own = self._alone.evidence(text, code)
        unlikely = self._alone.probabilities[text, code] < LEAST_BELIEVED
        by_llm = self._said[text, code] & (unlikely | ~own.is_there)
        return Evidence(
            start=np.where(by_llm, -1, own.start),
            end=np.where(by_llm, -1, own.end),
            why=np.where(by_llm, self._why, own.why),
            by_llm=by_llm,
        )

    def spans(self, text: int, code: int) -> list[tuple[int, int]]:
        """Return all spans of a text that speak for a code by the model, weightiest first."""
        return self._alone.spans(text, code)


def _folds(labelled: Sequence[Labelled]) -> Ints:
    """Return the fold of each answer; those of a respondent are in one."""
    groups = [answer.group or f"#{number}" for number, answer in enumerate(labelled)]
    number_of = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    return np.array([number_of[group] % FOLDS for group in groups], dtype=np.int64)


def _learn(by_model: Floats, by_llm: Floats, truth: Floats, folds: Ints) -> tuple[Worth, Floats]:
    """Return what replies are worth, and the joint log odds of each answer by the other folds.

    All are (answers, codes); those of the model are of answers that it had not seen.
    """
    every_code = np.ones(truth.shape[1], dtype=bool)
    believed, joint = np.zeros_like(by_llm), np.zeros_like(by_model)
    for fold in np.unique(folds).tolist():
        held = folds == fold
        lines = learn_lines(by_llm[~held], truth[~held], every_code)
        believed[held] = lines.log_odds(by_llm[held])
    for fold in np.unique(folds).tolist():
        held = folds == fold
        weights = _weights(by_model[~held], believed[~held], truth[~held])
        joint[held] = _joint(weights, by_model[held], believed[held])
    lines = learn_lines(by_llm, truth, every_code)
    return Worth(lines, _weights(by_model, believed, truth)), joint


def _weights(by_model: Floats, by_llm: Floats, truth: Floats) -> tuple[float, float, float]:
    """Return the shift and the weights of both; of the model alone if the other misleads."""
    columns = np.stack((by_model.ravel(), by_llm.ravel()), axis=1)
    shift, change, of_llm = fit_weights(columns, truth.ravel(), _PRIOR, start=columns[:, 0])
    if of_llm <= 0:
        return 0.0, 1.0, 0.0
    return float(shift), max(0.0, float(1 + change)), float(of_llm)


def _joint(weights: tuple[float, float, float], by_model: Floats, by_llm: Floats) -> Floats:
    shift, of_model, of_llm = weights
    odds: Floats = shift + of_model * by_model + of_llm * by_llm
    return odds

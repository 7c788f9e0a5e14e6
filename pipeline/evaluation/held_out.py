"""A question's answers as coded by models trained on other respondents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from pipeline.agreement import codings_by_people
from pipeline.coding.llm import said_codes
from pipeline.evaluation.cross_validation import (
    CURVE_FOLDS,
    EVERYONE,
    SHARES,
    CrossValidation,
    Fold,
    FoldResult,
)
from pipeline.evaluation.independent_scores import people_scores
from pipeline.evaluation.label_origins import drawn_weights, from_files
from pipeline.evaluation.learning_curve import CurveScores
from pipeline.evaluation.scores import AnswerScores
from pipeline.evaluation.values import METHODS, TRAINED_METHODS, Example, Method
from pipeline.model import Bools, Codebook, Floats, code_matrix, f1_per_answer

Results = Mapping[Fold, FoldResult]


@dataclass(frozen=True)
class HeldOut:
    """The answers to a question, each coded while its respondent was held out.

    truth, codes: sets with their parents, (answers, codes); probability: that of the set of
    `both`, (answers,). `coded` has the answers (answers,) of a coder that did not code all, and
    `people` how far people agree. `weights` are what each answer stands for (nan: not drawn), and
    `filed` which have their label from a file. A question that is left to the rules has no
    probabilities and no curve.
    """

    question: str
    book: Codebook
    answers: tuple[Example, ...]
    truth: Bools
    codes: Mapping[Method, Bools]
    probability: Floats
    people: AnswerScores
    coded: Mapping[Method, Bools] = field(default_factory=dict)
    probabilities: Floats | None = None
    curve: CurveScores | None = None
    curve_respondents: tuple[str, ...] = ()
    weights: Floats = field(default_factory=lambda: np.zeros(0))
    filed: Bools = field(default_factory=lambda: np.zeros(0, dtype=bool))

    def scores_of(self, method: Method) -> AnswerScores:
        """Return how well a method coded each answer; NaN where it did not."""
        if method == "people":
            return self.people
        none = np.zeros(len(self.truth), dtype=bool)
        if method not in self.codes:
            return AnswerScores.of_sets(self.truth, self.truth, none)
        return AnswerScores.of_sets(self.truth, self.codes[method], self.coded.get(method, ~none))


def respondents(parts: Sequence[HeldOut]) -> list[str]:
    """Return who wrote each answer, concatenated over the questions."""
    return [answer.respondent for part in parts for answer in part.answers]


def curve_respondents(parts: Sequence[HeldOut]) -> list[str]:
    """Return who wrote each answer of the learning curves."""
    return [respondent for part in parts for respondent in part.curve_respondents]


def held_out_question(validation: CrossValidation, question: str, results: Results) -> HeldOut:
    """Return the answers to a question as the folds coded them."""
    labelled, book = validation.labelled[question], validation.matchers[question].book
    full = [results[fold] for fold in _full_folds(results, question)]
    truth = code_matrix(book, [answer.codes for answer in labelled])
    probability, probabilities = np.zeros(len(truth)), np.zeros(truth.shape)
    for result in full:
        probability[result.rows] = result.probability
        if result.probabilities is not None:
            probabilities[result.rows] = result.probabilities
    codes = {method: _codes(full, method, truth.shape, book) for method in full[0].codes}
    held_out = HeldOut(
        question=question,
        book=book,
        answers=tuple(Example(answer.group, answer.text) for answer in labelled),
        truth=truth,
        codes=codes,
        probability=probability,
        people=_people(validation, question),
        weights=drawn_weights(question, validation.answers_of[question], validation.decisions),
        filed=from_files(validation.answers_of[question]),
    )
    if question in validation.trained:
        held_out = replace(_with_curve(held_out, results), probabilities=probabilities)
    return _with_llm(held_out, validation)


def _people(validation: CrossValidation, question: str) -> AnswerScores:
    """Return how far people who coded the same answers agree."""
    book = validation.matchers[question].book
    answers, decisions = validation.answers_of[question], validation.decisions
    codings = codings_by_people(answers, decisions, question, book, validation.filed)
    texts = [answer.text for answer in validation.labelled[question]]
    return people_scores(book, texts, list(codings.values()))


def _with_llm(held_out: HeldOut, validation: CrossValidation) -> HeldOut:
    """Return the answers with a language model's own codes, if it replied to any of them."""
    labelled, book = validation.labelled[held_out.question], held_out.book
    texts = [answer.text for answer in labelled]
    replied = validation.replies[held_out.question].scores(book, texts)
    if not replied.asked.any():
        return held_out
    nothing = np.array([answer.no_answer for answer in labelled], dtype=bool)
    said = book.matrix_with_parents(said_codes(book, replied, nothing))
    return replace(
        held_out, codes={**held_out.codes, "llm": said}, coded={"llm": replied.asked | nothing}
    )


def _full_folds(results: Results, question: str) -> list[Fold]:
    """Return the folds that learn from all the other respondents."""
    return [fold for fold in results if fold.question == question and fold.share == SHARES[-1]]


def _codes(
    results: Sequence[FoldResult], method: Method, shape: tuple[int, ...], book: Codebook
) -> Bools:
    """Return the codes that folds gave their answers, with parents; none for other answers."""
    codes = np.zeros(shape, dtype=bool)
    for result in results:
        codes[result.rows] = result.codes[method]
    return book.matrix_with_parents(codes)


def _with_curve(held_out: HeldOut, results: Results) -> HeldOut:
    """Return the answers with F1 of some of them after learning from each share of the labels."""
    truth, full = held_out.truth, _full_folds(results, held_out.question)
    folds = sorted(full, key=lambda fold: fold.number)[:CURVE_FOLDS]
    rows = np.concatenate([results[fold].rows for fold in folds])
    sizes: list[float] = []
    methods = [method for method in TRAINED_METHODS if method in held_out.codes]
    f1: dict[Method, list[Floats]] = {method: [] for method in methods}
    for share in SHARES:
        of_share = [results[fold] for fold in _with_share(folds, share)]
        sizes.append(float(np.mean([result.labels for result in of_share])))
        for method, columns in f1.items():
            codes = _codes(of_share, method, truth.shape, held_out.book)
            columns.append(f1_per_answer(truth[rows], codes[rows]))
    scores = {method: np.column_stack(columns) for method, columns in f1.items()}
    return replace(
        held_out,
        curve=CurveScores(np.array(sizes), scores, len(truth)),
        curve_respondents=tuple(held_out.answers[row].respondent for row in rows.tolist()),
    )


def _with_share(folds: Sequence[Fold], share: float) -> list[Fold]:
    """Return the folds of that share; without labels all learn the same."""
    if not share:
        return [Fold(folds[0].question, EVERYONE, share)]
    return [replace(fold, share=share) for fold in folds]


def side_by_side(parts: Sequence[HeldOut]) -> dict[Method, AnswerScores]:
    """Return how well each method coded each answer, concatenated over the questions."""
    known = {"people", *(method for part in parts for method in part.codes)}
    return {
        method: AnswerScores.together([part.scores_of(method) for part in parts])
        for method in METHODS
        if method in known
    }

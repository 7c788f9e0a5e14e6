"""A question's answers as coded by models trained on other respondents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.evaluation.cross_validation import (
    CURVE_FOLDS,
    EVERYONE,
    SHARES,
    CrossValidation,
    Fold,
    FoldResult,
)
from pipeline.evaluation.learning_curve import CurveScores
from pipeline.evaluation.values import METHODS, TRAINED_METHODS, Example, Method
from pipeline.model import Bools, Codebook, Floats, code_matrix, f1_per_answer

Results = Mapping[Fold, FoldResult]


@dataclass(frozen=True)
class HeldOut:
    """The answers to a question, each coded while its respondent was held out.

    truth, codes: sets with their parents, (answers, codes); probability: that of the set of
    `both`, (answers,). A question that is left to the rules has no probabilities and no curve.
    """

    question: str
    book: Codebook
    answers: tuple[Example, ...]
    truth: Bools
    codes: Mapping[Method, Bools]
    probability: Floats
    probabilities: Floats | None = None
    curve: CurveScores | None = None
    curve_respondents: tuple[str, ...] = ()


def respondents(parts: Sequence[HeldOut]) -> list[str]:
    """Return who wrote each answer, concatenated over the questions."""
    return [answer.respondent for part in parts for answer in part.answers]


def curve_respondents(parts: Sequence[HeldOut]) -> list[str]:
    """Return who wrote each answer of the learning curves."""
    return [respondent for part in parts for respondent in part.curve_respondents]


def held_out_question(validation: CrossValidation, question: str, results: Results) -> HeldOut:
    """Return the answers to a question as the folds coded them."""
    labelled, book = validation.labelled[question], validation.books[question]
    full = [results[fold] for fold in _full_folds(results, question)]
    truth = code_matrix(book, [answer.codes for answer in labelled])
    probability, probabilities = np.zeros(len(truth)), np.zeros(truth.shape)
    for result in full:
        probability[result.rows] = result.probability
        if result.probabilities is not None:
            probabilities[result.rows] = result.probabilities
    is_trained = question in validation.trained
    methods = METHODS if is_trained else ("rules", "both")
    held_out = HeldOut(
        question=question,
        book=book,
        answers=tuple(Example(answer.group, answer.text) for answer in labelled),
        truth=truth,
        codes={method: _codes(full, method, truth.shape, book) for method in methods},
        probability=probability,
    )
    if not is_trained:
        return held_out
    return replace(_with_curve(held_out, results), probabilities=probabilities)


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
    f1: dict[Method, list[Floats]] = {method: [] for method in TRAINED_METHODS}
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


def side_by_side(parts: Sequence[HeldOut]) -> tuple[Bools, dict[Method, Bools]]:
    """Return the labels and the codes of all questions in one table each.

    Each question's answers have their own codes, and none of the others'.
    """
    shape = (sum(len(part.truth) for part in parts), sum(part.truth.shape[1] for part in parts))
    truth = np.zeros(shape, dtype=bool)
    codes: dict[Method, Bools] = {method: np.zeros_like(truth) for method in parts[0].codes}
    row = column = 0
    for part in parts:
        rows, columns = part.truth.shape
        place = (slice(row, row + rows), slice(column, column + columns))
        truth[place] = part.truth
        for method, of_all in codes.items():
            of_all[place] = part.codes[method]
        row, column = row + rows, column + columns
    return truth, codes

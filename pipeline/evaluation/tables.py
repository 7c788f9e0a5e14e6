"""Writes the tables of an evaluation to one folder, with page and charts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from pipeline.coding import embeddings_of
from pipeline.evaluation.columns import CONFUSIONS, EVALUATION, LEARNING, THEME_SCORES
from pipeline.evaluation.page import render_evaluation
from pipeline.evaluation.values import Evaluation, Method, Performance, QuestionEvaluation
from pipeline.model import Measure
from pipeline.report.data import Measurement, measurement_folder, write_measurement
from pipeline.study import Study

Row = tuple[object, ...]


def write_evaluation(
    study: Study, evaluation: Evaluation, *, out: Path | str | None = None
) -> Path:
    """Write tables, page and charts to outputs/<study>-evaluation, or `out`; return the folder.

    All of it contains verbatims and is for internal use only.
    """
    measurement = Measurement(
        kind="evaluation",
        program=evaluation.version,
        tables=_tables(evaluation),
        files=render_evaluation(evaluation),
        settings={
            "folds": evaluation.folds,
            "seed": evaluation.seed,
            "error": evaluation.error,
            "spacy_model": study.spacy_model,
            "embeddings": embeddings_of(study),
        },
    )
    folder = measurement_folder(study, "evaluation", out)
    write_measurement(study, measurement, folder)
    return folder


def _tables(evaluation: Evaluation) -> dict[str, pd.DataFrame]:
    """Return the tables by file name: scores of questions and themes, confusions, curves."""
    questions = evaluation.questions
    return {
        "evaluation.csv": EVALUATION.from_rows(_score_rows(evaluation)),
        "themes.csv": THEME_SCORES.from_rows(row for q in questions for row in _theme_rows(q)),
        "confusions.csv": CONFUSIONS.from_rows(
            row for q in questions for row in _confusion_rows(q)
        ),
        "learning.csv": LEARNING.from_rows(_learning_rows(evaluation)),
    }


def _score_rows(evaluation: Evaluation) -> Iterator[Row]:
    for method in evaluation.scores:
        yield "", method, *_score(evaluation, method)
    for question in evaluation.questions:
        for method in question.scores:
            yield question.id, method, *_score(question, method)


def _score(performance: Performance, method: Method) -> Row:
    score, gain = performance.scores[method], Measure(None)
    calibration_error, more_labels = None, 0
    coverage: Row = (None, None, None)
    if performance.calibration and method == "both":
        calibration_error = performance.calibration.error
    if performance.coverage and not performance.coverage.few and method == "both":
        covered = performance.coverage
        coverage = (covered.wanted, covered.share, covered.probability)
    if performance.learning:
        more_labels = performance.learning.more
        if method in performance.learning.gains:
            gain = performance.learning.gains[method].f1
    added: Row = ("", None, None, None)
    if score.added:
        added = (score.added.over, *score.added.f1.numbers)
    n, measured = (score.answers, score.respondents), (*score.exact.numbers, score.uncoded)
    return (
        *n,
        *score.f1.numbers,
        *added,
        *measured,
        *_drawn(performance, method),
        calibration_error,
        *coverage,
        more_labels,
        *gain.numbers,
    )


def _drawn(performance: Performance, method: Method) -> Row:
    score = performance.drawn.get(method)
    if score is None:
        return performance.origins.drawn, *Measure(None).numbers, *Measure(None).numbers
    return score.answers, *score.f1.numbers, *score.exact.numbers


def _theme_rows(question: QuestionEvaluation) -> Iterator[Row]:
    for theme in question.themes:
        place = (theme.theme, theme.label, theme.parent, theme.level, theme.labels, theme.few)
        for method, score in theme.scores.items():
            measures = (score.precision, score.recall, score.f1)
            numbers = [number for measure in measures for number in measure.numbers]
            yield question.id, *place, method, score.found, score.right, *numbers


def _confusion_rows(question: QuestionEvaluation) -> Iterator[Row]:
    for confused in question.confusions:
        for example in confused.examples:
            pair = (confused.given, confused.found, confused.n)
            yield question.id, *pair, example.respondent, example.verbatim


def _learning_rows(evaluation: Evaluation) -> Iterator[Row]:
    learning = [("", evaluation.learning)]
    learning += [(question.id, question.learning) for question in evaluation.questions]
    for question, curve in learning:
        for point in curve.points if curve else ():
            for method, f1 in point.f1.items():
                yield question, method, point.labels, *f1.numbers

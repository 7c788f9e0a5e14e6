"""Evaluates a study: how well it codes held-out answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from pipeline.counts import Resampling
from pipeline.decisions import has_codings
from pipeline.errors import MisuseError
from pipeline.evaluation.calibration import calibration, coverage
from pipeline.evaluation.confusions import confusions
from pipeline.evaluation.cross_validation import CrossValidation, MapFolds, cross_validate, serial
from pipeline.evaluation.held_out import (
    HeldOut,
    curve_respondents,
    held_out_question,
    respondents,
    side_by_side,
)
from pipeline.evaluation.label_origins import label_origins
from pipeline.evaluation.learning_curve import learning_curve
from pipeline.evaluation.scores import answer_scores, drawn_scores, theme_scores
from pipeline.evaluation.values import Evaluation, Performance, QuestionEvaluation
from pipeline.study import Study, as_study
from pipeline.version import __version__

Progress = Callable[[str, int], None]

WANTED_ERROR = 0.05


def evaluate(
    study: Study | Path | str,
    *,
    folds: int = 5,
    seed: int = 0,
    error: float | None = None,
    map_folds: MapFolds = serial,
    progress: Progress | None = None,
) -> Evaluation:
    """Return how well each coder, and all together, code the labelled answers.

    `map_folds` does the work in this process or in several; the figures are the same. Users call
    `pipeline.evaluate`, which documents the rest.
    """
    study = as_study(study)
    error = wanted_error(study) if error is None else error
    _check(folds, seed, error)
    if not has_codings(study):
        # told before any work begins; what codings there are may still be of no answer
        raise MisuseError(_no_labels(study))
    tell = progress or (lambda stage, done: None)
    tell("prepare", 0)
    validation = CrossValidation(study, folds, seed)
    if not validation.labelled:
        raise MisuseError(_no_labels(study))
    results = cross_validate(
        validation,
        map_folds=map_folds,
        tell=lambda done, of: tell("evaluate", round(100 * done / max(1, of))),
    )
    tell("score", 0)
    parts = [held_out_question(validation, q, results) for q in validation.labelled]
    return _evaluation(validation, parts, error)


def wanted_error(study: Study) -> float:
    """Return the share of wrong sets that a study accepts in answers coded without review."""
    return study.auto_accept.error if study.auto_accept else WANTED_ERROR


def _check(folds: int, seed: int, error: float) -> None:
    if folds < 2:
        raise MisuseError(f"folds: {folds} is too few; write 2 or more")
    if seed < 0:
        raise MisuseError(f"seed: {seed} is below 0; write 0 or more")
    if not 0 <= error < 1:
        raise MisuseError(f"error: {error} is no share of wrong answers; write 0.05 for 5%")


def _no_labels(study: Study) -> str:
    if study.labels:
        files = ", ".join(study.labels)
        return (
            f"Study '{study.study}' has no label that belongs to an answer in {files}; "
            f"see  turven check {study.folder}"
        )
    return (
        f"Study '{study.study}' has no labels to evaluate with; label answers with  turven review, "
        f"or name a CSV file with columns wave, respondent_id, question, theme, coder "
        f"under 'labels:' in {study.file}"
    )


def _evaluation(validation: CrossValidation, parts: Sequence[HeldOut], error: float) -> Evaluation:
    study, seed = validation.study, validation.seed
    together = [part for part in parts if part.probabilities is not None] or parts
    resampling = Resampling(respondents(together), np.random.default_rng((seed, 0)))
    on_curve = Resampling(curve_respondents(together), np.random.default_rng((seed, 1)))
    performance = _performance(together, error, resampling, on_curve)
    questions = [_question(study, part, error, (seed, i)) for i, part in enumerate(parts, 2)]
    everybody = respondents(parts)
    return Evaluation(
        study=study.study,
        title=study.title,
        note=study.note,
        language=study.language,
        folds=validation.folds,
        seed=seed,
        error=error,
        answers=len(everybody),
        respondents=len(set(everybody)),
        scores=performance.scores,
        calibration=performance.calibration,
        coverage=performance.coverage,
        learning=performance.learning,
        origins=performance.origins,
        drawn=performance.drawn,
        questions=tuple(questions),
        without_labels=tuple(q for q in study.questions if q not in validation.labelled),
        version=__version__,
    )


def _question(
    study: Study, part: HeldOut, error: float, seed: tuple[int, int]
) -> QuestionEvaluation:
    resampling = Resampling(respondents([part]), np.random.default_rng(seed))
    on_curve = Resampling(curve_respondents([part]), np.random.default_rng(seed))
    performance = _performance([part], error, resampling, on_curve)
    return QuestionEvaluation(
        id=part.question,
        title=part.book.title,
        text=study.questions[part.question].text,
        answers=len(part.answers),
        respondents=resampling.size,
        codebook_version=part.book.version,
        scores=performance.scores,
        calibration=performance.calibration,
        coverage=performance.coverage,
        learning=performance.learning,
        origins=performance.origins,
        drawn=performance.drawn,
        themes=theme_scores(part.book, part.truth, part.codes, resampling, part.coded),
        confusions=confusions(part.book, part.truth, part.codes["both"], part.answers),
    )


def _performance(
    parts: Sequence[HeldOut], error: float, resampling: Resampling, on_curve: Resampling
) -> Performance:
    """Return how well the answers to one question or to several together are coded.

    `resampling` draws from all their answers, `on_curve` from those of the learning curve.
    """
    scores = side_by_side(parts)
    blocks = [(p.probabilities, p.truth) for p in parts if p.probabilities is not None]
    calibrated = covered = None
    if blocks:
        probability = np.concatenate([part.probability for part in parts])
        calibrated = calibration(blocks, resampling)
        covered = coverage(probability, scores["both"].exact == 1, error)
    weights = np.concatenate([part.weights for part in parts])
    origins = label_origins(weights, np.concatenate([part.filed for part in parts]))
    curves = [part.curve for part in parts if part.curve is not None]
    return Performance(
        scores=answer_scores(scores, resampling),
        calibration=calibrated,
        coverage=covered,
        learning=learning_curve(curves, on_curve),
        origins=origins,
        drawn=drawn_scores(scores, weights, resampling) if origins.tell_of_all else {},
    )

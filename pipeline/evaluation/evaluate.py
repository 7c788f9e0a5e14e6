"""Evaluates a study: how well its answers are coded, tried on answers that nothing was learned from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.errors import MisuseError
from pipeline.evaluation.confusions import confusions
from pipeline.evaluation.cross_validation import CURVE_FOLDS, SHARES, Trial, Tried, Trier, try_all
from pipeline.evaluation.intervals import Resampling
from pipeline.evaluation.learning import Trials, learning
from pipeline.evaluation.reliability import coverage, reliability
from pipeline.evaluation.scores import (
    answer_score,
    exact,
    f1_per_answer,
    theme_scores,
    with_parents,
)
from pipeline.evaluation.values import LEARNERS, Coder, Evaluation, QuestionEvaluation
from pipeline.model import Bools, Codebook, Floats, Ints
from pipeline.study import Study, read_study
from pipeline.version import __version__

Progress = Callable[[str, int], None]

WANTED_ERROR = 0.05


@dataclass(frozen=True)
class _Kept:
    """One question as it was coded while kept out: sets with their parents, (answers, codes), and the respondent of each answer."""

    question: str
    book: Codebook
    texts: tuple[str, ...]
    respondents: tuple[str, ...]
    truth: Bools
    found: Mapping[Coder, Bools]
    confidence: Floats
    probabilities: Floats | None
    curve: Trials | None
    on_curve: Ints


def evaluate(
    study: Study | Path | str,
    *,
    folds: int = 5,
    seed: int = 0,
    error: float | None = None,
    processes: int = 0,
    progress: Progress | None = None,
) -> Evaluation:
    """How well rules, classifier and both code the labelled answers, cross-validated by respondent.

    The answers of a respondent are never coded by a classifier that learned from that respondent. It learns from labels and codebook;
    the rules are what they are, and may have been written with these answers in sight. `error` is the share of wrong sets that is accepted in
    answers coded without a person, by default the study's own or .05. The same files and arguments give the same figures with any number of
    `processes`. Raises a `TurvenError` for anything a user can mend, such as a study without labels.
    """
    study = study if isinstance(study, Study) else read_study(study)
    error = wanted_error(study) if error is None else error
    _check(folds, seed, error)
    tell = progress or (lambda stage, done: None)
    tell("prepare", 0)
    trier = Trier(study, folds, seed)
    if not trier.labelled:
        raise MisuseError(_no_labels(study))
    tried = try_all(
        trier, processes, lambda done, of: tell("evaluate", round(100 * done / max(1, of)))
    )
    tell("score", 0)
    kept = [_kept(trier, question, tried) for question in trier.labelled]
    return _evaluation(study, trier, kept, error, seed)


def wanted_error(study: Study) -> float:
    """The share of wrong sets that the study accepts in answers coded without a person."""
    return float(getattr(getattr(study, "auto_accept", None), "error", WANTED_ERROR))


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
        return f"Study '{study.study}' has no label that belongs to an answer in {files}; see  turven check {study.folder}"
    return (
        f"Study '{study.study}' has no labels to evaluate with; label answers with  turven review, or name a CSV file "
        f"with columns wave, respondent_id, question, theme, coder under 'labels:' in {study.file}"
    )


def _kept(trier: Trier, question: str, tried: Mapping[Trial, Tried]) -> _Kept:
    answers, book = trier.labelled[question], trier.books[question]
    number = {code: i for i, code in enumerate(book.codes)}
    truth = np.zeros((len(answers), len(number)), dtype=bool)
    for row, answer in enumerate(answers):
        truth[row, [number[code] for code in answer.codes]] = True
    full = [
        result
        for trial, result in tried.items()
        if trial.question == question and trial.share == SHARES[-1]
    ]
    both, ruled, alone = (_gathered(full, name, truth.shape) for name in ("both", "ruled", "alone"))
    found: dict[Coder, Bools] = {"rules": with_parents(ruled, book)}
    confidence = np.zeros(len(truth))
    for result in full:
        confidence[result.kept] = result.confidence
    probabilities = None
    if question in trier.learns:
        found["classifier"] = with_parents(alone, book)
        probabilities = np.zeros(truth.shape)
        for result in full:
            probabilities[result.kept] = result.probabilities
    found["both"] = with_parents(both, book)
    closed = with_parents(truth, book)
    curve, on_curve = _curve(trier, question, tried, closed)
    return _Kept(
        question,
        book,
        tuple(a.text for a in answers),
        tuple(a.group for a in answers),
        closed,
        found,
        confidence,
        probabilities,
        curve,
        on_curve,
    )


def _gathered(results: Sequence[Tried], name: str, shape: tuple[int, ...]) -> Bools:
    found = np.zeros(shape, dtype=bool)
    for result in results:
        found[result.kept] = getattr(result, name)
    return found


def _curve(
    trier: Trier, question: str, tried: Mapping[Trial, Tried], truth: Bools
) -> tuple[Trials | None, Ints]:
    """F1 of the answers that were coded after learning from every part of the labels, and their numbers."""
    if question not in trier.learns:
        return None, np.zeros(0, dtype=np.int64)
    folds = sorted({t.fold for t in tried if t.question == question and t.fold >= 0})[:CURVE_FOLDS]
    answers = np.concatenate([tried[Trial(question, fold, SHARES[-1])].kept for fold in folds])
    sizes: list[float] = []
    scores: dict[Coder, list[Floats]] = {coder: [] for coder in LEARNERS}
    for share in SHARES:
        results = [tried[Trial(question, fold, share)] for fold in (folds if share else [-1])]
        sizes.append(float(np.mean([result.labels for result in results])))
        for coder, name in zip(LEARNERS, ("alone", "both"), strict=True):
            codes = with_parents(_gathered(results, name, truth.shape), trier.books[question])
            scores[coder].append(f1_per_answer(truth[answers], codes[answers]))
    f1 = {coder: np.column_stack(columns) for coder, columns in scores.items()}
    return Trials(np.array(sizes), f1, len(truth)), answers


def _evaluation(
    study: Study, trier: Trier, kept: Sequence[_Kept], error: float, seed: int
) -> Evaluation:
    together = [k for k in kept if k.probabilities is not None] or list(kept)
    has_classifier = together[0].probabilities is not None
    groups = _numbered([who for k in together for who in k.respondents])
    resampling = Resampling(groups, np.random.default_rng((seed, 0)))
    coders: tuple[Coder, ...] = tuple(together[0].found)
    truth, codes = _side_by_side(together, coders)
    curve_groups = _numbered([k.respondents[i] for k in together for i in k.on_curve.tolist()])
    curves = [k.curve for k in together if k.curve is not None]
    blocks = [(k.probabilities, k.truth) for k in together if k.probabilities is not None]
    right = np.concatenate([exact(k.truth, k.found["both"]) for k in together])
    return Evaluation(
        study=study.study,
        title=study.title,
        note=study.note,
        language=study.language,
        folds=trier.folds,
        seed=seed,
        error=error,
        answers=sum(len(k.texts) for k in kept),
        respondents=len({who for k in kept for who in k.respondents}),
        scores={coder: answer_score(truth, codes[coder], resampling) for coder in coders},
        reliability=reliability(blocks, resampling) if blocks else None,
        coverage=coverage(np.concatenate([k.confidence for k in together]), right, error)
        if has_classifier
        else None,
        learning=learning(curves, Resampling(curve_groups, np.random.default_rng((seed, 1)))),
        questions=tuple(_question(study, k, error, seed, i) for i, k in enumerate(kept, 2)),
        without_labels=tuple(q for q in study.questions if q not in trier.labelled),
        version=__version__,
    )


def _side_by_side(
    kept: Sequence[_Kept], coders: Sequence[Coder]
) -> tuple[Bools, dict[Coder, Bools]]:
    """The sets of all questions in one table: each question's answers have their own codes, and none of the others'."""
    shape = (sum(len(k.truth) for k in kept), sum(k.truth.shape[1] for k in kept))
    truth, codes = (
        np.zeros(shape, dtype=bool),
        {coder: np.zeros(shape, dtype=bool) for coder in coders},
    )
    row = column = 0
    for k in kept:
        place = (slice(row, row + k.truth.shape[0]), slice(column, column + k.truth.shape[1]))
        truth[place] = k.truth
        for coder in coders:
            codes[coder][place] = k.found[coder]
        row, column = row + k.truth.shape[0], column + k.truth.shape[1]
    return truth, codes


def _question(study: Study, k: _Kept, error: float, seed: int, number: int) -> QuestionEvaluation:
    groups = _numbered(k.respondents)
    resampling = Resampling(groups, np.random.default_rng((seed, number)))
    has_classifier = k.probabilities is not None
    curve_groups = _numbered([k.respondents[i] for i in k.on_curve.tolist()])
    right = exact(k.truth, k.found["both"])
    return QuestionEvaluation(
        id=k.question,
        title=k.book.title,
        text=study.questions[k.question].text,
        answers=len(k.texts),
        respondents=len(set(k.respondents)),
        codebook_version=k.book.version,
        scores={
            coder: answer_score(k.truth, codes, resampling) for coder, codes in k.found.items()
        },
        themes=theme_scores(k.book, k.truth, k.found, resampling),
        reliability=reliability([(k.probabilities, k.truth)], resampling)
        if k.probabilities is not None
        else None,
        coverage=coverage(k.confidence, right, error) if has_classifier else None,
        learning=learning(
            [k.curve], Resampling(curve_groups, np.random.default_rng((seed, number)))
        )
        if k.curve
        else None,
        confusions=confusions(k.book, k.truth, k.found["both"], k.texts, k.respondents),
    )


def _numbered(names: Sequence[str]) -> Ints:
    """The names as numbers from 0, in alphabetical order."""
    return (
        np.unique(np.array(names, dtype=object), return_inverse=True)[1].astype(np.int64)
        if names
        else np.zeros(0, dtype=np.int64)
    )

"""Evaluates a study in as many processes as are worth while."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from pipeline import evaluation
from pipeline.evaluation import Evaluation, Fold, FoldResult, serial
from pipeline.run.pool import CAN_FORK, Pool, process_count
from pipeline.run.progress import ShowProgress
from pipeline.study import Study

Work = Callable[[Fold], FoldResult]


def evaluate(
    study: Study | Path | str,
    *,
    folds: int = 5,
    seed: int = 0,
    error: float | None = None,
    processes: int = 0,
    progress: ShowProgress | None = None,
) -> Evaluation:
    """Return how well each coder, and all together, code the labelled answers.

    Coders are the rules, the classifier by words and with sentence vectors, a language model
    that replied, and people who coded the same answers. It is cross-validated by respondent:
    the answers of a respondent are never coded by a classifier that learned from that
    respondent. It learns from labels and codebook; the rules are what they are, and may have
    been written with these answers in sight. `error` is the share of wrong sets that is
    accepted in answers coded without a person, by default the study's own or .05. The same
    files and arguments give the same figures with any number of `processes`; 0 takes what suits
    the study. Raises a `TurvenError` for anything a user can mend, such as a study without
    labels.
    """
    return evaluation.evaluate(
        study,
        folds=folds,
        seed=seed,
        error=error,
        map_folds=partial(_map_folds, processes=processes),
        progress=progress,
    )


def _map_folds(
    work: Work, folds: Sequence[Fold], *, is_small: bool, processes: int
) -> Iterator[tuple[Fold, FoldResult]]:
    """Yield every fold with its result; processes of 0 are as many as pay."""
    processes = process_count(processes, is_large=not is_small, at_most=len(folds))
    if processes == 1:
        yield from serial(work, folds, is_small=is_small)
        return
    # where the system can't fork, every process unpickles the work, which prepares itself anew
    with Pool(processes, partial(_ready, work), fork=CAN_FORK) as pool:
        yield from pool.as_completed(_apply, folds)


def _ready(work: Work) -> Work:
    return work


def _apply(work: Work, fold: Fold) -> FoldResult:
    return work(fold)

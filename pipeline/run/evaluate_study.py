"""Evaluates a study in as many processes as pay."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from pipeline import evaluation
from pipeline.evaluation import Evaluation, Fold, FoldResult, serial
from pipeline.run.pool import CAN_FORK, Pool
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
    """Return how well rules, classifier and both code the labelled answers.

    It is cross-validated by respondent: the answers of a respondent are never coded by a classifier
    that learned from that respondent. It learns from labels and codebook; the rules are fixed, and
    may have been written with these answers in sight. `error` is the share of wrong sets accepted
    in answers coded without review, by default the study's own or .05. The same files and arguments
    give the same figures with any number of `processes`; 0 chooses it. Raises a `TurvenError` for
    anything a user can fix, such as a study without labels.
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
    """Yield every fold with its result; 0 processes means as many as pay."""
    if not processes:
        several = CAN_FORK and not is_small
        processes = min(os.cpu_count() or 1, len(folds)) if several else 1
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

"""Evaluates a study in as many processes as are worth while."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from pipeline import evaluation
from pipeline.evaluation import Evaluation, Progress
from pipeline.run.pool import map_in_processes
from pipeline.study import Study


def evaluate(
    study: Study | Path | str,
    *,
    folds: int = 5,
    seed: int = 0,
    error: float | None = None,
    processes: int = 0,
    progress: Progress | None = None,
) -> Evaluation:
    """Return how well rules, classifier and both code the labelled answers.

    It is cross-validated by respondent: the answers of a respondent are never coded by a
    classifier that learned from that respondent. It learns from labels and codebook; the rules are
    what they are, and may have been written with these answers in sight. `error` is the share of
    wrong sets that is accepted in answers coded without a person, by default the study's own or
    .05. The same files and arguments give the same figures with any number of `processes`; 0 takes
    what suits the study. Raises a `TurvenError` for anything a user can mend, such as a study
    without labels.
    """
    return evaluation.evaluate(
        study,
        folds=folds,
        seed=seed,
        error=error,
        map_folds=partial(map_in_processes, processes=processes),
        progress=progress,
    )

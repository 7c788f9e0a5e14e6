"""`turven evaluate` and `agreement`: how well answers are coded, and how far coders agree."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Option

from pipeline.cli.arguments import Question, StudyFolder, processes_that
from pipeline.cli.terminal import progress


def evaluate(
    folder: StudyFolder,
    out: Annotated[
        Path | None,
        Option(help="Folder for tables and page; by default outputs/<study>-evaluation here."),
    ] = None,
    folds: Annotated[
        int, Option(help="Parts of the respondents, each kept out of training in turn.")
    ] = 5,
    seed: Annotated[
        int, Option(help="Seed for dividing the respondents; the same seed, the same parts.")
    ] = 0,
    error: Annotated[
        float | None,
        Option(
            help="Share of wrong answers accepted in coding without a person; by default the"
            " study's, or 0.05."
        ),
    ] = None,
    processes: Annotated[int, processes_that("train")] = 0,
    themes: Annotated[
        bool, Option("--themes", help="Also show every theme on the terminal.")
    ] = False,
) -> None:
    """Measure how well labelled answers are coded, and what more labels would gain."""
    from pipeline.cli import show_evaluation
    from pipeline.evaluation import write_evaluation
    from pipeline.report.data import measurement_folder
    from pipeline.run import evaluate
    from pipeline.study import read_study

    study = read_study(folder)
    measurement_folder(study, "evaluation", out)
    with progress() as show:
        evaluation = evaluate(
            study, folds=folds, seed=seed, error=error, processes=processes, progress=show
        )
        written = write_evaluation(study, evaluation, out=out)
    show_evaluation.evaluation(evaluation, written, themes=themes)


def agreement(
    folder: StudyFolder,
    question: Question = None,
    out: Annotated[
        Path | None,
        Option(help="Folder for tables and page; by default outputs/<study>-agreement here."),
    ] = None,
    draws: Annotated[int, Option(help="Number of random draws behind the intervals.")] = 1000,
    seed: Annotated[int, Option(help="Seed for the draws; the same seed, the same intervals.")] = 0,
) -> None:
    """Measure how far coders agree on each theme, rules and classifier among them."""
    from pipeline.agreement import agreement, write_agreement
    from pipeline.cli import show_agreement
    from pipeline.report.data import measurement_folder
    from pipeline.study import read_study

    study = read_study(folder)
    measurement_folder(study, "agreement", out)
    with progress() as show:
        measured = agreement(study, question=question, draws=draws, seed=seed, progress=show)
        written = write_agreement(study, measured, out=out)
    show_agreement.agreement(measured, written)

"""Writes an evaluation: a folder of its own beside that of the runs, so that neither wipes the other."""

from __future__ import annotations

from pathlib import Path

from pipeline.evaluation.page import render_evaluation
from pipeline.evaluation.tables import evaluation_tables
from pipeline.evaluation.values import Evaluation
from pipeline.files import Outputs, is_earlier_evaluation
from pipeline.report.data import evaluation_manifest
from pipeline.study import Study, as_named, inputs_of, keep_inputs_safe


def evaluation_folder(study: Study, out: Path | str | None = None) -> Path:
    """Where the evaluation of the study goes: `out`, or outputs/<study>-evaluation under the current folder.

    `MisuseError` when that would replace anything but an earlier evaluation.
    """
    folder = (
        Path(out).absolute() if out is not None else Path("outputs") / f"{study.study}-evaluation"
    )
    keep_inputs_safe(folder, study, is_earlier_evaluation, "evaluation")
    return folder


def write_evaluation(study: Study, found: Evaluation, *, out: Path | str | None = None) -> Path:
    """Writes tables, page and pictures to `evaluation_folder(study, out)`, which it gives. All of it holds verbatims and stays in the house."""
    folder = evaluation_folder(study, out)
    with Outputs(folder) as outputs:
        for name, table in evaluation_tables(found).items():
            outputs.append(name, table)
        for name, content in render_evaluation(found):
            outputs.put(name, content)
        inputs = [(as_named(path, study), path) for path in inputs_of(study)]
        made = [(path.as_posix(), outputs.path(path)) for path in outputs.files()]
        settings = {
            "folds": found.folds,
            "seed": found.seed,
            "error": found.error,
            "spacy_model": study.spacy_model,
            "embeddings": study.embeddings,
        }
        outputs.put(
            "manifest.json", evaluation_manifest(study.study, found.version, inputs, made, settings)
        )
        outputs.publish()
    return folder

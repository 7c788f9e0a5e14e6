"""Writes agreement: a folder of its own beside that of the runs."""

from __future__ import annotations

from pathlib import Path

from pipeline.agreement.agree import agreement_page
from pipeline.agreement.tables import agreement_tables
from pipeline.agreement.values import Agreement
from pipeline.files import Outputs, is_earlier_agreement
from pipeline.report.data import agreement_manifest
from pipeline.study import Study, as_named, inputs_of, keep_inputs_safe


def agreement_folder(study: Study, out: Path | str | None = None) -> Path:
    """Where the agreement of the study goes: `out`, or outputs/<study>-agreement under the current folder.

    `MisuseError` when that would replace anything but what was made there before.
    """
    folder = (
        Path(out).absolute() if out is not None else Path("outputs") / f"{study.study}-agreement"
    )
    keep_inputs_safe(folder, study, is_earlier_agreement, "agreement")
    return folder


def write_agreement(study: Study, found: Agreement, *, out: Path | str | None = None) -> Path:
    """Writes tables and page to `agreement_folder(study, out)`, which it gives. They name coders and stay in the house."""
    folder = agreement_folder(study, out)
    with Outputs(folder) as outputs:
        for name, table in agreement_tables(found).items():
            outputs.append(name, table)
        outputs.put("agreement.html", agreement_page(found).encode("utf-8"))
        inputs = [(as_named(path, study), path) for path in inputs_of(study)]
        made = [(path.as_posix(), outputs.path(path)) for path in outputs.files()]
        settings: dict[str, object] = {
            "draws": found.draws,
            "seed": found.seed,
            "spacy_model": study.spacy_model,
            "embeddings": study.embeddings,
        }
        if found.decisions:
            settings["decisions"] = {"number": found.decisions, "sha256": found.log}
        outputs.put(
            "manifest.json", agreement_manifest(study.study, found.version, inputs, made, settings)
        )
        outputs.publish()
    return folder

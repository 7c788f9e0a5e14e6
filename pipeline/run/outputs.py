"""The last stages: draw and write the report, describe the folder, put it in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.coding import StudyCoder
from pipeline.coding.embedders import embeddings_record
from pipeline.counts import RunSummary
from pipeline.decisions import QuoteAct, fingerprint
from pipeline.files import Outputs
from pipeline.report import put_report_files, render
from pipeline.report.data import manifest
from pipeline.report.page import verbatims_html
from pipeline.run.accumulators import Accumulators
from pipeline.run.batches import RunOptions
from pipeline.run.llm.description import describe
from pipeline.run.notebook import run_html
from pipeline.study import Study, as_named, inputs_of


@dataclass(frozen=True, kw_only=True)
class Run:
    """A finished run: its folder and its figures; its tables are read on demand."""

    folder: Path
    summary: RunSummary
    counts: pd.DataFrame
    problems: pd.DataFrame
    acceptances: Mapping[str, str] = field(default_factory=dict)
    """By question the answers the machine may code alone, in words, if the study asks for it."""
    to_review: int = 0
    decisions: int = 0
    """Decisions in the log when the run began, including those undone."""
    stale: int = 0
    """Of these, those not used because the text of the answer has changed since."""
    embeddings_remark: str = ""
    """What to know of the sentence embeddings, in a sentence, if anything."""

    @cached_property
    def codings(self) -> pd.DataFrame:
        """The codings (`model.CODINGS`)."""
        return read_table(self.folder / "coding" / "codings.csv")

    @cached_property
    def answers(self) -> pd.DataFrame:
        """The answers as read (`model.ANSWERS` and segments)."""
        return read_table(self.folder / "coding" / "answers.csv")

    def _repr_html_(self) -> str:
        return run_html(self.summary)


def write_report(
    study: Study,
    coder: StudyCoder,
    accumulators: Accumulators,
    counts: pd.DataFrame,
    summary: RunSummary,
    outputs: Outputs,
) -> list[Path]:
    """Write pictures, pages and the files that the study asks for; return all files so far."""
    for name, content in render(summary):
        outputs.put(f"report/{name}", content)
    verbatims = verbatims_html(summary, accumulators.verbatims.lists())
    outputs.put("coding/verbatims.html", verbatims.encode("utf-8"))
    put_report_files(study, coder.books, summary, counts, outputs)
    return outputs.files()


def store(
    coder: StudyCoder,
    quote_acts: Sequence[QuoteAct],
    accumulators: Accumulators,
    problems: pd.DataFrame,
    counts: pd.DataFrame,
    summary: RunSummary,
    options: RunOptions,
    files: Sequence[Path],
    outputs: Outputs,
) -> Run:
    """Write manifest.json, put the folder in place, and return the run."""
    acceptances = {question: str(bound) for question, bound in coder.acceptances.items()}
    settings: dict[str, Any] = {
        "language": coder.study.language,
        "spacy_model": coder.study.spacy_model,
        "embeddings": embeddings_record(coder.study.embeddings, coder.embedder),
        "use_labels": options.use_labels,
        "auto_accept": acceptances,
    }
    if coder.decisions:
        sha256 = fingerprint(coder.decisions)
        settings["decisions"] = {"number": len(coder.decisions), "sha256": sha256}
    if quote_acts:
        sha256 = fingerprint(quote_acts)
        settings["quotes"] = {"number": len(quote_acts), "sha256": sha256}
    if summary.language_model is not None:
        settings["llm"] = describe(summary.language_model)
    inputs = [(as_named(path, coder.study), path) for path in inputs_of(coder.study)]
    described = manifest(
        study=coder.study.study,
        program=summary.version,
        inputs=inputs,
        outputs=[(path.as_posix(), outputs.path(path)) for path in files],
        answers=summary.answers,
        sources=summary.sources,
        guesses=summary.guesses,
        settings=settings,
    )
    outputs.put("manifest.json", described)
    outputs.publish()
    return Run(
        folder=outputs.folder,
        summary=summary,
        counts=counts,
        problems=problems,
        acceptances=acceptances,
        to_review=accumulators.totals.to_review if coder.acceptances else 0,
        decisions=len(coder.decisions),
        stale=coder.stale,
        embeddings_remark=coder.embeddings_remark,
    )


_NUMBERS: Mapping[str, Any] = {
    "confidence": "float64",
    "start": "Int64",
    "end": "Int64",
    "row": "int64",
    "refused": "int64",
}


def read_table(path: Path) -> pd.DataFrame:
    """Return a table of a run as written; texts stay texts, empty numbers are NaN."""
    frame = pd.read_csv(
        path, dtype=str, keep_default_na=False, encoding="utf-8", lineterminator="\n"
    ).astype(object)
    for name in _NUMBERS.keys() & set(frame.columns):
        values = frame[name].where(frame[name] != "", None)
        frame[name] = pd.to_numeric(values).astype(_NUMBERS[name])
    if "guess" in frame.columns:
        frame["guess"] = frame["guess"] == "true"
    return frame

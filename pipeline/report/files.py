"""The files of a report build: tables, their descriptors, and other formats.

Each format that a study can request under `files` is a line of `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from pipeline.counts import BRIDGE, CHANGES, CORRECTIONS, THEME_COUNTS, RunSummary
from pipeline.files import Outputs
from pipeline.model import Codebook
from pipeline.report.chapters import check_word, write_html, write_snippets, write_word
from pipeline.report.data import (
    as_json,
    bridge_frame,
    changes_frame,
    check_parquet,
    check_spss,
    corrections_frame,
    data_package,
    theme_counts_schema,
    write_parquet,
    write_spss,
)
from pipeline.report.excel import write_excel
from pipeline.report.inputs import ReportInputs, ReportTable
from pipeline.study import Study


def _check_nothing(study: Study) -> None:
    """Check a format that needs no library of its own."""


@dataclass(frozen=True)
class ReportFormat:
    """A format of files that a study can request.

    `extra` is the optional part of turven it needs, `check` raises a `TurvenError` if the format
    can't be written, `tables` is the suffix of tables that it adds to the descriptor.
    """

    name: str
    write: Callable[[ReportInputs], None]
    extra: str = ""
    check: Callable[[Study], None] = _check_nothing
    tables: str = ""


FORMATS = (
    ReportFormat("excel", write_excel),
    ReportFormat("parquet", write_parquet, "parquet", check_parquet, tables="parquet"),
    ReportFormat("spss", write_spss, "spss", check_spss),
    ReportFormat("word", write_word, "word", check_word),
    ReportFormat("html", write_html),
    ReportFormat("snippets", write_snippets),
)
"""Their names are those that `files` in study.yaml may have."""


def check_files(study: Study) -> None:
    """Check that the study's files can be written: libraries are installed, templates are valid."""
    for form in _asked_formats(study):
        form.check(study)


def put_report_files(
    study: Study,
    books: Mapping[str, Codebook],
    summary: RunSummary,
    counts: pd.DataFrame,
    outputs: Outputs,
) -> None:
    """Write the tables beside the theme counts, the requested files, and descriptors.

    `counts` are the theme counts after disclosure control. To be called when answers, codings,
    theme counts and pictures are written.
    """
    tables = _tables(summary, counts)
    for name, table in tables.items():
        if table.table is not THEME_COUNTS:
            outputs.append(f"report/{name}.csv", table.frame)
    outputs.files()
    inputs = ReportInputs(study, books, summary, tables, outputs)
    for form in _asked_formats(study):
        form.write(inputs)
    outputs.put("report/theme_counts.schema.json", as_json(theme_counts_schema()))
    outputs.put("report/datapackage.json", _descriptor(inputs))


def _asked_formats(study: Study) -> list[ReportFormat]:
    return [form for form in FORMATS if form.name in study.files]


def _tables(summary: RunSummary, counts: pd.DataFrame) -> dict[str, ReportTable]:
    """Return the nonempty tables in report/ by name."""
    others = {
        "changes": ReportTable(changes_frame(summary), CHANGES),
        "corrections": ReportTable(corrections_frame(summary), CORRECTIONS),
        "bridge": ReportTable(bridge_frame(summary), BRIDGE),
    }
    filled = {name: table for name, table in others.items() if len(table.frame)}
    return {"theme_counts": ReportTable(counts, THEME_COUNTS), **filled}


def _descriptor(inputs: ReportInputs) -> bytes:
    suffixes = ["csv", *(form.tables for form in _asked_formats(inputs.study) if form.tables)]
    described = {
        f"{name}.{suffix}": table.table
        for suffix in suffixes
        for name, table in inputs.tables.items()
    }
    described["theme_counts.json"] = THEME_COUNTS
    files = {
        name: (inputs.outputs.path(f"report/{name}"), table) for name, table in described.items()
    }
    return data_package(inputs.study.study, inputs.study.title, files, _facts(inputs.summary))


def _facts(summary: RunSummary) -> dict[str, object]:
    """Return what a reader of the tables needs to format their numbers like the report."""
    same = ("version", "study", "language", "unit", "unit_plural", "population")
    return {
        **{name: getattr(summary, name) for name in same},
        "waves": list(summary.waves),
        "weighted": summary.weighted,
        "least_base": summary.least_base,
        "least_n": summary.least_n,
        "questions": {
            question.id: {"title": question.title, "text": question.text, "filter": question.filter}
            for question in summary.questions
        },
    }

"""What a report build takes from a run: tables with their descriptors, and the extra files that a study asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from pipeline.counts import BRIDGE, CHANGES, CORRECTIONS, THEME_COUNTS, QuestionSummary, RunSummary
from pipeline.files import Outputs
from pipeline.model import Codebook, Table
from pipeline.report.chapters import (
    chapters_html,
    chapters_word,
    check_template,
    need_word,
    picture_alt,
    snippets,
)
from pipeline.report.data import (
    CONTRACT,
    as_json,
    as_parquet,
    bridge_frame,
    changes_frame,
    coded_data,
    corrections_frame,
    data_package,
    need_parquet,
    need_spss,
    theme_counts_schema,
    write_spss,
)
from pipeline.report.excel import excel_book
from pipeline.report.pictures import Picture
from pipeline.study import Study

PART = 200_000
"""Rows of answers or codings taken at a time, so that large studies fit in memory."""


def check_files(study: Study) -> None:
    """`TurvenError` when the study asks for a file whose library isn't installed, or names a template that can't be used."""
    if "parquet" in study.files:
        need_parquet()
    if "spss" in study.files:
        need_spss()
    if "word" in study.files:
        need_word()
        if study.template:
            check_template(study.path(study.template))


def put_report_files(
    study: Study,
    books: Mapping[str, Codebook],
    summary: RunSummary,
    counts: pd.DataFrame,
    outputs: Outputs,
) -> None:
    """Writes the tables of `summary` beside the theme counts, the files that the study asks for, and what describes them.

    `counts` are the theme counts after the disclosure rules. To be called when answers, codings, theme counts and pictures are written.
    """
    outputs.files()
    tables = _put_tables(summary, counts, outputs)
    if "parquet" in study.files:
        for name, (frame, table) in tuple(tables.items()):
            parquet = f"{name.removesuffix('.csv')}.parquet"
            outputs.put(f"report/{parquet}", as_parquet(frame, table, CONTRACT))
            tables[parquet] = (frame, table)
    if "spss" in study.files:
        parts = (_parts(outputs.path(f"coding/{name}.csv")) for name in ("answers", "codings"))
        write_spss(
            outputs.path("coding/coded-data.sav"), coded_data(study, books, *parts), study.title
        )
    for name, content in _extras(study, summary, outputs):
        outputs.put(f"report/{name}", content)
    outputs.put("report/theme_counts.schema.json", as_json(theme_counts_schema()))
    outputs.files()
    described = {
        name: (outputs.path(f"report/{name}"), table) for name, (_, table) in tables.items()
    }
    described["theme_counts.json"] = (outputs.path("report/theme_counts.json"), THEME_COUNTS)
    outputs.put(
        "report/datapackage.json",
        data_package(study.study, study.title, described, _facts(summary)),
    )


def _put_tables(
    summary: RunSummary, counts: pd.DataFrame, outputs: Outputs
) -> dict[str, tuple[pd.DataFrame, Table]]:
    """The tables in report/ by file name; those with nothing in them are left out."""
    tables = {"theme_counts.csv": (counts, THEME_COUNTS)}
    made = {
        "changes.csv": (changes_frame(summary), CHANGES),
        "corrections.csv": (corrections_frame(summary), CORRECTIONS),
        "bridge.csv": (bridge_frame(summary), BRIDGE),
    }
    for name, (frame, table) in made.items():
        if len(frame):
            outputs.append(f"report/{name}", frame)
            tables[name] = (frame, table)
    return tables


def _extras(study: Study, summary: RunSummary, outputs: Outputs) -> Iterator[tuple[str, bytes]]:
    if "excel" in study.files:
        yield "theme_counts.xlsx", excel_book(summary)
    pictures = {question.id: _picture(outputs, question, summary) for question in summary.questions}
    if "html" in study.files:
        yield from chapters_html(summary, pictures)
    if "word" in study.files:
        yield from chapters_word(
            summary, pictures, study.path(study.template) if study.template else None
        )
    if "snippets" in study.files:
        yield from snippets(summary, pictures)


def _picture(outputs: Outputs, question: QuestionSummary, summary: RunSummary) -> Picture:
    """The newest cloud or the chart of a question as drawn for the report; without bytes where neither is there."""
    answered = [
        wave for wave in summary.waves if wave in question.bases and question.bases[wave].answered
    ]
    cloud = outputs.path(f"report/clouds/{question.id}-{answered[-1]}.svg") if answered else None
    is_cloud = question.show == "cloud" and cloud is not None and cloud.is_file()
    stem = cloud if is_cloud and cloud else outputs.path(f"report/charts/{question.id}.svg")
    svg, png = (
        path.read_bytes() if path.is_file() else b"" for path in (stem, stem.with_suffix(".png"))
    )
    return Picture(svg, png, picture_alt(question, summary, cloud=is_cloud))


def _parts(path: Path) -> Iterator[pd.DataFrame]:
    for part in pd.read_csv(
        path, dtype=str, keep_default_na=False, lineterminator="\n", chunksize=PART
    ):
        yield part.astype(object)


def _facts(summary: RunSummary) -> dict[str, object]:
    """What a reader of the tables needs to write their numbers as the report does."""
    return {
        "version": summary.version,
        "study": summary.study,
        "language": summary.language,
        "unit": summary.unit,
        "unit_plural": summary.unit_plural,
        "population": summary.population,
        "waves": list(summary.waves),
        "weighted": summary.weighted,
        "least_base": summary.least_base,
        "least_n": summary.least_n,
        "questions": {
            q.id: {"title": q.title, "text": q.text, "filter": q.filter} for q in summary.questions
        },
    }

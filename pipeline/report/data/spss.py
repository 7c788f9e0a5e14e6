"""Coded data as an SPSS file; the same data give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.report.data.coded_data import CodedData, coded_data
from pipeline.report.inputs import ReportInputs, import_extra
from pipeline.study import Study

PART = 200_000
"""Rows of answers or codings read at a time, so that large studies fit in memory."""

_STAMP_AT, _STAMP = 92, b"01 Jan 0000:00:00"
"""The offset of the creation time in a .sav file (17 bytes), and the fixed value written there."""


def write_spss(inputs: ReportInputs) -> None:
    """Write the coded data to coding/, since they contain verbatims."""
    folder = inputs.outputs.path("coding")
    answers, codings = _parts(folder / "answers.csv"), _parts(folder / "codings.csv")
    data = coded_data(inputs.study, inputs.books, answers, codings)
    save_spss(folder / "coded-data.sav", data, inputs.study.title)


def check_spss(study: Study) -> None:
    """Check that SPSS files can be written; `MissingExtraError` if they can't."""
    _library()


def save_spss(path: Path, data: CodedData, title: str) -> None:
    """Write the file; `MissingExtraError` without the library for it."""
    spss = _library()
    path.parent.mkdir(parents=True, exist_ok=True)
    spss.write_sav(
        data.frame,
        str(path),
        file_label=title.encode("ascii", "ignore").decode("ascii")[:60],
        column_labels=data.labels,
        variable_value_labels=data.values,
        missing_ranges=data.missing,
        variable_measure=data.measures,
        row_compress=True,
    )
    with path.open("r+b") as file:
        file.seek(_STAMP_AT)
        file.write(_STAMP)


def _parts(path: Path) -> Iterator[pd.DataFrame]:
    parts = pd.read_csv(path, dtype=str, keep_default_na=False, lineterminator="\n", chunksize=PART)
    for part in parts:
        yield part.astype(object)


def _library() -> Any:
    return import_extra("SPSS files", "spss", "pyreadstat")[0]

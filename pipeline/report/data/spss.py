"""Writes coded data as an SPSS file; the same data give the same bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.errors import MissingExtraError
from pipeline.report.data.coded_data import CodedData

_STAMP_AT, _STAMP = 92, b"01 Jan 0000:00:00"
"""Where the header of a .sav file keeps the day and time of writing (17 bytes), and what stands there instead of a clock."""


def write_spss(path: Path, data: CodedData, title: str) -> None:
    """Writes the file; `MissingExtraError` without the library that can."""
    spss = need_spss()
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


def need_spss() -> Any:
    """The library that writes SPSS files; `MissingExtraError` when it is not installed."""
    try:
        import pyreadstat
    except ImportError:
        raise MissingExtraError("SPSS files", "spss") from None
    return pyreadstat

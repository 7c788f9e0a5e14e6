"""The inputs of a report build, once answers, codings and pictures are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import pandas as pd

from pipeline.counts import RunSummary
from pipeline.errors import MissingExtraError
from pipeline.files import Outputs
from pipeline.model import Codebook, Table
from pipeline.study import Study


@dataclass(frozen=True)
class ReportTable:
    """A table in report/: its rows after disclosure control, and its columns."""

    frame: pd.DataFrame
    table: Table


@dataclass(frozen=True)
class ReportInputs:
    """A run's study, codebooks and figures, its tables by name, and the output folder."""

    study: Study
    books: Mapping[str, Codebook]
    summary: RunSummary
    tables: Mapping[str, ReportTable]
    outputs: Outputs


def import_extra(what: str, extra: str, *modules: str) -> list[Any]:
    """Return the modules that write such files; `MissingExtraError` if they aren't installed."""
    try:
        return [import_module(module) for module in modules]
    except ImportError:
        raise MissingExtraError(what, extra) from None

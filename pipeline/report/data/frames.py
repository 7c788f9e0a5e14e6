"""The summary's changes, corrections and bridges as tables, for programs that build a report."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

import pandas as pd

from pipeline.counts import (
    BRIDGE,
    CHANGES,
    CORRECTIONS,
    Bridge,
    Correction,
    QuestionSummary,
    RunSummary,
    WaveChange,
)
from pipeline.model import Table
from pipeline.report.words import moved_by

_Row = WaveChange | Correction | Bridge


def changes_frame(summary: RunSummary) -> pd.DataFrame:
    """Return the changes (columns of `model.CHANGES`), questions by code point."""
    return _frame(CHANGES, summary, lambda question: question.changes)


def corrections_frame(summary: RunSummary) -> pd.DataFrame:
    """Return the corrected shares (columns of `model.CORRECTIONS`), in the same order."""
    return _frame(CORRECTIONS, summary, lambda question: question.corrections)


def bridge_frame(summary: RunSummary) -> pd.DataFrame:
    """Return the bridges (columns of `model.BRIDGE`), in the same order."""
    return _frame(BRIDGE, summary, lambda question: question.bridge)


def _frame(
    table: Table, summary: RunSummary, rows_of: Callable[[QuestionSummary], Iterable[_Row]]
) -> pd.DataFrame:
    rows = []
    for question in sorted(summary.questions, key=lambda question: question.id):
        labels = {theme.theme: theme.label for theme in question.themes}
        for row in rows_of(question):
            about = {"study": summary.study, "question": question.id}
            label = labels.get(row.theme, row.theme)
            values = {**_values(row, table), **about, "label": label}
            rows.append([values.get(name) for name in table.columns])
    columns = list(zip(*rows, strict=True)) or [()] * len(table.columns)
    return table.frame(dict(zip(table.columns, columns, strict=True)))


def _values(row: _Row, table: Table) -> dict[str, Any]:
    """Return the row's own values; none if it is hidden, whatever the row contains."""
    values = asdict(row)
    if isinstance(row, Correction):
        values["moved"] = moved_by(row)
    if not row.suppressed:
        return values
    if isinstance(row, WaveChange):
        values["verdict"] = "unknown"
    numbers = [name for name, (kind, _) in table.columns.items() if kind == "float"]
    return values | dict.fromkeys(numbers)

"""The summary's changes, corrections and bridges as tables, for the files that a report build reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields

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


def changes_frame(summary: RunSummary) -> pd.DataFrame:
    """The changes between waves (columns of `model.CHANGES`); questions by code point, then in the order of the summary."""
    return _frame(CHANGES, summary, lambda question: question.changes)


def corrections_frame(summary: RunSummary) -> pd.DataFrame:
    """What reviewed random samples made of the shares (columns of `model.CORRECTIONS`), in the same order."""
    return _frame(CORRECTIONS, summary, lambda question: question.corrections)


def bridge_frame(summary: RunSummary) -> pd.DataFrame:
    """What of each change is the instrument's (columns of `model.BRIDGE`), in the same order."""
    return _frame(BRIDGE, summary, lambda question: question.bridge)


_Row = WaveChange | Correction | Bridge


def _frame(
    table: Table, summary: RunSummary, rows_of: Callable[[QuestionSummary], Iterable[_Row]]
) -> pd.DataFrame:
    rows = [
        row
        for question in sorted(summary.questions, key=lambda q: q.id)
        for row in _rows(table, summary.study, question, rows_of(question))
    ]
    columns = list(zip(*rows, strict=True)) or [()] * len(table.columns)
    return table.frame(dict(zip(table.columns, columns, strict=True)))


def _rows(
    table: Table, study: str, question: QuestionSummary, rows: Iterable[_Row]
) -> Iterator[tuple[object, ...]]:
    labels = {theme.theme: theme.label for theme in question.themes}
    for row in rows:
        own = {field.name: getattr(row, field.name) for field in fields(row)}
        if isinstance(row, Correction) and row.coded is not None and row.corrected is not None:
            own["moved"] = row.corrected - row.coded
        if row.suppressed:
            # hidden is hidden, whatever the row still carries
            own = {
                name: None if table.columns.get(name, ("",))[0] == "float" else v
                for name, v in own.items()
            }
            own |= {"verdict": "unknown"} if isinstance(row, WaveChange) else {}
        said = own | {
            "study": study,
            "question": question.id,
            "label": labels.get(row.theme, row.theme),
        }
        yield tuple(said.get(name) for name in table.columns)

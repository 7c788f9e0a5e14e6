"""The tables of agreement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from pipeline.agreement.columns import (
    AGREEMENT_CODERS,
    AGREEMENT_PAIRS,
    AGREEMENT_SETS,
    AGREEMENT_THEMES,
)
from pipeline.agreement.values import (
    STATISTICS,
    Agreement,
    CoderFigures,
    Coefficient,
    Figures,
    QuestionAgreement,
)
from pipeline.model import Table

Row = tuple[object, ...]


def agreement_tables(found: Agreement) -> dict[str, pd.DataFrame]:
    """File name -> table, as declared in `model.tables`: whole sets of codes, themes, pairs of coders, coders."""
    return {
        "sets.csv": _frame(AGREEMENT_SETS, (row for q in found.questions for row in _sets(q))),
        "themes.csv": _frame(
            AGREEMENT_THEMES, (row for q in found.questions for row in _themes(q))
        ),
        "pairs.csv": _frame(AGREEMENT_PAIRS, (row for q in found.questions for row in _pairs(q))),
        "coders.csv": _frame(
            AGREEMENT_CODERS, (row for q in found.questions for row in _coders(q))
        ),
    }


def _frame(table: Table, rows: Iterable[Row]) -> pd.DataFrame:
    columns = list(zip(*rows, strict=True)) or [()] * len(table.columns)
    return table.frame(dict(zip(table.columns, columns, strict=True)))


def _sets(q: QuestionAgreement) -> Iterator[Row]:
    for among, f in (("people", q.people), ("all", q.everyone)):
        yield (
            q.id,
            among,
            f.n,
            *_of(f.of["percent"]),
            *_of(f.of["alpha"]),
            f.of["alpha"].why,
            f.verdict,
            f.wide,
        )


def _themes(q: QuestionAgreement) -> Iterator[Row]:
    for t in q.themes:
        for among, f in (("people", t.people), ("all", t.everyone)):
            measured = (part for name in STATISTICS for part in _of(f.of[name]))
            end = (f.of["alpha"].why, f.verdict, f.wide, f.rare)
            yield q.id, t.theme, t.label, t.parent, t.level, among, f.n, f.given, *measured, *end


def _pairs(q: QuestionAgreement) -> Iterator[Row]:
    for pair in q.pairs:
        f: Figures = pair.figures
        names = (_name(q.coders[pair.one]), _name(q.coders[pair.other]))
        yield q.id, *names, f.n, *_of(f.of["percent"]), *_of(f.of["alpha"]), f.of["alpha"].why


def _coders(q: QuestionAgreement) -> Iterator[Row]:
    for coder in q.coders:
        yield q.id, _name(coder), coder.kind, coder.texts, coder.percent, coder.alpha, coder.odd


def _name(coder: CoderFigures) -> str:
    return coder.name if coder.kind == "person" else coder.kind


def _of(coefficient: Coefficient) -> tuple[float, float, float]:
    return coefficient.value, coefficient.low, coefficient.high

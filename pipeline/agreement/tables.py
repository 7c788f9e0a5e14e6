"""Writes the tables of agreement and the page to one folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from pipeline.agreement.columns import (
    AGREEMENT_CODERS,
    AGREEMENT_PAIRS,
    AGREEMENT_SETS,
    AGREEMENT_THEMES,
)
from pipeline.agreement.page import agreement_html
from pipeline.agreement.values import STATISTICS, Agreement, CoderFigures, QuestionAgreement
from pipeline.coding import embeddings_of
from pipeline.report.data import Measurement, measurement_folder, write_measurement
from pipeline.study import Study

Row = tuple[object, ...]


def write_agreement(study: Study, agreement: Agreement, *, out: Path | str | None = None) -> Path:
    """Write tables and page to outputs/<study>-agreement, or `out`, and return the folder.

    They name coders and are for internal use only.
    """
    settings: dict[str, object] = {
        "draws": agreement.draws,
        "seed": agreement.seed,
        "spacy_model": study.spacy_model,
        "embeddings": embeddings_of(study),
    }
    if agreement.decisions:
        settings["decisions"] = {"number": agreement.decisions, "sha256": agreement.log}
    measurement = Measurement(
        kind="agreement",
        program=agreement.version,
        tables=_tables(agreement),
        files=[("agreement.html", agreement_html(agreement).encode("utf-8"))],
        settings=settings,
    )
    folder = measurement_folder(study, "agreement", out)
    write_measurement(study, measurement, folder)
    return folder


def _tables(agreement: Agreement) -> dict[str, pd.DataFrame]:
    """Return the tables by file name: whole sets of codes, themes, pairs of coders, coders."""
    questions = agreement.questions
    return {
        "sets.csv": AGREEMENT_SETS.from_rows(row for q in questions for row in _set_rows(q)),
        "themes.csv": AGREEMENT_THEMES.from_rows(row for q in questions for row in _theme_rows(q)),
        "pairs.csv": AGREEMENT_PAIRS.from_rows(row for q in questions for row in _pair_rows(q)),
        "coders.csv": AGREEMENT_CODERS.from_rows(row for q in questions for row in _coder_rows(q)),
    }


def _set_rows(question: QuestionAgreement) -> Iterator[Row]:
    for among, sets in (("people", question.people), ("all", question.everyone)):
        measured = (*sets.percent.numbers, *sets.alpha.numbers, sets.alpha.why)
        yield question.id, among, sets.n, *measured, sets.verdict, sets.wide


def _theme_rows(question: QuestionAgreement) -> Iterator[Row]:
    for theme in question.themes:
        place = (theme.theme, theme.label, theme.parent, theme.level)
        for among, figures in (("people", theme.people), ("all", theme.everyone)):
            measured = [n for statistic in STATISTICS for n in figures.of[statistic].numbers]
            meaning = (figures.alpha.why, figures.verdict, figures.wide, figures.rare)
            yield question.id, *place, among, figures.n, figures.given, *measured, *meaning


def _pair_rows(question: QuestionAgreement) -> Iterator[Row]:
    names = [_name(coder) for coder in question.coders]
    for pair in question.pairs:
        sets = pair.figures
        measured = (*sets.percent.numbers, *sets.alpha.numbers, sets.alpha.why)
        yield question.id, names[pair.one], names[pair.other], sets.n, *measured


def _coder_rows(question: QuestionAgreement) -> Iterator[Row]:
    for coder in question.coders:
        mean = (coder.percent, coder.alpha)
        yield question.id, _name(coder), coder.kind, coder.texts, *mean, coder.odd


def _name(coder: CoderFigures) -> str:
    return coder.name if coder.kind == "person" else coder.kind

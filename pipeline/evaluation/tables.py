"""The tables of an evaluation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from pipeline.evaluation.values import (
    AnswerScore,
    Coder,
    Coverage,
    Evaluation,
    Learning,
    QuestionEvaluation,
    Reliability,
)
from pipeline.model import CONFUSIONS, EVALUATION, LEARNING, THEME_SCORES, Measure, Table

Row = tuple[object, ...]


def evaluation_tables(found: Evaluation) -> dict[str, pd.DataFrame]:
    """File name -> table, as declared in `model.tables`: scores of questions, of themes, confusions, learning curves."""
    return {
        "evaluation.csv": _frame(EVALUATION, _scores(found)),
        "themes.csv": _frame(THEME_SCORES, (row for q in found.questions for row in _themes(q))),
        "confusions.csv": _frame(
            CONFUSIONS, (row for q in found.questions for row in _confusions(q))
        ),
        "learning.csv": _frame(LEARNING, _learning(found)),
    }


def _frame(table: Table, rows: Iterable[Row]) -> pd.DataFrame:
    columns = list(zip(*rows, strict=True)) or [()] * len(table.columns)
    return table.frame(dict(zip(table.columns, columns, strict=True)))


def _scores(found: Evaluation) -> Iterator[Row]:
    together = [q for q in found.questions if q.reliability] or list(found.questions)
    answers = sum(q.answers for q in together)
    parts = (found.scores, found.reliability, found.coverage, found.learning)
    yield from _of_coders("", answers, found.respondents, *parts)
    for q in found.questions:
        yield from _of_coders(
            q.id, q.answers, q.respondents, q.scores, q.reliability, q.coverage, q.learning
        )


def _of_coders(
    question: str, answers: int, respondents: int, scores: Mapping[Coder, AnswerScore], reliability: Reliability | None,
    coverage: Coverage | None, learning: Learning | None,
) -> Iterator[Row]:  # fmt: skip
    for coder, score in scores.items():
        own = coverage if coder == "both" else None
        gain = learning.gains[coder].f1 if learning and coder in learning.gains else Measure(None)
        yield (
            question, coder, answers, respondents, *_of(score.f1), *_of(score.exact), score.uncoded,
            reliability.error if reliability and coder != "rules" else None,
            own.wanted if own else None, own.share if own else None, own.confidence if own else None,
            learning.more if learning else 0, *_of(gain),
        )  # fmt: skip


def _themes(q: QuestionEvaluation) -> Iterator[Row]:
    for t in q.themes:
        for coder, s in t.scores.items():
            yield (
                q.id, t.theme, t.label, t.parent, t.level, t.labels, t.few, coder, s.found, s.right,
                *_of(s.precision), *_of(s.recall), *_of(s.f1),
            )  # fmt: skip


def _confusions(q: QuestionEvaluation) -> Iterator[Row]:
    for c in q.confusions:
        for example in c.examples:
            yield q.id, c.given, c.found, c.n, example.respondent, example.verbatim


def _learning(found: Evaluation) -> Iterator[Row]:
    for question, learning in (
        ("", found.learning),
        *((q.id, q.learning) for q in found.questions),
    ):
        for point in learning.points if learning else ():
            for coder, f1 in point.f1.items():
                yield question, coder, point.labels, *_of(f1)


def _of(measure: Measure) -> tuple[float | None, float | None, float | None]:
    return measure.value, measure.low, measure.high

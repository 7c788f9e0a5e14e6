"""Explains why an answer got its codes: each coding traced to rule, words and position."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.coding.batch import code_answers
from pipeline.coding.prepare import StudyCoder, prepare
from pipeline.coding.question_coder import QuestionCoder
from pipeline.errors import MisuseError, did_you_mean
from pipeline.ingest import read_answers
from pipeline.study import Study


@dataclass(frozen=True)
class Because:
    """One coding of the answer: theme, its label, source, probability, evidence and the reason.

    `guess`: no label supports it. `spans` are the words of the evidence, the weightiest first;
    `rule` is the rule's text.
    """

    theme: str
    label: str
    source: str
    confidence: float
    guess: bool
    spans: tuple[tuple[int, int], ...]
    why: str
    rule: str


@dataclass(frozen=True)
class Explanation:
    """An answer and the reasons for its codes."""

    wave: str
    respondent: str
    question: str
    file: str
    row: int
    verbatim: str
    because: tuple[Because, ...]


def explain(study: Study, answer: str) -> Explanation:
    """Return the codings of one answer, named `wave/respondent/question`, with their reasons.

    `MisuseError` if there is no such answer.
    """
    wave, respondent, question = _named(study, answer)
    for batch in read_answers(study, waves=[wave]):
        rows = batch.answers
        mine = rows[(rows["question"] == question) & (rows["respondent_id"] == respondent)]
        if len(mine):
            first = mine.iloc[0]
            return Explanation(
                wave=wave,
                respondent=respondent,
                question=question,
                file=str(first["file"]),
                row=int(first["row"]),
                verbatim=str(first["text"]),
                because=_reasons(prepare(study), question, mine.reset_index(drop=True)),
            )
    raise MisuseError(
        f"no respondent '{respondent}' in wave {wave} of study '{study.study}'; "
        f"ids stand in column {study.respondent.column}"
    )


def _reasons(coder: StudyCoder, question: str, answer: pd.DataFrame) -> tuple[Because, ...]:
    book = coder.books[question]
    verbatim = str(answer["text"].iloc[0])
    rules = {rule.id: rule.text for rule in book.rules}
    labels = {placed.theme.id: placed.theme.label for placed in book.placed}
    codings: Any = code_answers(coder, answer).codings.itertuples()
    return tuple(
        Because(
            theme=row.theme,
            label=labels.get(row.theme, row.theme),
            source=row.source,
            confidence=row.confidence,
            guess=row.guess,
            spans=_spans(coder.coders[question], verbatim, row),
            why=row.why,
            rule=rules.get(row.why, ""),
        )
        for row in codings
    )


def _spans(coder: QuestionCoder, verbatim: str, coding: Any) -> tuple[tuple[int, int], ...]:
    """Return the evidence of a coding; for the classifier, all words that weighed."""
    if math.isnan(coding.start):
        return ()
    evidence = ((int(coding.start), int(coding.end)),)
    if coding.source != "classifier":
        return evidence
    return coder.weighty_spans(verbatim, coding.theme) or evidence


def _named(study: Study, answer: str) -> tuple[str, str, str]:
    parts = answer.split("/")
    if len(parts) < 3:
        example = f"{study.wave_ids[-1]}/g01/{next(iter(study.questions))}"
        raise MisuseError(
            f"'{answer}' names no answer; write wave/respondent/question, such as {example}"
        )
    wave, question, respondent = parts[0], parts[-1], "/".join(parts[1:-1])
    if wave not in study.wave_ids:
        near = did_you_mean(wave, study.wave_ids)
        raise MisuseError(
            f"no wave '{wave}' in study '{study.study}'; it has {', '.join(study.wave_ids)}.{near}"
        )
    study.question(question)
    if wave not in study.asked_in(question):
        raise MisuseError(f"question '{question}' was not asked in wave {wave}")
    return wave, respondent, question

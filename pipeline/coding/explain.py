"""Explains why an answer got its codes: each coding traced to rule, words and position."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.coding.batch import code_answers
from pipeline.coding.prepare import StudyCoder, prepare
from pipeline.coding.question_coder import QuestionCoder
from pipeline.errors import MisuseError, did_you_mean
from pipeline.ingest import read_answers
from pipeline.model import Codebook
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
class Outvoted:
    """The hit of a rule that the model did not follow, and how likely it finds the theme.

    `why` is the rule's id, `rule` its text.
    """

    theme: str
    label: str
    probability: float
    why: str
    rule: str


@dataclass(frozen=True)
class Explanation:
    """An answer and the reasons for its codes; rules that were outvoted, if a machine coded it."""

    wave: str
    respondent: str
    question: str
    file: str
    row: int
    verbatim: str
    because: tuple[Because, ...]
    outvoted: tuple[Outvoted, ...] = ()


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
            coder = prepare(study)
            because = _reasons(coder, question, mine.reset_index(drop=True))
            return Explanation(
                wave=wave,
                respondent=respondent,
                question=question,
                file=str(first["file"]),
                row=int(first["row"]),
                verbatim=str(first["text"]),
                because=because,
                outvoted=_outvoted(coder, question, str(first["text"]), because),
            )
    raise MisuseError(
        f"no respondent '{respondent}' in wave {wave} of study '{study.study}'; "
        f"ids stand in column {study.respondent.column}"
    )


def _reasons(coder: StudyCoder, question: str, answer: pd.DataFrame) -> tuple[Because, ...]:
    book = coder.books[question]
    verbatim = str(answer["text"].iloc[0])
    rules, labels = _rules(book), _labels(book)
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


def _outvoted(
    coder: StudyCoder, question: str, verbatim: str, because: Sequence[Because]
) -> tuple[Outvoted, ...]:
    """Return the rules that were outvoted; none where people or a non-answer decided."""
    by_person = any(each.source == "reviewer" for each in because)
    if by_person or coder.non_answers.why(verbatim):
        return ()
    book = coder.books[question]
    rules, labels = _rules(book), _labels(book)
    return tuple(
        Outvoted(
            theme=code,
            label=labels.get(code, code),
            probability=probability,
            why=rule,
            rule=rules.get(rule, ""),
        )
        for code, rule, probability in coder.coders[question].outvoted(verbatim.strip())
    )


def _rules(book: Codebook) -> dict[str, str]:
    """Return the text of each rule."""
    return {rule.id: rule.text for rule in book.rules}


def _labels(book: Codebook) -> dict[str, str]:
    """Return the label of each theme."""
    return {placed.theme.id: placed.theme.label for placed in book.placed}


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

"""`label_issues`: which labels of a study look wrong, and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.coding import LabelledAnswer, StudyCoder, prepare
from pipeline.language import Language, language
from pipeline.model import TROUBLE
from pipeline.normalise import alike
from pipeline.review.label_issues import LabelIssue, LabelledAnswers, find_label_issues
from pipeline.study import Study, as_study


def label_issues(study: Study | Path | str) -> pd.DataFrame:
    """Return the label issues (`model.TROUBLE`) by question, surest mistakes first."""
    study = as_study(study)
    coder = prepare(study)
    frames = [
        _of_question(coder, name, coder.labelled[name])
        for name in study.questions
        if coder.labelled.get(name)
    ]
    return TROUBLE.check(pd.concat([TROUBLE.frame(), *frames], ignore_index=True))


def _of_question(
    coder: StudyCoder, question: str, answers: Sequence[LabelledAnswer]
) -> pd.DataFrame:
    own = language(coder.study.language)
    issues = find_label_issues(_labelled(coder, question, answers))
    rows = [_row(question, answers[issue.answer], issue, own) for issue in issues]
    return TROUBLE.frame({name: [row[name] for row in rows] for name in TROUBLE.columns})


def _row(
    question: str, answer: LabelledAnswer, issue: LabelIssue, language: Language
) -> dict[str, object]:
    given = _given(answer)
    return {
        "wave": answer.who[0],
        "respondent_id": answer.who[1],
        "question": question,
        "text": answer.verbatim,
        "labels": ", ".join(code for code, _ in given),
        "theme": issue.theme,
        "reason": issue.reason.name,
        "why": issue.reason.sentence(language),
        "suggestion": issue.suggestion,
        "confidence": issue.confidence,
        "coder": ", ".join(dict.fromkeys(coder for _, coder in given)),
        "file": answer.label.file,
        "row": answer.label.row,
    }


def _given(answer: LabelledAnswer) -> tuple[tuple[str, str], ...]:
    """Return all codes that people gave, each with its coder, contradictions included."""
    return (*answer.label.codes, *answer.label.left_out)


def _labelled(
    coder: StudyCoder, question: str, answers: Sequence[LabelledAnswer]
) -> LabelledAnswers:
    of_question, book = coder.coders[question], coder.books[question]
    number = {code: i for i, code in enumerate(book.codes)}
    given = np.zeros((len(answers), len(number)), dtype=bool)
    for row, answer in enumerate(answers):
        given[row, [number[code] for code, _ in _given(answer)]] = True
    held_out = np.full(given.shape, np.nan)
    probabilities = of_question.held_out_probabilities()
    if probabilities is not None:
        held_out[[answer.learned is not None for answer in answers]] = probabilities
    tokens = of_question.tokens([answer.verbatim.strip() for answer in answers])
    return LabelledAnswers(
        book=book,
        keys=tuple(alike(answer.verbatim) for answer in answers),
        names=tuple("/".join(answer.who) for answer in answers),
        given=given,
        non_answer=tuple(coder.non_answers.why(answer.verbatim) for answer in answers),
        ruled=of_question.ruled(tokens),
        held_out=held_out,
    )

"""`label_issues`: which labels of a study look wrong, and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.coding import LabelledAnswer, StudyCoder, prepare
from pipeline.language import language
from pipeline.model import TROUBLE
from pipeline.normalise import alike
from pipeline.review.label_issues import LabelledAnswers, find_label_issues
from pipeline.study import Study, read_study


def label_issues(study: Study | Path | str) -> pd.DataFrame:
    """Return the labels that look wrong (`model.TROUBLE`), the surest mistakes first.

    They come by question, in the order of the study.
    """
    study = study if isinstance(study, Study) else read_study(study)
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
    about = [answers[issue.answer] for issue in issues]
    coders = [dict.fromkeys(by for _, by in _given(answer)) for answer in about]
    return TROUBLE.frame(
        {
            "wave": [answer.who[0] for answer in about],
            "respondent_id": [answer.who[1] for answer in about],
            "question": [question] * len(issues),
            "text": [answer.verbatim for answer in about],
            "labels": [", ".join(code for code, _ in _given(answer)) for answer in about],
            "theme": [issue.theme for issue in issues],
            "reason": [issue.reason.name for issue in issues],
            "why": [issue.reason.sentence(own) for issue in issues],
            "suggestion": [issue.suggestion for issue in issues],
            "confidence": [issue.confidence for issue in issues],
            "coder": [", ".join(names) for names in coders],
            "file": [answer.label.file for answer in about],
            "row": [answer.label.row for answer in about],
        }
    )


def _given(answer: LabelledAnswer) -> tuple[tuple[str, str], ...]:
    """All codes that people gave, each with its coder, contradictions included."""
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

"""Codes one batch of answers: distinct texts once, spread over the answers that say the same, people's labels first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.coding.prepare import StudyCoder
from pipeline.coding.question_coder import CodedTexts
from pipeline.counts import hashed, numbered
from pipeline.decisions import Label, Labels
from pipeline.model import (
    CODINGS,
    NO_ANSWER,
    OTHER,
    REVIEW,
    SOURCES,
    Bools,
    Codebook,
    Floats,
    Ints,
    Table,
)

Texts = npt.NDArray[np.object_]
Column = npt.NDArray[Any]
_REVIEWER = SOURCES.index("reviewer")


@dataclass(frozen=True)
class CodedQuestion:
    """The codings of one question's answers in a batch, as numbers for the tally: answer, code and source of each, and segment values.

    Of each answer: who gave it, as a hash; its weight (None: all weigh the same); whether it is inside the question's filter (None: it has none).
    """

    question: str
    wave: str
    answers: int
    segments: Mapping[str, tuple[Ints, tuple[str, ...]]]
    answer: Ints
    code: Ints
    source: Ints
    who: npt.NDArray[np.uint64]
    weights: Floats | None = None
    inside: Bools | None = None


@dataclass(frozen=True)
class CodedBatch:
    """The codings table of a batch (`model.CODINGS`), the same in numbers by question, and what people should look at (`model.REVIEW`)."""

    codings: pd.DataFrame
    questions: tuple[CodedQuestion, ...]
    review: pd.DataFrame


def code_answers(coder: StudyCoder, answers: pd.DataFrame) -> CodedBatch:
    """The codings of answers (`model.ANSWERS`, of one wave); a pure function of the coder and the answers."""
    frames, questions, reviews = [], [], []
    for question, of_question in answers.groupby("question", sort=False, observed=True):
        name = str(question)
        coded = _code_question(coder, name, of_question)
        frames.append(coded[0])
        questions.append(coded[1])
        reviews.append(coded[2])
    filtered = tuple(_filtered(coder, question, questions, answers) for question in questions)
    return CodedBatch(_joined_frames(frames, CODINGS), filtered, _joined_frames(reviews, REVIEW))


def within_filters(answers: pd.DataFrame, coded: CodedBatch) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The answers and codings of a batch without those of respondents outside the filter of their question."""
    outside = [
        (part, ~part.inside)
        for part in coded.questions
        if part.inside is not None and not part.inside.all()
    ]
    kept, kept_codings = np.ones(len(answers), dtype=bool), np.ones(len(coded.codings), dtype=bool)
    for part, left_out in outside:
        rows = np.flatnonzero((answers["question"] == part.question).to_numpy())[left_out]
        kept[rows] = False
        whom = set(answers["respondent_id"].iloc[rows])
        of_question = (coded.codings["question"] == part.question).to_numpy()
        kept_codings &= ~(of_question & coded.codings["respondent_id"].isin(whom).to_numpy())
    return (answers[kept], coded.codings[kept_codings]) if outside else (answers, coded.codings)


def _filtered(
    coder: StudyCoder,
    question: CodedQuestion,
    others: Sequence[CodedQuestion],
    answers: pd.DataFrame,
) -> CodedQuestion:
    """The question with who is inside its filter. The answers to all questions of a batch are those of the same respondents, in the same order."""
    name = coder.study.questions[question.question].filter
    if not name:
        return question
    kept = coder.study.filters[name]
    inside = np.zeros(question.answers, dtype=bool)
    if kept.column:
        inside = answers.loc[answers["question"] == question.question, name].to_numpy(dtype=bool)
    for other in others:
        if other.question == kept.question:
            book = coder.books[other.question]
            wanted = [
                code in kept.themes or bool({*book.ancestors(code)} & {*kept.themes})
                for code in book.codes
            ]
            inside[other.answer[np.array(wanted, dtype=bool)[other.code]]] = True
    return replace(question, inside=inside)


def _joined_frames(frames: Sequence[pd.DataFrame], table: Table) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else table.frame()


def outcome_counts(question: CodedQuestion, book: Codebook) -> dict[str, int]:
    """How many of the answers were coded, overig, geen-antwoord and uncoded; each answer once."""
    codes = list(book.codes)
    nothing, other = codes.index(NO_ANSWER), codes.index(OTHER)
    state = np.zeros(question.answers, dtype=np.int64)
    state[question.answer[question.code == nothing]] = 1
    state[question.answer[question.code == other]] = 2
    state[question.answer[(question.code != nothing) & (question.code != other)]] = 3
    uncoded, without, others, coded = np.bincount(state, minlength=4).tolist()
    return {"coded": coded, "other": others, "no_answer": without, "uncoded": uncoded}


def _code_question(
    coder: StudyCoder, question: str, answers: pd.DataFrame
) -> tuple[pd.DataFrame, CodedQuestion, pd.DataFrame]:
    verbatims = answers["text"].to_numpy(dtype=object)
    bare = np.array([text.strip() for text in verbatims], dtype=object)
    number, distinct = pd.factorize(bare)
    coded, confidence = coder.coders[question].judged(
        distinct.tolist(), [coder.non_answers.why(text) for text in distinct]
    )
    row, answer = _spread(coded.text, number, len(distinct))
    wave, respondents = str(answers["wave"].iloc[0]), answers["respondent_id"].tolist()
    people = coder.labels.get(question, Labels())
    labels = people.of_answers(wave, respondents, number, distinct.tolist())
    keep = ~np.isin(answer, list(labels))
    row, answer = row[keep], answer[keep]
    book = coder.books[question]
    columns = _columns(coded, row, answer, verbatims, distinct.tolist())
    columns = _with_labels(columns, labels, book)
    columns = _with_uncoded(columns, len(answers))
    order = np.lexsort((columns["code"], columns["answer"]))
    columns = {name: values[order] for name, values in columns.items()}
    frame = _frame(columns, question, answers, book)
    real = columns["code"] >= 0
    segments = {variable: numbered(answers[variable]) for variable in coder.study.segments}
    at, code, source = (
        columns[name][real].astype(np.int64) for name in ("answer", "code", "source")
    )
    weights = answers["weight"].to_numpy(dtype=float) if coder.study.weights else None
    who = hashed(answers["respondent_id"])
    in_figures = CodedQuestion(
        question, wave, len(answers), segments, at, code, source, who, weights
    )
    return frame, in_figures, _review(coder, question, answers, confidence[number], labels)


def _review(
    coder: StudyCoder,
    question: str,
    answers: pd.DataFrame,
    confidence: Floats,
    labels: Mapping[int, Label],
) -> pd.DataFrame:
    """The answers of a question that the machine may not code alone, with the reason."""
    if question not in coder.acceptances:
        return REVIEW.frame()
    bound = coder.acceptances[question]
    left = ~bound.accepts(confidence)
    left[list(labels)] = False
    at = np.flatnonzero(left)
    unsure = (
        "no guarantee for this question"
        if bound.least is None
        else f"confidence under {bound.least:.2f}"
    )
    reasons = ["no theme found" if c == 0 else unsure for c in confidence[at].tolist()]
    columns = {name: answers[name].to_numpy(dtype=object)[at] for name in ("wave", "respondent_id")}
    return REVIEW.frame(
        {
            **columns,
            "question": [question] * len(at),
            "confidence": np.round(confidence[at], 4),
            "reason": reasons,
        }
    )


def _spread(text: Ints, number: Ints, distinct: int) -> tuple[Ints, Ints]:
    """For every answer the coded rows of its text: numbers of rows, numbers of answers."""
    counts = np.bincount(text, minlength=distinct)
    firsts = np.cumsum(counts) - counts
    times = counts[number]
    answer = np.repeat(np.arange(len(number)), times)
    inner = np.arange(len(answer)) - np.repeat(np.cumsum(times) - times, times)
    return firsts[number][answer] + inner if len(answer) else answer, answer


def _columns(
    coded: CodedTexts, row: Ints, answer: Ints, verbatims: Texts, distinct: list[str]
) -> dict[str, Column]:
    spans = zip(coded.text.tolist(), coded.start.tolist(), coded.end.tolist(), strict=True)
    evidence = np.array([distinct[t][s:e] if s >= 0 else "" for t, s, e in spans], dtype=object)
    lead = np.array([len(v) - len(v.lstrip()) for v in verbatims], dtype=np.int64)
    has = coded.start[row] >= 0
    start = np.where(has, coded.start[row] + lead[answer], -1)
    end = np.where(has, coded.end[row] + lead[answer], -1)
    return {
        "answer": answer,
        "code": coded.code[row],
        "source": coded.source[row],
        "confidence": coded.confidence[row],
        "start": start,
        "end": end,
        "evidence": evidence[row],
        "why": coded.why[row],
    }


def _with_labels(
    columns: dict[str, Column], labels: Mapping[int, Label], book: Codebook
) -> dict[str, Column]:
    number = {code: i for i, code in enumerate(book.codes)}
    rows = [
        (answer, number[code], coder)
        for answer, label in labels.items()
        for code, coder in label.codes
    ]
    if not rows:
        return columns
    answer, code, coder = (list(c) for c in zip(*rows, strict=True))
    none = [-1] * len(rows)
    return _joined(
        columns,
        answer,
        code,
        [_REVIEWER] * len(rows),
        [1.0] * len(rows),
        none,
        none,
        [""] * len(rows),
        coder,
    )


def _with_uncoded(columns: dict[str, Column], answers: int) -> dict[str, Column]:
    missing = np.setdiff1d(np.arange(answers), columns["answer"]).tolist()
    size = len(missing)
    none, empty = [-1] * size, [""] * size
    return _joined(
        columns,
        missing,
        none,
        [SOURCES.index("none")] * size,
        [0.0] * size,
        none,
        none,
        empty,
        empty,
    )


def _joined(columns: dict[str, Column], *more: list[Any]) -> dict[str, Column]:
    if not more[0]:
        return columns
    return {
        name: np.concatenate((values, np.array(extra, dtype=values.dtype if len(values) else None)))
        for (name, values), extra in zip(columns.items(), more, strict=True)
    }


def _frame(
    columns: Mapping[str, Column], question: str, answers: pd.DataFrame, book: Codebook
) -> pd.DataFrame:
    at = columns["answer"]
    codes = np.array([*book.codes, ""], dtype=object)
    start, end = columns["start"].astype(float), columns["end"].astype(float)
    frame = pd.DataFrame(
        {
            "wave": answers["wave"].to_numpy(dtype=object)[at],
            "respondent_id": answers["respondent_id"].to_numpy(dtype=object)[at],
            "question": np.full(len(at), question, dtype=object),
            "theme": codes[columns["code"]],
            "source": np.array(SOURCES, dtype=object)[columns["source"]],
            "confidence": columns["confidence"].astype(float),
            "start": np.where(start >= 0, start, np.nan),
            "end": np.where(start >= 0, end, np.nan),
            "evidence": columns["evidence"],
            "why": columns["why"],
        }
    )
    return CODINGS.check(
        frame.astype(
            dict.fromkeys(
                ("wave", "respondent_id", "question", "theme", "source", "evidence", "why"), object
            )
        )
    )

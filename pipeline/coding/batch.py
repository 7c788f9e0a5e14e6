"""Codes one batch of answers.

Distinct texts are coded once, then assigned to all their answers; people's labels take precedence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.coding.coded_question import CodedQuestion, LabelledPart
from pipeline.coding.prepare import StudyCoder
from pipeline.coding.question_coder import CodedTexts
from pipeline.counts import hashed, numbered
from pipeline.decisions import Label, Labels
from pipeline.model import CODINGS, REVIEW, SOURCES, Bools, Codebook, Floats, Ints, Table, ranges
from pipeline.normalise import text_hash

Texts = npt.NDArray[np.object_]


@dataclass(frozen=True)
class CodedBatch:
    """The codings of a batch (`model.CODINGS`), as arrays per question, and `model.REVIEW`."""

    codings: pd.DataFrame
    questions: tuple[CodedQuestion, ...]
    review: pd.DataFrame


def code_answers(coder: StudyCoder, answers: pd.DataFrame) -> CodedBatch:
    """Return the codings of answers (`model.ANSWERS`) from one wave."""
    by_question = answers.groupby("question", sort=False, observed=True)
    parts = [_code_question(coder, str(name), of_question) for name, of_question in by_question]
    questions = [part.questions[0] for part in parts]
    return CodedBatch(
        codings=_joined_frames([part.codings for part in parts], CODINGS),
        questions=tuple(_filtered(coder, each, questions, answers) for each in questions),
        review=_joined_frames([part.review for part in parts], REVIEW),
    )


def within_filters(answers: pd.DataFrame, coded: CodedBatch) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return answers and codings, without those of respondents outside a question's filter."""
    keep = np.ones(len(answers), dtype=bool)
    keep_codings = np.ones(len(coded.codings), dtype=bool)
    for part in coded.questions:
        if part.inside is None:
            continue
        rows = np.flatnonzero((answers["question"] == part.question).to_numpy())[~part.inside]
        keep[rows] = False
        outside = set(answers["respondent_id"].iloc[rows])
        of_question = (coded.codings["question"] == part.question).to_numpy()
        keep_codings &= ~(of_question & coded.codings["respondent_id"].isin(outside).to_numpy())
    if keep.all():
        return answers, coded.codings
    return answers[keep], coded.codings[keep_codings]


def _filtered(
    coder: StudyCoder,
    question: CodedQuestion,
    questions: Sequence[CodedQuestion],
    answers: pd.DataFrame,
) -> CodedQuestion:
    """Return the question with a mask of respondents inside its filter.

    The answers to all questions in a batch are by the same respondents, in the same order.
    """
    name = coder.study.questions[question.question].filter
    if not name:
        return question
    wanted = coder.study.filters[name]
    if wanted.column:
        inside = answers.loc[answers["question"] == question.question, name].to_numpy(dtype=bool)
        return replace(question, inside=inside)
    inside = np.zeros(question.answers, dtype=bool)
    for other in questions:
        if other.question == wanted.question:
            book = coder.books[other.question]
            has_theme = [
                not book.with_parents([code]).isdisjoint(wanted.themes) for code in book.codes
            ]
            inside[other.answer[np.array(has_theme, dtype=bool)[other.code]]] = True
    return replace(question, inside=inside)


def _joined_frames(frames: Sequence[pd.DataFrame], table: Table) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else table.frame()


@dataclass(frozen=True)
class _DistinctTexts:
    """The distinct, stripped texts of answers, and the index of each answer's text."""

    texts: list[str]
    number: Ints


@dataclass(frozen=True)
class _Codings:
    """Codings in columns; each has the number of its answer and of its code (-1: none)."""

    answer: Ints
    code: Ints
    source: Ints
    confidence: Floats
    guess: Bools
    start: Ints
    end: Ints
    evidence: Texts
    why: Texts

    @classmethod
    def without_evidence(
        cls, answer: Ints, code: Ints, source: str, *, confidence: float, why: Texts
    ) -> _Codings:
        return cls(
            answer=answer,
            code=code,
            source=np.full(len(answer), SOURCES.index(source)),
            confidence=np.full(len(answer), confidence),
            guess=np.zeros(len(answer), dtype=bool),
            start=np.full(len(answer), -1),
            end=np.full(len(answer), -1),
            evidence=np.full(len(answer), "", dtype=object),
            why=why,
        )

    def at(self, rows: Ints | Bools) -> _Codings:
        return _Codings(**{each.name: getattr(self, each.name)[rows] for each in fields(self)})


def _joined(parts: Sequence[_Codings]) -> _Codings:
    names = [each.name for each in fields(_Codings)]
    return _Codings(**{n: np.concatenate([getattr(part, n) for part in parts]) for n in names})


def _code_question(coder: StudyCoder, question: str, answers: pd.DataFrame) -> CodedBatch:
    """Return the codings of all answers to one question, inside its filter or not."""
    book = coder.books[question]
    verbatims = answers["text"].to_numpy(dtype=object)
    bare = np.array([text.strip() for text in verbatims], dtype=object)
    number, texts = pd.factorize(bare)
    distinct = _DistinctTexts(texts.tolist(), number)
    empty = [coder.non_answers.why(text) for text in distinct.texts]
    coded, probability = coder.coders[question].code_with_probability(distinct.texts, empty)
    wave, respondents = str(answers["wave"].iloc[0]), answers["respondent_id"].tolist()
    people = coder.labels.get(question, Labels())
    labels = people.of_answers(wave, respondents, distinct.number, distinct.texts)
    by_machine = _spread(coded, distinct, verbatims)
    labelled = _labelled_part(coder, question, distinct, by_machine, list(labels))
    by_machine = by_machine.at(~np.isin(by_machine.answer, list(labels)))
    codings = _joined([by_machine, _by_people(labels, book)])
    uncoded = np.setdiff1d(np.arange(len(answers)), codings.answer)
    codings = _joined([codings, _without_code(uncoded)])
    codings = codings.at(np.lexsort((codings.code, codings.answer)))
    real = codings.at(codings.code >= 0)
    cross_fitted = None
    if question in coder.cross_fitted:
        cross_fitted = coder.cross_fitted[question].code(respondents, number, distinct.texts, empty)
    in_figures = CodedQuestion(
        question=question,
        wave=wave,
        answers=len(answers),
        segments={variable: numbered(answers[variable]) for variable in coder.study.segments},
        answer=real.answer,
        code=real.code,
        source=real.source,
        guess=real.guess,
        who=hashed(answers["respondent_id"]),
        weights=answers["weight"].to_numpy(dtype=float) if coder.study.weights else None,
        written=bare != "",
        labelled=labelled,
        cross_fitted=cross_fitted,
    )
    return CodedBatch(
        codings=_frame(codings, question, answers, book),
        questions=(in_figures,),
        review=_review(coder, question, answers, probability[number], labels),
    )


def _labelled_part(
    coder: StudyCoder,
    question: str,
    distinct: _DistinctTexts,
    by_machine: _Codings,
    labelled: Sequence[int],
) -> LabelledPart | None:
    """Return the labelled answers with the machine's own codes; None without labels.

    A labelled answer whose text taught the machine nothing is coded as any other.
    """
    if question not in coder.labels:
        return None
    has_label = np.zeros(len(distinct.number), dtype=bool)
    has_label[labelled] = True
    own = coder.own[question].codes
    texts = np.unique(distinct.number[has_label]).tolist()
    codes = {text: own.get(text_hash(distinct.texts[text])) for text in texts}
    answers = [
        (row, known)
        for row in np.flatnonzero(has_label).tolist()
        if (known := codes[int(distinct.number[row])]) is not None
    ]
    taught = np.array([row for row, _ in answers], dtype=np.int64)
    others = by_machine.at(has_label[by_machine.answer] & ~np.isin(by_machine.answer, taught))
    sizes = [len(known) for _, known in answers]
    own_codes = [known for _, known in answers]
    return LabelledPart(
        has_label=has_label,
        answer=np.concatenate((np.repeat(taught, sizes), others.answer)),
        code=np.concatenate((*own_codes, others.code)).astype(np.int64),
    )


def _review(
    coder: StudyCoder,
    question: str,
    answers: pd.DataFrame,
    probability: Floats,
    labels: Mapping[int, Label],
) -> pd.DataFrame:
    """Return the answers that need review, with the reason."""
    if question not in coder.acceptances:
        return REVIEW.frame()
    acceptance = coder.acceptances[question]
    left = ~acceptance.accepts(probability)
    left[list(labels)] = False
    rows = np.flatnonzero(left)
    unsure, nothing = "no guarantee for this question", "no theme found"
    if coder.replies(question).of_text:
        nothing = "no theme found, or by a language model alone"
    if acceptance.threshold is not None:
        unsure = f"confidence under {acceptance.threshold:.2f}"
    return REVIEW.frame(
        {
            "wave": answers["wave"].to_numpy(dtype=object)[rows],
            "respondent_id": answers["respondent_id"].to_numpy(dtype=object)[rows],
            "question": [question] * len(rows),
            "confidence": np.round(probability[rows], 4),
            "reason": [nothing if p == 0 else unsure for p in probability[rows].tolist()],
        }
    )


def _spread(coded: CodedTexts, distinct: _DistinctTexts, verbatims: Texts) -> _Codings:
    spans = zip(coded.text.tolist(), coded.start.tolist(), coded.end.tolist(), strict=True)
    evidence = [distinct.texts[text][max(0, start) : max(0, end)] for text, start, end in spans]
    sizes = np.bincount(coded.text, minlength=len(distinct.texts))
    first = np.cumsum(sizes) - sizes
    answer, row = ranges(first[distinct.number], sizes[distinct.number])
    lead = np.array([len(text) - len(text.lstrip()) for text in verbatims], dtype=np.int64)
    has_span = coded.start[row] >= 0
    return _Codings(
        answer=answer,
        code=coded.code[row],
        source=coded.source[row],
        confidence=coded.probability[row],
        guess=coded.guess[row],
        start=np.where(has_span, coded.start[row] + lead[answer], -1),
        end=np.where(has_span, coded.end[row] + lead[answer], -1),
        evidence=np.array(evidence, dtype=object)[row],
        why=coded.why[row],
    )


def _by_people(labels: Mapping[int, Label], book: Codebook) -> _Codings:
    rows = [(row, *coded) for row, label in labels.items() for coded in label.codes]
    return _Codings.without_evidence(
        answer=np.array([row for row, _, _ in rows], dtype=np.int64),
        code=np.array([book.numbers[code] for _, code, _ in rows], dtype=np.int64),
        source="reviewer",
        confidence=1.0,
        why=np.array([coder for _, _, coder in rows], dtype=object),
    )


def _without_code(answers: Ints) -> _Codings:
    none, empty = np.full(len(answers), -1), np.full(len(answers), "", dtype=object)
    return _Codings.without_evidence(answers, none, "none", confidence=0.0, why=empty)


def _frame(codings: _Codings, question: str, answers: pd.DataFrame, book: Codebook) -> pd.DataFrame:
    rows = codings.answer
    has_span = codings.start >= 0
    columns = {
        "wave": answers["wave"].to_numpy(dtype=object)[rows],
        "respondent_id": answers["respondent_id"].to_numpy(dtype=object)[rows],
        "question": np.full(len(rows), question, dtype=object),
        "theme": np.array([*book.codes, ""], dtype=object)[codings.code],
        "source": np.array(SOURCES, dtype=object)[codings.source],
        "confidence": codings.confidence,
        "guess": codings.guess,
        "start": np.where(has_span, codings.start, np.nan),
        "end": np.where(has_span, codings.end, np.nan),
        "evidence": codings.evidence,
        "why": codings.why,
    }
    texts = [name for name, values in columns.items() if values.dtype == object]
    return CODINGS.check(pd.DataFrame(columns).astype(dict.fromkeys(texts, object)))

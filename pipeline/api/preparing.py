"""Makes ready what codes a study's answers: codebooks, rules, labels and trained classifiers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice

import pandas as pd

from pipeline.codebook import read_codebook
from pipeline.coding import Labelled, QuestionCoder, RuleMatcher, Trained, read_embedder, train
from pipeline.errors import DocumentError, did_you_mean
from pipeline.ingest import read_answers, read_labels
from pipeline.language import language
from pipeline.model import NO_ANSWER, PROBLEMS, Codebook
from pipeline.normalise import NonAnswers, SpacyLinguist
from pipeline.study import Study

MOST_UNLABELLED = 400
"""Texts per question, from the first batch of each wave without labels, whose rule hits the classifier may learn from."""

LONGEST_UNLABELLED = 200
"""Characters; long texts would cost more training than they teach."""

Who = tuple[str, str]
"""Wave and respondent."""


@dataclass(frozen=True)
class Label:
    """What people made of one answer: its codes, each with the coder, and the file and row of the first."""

    codes: tuple[tuple[str, str], ...]
    file: str
    row: int


@dataclass
class StudyCoder:
    """All that codes the answers of one study; the same for the same files, in whichever process it is made."""

    study: Study
    books: Mapping[str, Codebook]
    coders: Mapping[str, QuestionCoder]
    labels: Mapping[str, Mapping[Who, Label]]
    non_answers: NonAnswers
    problems: pd.DataFrame
    labelled_waves: frozenset[str] = field(default_factory=frozenset)


def read_codebooks(study: Study) -> dict[str, Codebook]:
    """The codebook of every question; `DocumentError` when one is not made for its question's language."""
    books = {question: read_codebook(study.codebook_path(question)) for question in study.questions}
    for question, book in books.items():
        if book.language != study.language:
            what = f"language '{book.language}', but the study is in '{study.language}'"
            raise DocumentError(study.codebook_path(question), None, what)
    return books


def prepare(study: Study, *, use_labels: bool = True) -> StudyCoder:
    """The study's coder. With `use_labels=False` the answers are coded as if nobody had labelled any."""
    books = read_codebooks(study)
    linguist = SpacyLinguist(study.language, study.spacy_model)
    matchers = {question: RuleMatcher(book, linguist) for question, book in books.items()}
    labels, problems = checked_labels(study, books) if use_labels else ({}, [PROBLEMS.frame()])
    waves = frozenset(wave for of_question in labels.values() for wave, _ in of_question)
    non_answers = NonAnswers(language(study.language))
    labelled, missing = labelled_texts(study, labels, waves, non_answers)
    unlabelled = _unlabelled_texts(study, waves)
    embedder = read_embedder(study.path(study.embeddings)) if study.embeddings else None

    def trained(question: str) -> Trained | None:
        if not study.questions[question].classifier:
            return None
        real = [text for text in unlabelled.get(question, []) if not non_answers.why(text)]
        return train(matchers[question], linguist, labelled.get(question, []), real, embedder)

    coders = {question: QuestionCoder(matcher, linguist, trained(question)) for question, matcher in matchers.items()}
    told = pd.concat([*problems, missing], ignore_index=True)
    return StudyCoder(study, books, coders, labels, non_answers, told, waves)


def checked_labels(
    study: Study, books: Mapping[str, Codebook]
) -> tuple[dict[str, dict[Who, Label]], list[pd.DataFrame]]:
    """The labels by question and answer, and the problems of those left out."""
    frame, problems = read_labels(study)
    found: dict[str, dict[Who, dict[str, str]]] = {}
    places: dict[tuple[str, Who], tuple[str, int]] = {}
    wrong: list[tuple[str, int, str, str]] = []
    columns = (frame[name].tolist() for name in ("wave", "respondent_id", "question", "theme", "coder", "file", "row"))
    for wave, respondent, question, theme, coder, file, row in zip(*columns, strict=True):
        book = books[question]
        if theme not in book.codes:
            near = did_you_mean(theme, book.codes)
            wrong.append((file, row, f"theme '{theme}' is not in codebook '{book.id}'", f"Correct the theme.{near}"))
            continue
        found.setdefault(question, {}).setdefault((wave, respondent), {})[theme] = coder
        places.setdefault((question, (wave, respondent)), (file, row))
    told: dict[str, dict[Who, Label]] = {}
    for question, of_question in found.items():
        for who, codes in of_question.items():
            if NO_ANSWER in codes and len(codes) > 1:
                what = f"{who[1]} ({who[0]}, {question}) is labelled {NO_ANSWER} and {', '.join(c for c in codes if c != NO_ANSWER)}"
                wrong.append((*places[question, who], what, f"Remove one of them; {NO_ANSWER} was left out."))
                del codes[NO_ANSWER]
            told.setdefault(question, {})[who] = Label(tuple(codes.items()), *places[question, who])
    return told, [problems, _problem_lines(wrong)]


def _absent(question: str, who: Who) -> str:
    return f"a label for respondent '{who[1]}' (wave {who[0]}, {question}), who isn't there"


def _problem_lines(lines: Iterable[tuple[str, int, str, str]]) -> pd.DataFrame:
    rows = list(lines)
    files, numbers, whats, todos = zip(*rows, strict=True) if rows else ((), (), (), ())
    size = len(rows)
    columns = {
        "file": files,
        "row": numbers,
        "column": ["theme"] * size,
        "what": whats,
        "what_to_do": todos,
        "refused": [0] * size,
    }
    return PROBLEMS.frame(columns)


def labelled_texts(
    study: Study, labels: Mapping[str, Mapping[Who, Label]], waves: Collection[str], non_answers: NonAnswers
) -> tuple[dict[str, list[Labelled]], pd.DataFrame]:
    """The labelled answers by question, and problem lines for labels whose answer isn't there."""
    waiting = {(question, who) for question, of_question in labels.items() for who in of_question}
    found: dict[str, list[Labelled]] = {}
    for batch in read_answers(study, waves=waves) if waves else ():
        columns = (batch.answers[c].tolist() for c in ("question", "wave", "respondent_id", "text"))
        for question, wave, respondent, text in zip(*columns, strict=True):
            label = labels.get(question, {}).get((wave, respondent))
            if label is not None:
                waiting.discard((question, (wave, respondent)))
                if text.strip():
                    codes = tuple(code for code, _ in label.codes)
                    answer = Labelled(text.strip(), codes, respondent, bool(non_answers.why(text)))
                    found.setdefault(question, []).append(answer)
    missing = [
        (labels[question][who].file, labels[question][who].row, _absent(question, who), "Correct or remove it.")
        for question, who in sorted(waiting)
    ]
    return found, _problem_lines(missing)


def _unlabelled_texts(study: Study, labelled_waves: Collection[str]) -> dict[str, list[str]]:
    """Some short texts of each question from waves that nobody labelled."""
    waves = [wave for wave in study.wave_ids if wave not in labelled_waves]
    found: dict[str, list[str]] = {}
    for wave in waves:
        batches = read_answers(study, waves=[wave], rows=2_000)
        for batch in islice(batches, 1):
            for question, texts in batch.answers.groupby("question", observed=True)["text"]:
                short = [t.strip() for t in texts if 0 < len(t.strip()) <= LONGEST_UNLABELLED]
                found.setdefault(str(question), []).extend(sorted(set(short))[:MOST_UNLABELLED])
    return found

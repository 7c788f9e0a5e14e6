"""Makes ready what codes a study's answers: codebooks, rules, labels and trained classifiers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

import pandas as pd

from pipeline.codebook import read_codebook
from pipeline.coding import Acceptance, Labelled, QuestionCoder, RuleMatcher, Trained, acceptance, read_embedder, train
from pipeline.errors import DocumentError, did_you_mean
from pipeline.ingest import read_answers, read_labels
from pipeline.language import language
from pipeline.model import NO_ANSWER, PROBLEMS, Codebook, Embedder
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
    """What people made of one answer: its codes, each with the coder, the file and row of the first, and codes left out as contradictory."""

    codes: tuple[tuple[str, str], ...]
    file: str
    row: int
    left_out: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class LabelledAnswer:
    """An answer that people labelled: where it stands, its verbatim, its label, and what a classifier learns from it (None: it is empty)."""

    who: Who
    verbatim: str
    label: Label
    learned: Labelled | None


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
    labelled: Mapping[str, Sequence[LabelledAnswer]] = field(default_factory=dict)
    acceptances: Mapping[str, Acceptance] = field(default_factory=dict)
    """By question, where the study asks for it (`auto_accept`)."""


def read_codebooks(study: Study) -> dict[str, Codebook]:
    """The codebook of every question; `DocumentError` when one is not made for its question's language."""
    books = {question: read_codebook(study.codebook_path(question)) for question in study.questions}
    for question, book in books.items():
        if book.language != study.language:
            what = f"language '{book.language}', but the study is in '{study.language}'"
            raise DocumentError(study.codebook_path(question), None, what)
    return books


def embedder_of(study: Study) -> Embedder | None:
    """The study's embedder, or None when it names no embeddings."""
    return read_embedder(study.path(study.embeddings)) if study.embeddings else None


def prepare(study: Study, *, use_labels: bool = True, questions: Collection[str] | None = None) -> StudyCoder:
    """The study's coder, of these questions or of all. With `use_labels=False` the answers are coded as if nobody had labelled any."""
    books = read_codebooks(study)
    linguist = SpacyLinguist(study.language, study.spacy_model)
    matchers = {question: RuleMatcher(books[question], linguist) for question in questions or study.questions}
    labels, problems = checked_labels(study, books) if use_labels else ({}, [PROBLEMS.frame()])
    waves = frozenset(wave for of_question in labels.values() for wave, _ in of_question)
    non_answers = NonAnswers(language(study.language))
    answers, missing = labelled_answers(study, labels, waves, non_answers)
    labelled = _learned(answers)
    unlabelled = _unlabelled_texts(study, waves)
    embedder = embedder_of(study)

    def trained(question: str) -> Trained | None:
        if not study.questions[question].classifier:
            return None
        real = [text for text in unlabelled.get(question, []) if not non_answers.why(text)]
        return train(matchers[question], linguist, labelled.get(question, []), real, embedder)

    classifiers = {question: trained(question) for question in matchers}
    coders = {
        question: QuestionCoder(matcher, linguist, classifiers[question]) for question, matcher in matchers.items()
    }
    acceptances = {}
    if study.auto_accept is not None:
        bound = {"error": study.auto_accept.error, "certainty": study.auto_accept.certainty}
        acceptances = {
            question: acceptance(matcher, linguist, labelled.get(question, []), classifiers[question], **bound)
            for question, matcher in matchers.items()
        }
    told = pd.concat([*problems, missing], ignore_index=True)
    return StudyCoder(study, books, coders, labels, non_answers, told, waves, answers, acceptances)


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
            left_out: tuple[tuple[str, str], ...] = ()
            if NO_ANSWER in codes and len(codes) > 1:
                what = f"{who[1]} ({who[0]}, {question}) is labelled {NO_ANSWER} and {', '.join(c for c in codes if c != NO_ANSWER)}"
                wrong.append((*places[question, who], what, f"Remove one of them; {NO_ANSWER} was left out."))
                left_out = ((NO_ANSWER, codes.pop(NO_ANSWER)),)
            told.setdefault(question, {})[who] = Label(tuple(codes.items()), *places[question, who], left_out)
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
    """What classifiers learn from the labelled answers by question, and problem lines for labels whose answer isn't there."""
    answers, missing = labelled_answers(study, labels, waves, non_answers)
    return _learned(answers), missing


def _learned(answers: Mapping[str, Sequence[LabelledAnswer]]) -> dict[str, list[Labelled]]:
    return {question: [a.learned for a in found if a.learned is not None] for question, found in answers.items()}


def labelled_answers(
    study: Study, labels: Mapping[str, Mapping[Who, Label]], waves: Collection[str], non_answers: NonAnswers
) -> tuple[dict[str, list[LabelledAnswer]], pd.DataFrame]:
    """The labelled answers by question, in the order read, and problem lines for labels whose answer isn't there."""
    waiting = {(question, who) for question, of_question in labels.items() for who in of_question}
    found: dict[str, list[LabelledAnswer]] = {}
    for batch in read_answers(study, waves=waves) if waves else ():
        columns = (batch.answers[c].tolist() for c in ("question", "wave", "respondent_id", "text"))
        for question, wave, respondent, text in zip(*columns, strict=True):
            label = labels.get(question, {}).get((wave, respondent))
            if label is not None:
                waiting.discard((question, (wave, respondent)))
                learned = _labelled(text, label, respondent, non_answers) if text.strip() else None
                found.setdefault(question, []).append(LabelledAnswer((wave, respondent), text, label, learned))
    missing = [
        (labels[question][who].file, labels[question][who].row, _absent(question, who), "Correct or remove it.")
        for question, who in sorted(waiting)
    ]
    return found, _problem_lines(missing)


def _labelled(text: str, label: Label, respondent: str, non_answers: NonAnswers) -> Labelled:
    codes = tuple(code for code, _ in label.codes)
    return Labelled(text.strip(), codes, respondent, bool(non_answers.why(text)))


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

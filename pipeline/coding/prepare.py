"""Makes ready what codes a study's answers: codebooks, rules, labels and trained classifiers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

import pandas as pd

from pipeline.codebook import read_codebooks
from pipeline.coding.auto_accept import Acceptance
from pipeline.coding.classifier import Embedder, read_embedder
from pipeline.coding.question_coder import QuestionCoder
from pipeline.coding.rules import RuleMatcher
from pipeline.coding.training import Labelled, Trained, acceptance, train
from pipeline.decisions import (
    LOG,
    Decision,
    Label,
    Labels,
    RespondentInWave,
    checked_labels,
    read_decisions,
)
from pipeline.ingest import read_answers
from pipeline.language import language
from pipeline.model import PROBLEMS, Codebook, Problem, problems_table
from pipeline.normalise import NonAnswers, SpacyLinguist, text_hash
from pipeline.study import Study, house_problems

MOST_UNLABELLED = 400
"""Texts per question, from the first batch of each wave without labels, whose rule hits the classifier may learn from."""

LONGEST_UNLABELLED = 200
"""Characters; long texts would cost more training than they teach."""


@dataclass(frozen=True)
class LabelledAnswer:
    """An answer that people labelled: where it stands, its verbatim, its label, and what a classifier learns from it (None: it is empty)."""

    who: RespondentInWave
    verbatim: str
    label: Label
    learned: Labelled | None


@dataclass
class StudyCoder:
    """All that codes the answers of one study; the same for the same files, in whichever process it is made."""

    study: Study
    books: Mapping[str, Codebook]
    coders: Mapping[str, QuestionCoder]
    labels: Mapping[str, Labels]
    non_answers: NonAnswers
    linguist: SpacyLinguist
    problems: pd.DataFrame
    labelled_waves: frozenset[str] = field(default_factory=frozenset)
    labelled: Mapping[str, Sequence[LabelledAnswer]] = field(default_factory=dict)
    acceptances: Mapping[str, Acceptance] = field(default_factory=dict)
    """By question, where the study asks for it (`auto_accept`)."""
    decisions: tuple[Decision, ...] = ()
    """The log of decisions as it was read, those taken back included."""
    stale: int = 0
    """Decisions that are not used because the text of their answer has changed since."""
    train_on: Callable[[str, Sequence[Labelled]], QuestionCoder] | None = None
    """Makes a question's coder anew, from these labels instead of all."""


def embedder_of(study: Study) -> Embedder | None:
    """The study's embedder, or None when it names no embeddings."""
    return read_embedder(study.path(study.embeddings)) if study.embeddings else None


def prepare(
    study: Study,
    *,
    use_labels: bool = True,
    questions: Collection[str] | None = None,
    decisions: Sequence[Decision] | None = None,
) -> StudyCoder:
    """The study's coder, of these questions or of all. With `use_labels=False` the answers are coded as if nobody had labelled any.

    `decisions` are those of the study's log unless they are given.
    """
    books = read_codebooks(study)
    linguist = SpacyLinguist(study.language, study.spacy_model)
    matchers = {
        question: RuleMatcher(books[question], linguist)
        for question in questions or study.questions
    }
    known = tuple(read_decisions(study) if decisions is None else decisions) if use_labels else ()
    labels, problems = (
        checked_labels(study, books, known) if use_labels else ({}, [PROBLEMS.frame()])
    )
    waves = frozenset(wave for of_question in labels.values() for wave in of_question.waves)
    non_answers = NonAnswers(language(study.language))
    answers, missing, stale = labelled_answers(study, labels, waves, non_answers)
    labelled = _learned(answers)
    unlabelled = _unlabelled_texts(study, waves)
    embedder = embedder_of(study)

    def trained(question: str, labels: Sequence[Labelled]) -> Trained | None:
        if not study.questions[question].classifier:
            return None
        real = [text for text in unlabelled.get(question, []) if not non_answers.why(text)]
        return train(matchers[question], linguist, labels, real, embedder)

    def train_on(question: str, labels: Sequence[Labelled]) -> QuestionCoder:
        return QuestionCoder(matchers[question], linguist, trained(question, labels))

    classifiers = {question: trained(question, labelled.get(question, [])) for question in matchers}
    coders = {
        question: QuestionCoder(matcher, linguist, classifiers[question])
        for question, matcher in matchers.items()
    }
    acceptances = {}
    if study.auto_accept is not None:
        bound = {"error": study.auto_accept.error, "certainty": study.auto_accept.certainty}
        acceptances = {
            question: acceptance(
                matcher, linguist, labelled.get(question, []), classifiers[question], **bound
            )
            for question, matcher in matchers.items()
        }
    told = pd.concat([*problems, missing, house_problems(study)], ignore_index=True)
    return StudyCoder(
        study,
        books,
        coders,
        labels,
        non_answers,
        linguist,
        told,
        waves,
        answers,
        acceptances,
        known,
        stale,
        train_on,
    )


def labelled_texts(
    study: Study, labels: Mapping[str, Labels], waves: Collection[str], non_answers: NonAnswers
) -> tuple[dict[str, list[Labelled]], pd.DataFrame]:
    """What classifiers learn from the labelled answers by question, and problem lines for labels whose answer isn't there or has changed."""
    answers, missing, _ = labelled_answers(study, labels, waves, non_answers)
    return _learned(answers), missing


def _learned(answers: Mapping[str, Sequence[LabelledAnswer]]) -> dict[str, list[Labelled]]:
    return {
        question: [a.learned for a in found if a.learned is not None]
        for question, found in answers.items()
    }


def labelled_answers(
    study: Study, labels: Mapping[str, Labels], waves: Collection[str], non_answers: NonAnswers
) -> tuple[dict[str, list[LabelledAnswer]], pd.DataFrame, int]:
    """The labelled answers by question, in the order read; problem lines for labels whose answer isn't there or has changed; how many have changed.

    A decision that covers alike answers is learned from once.
    """
    filed = {
        (question, who) for question, of_question in labels.items() for who in of_question.filed
    }
    named = {
        (question, who) for question, of_question in labels.items() for who in of_question.named
    }
    found: dict[str, list[LabelledAnswer]] = {}
    lines: list[Problem] = []
    taught: set[tuple[str, int]] = set()
    stale = 0
    for question, who, text in _answers_of(study, labels, waves):
        of_question = labels[question]
        if (question, who) in named:
            named.discard((question, who))
            changed = _changed(of_question, who, text)
            stale += len(changed)
            lines += [_stale_line(decision) for decision in changed]
        filed.discard((question, who))
        label = of_question.of(who, text)
        if label is not None:
            again = label.file == LOG and (question, label.row) in taught
            taught.add((question, label.row) if label.file == LOG else ("", 0))
            learned = (
                _labelled(text, label, who[1], non_answers) if text.strip() and not again else None
            )
            found.setdefault(question, []).append(LabelledAnswer(who, text, label, learned))
    lines += [
        _absent(question, who, labels[question].filed[who]) for question, who in sorted(filed)
    ]
    lines += [_gone(d) for question, who in sorted(named) for d in labels[question].named[who]]
    return found, problems_table(lines), stale


def _answers_of(
    study: Study, labels: Mapping[str, Labels], waves: Collection[str]
) -> Iterator[tuple[str, RespondentInWave, str]]:
    """The answers of these waves to questions with labels: question, who, verbatim."""
    for batch in read_answers(study, waves=waves) if waves else ():
        columns = (batch.answers[c].tolist() for c in ("question", "wave", "respondent_id", "text"))
        for question, wave, respondent, text in zip(*columns, strict=True):
            if question in labels:
                yield question, RespondentInWave(wave, respondent), text


def _changed(labels: Labels, who: RespondentInWave, text: str) -> list[Decision]:
    """The decisions made on another text of that answer; none where its present text was decided on, too."""
    now = text_hash(text)
    if labels.decided(who, now) is not None:
        return []
    return [d for d in labels.named[who] if d.subject.text_hash != now]


def _stale_line(decision: Decision) -> Problem:
    what = f"the text of {_name(decision)} has changed since {decision.reviewer} decided on it; the decision is kept, and not used for it"
    return Problem(
        LOG, decision.number, what, "Decide again (queue: changed since).", column="theme"
    )


def _gone(decision: Decision) -> Problem:
    what = f"{decision.reviewer} decided on {_name(decision)}, which isn't there"
    what_to_do = "Nothing to do if it was dropped on purpose; the decision is kept."
    return Problem(LOG, decision.number, what, what_to_do, column="theme")


def _name(decision: Decision) -> str:
    return f"{decision.subject.wave}/{decision.subject.respondent_id}/{decision.subject.question}"


def _absent(question: str, who: RespondentInWave, label: Label) -> Problem:
    what = f"a label for respondent '{who[1]}' (wave {who[0]}, {question}), who isn't there"
    return Problem(label.file, label.row, what, "Correct or remove it.", column="theme")


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

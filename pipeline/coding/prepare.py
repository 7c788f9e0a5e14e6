"""Prepares the coding of a study's answers: codebooks, rules, labels and trained classifiers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from pipeline.codebook import read_codebooks
from pipeline.coding.auto_accept import Acceptance, Bound
from pipeline.coding.embedders import (
    SentenceEmbedder,
    choose_embedder,
    embeddings_record,
    embeddings_remark,
)
from pipeline.coding.llm import Replies
from pipeline.coding.llm_joint import join_llm
from pipeline.coding.question_coder import QuestionCoder
from pipeline.coding.replies import usable_replies
from pipeline.coding.rules import RuleMatcher
from pipeline.coding.training import Labelled, Material, Trained, acceptance, train
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
from pipeline.model import OTHER, PROBLEMS, Codebook, Problem, problems_table
from pipeline.normalise import NonAnswers, SpacyLinguist, text_hash
from pipeline.study import Study, house_problems

FEWEST_BESIDE = 2
"""Labelled answers with `overig` beside a theme from which labels want it so."""


@dataclass(frozen=True)
class LabelledAnswer:
    """An answer that people labelled, and what a classifier learns from it (None: nothing)."""

    who: RespondentInWave
    verbatim: str
    label: Label
    learned: Labelled | None


@dataclass(frozen=True)
class LabelledAnswers:
    """The labelled answers by question, in the order read.

    Also problem lines for labels whose answer is missing or has changed, and how many decisions are
    stale for the latter reason.
    """

    of_question: Mapping[str, Sequence[LabelledAnswer]]
    problems: pd.DataFrame
    stale: int

    def learned(self, question: str) -> list[Labelled]:
        """Return what a classifier learns from the answers to a question."""
        return _learned(self.of_question.get(question, ()))


@dataclass(frozen=True)
class Trainer:
    """Makes the coders of a study's questions from labels.

    `replies` are those of a language model, by question; without them none is asked.
    """

    study: Study
    linguist: SpacyLinguist
    matchers: Mapping[str, RuleMatcher]
    embedder: SentenceEmbedder | None
    replies: Mapping[str, Replies] = field(default_factory=dict)

    def material(self, question: str) -> Material:
        """Return what the model of a question is made of."""
        return Material(self.matchers[question], self.linguist, self.embedder)

    def train(self, question: str, labelled: Sequence[Labelled]) -> Trained | None:
        """Return the model of a question, or None if the study wants none."""
        wanted = self.study.questions[question].classifier
        if wanted is False:
            return None
        trained = train(self.material(question), labelled, rules_stand=wanted == "rules")
        if trained is None or question not in self.replies:
            return trained
        return join_llm(trained, self.matchers[question].book, labelled, self.replies[question])

    def question_coder(self, question: str, labelled: Sequence[Labelled]) -> QuestionCoder:
        """Return the coder of a question, trained on these labels alone."""
        return self.coder_with(question, self.train(question, labelled))

    def coder_with(self, question: str, trained: Trained | None) -> QuestionCoder:
        """Return the coder of a question with a model that is trained already."""
        replies = self.replies.get(question)
        return QuestionCoder(self.matchers[question], self.linguist, trained, replies)


@dataclass(frozen=True)
class StudyCoder:
    """All coders of a study; the same for the same files, in any process."""

    study: Study
    books: Mapping[str, Codebook]
    coders: Mapping[str, QuestionCoder]
    labels: Mapping[str, Labels]
    non_answers: NonAnswers
    linguist: SpacyLinguist
    problems: pd.DataFrame
    labelled: Mapping[str, Sequence[LabelledAnswer]] = field(default_factory=dict)
    acceptances: Mapping[str, Acceptance] = field(default_factory=dict)
    """By question, if the study asks for it (`auto_accept`)."""
    decisions: tuple[Decision, ...] = ()
    """The log of decisions as read, undone ones included."""
    stale: int = 0
    """The number of decisions not used because the text of their answer has changed since."""
    trainer: Trainer | None = None

    @property
    def embedder(self) -> SentenceEmbedder | None:
        """The embedder that the classifiers learned with."""
        return None if self.trainer is None else self.trainer.embedder

    @property
    def embeddings_remark(self) -> str:
        """What a user should know of the embeddings, in a sentence; '' if nothing."""
        return embeddings_remark(self.study.embeddings, self.embedder)

    def learned(self, question: str) -> list[Labelled]:
        """Return what a classifier learns from the labelled answers to a question."""
        return _learned(self.labelled.get(question, ()))

    def replies(self, question: str) -> Replies:
        """Return what a language model replied to a question, as far as it may be used."""
        known = {} if self.trainer is None else self.trainer.replies
        return known.get(question, Replies())


def embedder_of(study: Study) -> SentenceEmbedder | None:
    """Return the study's embedder, or None if it is coded by words alone."""
    return choose_embedder(study.embeddings_folder or study.embeddings)


def embeddings_of(study: Study) -> dict[str, object]:
    """Return what a manifest says of the study's embeddings."""
    return embeddings_record(study.embeddings, embedder_of(study))


def prepare(
    study: Study,
    *,
    use_labels: bool = True,
    questions: Collection[str] | None = None,
    decisions: Sequence[Decision] | None = None,
) -> StudyCoder:
    """Return the study's coder, of these questions or of all.

    With `use_labels=False` the answers are coded as if unlabelled. `decisions` default to those of
    the study's log.
    """
    books = read_codebooks(study)
    linguist = SpacyLinguist(study.language, study.spacy_model)
    non_answers = NonAnswers(language(study.language))
    names = questions or study.questions
    known: tuple[Decision, ...] = ()
    labels: dict[str, Labels] = {}
    problems = [PROBLEMS.frame()]
    if use_labels:
        known = tuple(read_decisions(study) if decisions is None else decisions)
        labels, problems = checked_labels(study, books, known)
    waves = frozenset(wave for of_question in labels.values() for wave in of_question.waves)
    answers = labelled_answers(study, labels, waves, non_answers)
    books = {name: as_labelled(book, answers.learned(name)) for name, book in books.items()}
    matchers = {question: RuleMatcher(books[question], linguist) for question in names}
    replies = {name: usable_replies(study, name, books[name]) for name in names}
    trainer = Trainer(study, linguist, matchers, embedder_of(study), replies)
    classifiers = {name: trainer.train(name, answers.learned(name)) for name in matchers}
    return StudyCoder(
        study=study,
        books=books,
        coders={name: trainer.coder_with(name, classifiers[name]) for name in matchers},
        labels=labels,
        non_answers=non_answers,
        linguist=linguist,
        problems=pd.concat([*problems, answers.problems, house_problems(study)], ignore_index=True),
        labelled=answers.of_question,
        acceptances=_acceptances(trainer, answers, classifiers),
        decisions=known,
        stale=answers.stale,
        trainer=trainer,
    )


def as_labelled(book: Codebook, labelled: Sequence[Labelled]) -> Codebook:
    """Return the codebook with `overig` beside themes, if it or enough labels want it so."""
    beside = [answer for answer in labelled if OTHER in answer.codes and len(answer.codes) > 1]
    return replace(
        book, other_beside_themes=book.other_beside_themes or len(beside) >= FEWEST_BESIDE
    )


def _acceptances(
    trainer: Trainer, answers: LabelledAnswers, classifiers: Mapping[str, Trained | None]
) -> dict[str, Acceptance]:
    wanted = trainer.study.auto_accept
    if wanted is None:
        return {}
    bound = Bound(wanted.error, wanted.certainty)
    return {
        name: acceptance(trainer.material(name), answers.learned(name), classifiers[name], bound)
        for name in trainer.matchers
    }


def labelled_texts(
    study: Study, labels: Mapping[str, Labels], waves: Collection[str], non_answers: NonAnswers
) -> tuple[dict[str, list[Labelled]], pd.DataFrame]:
    """Return the training examples by question, and problem lines.

    A problem is a label whose answer is missing or has changed.
    """
    answers = labelled_answers(study, labels, waves, non_answers)
    return {
        question: answers.learned(question) for question in answers.of_question
    }, answers.problems


def labelled_answers(
    study: Study, labels: Mapping[str, Labels], waves: Collection[str], non_answers: NonAnswers
) -> LabelledAnswers:
    """Return a study's labelled answers; a decision on several answers is learned from once."""
    search = _LabelSearch(labels, non_answers)
    for question, who, text in _answers_of(study, labels, waves):
        search.add(question, who, text)
    return search.found()


class _LabelSearch:
    """Matches labels with answers, as they are read."""

    def __init__(self, labels: Mapping[str, Labels], non_answers: NonAnswers) -> None:
        self._labels = labels
        self._non_answers = non_answers
        self._filed: set[tuple[str, RespondentInWave]] = set()
        self._named: set[tuple[str, RespondentInWave]] = set()
        for question, of_question in labels.items():
            self._filed.update((question, who) for who in of_question.filed)
            self._named.update((question, who) for who in of_question.named)
        self._answers: dict[str, list[LabelledAnswer]] = {}
        self._lines: list[Problem] = []
        self._stale = 0
        self._taught: set[tuple[str, int]] = set()

    def add(self, question: str, who: RespondentInWave, text: str) -> None:
        of_question = self._labels[question]
        if (question, who) in self._named:
            self._named.discard((question, who))
            changed = _changed(of_question, who, text)
            self._stale += len(changed)
            self._lines += [_stale_line(decision) for decision in changed]
        self._filed.discard((question, who))
        label = of_question.of(who, text)
        if label is not None:
            learned = self._learned(question, who, text, label)
            answers = self._answers.setdefault(question, [])
            answers.append(LabelledAnswer(who, text, label, learned))

    def found(self) -> LabelledAnswers:
        """Return the answers matched; labels whose answers were not added are problems."""
        absent = [
            _absent(question, who, self._labels[question].filed[who])
            for question, who in sorted(self._filed)
        ]
        gone = [
            _gone(decision)
            for question, who in sorted(self._named)
            for decision in self._labels[question].named[who]
        ]
        problems = problems_table([*self._lines, *absent, *gone])
        return LabelledAnswers(self._answers, problems, self._stale)

    def _learned(
        self, question: str, who: RespondentInWave, text: str, label: Label
    ) -> Labelled | None:
        if label.file == LOG:
            if (question, label.row) in self._taught:
                return None
            self._taught.add((question, label.row))
        if not text.strip():
            return None
        codes = tuple(code for code, _ in label.codes)
        return Labelled(text.strip(), codes, who[1], bool(self._non_answers.why(text)))


def _learned(answers: Sequence[LabelledAnswer]) -> list[Labelled]:
    return [answer.learned for answer in answers if answer.learned is not None]


def _answers_of(
    study: Study, labels: Mapping[str, Labels], waves: Collection[str]
) -> Iterator[tuple[str, RespondentInWave, str]]:
    """Yield the answers of these waves to questions with labels: question, who, verbatim."""
    for batch in read_answers(study, waves=waves) if waves else ():
        columns = (batch.answers[c].tolist() for c in ("question", "wave", "respondent_id", "text"))
        for question, wave, respondent, text in zip(*columns, strict=True):
            if question in labels:
                yield question, RespondentInWave(wave, respondent), text


def _changed(labels: Labels, who: RespondentInWave, text: str) -> list[Decision]:
    """Return the decisions made on another text of that answer.

    None if its present text was decided on, too.
    """
    now = text_hash(text)
    if labels.decided(who, now) is not None:
        return []
    return [d for d in labels.named[who] if d.subject.text_hash != now]


def _stale_line(decision: Decision) -> Problem:
    what = (
        f"the text of {_name(decision)} has changed since {decision.reviewer} decided on it; "
        "the decision is kept, and not used for it"
    )
    what_to_do = "Decide again (queue: changed since)."
    return Problem(LOG, decision.number, what, what_to_do, column="theme")


def _gone(decision: Decision) -> Problem:
    what = f"{decision.reviewer} decided on {_name(decision)}, which isn't there"
    what_to_do = "Nothing to do if it was dropped on purpose; the decision is kept."
    return Problem(LOG, decision.number, what, what_to_do, column="theme")


def _name(decision: Decision) -> str:
    return f"{decision.subject.wave}/{decision.subject.respondent_id}/{decision.subject.question}"


def _absent(question: str, who: RespondentInWave, label: Label) -> Problem:
    what = f"a label for respondent '{who[1]}' (wave {who[0]}, {question}), who isn't there"
    return Problem(label.file, label.row, what, "Correct or remove it.", column="theme")

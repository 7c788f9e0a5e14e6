"""Prepares the coding of a study's answers: codebooks, rules, labels and trained classifiers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from pipeline.codebook import read_codebooks
from pipeline.coding.auto_accept import Acceptance, Bound
from pipeline.coding.cross_fitting import CrossFittedCoder, cross_fitted_coder
from pipeline.coding.embedders import (
    SentenceEmbedder,
    choose_embedder,
    embeddings_record,
    embeddings_remark,
)
from pipeline.coding.held_out import OwnCodes, own_codes
from pipeline.coding.labelled_answers import (
    LabelledAnswer,
    LabelledAnswers,
    labelled_answers,
    learned_of,
)
from pipeline.coding.llm import Replies
from pipeline.coding.llm_joint import join_llm
from pipeline.coding.question_coder import QuestionCoder
from pipeline.coding.replies import usable_replies
from pipeline.coding.rules import RuleMatcher
from pipeline.coding.training import Labelled, Material, Trained, acceptance, train
from pipeline.decisions import Decision, Labels, checked_labels, read_decisions
from pipeline.language import language
from pipeline.model import OTHER, PROBLEMS, Bools, Codebook
from pipeline.normalise import NonAnswers, SpacyLinguist, text_hash
from pipeline.study import Study, house_problems

LARGE_EXPORTS = 5_000_000
"""Bytes of all exports from which a study is large: some 30,000 answers of a sentence or two."""

FEWEST_BESIDE = 2
"""Labelled answers with `overig` beside a theme from which labels want it so."""


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
        return Material(
            matcher=self.matchers[question],
            linguist=self.linguist,
            embedder=self.embedder,
            is_large=is_large(self.study),
        )

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

    def cross_fitted_coder(
        self, question: str, labelled: Sequence[Labelled], trained: Trained | None
    ) -> CrossFittedCoder | None:
        """Return the coder that knows no answer; None if the question's own coder knows none.

        `trained` is the model that learned from these labels.
        """
        has_replies = bool(self.replies.get(question, Replies()).of_text)
        return cross_fitted_coder(
            self.material(question), labelled, trained, has_replies=has_replies
        )

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
    own: Mapping[str, OwnCodes] = field(default_factory=dict)
    """By question with labels, the machine's own codes of the labelled texts (held out)."""
    cross_fitted: Mapping[str, CrossFittedCoder] = field(default_factory=dict)
    """By question whose waves are compared and whose machine learned from coded answers."""

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
        return learned_of(self.labelled.get(question, ()))

    def own_codes(self, question: str, texts: Sequence[str]) -> Bools:
        """Return the machine's own codes of texts with their parents, (texts, codes of the book).

        A text with a label is coded by models that did not see it, any other by the machine as it
        is.
        """
        book, own = self.books[question], self.own.get(question, OwnCodes({}))
        hashes = [text_hash(text) for text in texts]
        found = own.matrix(hashes, len(book.codes))
        others = [row for row, each in enumerate(hashes) if each not in own.codes]
        bare = [texts[row].strip() for row in others]
        coded = self.coders[question].code(bare, [self.non_answers.why(text) for text in bare])
        found[others] = coded.matrix(len(bare), len(book.codes))
        return book.matrix_with_parents(found)

    def cross_fitted_codes(
        self, question: str, respondents: Sequence[str], texts: Sequence[str]
    ) -> Bools:
        """Return the codes of answers with their parents, by a machine that knows none of them.

        (answers, codes of the book). `respondents` wrote the texts.
        """
        if question not in self.cross_fitted:
            return self.own_codes(question, texts)
        book, bare = self.books[question], [text.strip() for text in texts]
        empty = [self.non_answers.why(text) for text in bare]
        number = np.arange(len(bare))
        codes = self.cross_fitted[question].code(respondents, number, bare, empty)
        return book.matrix_with_parents(codes.matrix(len(bare), len(book.codes)))

    def may_know_answers(self, question: str) -> bool:
        """Whether the machine may know answers of a wave otherwise than by people's labels.

        A bank may hold them, and a language model may have been asked about them.
        """
        has_bank = bool(self.books[question].bank) and not self.coders[question].is_by_rules
        return has_bank or bool(self.replies(question).of_text)

    def replies(self, question: str) -> Replies:
        """Return what a language model replied to a question, as far as it may be used."""
        known = {} if self.trainer is None else self.trainer.replies
        return known.get(question, Replies())


def embedder_of(study: Study) -> SentenceEmbedder | None:
    """Return the study's embedder, or None if it is coded by words alone."""
    return choose_embedder(study.embeddings_folder or study.embeddings)


def is_large(study: Study) -> bool:
    """Whether vectors are made only where labels show their worth.

    So it is where study.yaml asks for no embeddings by name and the exports are large.
    """
    if study.embeddings:
        return False
    files = [study.path(name) for wave in study.waves for name in wave.files]
    return sum(file.stat().st_size for file in files) > LARGE_EXPORTS


def embeddings_of(study: Study) -> dict[str, object]:
    """Return what a manifest says of the study's embeddings."""
    return embeddings_record(study.embeddings, embedder_of(study))


def prepare(
    study: Study,
    *,
    use_labels: bool = True,
    questions: Collection[str] | None = None,
    decisions: Sequence[Decision] | None = None,
    compares_waves: bool = False,
) -> StudyCoder:
    """Return the study's coder, of these questions or of all.

    With `use_labels=False` the answers are coded as if unlabelled. `decisions` default to those of
    the study's log. With `compares_waves` it can also code the answers of all waves alike.
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
    coders = {name: trainer.coder_with(name, classifiers[name]) for name in matchers}
    return StudyCoder(
        study=study,
        books=books,
        coders=coders,
        labels=labels,
        non_answers=non_answers,
        linguist=linguist,
        problems=pd.concat([*problems, answers.problems, house_problems(study)], ignore_index=True),
        labelled=answers.of_question,
        acceptances=_acceptances(trainer, answers, classifiers),
        decisions=known,
        stale=answers.stale,
        trainer=trainer,
        own={
            name: own_codes(coders[name], answers.learned(name), non_answers)
            for name in matchers
            if name in labels
        },
        cross_fitted=_cross_fitted(trainer, answers, classifiers) if compares_waves else {},
    )


def as_labelled(book: Codebook, labelled: Sequence[Labelled]) -> Codebook:
    """Return the codebook with `overig` beside themes, if it or enough labels want it so."""
    beside = [answer for answer in labelled if OTHER in answer.codes and len(answer.codes) > 1]
    return replace(
        book, other_beside_themes=book.other_beside_themes or len(beside) >= FEWEST_BESIDE
    )


def _cross_fitted(
    trainer: Trainer, answers: LabelledAnswers, classifiers: Mapping[str, Trained | None]
) -> dict[str, CrossFittedCoder]:
    """Return the cross-fitted coders of questions that are asked in several waves."""
    several = [name for name in classifiers if len(trainer.study.asked_in(name)) > 1]
    made = {
        name: trainer.cross_fitted_coder(name, answers.learned(name), classifiers[name])
        for name in several
    }
    return {name: coder for name, coder in made.items() if coder is not None}


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

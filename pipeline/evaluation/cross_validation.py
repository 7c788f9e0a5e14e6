"""Cross-validation by respondent: learns from some, codes the answers of the others.

It does so with all labels of the others, and with fewer, for the learning curve.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from pipeline.codebook import read_codebooks
from pipeline.coding import (
    Labelled,
    QuestionCoder,
    Trainer,
    as_labelled,
    embedder_of,
    labelled_texts,
)
from pipeline.coding.classifier import classifier_only_sets
from pipeline.coding.rules import RuleMatcher
from pipeline.decisions import checked_labels, read_decisions
from pipeline.evaluation.values import Method
from pipeline.language import language
from pipeline.model import SOURCES, Bools, Codebook, Floats, Ints
from pipeline.normalise import NonAnswers, SpacyLinguist
from pipeline.study import Study

SHARES = (0.0, 1 / 3, 1.0)
"""The shares of the respondents to learn from in the learning curve; the last is the evaluation
itself.
"""

CURVE_FOLDS = 2
"""Folds for the smaller shares; each costs as much as a fold of the evaluation."""

EVERYONE = -1
"""The number of a fold that holds all respondents, so that nothing is learned from any of them."""

FEW_ANSWERS = 100
"""With fewer labelled answers several processes don't pay."""


@dataclass(frozen=True)
class Fold:
    """One training: which respondents are held out, and the share of the others learned from."""

    question: str
    number: int
    share: float


@dataclass(frozen=True)
class FoldResult:
    """The result of a fold.

    `labels` were learned from; `rows` (answers,) are the numbers of the answers that were coded,
    `codes` (answers, codes) the most precise codes by each method, `probability` (answers,) that
    of the whole set of `both`, and `probabilities` (answers, codes) the classifier's, if any.
    """

    labels: int
    rows: Ints
    codes: Mapping[Method, Bools]
    probability: Floats
    probabilities: Floats | None = None


class MapFolds(Protocol):
    """Computes the result of every fold, in this process or in several."""

    def __call__(
        self, work: Callable[[Fold], FoldResult], folds: Sequence[Fold], *, is_small: bool
    ) -> Iterable[tuple[Fold, FoldResult]]:
        """Yield every fold with its result; `is_small` work does not pay in several processes."""


def serial(
    work: Callable[[Fold], FoldResult], folds: Sequence[Fold], *, is_small: bool
) -> Iterator[tuple[Fold, FoldResult]]:
    """Yield every fold with its result, each computed in this process."""
    for fold in folds:
        yield fold, work(fold)


class CrossValidation:
    """What all folds share: the labelled answers, and their coders.

    A result depends only on the study, the number of folds and the seed, in any process.
    """

    def __init__(self, study: Study, folds: int, seed: int) -> None:
        self.study, self.folds, self.seed = study, folds, seed
        self.books: Mapping[str, Codebook] = read_codebooks(study)
        self.linguist = SpacyLinguist(study.language, study.spacy_model)
        self.embedder = embedder_of(study)
        self.non_answers = NonAnswers(language(study.language))
        self.labelled = self._labelled_answers()
        self.trained = {q for q in self.labelled if study.questions[q].classifier is not False}
        books = {q: as_labelled(self.books[q], answers) for q, answers in self.labelled.items()}
        self.matchers = {q: RuleMatcher(book, self.linguist) for q, book in books.items()}
        self.trainer = Trainer(study, self.linguist, self.matchers, self.embedder)
        self._place = self._shuffled_places()
        # words are numbered when first met: met here, they have the same numbers in every process
        self.linguist.tokens(list(self._texts()))

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the arguments only: another process prepares the models again."""
        return CrossValidation, (self.study, self.folds, self.seed)

    def _labelled_answers(self) -> dict[str, Sequence[Labelled]]:
        labels, _ = checked_labels(self.study, self.books, read_decisions(self.study))
        waves = frozenset(wave for of_question in labels.values() for wave in of_question.waves)
        labelled, _ = labelled_texts(self.study, labels, waves, self.non_answers)
        return {q: labelled[q] for q in self.study.questions if q in labelled}

    def _shuffled_places(self) -> dict[str, int]:
        answers = [answer for of_question in self.labelled.values() for answer in of_question]
        respondents = sorted({answer.group for answer in answers})
        shuffled = np.random.default_rng(self.seed).permutation(respondents).tolist()
        return {respondent: place for place, respondent in enumerate(shuffled)}

    def _texts(self) -> Iterator[str]:
        for question, answers in self.labelled.items():
            yield from (answer.text for answer in answers)
            yield from (text.text for text in self.books[question].bank)
            for placed in self.books[question].placed:
                theme = placed.theme
                yield from (*theme.examples, *theme.counterexamples, theme.label, theme.definition)

    @property
    def answers(self) -> int:
        """The number of labelled answers."""
        return sum(map(len, self.labelled.values()))

    def all_folds(self) -> list[Fold]:
        """Return every fold, the slowest first."""
        folds = []
        for question, answers in self.labelled.items():
            numbers = sorted({self._fold_of(answer) for answer in answers})
            folds += [Fold(question, number, 1.0) for number in numbers]
            if question in self.trained:
                curve = numbers[:CURVE_FOLDS]
                folds += [Fold(question, n, share) for n in curve for share in SHARES[1:-1]]
                # without labels all folds learn the same
                folds.append(Fold(question, EVERYONE, 0.0))
        return sorted(folds, key=lambda fold: -len(self.books[fold.question].codes))

    def result(self, fold: Fold) -> FoldResult:
        """Return the coding of a fold's answers, learned from the others."""
        answers, matcher = self.labelled[fold.question], self.matchers[fold.question]
        rows = [i for i, a in enumerate(answers) if fold.number in (EVERYONE, self._fold_of(a))]
        held_out = [answers[i] for i in rows]
        texts = [answer.text for answer in held_out]
        learned, trained = self.learned_from(fold), None
        if fold.question in self.trained:
            trained = self.trainer.train(fold.question, learned)
        coder = QuestionCoder(matcher, self.linguist, trained)
        coded, probability = coder.code_with_probability(
            texts, [self.non_answers.why(text) for text in texts]
        )

        by_rule = coded.source == SOURCES.index("rules")
        shape = (len(rows), len(matcher.book.codes))
        codes: dict[Method, Bools] = {
            "rules": _incidence(coded.text[by_rule], coded.code[by_rule], shape),
            "both": _incidence(coded.text, coded.code, shape),
        }
        probabilities = None
        if trained is not None:
            probabilities = coder.probabilities(self.linguist.tokens(texts))
        if probabilities is not None:
            nothing = np.array([answer.no_answer for answer in held_out], dtype=bool)
            codes["classifier"] = classifier_only_sets(matcher.book, probabilities, nothing)
        return FoldResult(
            labels=len(learned),
            rows=np.array(rows, dtype=np.int64),
            codes=codes,
            probability=probability,
            probabilities=probabilities,
        )

    def learned_from(self, fold: Fold) -> list[Labelled]:
        """Return the answers that a fold learns from."""
        if not fold.share:
            return []
        answers = self.labelled[fold.question]
        others = [answer for answer in answers if self._fold_of(answer) != fold.number]
        places = sorted({self._place[answer.group] for answer in others})
        taken = set(places[: round(fold.share * len(places))])
        return [answer for answer in others if self._place[answer.group] in taken]

    def _fold_of(self, answer: Labelled) -> int:
        return self._place[answer.group] % self.folds


def _incidence(texts: Ints, codes: Ints, shape: tuple[int, int]) -> Bools:
    found = np.zeros(shape, dtype=bool)
    found[texts, codes] = True
    return found


def cross_validate(
    validation: CrossValidation, *, map_folds: MapFolds = serial, tell: Callable[[int, int], None]
) -> dict[Fold, FoldResult]:
    """Return the result of every fold; `tell` is called with the number done and the total."""
    folds = validation.all_folds()
    results: dict[Fold, FoldResult] = {}
    tell(0, len(folds))
    is_small = validation.answers < FEW_ANSWERS
    for fold, result in map_folds(validation.result, folds, is_small=is_small):
        results[fold] = result
        tell(len(results), len(folds))
    return results

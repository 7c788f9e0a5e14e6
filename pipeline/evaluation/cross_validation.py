"""Cross-validation by respondent: trains on some, codes the answers of the others, with more and fewer labels."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np

from pipeline.codebook import read_codebooks
from pipeline.coding import Labelled, QuestionCoder, embedder_of, labelled_texts, train
from pipeline.coding.classifier import classifier_only_sets
from pipeline.coding.rules import RuleMatcher
from pipeline.decisions import checked_labels, read_decisions
from pipeline.language import language
from pipeline.model import Bools, Codebook, Floats, Ints
from pipeline.normalise import NonAnswers, SpacyLinguist
from pipeline.study import Study

SHARES = (0.0, 1 / 3, 1.0)
"""The parts of the respondents to learn from that make the learning curve; the last is the evaluation itself."""

CURVE_FOLDS = 2
"""Folds in which fewer labels are tried; every one of them costs as much as a fold of the evaluation."""

WORTH_HELPERS = 100
"""Labelled answers from which more processes than one pay."""


@dataclass(frozen=True)
class Trial:
    """One training: the question, the fold that is kept out, and the part of the other respondents that is learned from."""

    question: str
    fold: int
    share: float


@dataclass(frozen=True)
class Tried:
    """What came of a trial: labels learned from, which answers were coded, and their codes, (answers, codes), most precise ones only.

    `confidence`: in the whole set of `both`. Without a classifier there are no probabilities, and `alone` is empty.
    """

    labels: int
    kept: Ints
    both: Bools
    ruled: Bools
    alone: Bools
    confidence: Floats
    probabilities: Floats | None


class Trier:
    """All that trials share. A trial is a function of the study, the number of folds and the seed alone, in whichever process it runs."""

    def __init__(self, study: Study, folds: int, seed: int) -> None:
        self.books: Mapping[str, Codebook] = read_codebooks(study)
        self.linguist = SpacyLinguist(study.language, study.spacy_model)
        self.embedder = embedder_of(study)
        labels, _ = checked_labels(study, self.books, read_decisions(study))
        waves = frozenset(wave for of_question in labels.values() for wave in of_question.waves)
        self.non_answers = NonAnswers(language(study.language))
        found, _ = labelled_texts(study, labels, waves, self.non_answers)
        self.labelled: Mapping[str, Sequence[Labelled]] = {
            q: found[q] for q in study.questions if q in found
        }
        self.learns = {
            question for question in self.labelled if study.questions[question].classifier
        }
        self.matchers = {q: RuleMatcher(self.books[q], self.linguist) for q in self.labelled}
        self.folds = folds
        respondents = sorted(
            {answer.group for answers in self.labelled.values() for answer in answers}
        )
        self._place = dict(
            zip(
                np.random.default_rng(seed).permutation(respondents).tolist(),
                range(len(respondents)),
                strict=True,
            )
        )
        # words are numbered as they are met: met here, they have the same numbers in every process
        self.linguist.tokens([text for q in self.labelled for text in self._texts(q)])

    def trials(self) -> list[Trial]:
        """Every training, the longest first."""
        found = []
        for question, answers in self.labelled.items():
            folds = sorted({self._fold(answer) for answer in answers})
            few = folds[:CURVE_FOLDS] if question in self.learns else []
            found += [Trial(question, fold, 1.0) for fold in folds]
            found += [Trial(question, fold, share) for fold in few for share in SHARES[1:-1]]
            # without labels all folds learn the same
            found += [Trial(question, -1, 0.0)] * bool(few)
        return sorted(found, key=lambda trial: -len(self.books[trial.question].codes))

    def run(self, trial: Trial) -> Tried:
        """Trains on the respondents of the other folds and codes the answers of the fold (of all of them, for -1)."""
        answers, matcher = self.labelled[trial.question], self.matchers[trial.question]
        learned = self._learned(trial)
        kept = [i for i, answer in enumerate(answers) if trial.fold in (-1, self._fold(answer))]
        trained = (
            train(matcher, self.linguist, learned, embedder=self.embedder)
            if trial.question in self.learns
            else None
        )
        texts = [answers[i].text for i in kept]
        coded, confidence = QuestionCoder(matcher, self.linguist, trained).code_with_probability(
            texts, [self.non_answers.why(text) for text in texts]
        )
        shape = (len(kept), len(matcher.book.codes))
        both, ruled = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
        both[coded.text, coded.code] = True
        by_rule = coded.source == _RULES
        ruled[coded.text[by_rule], coded.code[by_rule]] = True
        if trained is None:
            none = np.zeros(shape, dtype=bool)
            return Tried(
                len(learned), np.array(kept, dtype=np.int64), both, ruled, none, confidence, None
            )
        probabilities = trained.classifier.probabilities(self.linguist.tokens(texts))
        nothing = np.array([answers[i].no_answer for i in kept], dtype=bool)
        alone = classifier_only_sets(matcher.book, probabilities, nothing)
        return Tried(
            len(learned),
            np.array(kept, dtype=np.int64),
            both,
            ruled,
            alone,
            confidence,
            probabilities,
        )

    def _learned(self, trial: Trial) -> list[Labelled]:
        others = (
            [a for a in self.labelled[trial.question] if self._fold(a) != trial.fold]
            if trial.share
            else []
        )
        places = sorted({self._place[a.group] for a in others})
        taken = set(places[: round(trial.share * len(places))])
        return [a for a in others if self._place[a.group] in taken]

    def _fold(self, answer: Labelled) -> int:
        place: int = self._place[answer.group]
        return place % self.folds

    def _texts(self, question: str) -> Iterator[str]:
        yield from (answer.text for answer in self.labelled[question])
        for placed in self.books[question].placed:
            theme = placed.theme
            yield from (*theme.examples, *theme.counterexamples, theme.label, theme.definition)


_RULES = 1
_FORKS = sys.platform == "linux"
_trier: Trier | None = None


def try_all(trier: Trier, processes: int, tell: Callable[[int, int], None]) -> dict[Trial, Tried]:
    """What came of every trial. `tell` hears how many are done, of how many."""
    trials = trier.trials()
    if not processes:
        many = sum(map(len, trier.labelled.values())) >= WORTH_HELPERS
        processes = min(os.cpu_count() or 1, len(trials)) if many else 1
    found: dict[Trial, Tried] = {}
    tell(0, len(trials))
    for trial, tried in (
        _forked(trier, trials, processes) if _FORKS and processes > 1 else _here(trier, trials)
    ):
        found[trial] = tried
        tell(len(found), len(trials))
    return found


def _here(trier: Trier, trials: Sequence[Trial]) -> Iterator[tuple[Trial, Tried]]:
    for trial in trials:
        yield trial, trier.run(trial)


def _forked(trier: Trier, trials: Sequence[Trial], processes: int) -> Iterator[tuple[Trial, Tried]]:
    """The same in processes that share what is ready."""
    global _trier
    _trier = trier
    with warnings.catch_warnings():
        # Python warns of threads held elsewhere; the workers only compute, and take no lock of another thread
        warnings.simplefilter("ignore", DeprecationWarning)
        with ProcessPoolExecutor(processes, get_context("fork")) as pool:
            futures = {pool.submit(_run_in_worker, trial): trial for trial in trials}
            for future in as_completed(futures):
                yield futures[future], future.result()


def _run_in_worker(trial: Trial) -> Tried:
    if _trier is None:
        raise RuntimeError("a worker was asked for a trial before it had anything to try")
    return _trier.run(trial)

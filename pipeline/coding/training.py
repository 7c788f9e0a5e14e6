"""Training data of a question's classifier.

People's labels have full weight, the codebook's texts and the hits of its rules less.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.coding.auto_accept import DEFAULT_BOUND, Acceptance, Bound, accept
from pipeline.coding.classifier import Embedder, TokenClassifier, Training
from pipeline.coding.combine import Combiner, Policy
from pipeline.coding.rules import RuleMatcher
from pipeline.model import Bools, Codebook, Floats, Linguist

OF_EXAMPLE, OF_DEFINITION, OF_COUNTEREXAMPLE, OF_RULE_HIT = 0.5, 0.25, 0.5, 0.2
"""Weights relative to a person's label, which weighs 1."""

MOST_UNLABELLED = 200
"""The most unlabelled answers whose rule hits are learned from."""


@dataclass(frozen=True)
class Labelled:
    """A text and the codes that people gave it; texts of one respondent share a group.

    `no_answer`: recognised as a non-answer.
    """

    text: str
    codes: tuple[str, ...]
    group: str
    no_answer: bool = False


@dataclass(frozen=True)
class Trained:
    """A classifier and its policy for adding codes.

    `supported`, (codes,): whether a label that it learned from has the code or one below it.
    `cold`: there were no labels, only the codebook's texts and the hits of rules.
    """

    classifier: TokenClassifier
    policy: Policy
    supported: Bools
    cold: bool = False


@dataclass(frozen=True)
class _Lesson:
    """A text with the codes it has and the weight of each, (codes,) each."""

    text: str
    target: Floats
    weight: Floats
    trusted: bool = False
    group: str = ""


def train(
    matcher: RuleMatcher,
    linguist: Linguist,
    labelled: Sequence[Labelled],
    unlabelled: Sequence[str] = (),
    embedder: Embedder | None = None,
) -> Trained | None:
    """Return the classifier for the matcher's codebook, or None if there is nothing to learn."""
    book = matcher.book
    some = sorted(set(unlabelled))[:MOST_UNLABELLED]
    lessons = [
        *_lessons_of_people(book, labelled),
        *_lessons_of_codebook(book),
        *_lessons_of_rules(matcher, linguist, some),
    ]
    if not lessons:
        return None
    # a text without a group is a group by itself
    groups = [lesson.group or f"#{number}" for number, lesson in enumerate(lessons, 1)]
    number_of = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    training = Training(
        tokens=linguist.tokens([lesson.text for lesson in lessons]),
        targets=np.stack([lesson.target for lesson in lessons]),
        weights=np.stack([lesson.weight for lesson in lessons]),
        trusted=np.array([lesson.trusted for lesson in lessons]),
        groups=np.array([number_of[group] for group in groups]),
    )
    classifier = TokenClassifier(training, embedder=embedder)
    trial = _by_rules(matcher, linguist, labelled)
    combiner = Combiner(book)
    held_out = combiner.coherent(classifier.held_out_probabilities())
    policy = combiner.policy(held_out, trial.ruled, trial.nothing, trial.truth)
    return Trained(classifier, policy, supported_codes(book, labelled), cold=not labelled)


def supported_codes(book: Codebook, labelled: Sequence[Labelled]) -> Bools:
    """Return which codes the labels support, (codes,): those given, and their parents."""
    supported = np.zeros(len(book.codes), dtype=bool)
    for answer in labelled:
        supported |= _row(book, book.with_parents(answer.codes)) > 0
    return supported


def acceptance(
    matcher: RuleMatcher,
    linguist: Linguist,
    labelled: Sequence[Labelled],
    trained: Trained | None,
    bound: Bound = DEFAULT_BOUND,
) -> Acceptance:
    """Return which answers rules and classifier together may code without review.

    It is tested on the labelled answers, each coded by a classifier that had not seen it. `trained`
    must have learned from these labelled answers, or be None if only rules code.
    """
    if not labelled:
        return Acceptance(None, bound)
    trial = _by_rules(matcher, linguist, labelled)
    book, combiner = matcher.book, Combiner(matcher.book)
    probabilities = np.zeros(trial.truth.shape)
    added = np.zeros(trial.truth.shape, dtype=bool)
    if trained is not None:
        probabilities = combiner.coherent(trained.classifier.held_out_probabilities())
        threshold = trained.policy.threshold
        added = combiner.codes_to_add(probabilities, trial.ruled, trial.nothing, threshold)
    of_sets = combiner.set_probabilities(probabilities, trial.ruled, added, trial.nothing)
    found = book.matrix_with_parents(trial.ruled | added)
    right = (found == book.matrix_with_parents(trial.truth)).all(axis=1)
    return accept(of_sets, right, bound)


@dataclass(frozen=True)
class _Trial:
    """Labelled answers as rules code them, which are non-answers, and the true codes."""

    ruled: Bools
    nothing: Bools
    truth: Bools


def _by_rules(matcher: RuleMatcher, linguist: Linguist, labelled: Sequence[Labelled]) -> _Trial:
    book = matcher.book
    hits = matcher.match(linguist.tokens([answer.text for answer in labelled]))
    truth = np.zeros((len(labelled), len(book.codes)), dtype=bool)
    for row, answer in enumerate(labelled):
        truth[row, [book.numbers[code] for code in answer.codes]] = True
    nothing = np.array([answer.no_answer for answer in labelled], dtype=bool)
    ruled = book.matrix_with_non_answers(hits.matrix(*truth.shape), nothing)
    return _Trial(ruled, nothing, truth)


def _row(book: Codebook, codes: Iterable[str], value: float = 1.0) -> Floats:
    row = np.zeros(len(book.codes))
    row[[book.numbers[code] for code in codes]] = value
    return row


def _lessons_of_people(book: Codebook, labelled: Sequence[Labelled]) -> Iterator[_Lesson]:
    everything = np.ones(len(book.codes))
    for answer in labelled:
        target = _row(book, book.with_parents(answer.codes))
        yield _Lesson(answer.text, target, everything, trusted=True, group=answer.group)


def _lessons_of_codebook(book: Codebook) -> Iterator[_Lesson]:
    everything = np.ones(len(book.codes))
    themes_of_example: dict[str, list[str]] = {}
    for placed in book.placed:
        theme = placed.theme
        for text in theme.examples:
            themes_of_example.setdefault(text, []).append(theme.id)
        for text in theme.counterexamples:
            yield _Lesson(text, _row(book, ()), _row(book, [theme.id], OF_COUNTEREXAMPLE))
        described = " ".join(filter(None, (theme.label, theme.definition)))
        target = _row(book, book.with_parents([theme.id]))
        yield _Lesson(described, target, everything * OF_DEFINITION)
    # an example of several themes is one answer, not several that contradict each other
    for text, themes in themes_of_example.items():
        yield _Lesson(text, _row(book, book.with_parents(themes)), everything * OF_EXAMPLE)


def _lessons_of_rules(
    matcher: RuleMatcher, linguist: Linguist, texts: Sequence[str]
) -> Iterator[_Lesson]:
    book = matcher.book
    hits = matcher.match(linguist.tokens(texts))
    codes: dict[int, list[str]] = {}
    for text, code in zip(hits.text.tolist(), hits.code.tolist(), strict=True):
        codes.setdefault(text, []).append(book.codes[code])
    for text, found in codes.items():
        # what a rule misses means nothing, so only its hits are learned
        target = _row(book, book.with_parents(found))
        yield _Lesson(texts[text], target, target * OF_RULE_HIT)

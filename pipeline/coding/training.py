"""What a question's classifier learns from: labels of people fully, the codebook's texts and the hits of its rules weakly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from pipeline.coding.auto_accept import CERTAINTY, ERROR, Acceptance, accept
from pipeline.coding.classifier import Embedder, TokenClassifier, Training
from pipeline.coding.combine import Adder, Policy
from pipeline.coding.rules import RuleMatcher
from pipeline.model import NO_ANSWER, Bools, Codebook, Floats, Linguist

OF_EXAMPLE, OF_DEFINITION, OF_COUNTEREXAMPLE, OF_RULE_HIT = 0.5, 0.25, 0.5, 0.2
"""Weights beside a person's label, which weighs 1."""

MOST_UNLABELLED = 200
"""Unlabelled answers from which rule hits are learned."""


@dataclass(frozen=True)
class Labelled:
    """A text and the codes that people gave it; texts of one respondent share a group. `no_answer`: recognised as a non-answer."""

    text: str
    codes: tuple[str, ...]
    group: str
    no_answer: bool = False


@dataclass(frozen=True)
class Trained:
    """A classifier and when it may speak. `cold`: nobody labelled anything, it knows the codebook's texts and the hits of rules alone."""

    classifier: TokenClassifier
    policy: Policy
    cold: bool = False


@dataclass
class _Rows:
    texts: list[str] = field(default_factory=list)
    targets: list[Floats] = field(default_factory=list)
    weights: list[Floats] = field(default_factory=list)
    trusted: list[bool] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)

    def add(
        self, text: str, target: Floats, weight: Floats, *, trusted: bool = False, group: str = ""
    ) -> None:
        self.texts.append(text)
        self.targets.append(target)
        self.weights.append(weight)
        self.trusted.append(trusted)
        self.groups.append(group or f"#{len(self.texts)}")


def train(
    matcher: RuleMatcher,
    linguist: Linguist,
    labelled: Sequence[Labelled],
    unlabelled: Sequence[str] = (),
    embedder: Embedder | None = None,
) -> Trained | None:
    """The classifier of the matcher's question and when it may speak, or None when there is nothing to learn from.

    Codes are those of the matcher's codebook.
    """
    book = matcher.book
    maker = _TargetMaker(book)
    rows = _Rows()
    for answer in labelled:
        rows.add(
            answer.text, maker.of(answer.codes), maker.all_known, trusted=True, group=answer.group
        )
    _add_codebook(rows, maker, book)
    if unlabelled:
        _add_rule_hits(rows, maker, matcher, linguist, sorted(set(unlabelled))[:MOST_UNLABELLED])
    if not rows.texts:
        return None
    groups = {group: number for number, group in enumerate(dict.fromkeys(rows.groups))}
    classifier = TokenClassifier(
        Training(
            linguist.tokens(rows.texts),
            np.stack(rows.targets),
            np.stack(rows.weights),
            np.array(rows.trusted),
            np.array([groups[g] for g in rows.groups]),
        ),
        embedder=embedder,
    )
    return Trained(classifier, _policy(matcher, linguist, classifier, labelled), cold=not labelled)


def acceptance(
    matcher: RuleMatcher,
    linguist: Linguist,
    labelled: Sequence[Labelled],
    trained: Trained | None,
    *,
    error: float = ERROR,
    certainty: float = CERTAINTY,
) -> Acceptance:
    """Which answers rules and classifier together may code alone, tried on the labelled answers, each by a classifier that had not seen it.

    `trained` must have learned from these labelled answers, or be None where rules code alone.
    """
    tried = _tried(matcher, linguist, labelled)
    if not labelled:
        return Acceptance(None, error, certainty)
    adder = Adder(matcher.book)
    probabilities = np.zeros(tried.truth.shape)
    added = np.zeros(tried.truth.shape, dtype=bool)
    if trained is not None:
        probabilities = adder.coherent(trained.classifier.held_out_probabilities())
        added = adder.added(probabilities, tried.ruled, tried.nothing, trained.policy.sure_enough)
    confidence = adder.confidence(probabilities, tried.ruled, added, tried.nothing)
    found = adder.closed(tried.ruled | added)
    right = (found == adder.closed(tried.truth)).all(axis=1)
    return accept(confidence, right, error=error, certainty=certainty)


@dataclass(frozen=True)
class _Tried:
    """Labelled answers as rules code them, (answers, codes), which of them are no answers, and their true codes."""

    ruled: Bools
    nothing: Bools
    truth: Bools


def _tried(matcher: RuleMatcher, linguist: Linguist, labelled: Sequence[Labelled]) -> _Tried:
    number = {code: i for i, code in enumerate(matcher.book.codes)}
    ruled = np.zeros((len(labelled), len(number)), dtype=bool)
    truth = np.zeros_like(ruled)
    hits = matcher.match(linguist.tokens([answer.text for answer in labelled]))
    ruled[hits.text, hits.code] = True
    for row, answer in enumerate(labelled):
        truth[row, [number[code] for code in answer.codes]] = True
    nothing = np.array([answer.no_answer for answer in labelled], dtype=bool)
    ruled[nothing] = False
    ruled[nothing, number[NO_ANSWER]] = True
    return _Tried(ruled, nothing, truth)


def _policy(
    matcher: RuleMatcher,
    linguist: Linguist,
    classifier: TokenClassifier,
    labelled: Sequence[Labelled],
) -> Policy:
    """When the classifier may speak, tried on the labelled answers."""
    tried = _tried(matcher, linguist, labelled)
    adder = Adder(matcher.book)
    held_out = adder.coherent(classifier.held_out_probabilities())
    return adder.policy(held_out, tried.ruled, tried.nothing, tried.truth)


class _TargetMaker:
    """Rows of targets: a child implies its parents."""

    def __init__(self, book: Codebook) -> None:
        self._number: Mapping[str, int] = {code: i for i, code in enumerate(book.codes)}
        self._book = book
        self.all_known = np.ones(len(book.codes))

    def of(self, codes: Sequence[str]) -> Floats:
        target = np.zeros(len(self._number))
        for code in codes:
            target[[self._number[c] for c in (code, *self._book.ancestors(code))]] = 1.0
        return target

    def only(self, code: str) -> Floats:
        """Weights that say something of that code alone."""
        weight = np.zeros(len(self._number))
        weight[self._number[code]] = 1.0
        return weight


def _add_codebook(rows: _Rows, maker: _TargetMaker, book: Codebook) -> None:
    shown: dict[str, list[str]] = {}
    for placed in book.placed:
        theme = placed.theme
        for text in theme.examples:
            shown.setdefault(text, []).append(theme.id)
        for text in theme.counterexamples:
            rows.add(text, np.zeros_like(maker.all_known), maker.only(theme.id) * OF_COUNTEREXAMPLE)
        described = " ".join(t for t in (theme.label, theme.definition) if t)
        rows.add(described, maker.of([theme.id]), maker.all_known * OF_DEFINITION)
    # an example of several themes stands under each of them: one answer, not several that contradict each other
    for text, themes in shown.items():
        rows.add(text, maker.of(themes), maker.all_known * OF_EXAMPLE)


def _add_rule_hits(
    rows: _Rows, maker: _TargetMaker, matcher: RuleMatcher, linguist: Linguist, texts: Sequence[str]
) -> None:
    book, hits = matcher.book, matcher.match(linguist.tokens(texts))
    codes: dict[int, list[str]] = {}
    for text, code in zip(hits.text.tolist(), hits.code.tolist(), strict=True):
        codes.setdefault(text, []).append(book.codes[code])
    for text, found in codes.items():
        # what a rule misses says nothing, so only what it finds is learned
        target = maker.of(found)
        rows.add(texts[text], target, target * OF_RULE_HIT)

"""Trains the model of a question: on labels where there are enough, else on what shows its themes.

With few labels, or none, it is the pair model. From `ENOUGH_LABELS` on several models are trained,
and the one that codes labelled answers held out of training best is taken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.coding.auto_accept import DEFAULT_BOUND, Acceptance, Bound, accept
from pipeline.coding.classifier import best_sets
from pipeline.coding.combine import Combiner
from pipeline.coding.doubt_model import DoubtModel
from pipeline.coding.embedders import Embedder
from pipeline.coding.label_model import LabelModel
from pipeline.coding.pair_model import LabelledText, PairModel
from pipeline.coding.rules import Hits, RuleMatcher
from pipeline.coding.theme_model import ThemeModel
from pipeline.model import Bools, Codebook, Linguist, code_matrix, f1_per_answer

ENOUGH_LABELS = 50
"""Labelled answers from which a question has a model of its own labels, which outvotes rules."""

WORDS, VECTORS, PAIR_MODEL = "words", "words and vectors", "pair model"
"""The names of the kinds of models."""

FEW_FOR_A_CHOICE = 300
"""Labelled answers up to which the pair model is tried beside the others."""


@dataclass(frozen=True)
class Labelled(LabelledText):
    """A text and the codes that people gave it; `no_answer`: recognised as a non-answer."""

    no_answer: bool = False


@dataclass(frozen=True)
class Material:
    """What a model is made of beside labels: rules, language and sentence vectors.

    `is_large`: there are so many texts that vectors are made only where they show their worth.
    """

    matcher: RuleMatcher
    linguist: Linguist
    embedder: Embedder | None = None
    is_large: bool = False

    @property
    def book(self) -> Codebook:
        """The codebook."""
        return self.matcher.book

    def hits(self, texts: Sequence[str]) -> Hits:
        """Return what the rules find in texts."""
        return self.matcher.match(self.linguist.tokens(texts))


@dataclass(frozen=True)
class Trained:
    """A question's model: its name, and whether it has the last word on rule hits.

    `supported` (codes,): the codes that a label has, or a label on a theme below. `alone` is the
    model without the language model that `model` joins with it, if it does.
    """

    model: ThemeModel
    name: str
    outvotes: bool
    supported: Bools
    alone: ThemeModel | None = None

    @property
    def joins_llm(self) -> bool:
        """Whether the model has learned what a language model's replies are worth."""
        return self.alone is not None

    def without_llm(self) -> Trained:
        """Return the same without the language model."""
        return self if self.alone is None else replace(self, model=self.alone, alone=None)


def train(
    material: Material, labelled: Sequence[Labelled], *, rules_stand: bool = False
) -> Trained | None:
    """Return the model of a question, or None if nothing shows its themes.

    With `rules_stand` it never outvotes a rule.
    """
    book = material.book
    truth = code_matrix(book, [answer.codes for answer in labelled])
    supported = np.asarray(truth.any(axis=0))
    if len(labelled) < ENOUGH_LABELS:
        if not labelled and not book.theme_ids:
            return None
        return Trained(_pair_model(material, labelled), PAIR_MODEL, False, supported)
    tried = dict(_models(material, labelled, _worth_trying(material, labelled)))
    scores = {name: _held_out_f1(book, model, truth) for name, model in tried.items()}
    # the first of equals is the simplest
    best = max(scores, key=lambda name: round(scores[name], 4))
    return Trained(tried[best], best, not rules_stand, supported)


def train_like(trained: Trained, material: Material, labelled: Sequence[Labelled]) -> Trained:
    """Return a model of the same kind that learned from these labels instead, without a choice."""
    ((name, model),) = _models(material, labelled, [trained.name])
    truth = code_matrix(material.book, [answer.codes for answer in labelled])
    return Trained(model, name, trained.outvotes, np.asarray(truth.any(axis=0)))


def _worth_trying(material: Material, labelled: Sequence[Labelled]) -> list[str]:
    """Return the names of the kinds of models to choose from."""
    kinds = [WORDS]
    if material.embedder is not None:
        kinds.append(VECTORS)
    if not material.is_large and len(labelled) <= FEW_FOR_A_CHOICE:
        kinds.append(PAIR_MODEL)
    return kinds


def _models(
    material: Material, labelled: Sequence[Labelled], kinds: Collection[str]
) -> Iterator[tuple[str, ThemeModel]]:
    """Yield the models of these kinds, the simplest first."""
    if WORDS in kinds or VECTORS in kinds:
        by_words = _label_model(material, labelled, None)
        if WORDS in kinds:
            yield WORDS, by_words
        if VECTORS in kinds:
            by_meaning = _label_model(material, labelled, material.embedder)
            yield VECTORS, DoubtModel(by_words, by_meaning)
    if PAIR_MODEL in kinds:
        yield PAIR_MODEL, _pair_model(material, labelled)


def _pair_model(material: Material, labelled: Sequence[Labelled]) -> PairModel:
    return PairModel(
        material.book,
        material.linguist,
        labelled=labelled,
        hits=material.hits([answer.text for answer in labelled]),
        # of so many texts it would take too long, and no label shows what vectors are worth
        embedder=None if material.is_large else material.embedder,
    )


def _label_model(
    material: Material, labelled: Sequence[Labelled], embedder: Embedder | None
) -> LabelModel:
    return LabelModel(material.matcher, material.linguist, labelled=labelled, embedder=embedder)


def _held_out_f1(book: Codebook, model: ThemeModel, truth: Bools) -> float:
    probabilities = Combiner(book).coherent(model.held_out_probabilities())
    found = book.matrix_with_parents(best_sets(probabilities, at_least_one=True))
    return float(f1_per_answer(truth, found).mean())


def acceptance(
    material: Material,
    labelled: Sequence[Labelled],
    trained: Trained | None,
    bound: Bound = DEFAULT_BOUND,
) -> Acceptance:
    """Return which answers rules and model together may code without review.

    It is tested on the labelled answers, each coded by a model that had not seen it. `trained` must
    have learned from these labelled answers, or be None if only rules code.
    """
    if not labelled:
        return Acceptance(None, bound)
    book = material.book
    truth = code_matrix(book, [answer.codes for answer in labelled])
    nothing = np.array([answer.no_answer for answer in labelled], dtype=bool)
    hits = material.hits([answer.text for answer in labelled])
    ruled = hits.where(~nothing[hits.text]).matrix(*truth.shape)
    if trained is None:
        combiner, probabilities, chosen = Combiner(book), np.zeros(truth.shape), ruled
    else:
        combiner = Combiner(book, outvote=trained.outvotes, supported=trained.supported)
        probabilities = combiner.coherent(trained.model.held_out_probabilities())
        chosen = combiner.choose(probabilities, ruled, nothing)
    chosen = book.matrix_with_non_answers(chosen, nothing)
    of_sets = combiner.set_probabilities(probabilities, ruled, chosen, nothing)
    right = (book.matrix_with_parents(chosen) == truth).all(axis=1)
    return accept(of_sets, right, bound)

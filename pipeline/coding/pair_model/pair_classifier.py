"""The pair model: codes by how like a text is to what shows each theme.

It needs no labels: examples, definitions and counterexamples of the codebook show the themes, and
labels do if there are any. Each pair of a text and a code becomes a row of features (`features`),
and one logistic regression with weights that ship gives its probability. (Few labels say too little
to calibrate it: a shift for each code, learned from thirty, made the coding of others worse.)

`overig` is a question of its own: does a text, or a clause of it where the codebook allows `overig`
beside themes, make a remark that no theme covers?
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

import numpy as np
from scipy.special import expit

from pipeline.coding.classifier import log_odds
from pipeline.coding.embedders import Embedder
from pipeline.coding.pair_model.pair_features import NO_ANSWERS, PairFeatures
from pipeline.coding.pair_model.segments import Segments
from pipeline.coding.pair_model.shown import LabelledText, shown_texts
from pipeline.coding.pair_model.split_texts import SplitTexts
from pipeline.coding.pair_model.weights import pair_weights
from pipeline.coding.rules import Hits
from pipeline.coding.theme_model import ContentWords, Evidence, Texts
from pipeline.model import OTHER, Bools, Codebook, Floats, Ints, Linguist, Tokens

FOLDS = 10
"""Folds of the cross-fitting of labelled texts."""

OF_THE_REST = 0.95
"""The most that "none of these" is believed."""

NEVER = -12.0
"""The log odds of a code that nothing shows."""

AT_ONCE = 2_000
"""Texts scored at once, so that memory does not grow with the survey."""

_SHORT = 60
"""Characters of a shown text that a reason quotes."""


class PairModel:
    """Implements `ThemeModel` for a codebook with its bank, and some labels."""

    def __init__(
        self,
        book: Codebook,
        linguist: Linguist,
        *,
        labelled: Sequence[LabelledText] = (),
        hits: Hits | None = None,
        embedder: Embedder | None = None,
    ) -> None:
        """Learn from what shows the themes; `hits` are what rules found in the labelled texts."""
        self.book = book
        self._linguist = linguist
        self._content = ContentWords(linguist)
        self._embedder = embedder
        self._shown = shown_texts(book, labelled, linguist)
        self._features = PairFeatures(book, linguist, self._shown, embedder)
        self._weights = pair_weights(self._features.spaces)
        self._families = _families(book)
        self._held_out = np.zeros((0, len(book.codes)))
        if labelled and hits is not None:
            self._hold_out(labelled, hits)
        self._features.finish()

    def score(self, tokens: Tokens, hits: Hits) -> PairScores:
        """Return the scores of the texts, given what rules found in them."""
        texts = self._split(tokens, hits)
        likenesses = self._features.likenesses(texts.segment_tokens)
        of_parts = self._of_parts(texts, likenesses)
        odds = self._odds(texts, likenesses, of_parts)
        return PairScores(self, texts, expit(odds), of_parts)

    def held_out_probabilities(self) -> Floats:
        """Return the probabilities of the labelled texts, (labelled, m), in the order learned."""
        return self._held_out.copy()

    def probabilities_unseen(self, examples: Sequence[str], tokens: Tokens, hits: Hits) -> Floats:
        """Return the probabilities of examples of the codebook, (examples, m).

        Each is by a model that had not seen the example.
        """
        shown = self._shown.numbered(examples)
        model = copy(self)
        model._features = PairFeatures(self.book, self._linguist, shown, self._embedder)
        texts = self._split(tokens, hits)
        likenesses = model._features.likenesses(texts.segment_tokens)
        odds = np.zeros((len(examples), len(self.book.codes)))
        for held in _each(_folds(examples)):
            odds[held] = model._odds(texts, likenesses, None, np.flatnonzero(held))[held]
        probabilities: Floats = expit(odds)
        return probabilities

    def nearest_shown(self, parts: Tokens, code: Ints) -> list[str]:
        """Return the shown text of each code that each part is most like, '' for none; (pairs,)."""
        return self._features.nearest_shown(parts, code)

    def _split(self, tokens: Tokens, hits: Hits) -> SplitTexts:
        return SplitTexts.split(tokens, hits, self.book, self._content.among(tokens))

    def _of_parts(
        self, texts: SplitTexts, likenesses: Sequence[Floats], without: Ints = NO_ANSWERS
    ) -> Floats:
        """Return the log odds of every theme for each part as a text of its own, (parts, m)."""
        at_parts = [likeness[texts.part] for likeness in likenesses]
        return self._of_themes(at_parts, texts.parts_as_texts(), texts.part_hits, without)

    def _odds(
        self,
        texts: SplitTexts,
        likenesses: Sequence[Floats],
        of_parts: Floats | None,
        without: Ints = NO_ANSWERS,
    ) -> Floats:
        """Return the log odds of every code for the texts, (texts, m)."""
        odds = self._of_themes(likenesses, texts.segments, texts.hits, without)
        odds[:, self.book.numbers[OTHER]] = self._of_other(texts, odds, of_parts)
        return odds

    def _of_themes(
        self, likenesses: Sequence[Floats], segments: Segments, hits: Bools, without: Ints
    ) -> Floats:
        if not len(segments):
            return np.zeros((0, len(self.book.codes)))
        features = self._features.of(likenesses, segments, hits, without)
        odds = self._weights.log_odds(features)
        odds[:, ~self._features.is_shown] = NEVER
        return odds

    def _of_other(self, texts: SplitTexts, odds: Floats, of_parts: Floats | None) -> Floats:
        """Return the log odds that a text makes a remark that no theme covers, (texts,)."""
        none = self._none_of_the_themes(odds)
        if self.book.other_beside_themes and of_parts is not None:
            uncovered = self._none_of_the_themes(of_parts)
            uncovered[~texts.is_remark | texts.part_hits.any(axis=1)] = 0.0
            np.maximum.at(none, texts.text_of_part, uncovered)
        return log_odds(np.minimum(none, OF_THE_REST))

    def _none_of_the_themes(self, odds: Floats) -> Floats:
        """Return the probability that no theme applies, (texts,)."""
        themes = expit(odds)
        none = np.ones(len(odds))
        for family in self._families:
            none *= 1 - themes[:, family].max(axis=1)
        return none

    def _hold_out(self, labelled: Sequence[LabelledText], hits: Hits) -> None:
        """Score the labelled texts, each seen without its own label."""
        tokens = self._linguist.tokens([answer.text for answer in labelled])
        texts = self._split(tokens, hits)
        likenesses = self._features.likenesses(texts.segment_tokens)
        fold = _folds([answer.group for answer in labelled])
        odds = np.zeros((len(labelled), len(self.book.codes)))
        for held in _each(fold):
            its_own = np.flatnonzero(held)
            of_parts = None
            if self.book.other_beside_themes:
                of_parts = self._of_parts(texts, likenesses, its_own)
            odds[held] = self._odds(texts, likenesses, of_parts, its_own)[held]
        self._held_out = expit(odds)


class PairScores:
    """Implements `Scores`."""

    def __init__(
        self, model: PairModel, texts: SplitTexts, probabilities: Floats, of_parts: Floats
    ) -> None:
        self._model = model
        self._texts = texts
        self._probabilities = probabilities
        self._of_parts = np.where(texts.is_remark[:, None], of_parts, -np.inf)
        other = model.book.numbers[OTHER]
        covered = texts.part_hits.any(axis=1) | ~texts.is_remark
        # the remark that no theme covers is the part least like any theme
        self._of_parts[:, other] = np.where(covered, -np.inf, -of_parts.max(axis=1, initial=NEVER))

    @property
    def probabilities(self) -> Floats:
        """The probability of every code for every text, (texts, m)."""
        return self._probabilities

    def evidence(self, text: Ints, code: Ints) -> Evidence:
        """Return the part that speaks most for each pair, and what it is like.

        Parts without a content word don't count, and nor does one that is like nothing shown.
        """
        part = np.array(
            [self._best_part(*pair) for pair in zip(text.tolist(), code.tolist(), strict=True)],
            dtype=np.int64,
        )
        why = self._why(part, code)
        there = why != ""
        start, end = np.full(len(text), -1), np.full(len(text), -1)
        start[there], end[there] = self._texts.span(part[there])
        return Evidence(start, end, why)

    def spans(self, text: int, code: int) -> list[tuple[int, int]]:
        """Return the part of a text that speaks most for a code."""
        part = self._best_part(text, code)
        if part < 0:
            return []
        start, end = self._texts.span(np.array([part]))
        return [(int(start[0]), int(end[0]))]

    def _why(self, part: Ints, code: Ints) -> Texts:
        """Return why each part speaks for a code, (pairs,); '' where it doesn't, or is no part."""
        why = np.full(len(part), "", dtype=object)
        why[part >= 0] = "like no theme"
        is_theme = (part >= 0) & (code < len(self._model.book.theme_ids))
        if is_theme.any():
            parts = self._texts.parts_at(part[is_theme])
            nearest = self._model.nearest_shown(parts, code[is_theme])
            why[is_theme] = [f"like: {_shortened(shown)}" if shown else "" for shown in nearest]
        return why

    def _best_part(self, text: int, code: int) -> int:
        first, end = np.searchsorted(self._texts.text_of_part, [text, text + 1])
        odds = self._of_parts[first:end, code]
        if not len(odds) or np.isneginf(odds.max()):
            return -1
        return int(first + odds.argmax())


def _families(book: Codebook) -> list[Ints]:
    """Return the numbers of each top theme and all themes below it."""
    families: dict[str, list[int]] = {theme.id: [] for theme in book.themes}
    for theme in book.theme_ids:
        top = (theme, *book.ancestors(theme))[-1]
        families[top].append(book.numbers[theme])
    return [np.array(family) for family in families.values()]


def _folds(groups: Sequence[str]) -> Ints:
    """Return the fold of each labelled text; texts of one group share theirs, '' is no group."""
    named = [group or f"#{number}" for number, group in enumerate(groups)]
    numbers = {group: number for number, group in enumerate(dict.fromkeys(named))}
    return np.array([numbers[group] % FOLDS for group in named], dtype=np.int64)


def _each(fold: Ints) -> list[Bools]:
    return [fold == number for number in np.unique(fold).tolist()]


def _shortened(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1].rstrip()}…"

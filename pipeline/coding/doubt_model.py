"""A model that looks at the meaning of those texts alone whose words leave it in doubt.

Vectors cost a thousand times as much as words, and change little where words are sure.
"""

from __future__ import annotations

import numpy as np

from pipeline.coding.classifier import best_sets, set_probability
from pipeline.coding.rules import Hits
from pipeline.coding.theme_model import Evidence, Scores, ThemeModel
from pipeline.model import Bools, Floats, Ints, Tokens

SURE = 0.9
"""The probability of its best set from which a text is not in doubt."""


class DoubtModel:
    """Implements `ThemeModel` with a model of words, and one of vectors for the texts in doubt."""

    def __init__(self, by_words: ThemeModel, by_meaning: ThemeModel) -> None:
        self._by_words = by_words
        self._by_meaning = by_meaning

    def score(self, tokens: Tokens, hits: Hits) -> DoubtScores:
        """Return the scores of the texts, given what rules found in them."""
        by_words = self._by_words.score(tokens, hits)
        doubtful = np.flatnonzero(_in_doubt(by_words.probabilities))
        by_meaning = self._by_meaning.score(tokens.at(doubtful), hits.at_texts(doubtful))
        return DoubtScores(by_words, by_meaning, doubtful)

    def held_out_probabilities(self) -> Floats:
        """Return the probabilities of the labelled texts, (labelled, m), in the order learned."""
        probabilities = self._by_words.held_out_probabilities()
        doubtful = _in_doubt(probabilities)
        probabilities[doubtful] = self._by_meaning.held_out_probabilities()[doubtful]
        return probabilities


class DoubtScores:
    """Implements `Scores`; `doubtful` are the numbers of the texts in doubt."""

    def __init__(self, by_words: Scores, by_meaning: Scores, doubtful: Ints) -> None:
        self._by_words = by_words
        self._by_meaning = by_meaning
        self._place = np.full(len(by_words.probabilities), -1)
        self._place[doubtful] = np.arange(len(doubtful))
        self._probabilities = by_words.probabilities.copy()
        self._probabilities[doubtful] = by_meaning.probabilities

    @property
    def probabilities(self) -> Floats:
        """The probability of every code for every text, (texts, m)."""
        return self._probabilities

    def evidence(self, text: Ints, code: Ints) -> Evidence:
        """Return the evidence for pairs of a text and a code, of the model that has it."""
        place = self._place[text]
        doubtful = place >= 0
        sure = self._by_words.evidence(text[~doubtful], code[~doubtful])
        unsure = self._by_meaning.evidence(place[doubtful], code[doubtful])
        start, end = np.full(len(text), -1), np.full(len(text), -1)
        why = np.full(len(text), "", dtype=object)
        for rows, found in ((~doubtful, sure), (doubtful, unsure)):
            start[rows], end[rows], why[rows] = found.start, found.end, found.why
        return Evidence(start, end, why)

    def spans(self, text: int, code: int) -> list[tuple[int, int]]:
        """Return all spans of a text that speak for a code, weightiest first."""
        place = int(self._place[text])
        if place >= 0:
            return self._by_meaning.spans(place, code)
        return self._by_words.spans(text, code)


def _in_doubt(probabilities: Floats) -> Bools:
    """Return which texts have no best set to be sure of, (texts,)."""
    chosen = best_sets(probabilities, at_least_one=True)
    in_doubt: Bools = set_probability(probabilities, chosen) < SURE
    return in_doubt

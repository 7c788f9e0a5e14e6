"""The model of a question with many labels: one support vector machine per code.

It learns from labels of people (full weight) and, with less, from the texts of the codebook and of
its bank. Words, rule hits and sentence vectors are its features.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.coding.classifier import TokenClassifier, Training
from pipeline.coding.embedders import Embedder
from pipeline.coding.pair_model import LabelledText
from pipeline.coding.rules import Hits, RuleMatcher
from pipeline.coding.theme_model import ContentWords, Evidence
from pipeline.model import Bools, Codebook, Floats, Ints, Linguist, Tokens

OF_EXAMPLE, OF_DEFINITION, OF_COUNTEREXAMPLE, OF_BANK = 0.5, 0.25, 0.5, 0.25
"""Weights relative to a person's label, which weighs 1."""


@dataclass(frozen=True)
class _Lesson:
    """A text with the codes it has and the weight of each, (codes,) each."""

    text: str
    target: Floats
    weight: Floats
    trusted: bool = False
    group: str = ""


class LabelModel:
    """Implements `ThemeModel` for a codebook and many labels."""

    def __init__(
        self,
        matcher: RuleMatcher,
        linguist: Linguist,
        *,
        labelled: Sequence[LabelledText],
        embedder: Embedder | None = None,
    ) -> None:
        """Learn from the labelled texts."""
        self.book = matcher.book
        self._content = ContentWords(linguist)
        lessons = [*_of_people(self.book, labelled), *_of_codebook(self.book), *_of_bank(self.book)]
        tokens = linguist.tokens([lesson.text for lesson in lessons])
        # a text without a group is a group by itself
        groups = [lesson.group or f"#{number}" for number, lesson in enumerate(lessons, 1)]
        number_of = {group: number for number, group in enumerate(dict.fromkeys(groups))}
        training = Training(
            tokens=tokens,
            targets=np.stack([lesson.target for lesson in lessons]),
            weights=np.stack([lesson.weight for lesson in lessons]),
            trusted=np.array([lesson.trusted for lesson in lessons]),
            groups=np.array([number_of[group] for group in groups]),
            hits=self._hits(tokens, matcher.match(tokens)),
        )
        self._classifier = TokenClassifier(training, embedder=embedder)

    def score(self, tokens: Tokens, hits: Hits) -> LabelScores:
        """Return the scores of the texts, given what rules found in them."""
        probabilities = self._classifier.probabilities(tokens, self._hits(tokens, hits))
        return LabelScores(self, tokens, probabilities)

    def held_out_probabilities(self) -> Floats:
        """Return the probabilities of the labelled texts, (labelled, m), in the order learned."""
        return self._classifier.held_out_probabilities()

    def weightiest(self, tokens: Tokens, text: Ints, code: Ints) -> Ints:
        """Return the content words that speak most for a code in a text, (pairs, 3); -1: none."""
        return self._classifier.weightiest(tokens, text, code, self._content.among(tokens))

    def content(self, tokens: Tokens) -> Bools:
        """Return which tokens are content words."""
        return self._content.among(tokens)

    def _hits(self, tokens: Tokens, hits: Hits) -> Bools:
        found = hits.matrix(len(tokens.texts), len(self.book.codes))
        return self.book.matrix_with_parents(found)


class LabelScores:
    """Implements `Scores`."""

    def __init__(self, model: LabelModel, tokens: Tokens, probabilities: Floats) -> None:
        self._model = model
        self._tokens = tokens
        self._probabilities = probabilities

    @property
    def probabilities(self) -> Floats:
        """The probability of every code for every text, (texts, m)."""
        return self._probabilities

    def evidence(self, text: Ints, code: Ints) -> Evidence:
        """Return the words that speak most for each pair.

        Where none does by itself, the whole text does by its meaning, if it has a content word.
        """
        tokens = self._tokens
        words = self._model.weightiest(tokens, text, code)
        spoken = words[:, 0] >= 0
        start = np.where(spoken, tokens.start[words[:, 0]], -1)
        end = np.where(spoken, tokens.end[words[:, 0]], -1)
        why = np.array([self._why(row) for row in words.tolist()], dtype=object)
        before = np.concatenate(([0], np.cumsum(self._model.content(tokens))))
        first, last = tokens.first[text], tokens.first[text + 1]
        by_meaning = ~spoken & (before[last] > before[first])
        start[by_meaning] = tokens.start[first[by_meaning]]
        end[by_meaning] = tokens.end[last[by_meaning] - 1]
        why[by_meaning] = "meaning of the whole answer"
        return Evidence(start, end, why)

    def spans(self, text: int, code: int) -> list[tuple[int, int]]:
        """Return the spans of the words that speak most for a code, weightiest first."""
        (at,) = self._model.weightiest(self._tokens, np.array([text]), np.array([code]))
        tokens = self._tokens
        return [(int(tokens.start[i]), int(tokens.end[i])) for i in at[at >= 0].tolist()]

    def _why(self, words: list[int]) -> str:
        tokens = self._tokens
        folded = [tokens.lexicon[int(tokens.word[at])].folded for at in words if at >= 0]
        return "words: " + ", ".join(folded)


def _row(book: Codebook, codes: Iterable[str], value: float = 1.0) -> Floats:
    row = np.zeros(len(book.codes))
    row[[book.numbers[code] for code in codes]] = value
    return row


def _of_people(book: Codebook, labelled: Sequence[LabelledText]) -> Iterator[_Lesson]:
    everything = np.ones(len(book.codes))
    for answer in labelled:
        target = _row(book, book.with_parents(answer.codes))
        yield _Lesson(answer.text, target, everything, trusted=True, group=answer.group)


def _of_bank(book: Codebook) -> Iterator[_Lesson]:
    everything = np.ones(len(book.codes))
    for text in book.bank:
        target = _row(book, book.with_parents(text.codes))
        yield _Lesson(text.text, target, everything * OF_BANK)


def _of_codebook(book: Codebook) -> Iterator[_Lesson]:
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

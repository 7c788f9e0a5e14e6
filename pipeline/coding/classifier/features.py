"""Features of the classifier: an answer's score is a sum over its distinct words and word pairs.

A word's features are itself and its character 2- to 5-grams (with word boundaries), each weighted
by inverse document frequency; a pair of neighbouring words is one feature. The block of n-grams is
scaled to weigh as much over the training texts as words and pairs together. An answer is the sum of
its distinct words (repetitions count logarithmically) and pairs, divided by the square root of its
length (half normalisation: a long answer may carry more codes). Because only that one number
depends on the whole answer, each distinct word is scored once, however often used.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp

from pipeline.model import Bools, Floats, Ints, Tokens

SHORTEST_GRAM, LONGEST_GRAM = 2, 5
CHARACTER_WEIGHT = 1.0
"""The weight of all character n-grams relative to words and pairs."""

_LONGEST = 30
_UNMET = -2
_PAIR = np.int64(1) << np.int64(31)


@dataclass(frozen=True)
class Incidence:
    """The distinct words of each text, and its pairs of neighbours with their counts.

    words: (texts, folded words), each 1 + log of its count.
    """

    words: sp.csr_matrix
    pair_text: Ints
    pair_key: Ints


class FoldedWords:
    """Numbered folded words; words of the lexicon are mapped to them on first use."""

    def __init__(self, texts: Sequence[str] = ()) -> None:
        self.texts: list[str] = list(texts)
        self.numbers: dict[str, int] = {text: number for number, text in enumerate(self.texts)}
        self._of_word: Ints = np.zeros(0, dtype=np.int64)

    def __getstate__(self) -> dict[str, Any]:
        # a lexicon numbers words on first use, so a pickle must not store its numbers
        return {**self.__dict__, "_of_word": np.zeros(0, dtype=np.int64)}

    def incidence(self, tokens: Tokens) -> Incidence:
        """Return the distinct folded words and neighbouring pairs of every text."""
        column = self.numbers_of(tokens)
        text = np.repeat(np.arange(len(tokens.texts)), np.diff(tokens.first))
        keep = column >= 0
        column, text = column[keep], text[keep]
        size = max(1, len(self.texts))
        distinct, times = _distinct(text * size + column)
        row, column_of = np.divmod(distinct, size)
        ends = np.searchsorted(row, np.arange(len(tokens.texts) + 1))
        words = sp.csr_matrix(
            (1 + np.log(times), column_of, ends), shape=(len(tokens.texts), len(self.texts))
        )
        neighbours = text[1:] == text[:-1]
        left, right = column[:-1][neighbours], column[1:][neighbours]
        return Incidence(words, text[:-1][neighbours], left * _PAIR + right)

    def numbers_of(self, tokens: Tokens) -> Ints:
        """Return the number of every token's folded word, -1 if it is no feature.

        New words are numbered.
        """
        unmet = np.full(max(0, len(tokens.lexicon) - len(self._of_word)), _UNMET)
        self._of_word = np.concatenate((self._of_word, unmet)) if len(unmet) else self._of_word
        # only words of these texts: the lexicon also holds those of other questions
        met = np.flatnonzero(np.bincount(tokens.word, minlength=len(self._of_word)))
        for number in met[self._of_word[met] == _UNMET].tolist():
            word = tokens.lexicon[number]
            folded = word.folded[:_LONGEST].strip("-'") or word.folded[:_LONGEST]
            counts = word.is_word or "/" in folded
            self._of_word[number] = self._number(folded) if counts else -1
        numbers: Ints = self._of_word[tokens.word]
        return numbers

    def _number(self, folded: str) -> int:
        found = self.numbers.get(folded)
        if found is None:
            found = self.numbers[folded] = len(self.texts)
            self.texts.append(folded)
        return found


def grams(word: str) -> set[str]:
    """Return the word's character n-grams, with spaces as its boundaries."""
    bordered = f" {word} "
    return {
        bordered[i : i + n]
        for n in range(SHORTEST_GRAM, LONGEST_GRAM + 1)
        for i in range(len(bordered) - n + 1)
    }


class Features:
    """The features of one training set: words, character n-grams, pairs, and their weights."""

    def __init__(self, folded: FoldedWords, incidence: Incidence) -> None:
        texts = incidence.words.shape[0]
        used = np.unique(incidence.words.indices)
        frequency = np.bincount(incidence.words.indices, minlength=len(folded.texts))
        self.words = {folded.texts[w]: i for i, w in enumerate(used.tolist())}
        self._idf = _idf(frequency[used], texts)
        self.grams: dict[str, int] = {}
        gram_frequency: list[int] = []
        for word in used.tolist():
            for gram in sorted(grams(folded.texts[word])):
                at = self.grams.setdefault(gram, len(self.grams))
                if at == len(gram_frequency):
                    gram_frequency.append(0)
                gram_frequency[at] += int(frequency[word])
        self._gram_idf = _idf(np.minimum(np.array(gram_frequency), texts), texts)
        keys, numbers = np.unique(incidence.pair_key, return_inverse=True)
        once = _distinct(incidence.pair_text * max(1, len(keys)) + numbers)[0] % max(1, len(keys))
        counts = np.bincount(once, minlength=len(keys))
        self.pairs = [_pair_words(key, folded) for key in keys.tolist()]
        self._pair_idf = _idf(counts, texts)
        self._gram_idf *= self._scale(folded, incidence, counts)

    @classmethod
    def restored(
        cls,
        words: Sequence[str],
        grams: Sequence[str],
        pairs: list[tuple[str, str]],
        idf: tuple[Floats, Floats, Floats],
    ) -> Features:
        """Return the features from their parts in their order and their weights (`idf`)."""
        features = cls.__new__(cls)
        features.words = {word: number for number, word in enumerate(words)}
        features.grams = {gram: number for number, gram in enumerate(grams)}
        features.pairs = pairs
        features._idf, features._gram_idf, features._pair_idf = idf
        return features

    @property
    def idf(self) -> tuple[Floats, Floats, Floats]:
        """The weights of `words`, `grams` (scaled) and `pairs`, in their order."""
        return self._idf, self._gram_idf, self._pair_idf

    def _scale(self, folded: FoldedWords, incidence: Incidence, pair_counts: Ints) -> float:
        """Return the factor by which n-grams weigh `CHARACTER_WEIGHT` times words and pairs."""
        _, squares = self.word_rows(folded.texts)
        of_words = np.array(
            [self._idf[self.words[w]] ** 2 if w in self.words else 0.0 for w in folded.texts]
        )
        often = np.asarray(incidence.words.power(2).sum(axis=0)).ravel()
        grams_weigh = float(often @ (squares - of_words)[: len(often)])
        others_weigh = float(often @ of_words[: len(often)] + pair_counts @ self._pair_idf**2)
        return CHARACTER_WEIGHT * float(np.sqrt(others_weigh / grams_weigh)) if grams_weigh else 1.0

    @property
    def size(self) -> int:
        """Number of features: words, then character n-grams, then pairs."""
        return len(self.words) + len(self.grams) + len(self.pairs)

    def word_rows(self, words: Iterable[str]) -> tuple[sp.csr_matrix, Floats]:
        """Return the features of each word (rows, no pairs) and the square of its length."""
        indices: list[int] = []
        data: list[float] = []
        ends = [0]
        squares: list[float] = []
        for word in words:
            at = self.words.get(word)
            square = 0.0
            if at is not None:
                weight = float(self._idf[at])
                indices.append(at)
                data.append(weight)
                square = weight * weight
            found = sorted(g for g in map(self.grams.get, grams(word)) if g is not None)
            values = self._gram_idf[found]
            indices += [len(self.words) + g for g in found]
            data += values.tolist()
            ends.append(len(indices))
            squares.append(square + float(values @ values))
        shape = (len(ends) - 1, self.size)
        return sp.csr_matrix((data, indices, ends), shape=shape), np.array(squares)

    def pair_columns(self, folded: FoldedWords) -> tuple[Ints, Ints, Floats]:
        """Return the keys of the known pairs (ascending), their columns and weights.

        A key is made of the folded words' numbers.
        """
        keys, columns = [], []
        for number, (left, right) in enumerate(self.pairs):
            if left in folded.numbers and right in folded.numbers:
                keys.append(folded.numbers[left] * int(_PAIR) + folded.numbers[right])
                columns.append(number)
        key = np.array(keys, dtype=np.int64)
        order = np.argsort(key)
        at = np.array(columns, dtype=np.int64)[order]
        return key[order], at + len(self.words) + len(self.grams), self._pair_idf[at]


def _distinct(values: Ints) -> tuple[Ints, Ints]:
    """Return the distinct values, sorted, and their counts.

    For millions of values many times faster than the hashing of np.unique.
    """
    ordered = np.sort(values)
    is_first = np.ones(len(ordered), dtype=bool)
    is_first[1:] = ordered[1:] != ordered[:-1]
    first = np.flatnonzero(is_first)
    return ordered[first], np.diff(np.append(first, len(ordered)))


def _pair_words(key: int, folded: FoldedWords) -> tuple[str, str]:
    left, right = divmod(key, int(_PAIR))
    return folded.texts[left], folded.texts[right]


def _idf(frequency: Ints, texts: int) -> Floats:
    return np.log((1 + texts) / (1 + frequency)) + 1


def known_pairs(incidence: Incidence, keys: Ints) -> tuple[Ints, Ints]:
    """Return text and index (in `keys`) of every pair that is among the keys, once per text."""
    if not len(keys) or not len(incidence.pair_key):
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing
    at = np.minimum(np.searchsorted(keys, incidence.pair_key), len(keys) - 1)
    hit: Bools = keys[at] == incidence.pair_key
    once, _ = _distinct(incidence.pair_text[hit] * len(keys) + at[hit])
    return once // len(keys), once % len(keys)


def half_length(squares: Floats) -> Floats:
    """Return the divisor of answers: the square root of the length, given the length's square.

    It is 1 for an answer without features.
    """
    return np.where(squares > 0, np.power(np.maximum(squares, 1e-12), 0.25), 1.0)


def matrix(features: Features, folded: FoldedWords, incidence: Incidence) -> sp.csr_matrix:
    """Return the training matrix, (texts, features)."""
    rows, squares = features.word_rows(folded.texts[: incidence.words.shape[1]])
    keys, columns, weights = features.pair_columns(folded)
    text, at = known_pairs(incidence, keys)
    texts = incidence.words.shape[0]
    pairs = sp.csr_matrix((weights[at], (text, columns[at])), shape=(texts, features.size))
    of_pairs = np.bincount(text, weights=weights[at] ** 2, minlength=texts)
    total = incidence.words.power(2) @ squares + of_pairs
    return sp.csr_matrix(sp.diags(1 / half_length(total)) @ (incidence.words @ rows + pairs))

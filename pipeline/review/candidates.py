"""Unlabelled texts as arrays for the strategies to compare, and reasons to pick one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
import scipy.sparse as sp

from pipeline.coding import LabelledAnswer, StudyCoder
from pipeline.language import Language, language
from pipeline.model import SPECIAL_CODES, Bools, Codebook, Floats, Ints, Tokens, code_matrix

RULE_PROBABILITY = 0.9
"""The assumed probability that a rule's code is right."""


@dataclass(frozen=True)
class Reason:
    """Why a person should look at an answer: a name for programs, and a sentence for people."""

    name: str
    values: Mapping[str, str] = field(default_factory=dict)

    def sentence(self, language: Language) -> str:
        """Return the reason in that language, its values filled in."""
        return language.text(f"review_{self.name.replace('-', '_')}", **self.values)


@dataclass(frozen=True)
class Candidates:
    """The n distinct unlabelled answers to one question, with m codes; L are labelled.

    keys: unique keys of the texts. counts: (n,) respondents who wrote it. ruled: (n, m) codes found
    by the rules, parents included. probabilities: (n, m) the classifier's, or None without a
    classifier. codes: the m codes as shown to people. labels: (m,) labelled answers with each code.
    words: (n, w) of 0/1, which words a text has; vocabulary: these w words; labelled_words: (L, w)
    the same for the labelled answers. chance: (n,) the probability of being a candidate.
    """

    keys: tuple[str, ...]
    counts: Ints
    ruled: Bools
    probabilities: Floats | None
    codes: tuple[str, ...]
    labels: Ints
    words: sp.csr_matrix
    vocabulary: tuple[str, ...]
    labelled_words: sp.csr_matrix
    chance: Floats

    def __len__(self) -> int:
        return len(self.keys)

    def take(self, rows: Ints) -> Candidates:
        """Return the candidates with these numbers, in their order."""
        return replace(
            self,
            keys=tuple(self.keys[i] for i in rows.tolist()),
            counts=self.counts[rows],
            ruled=self.ruled[rows],
            probabilities=None if self.probabilities is None else self.probabilities[rows],
            words=self.words[rows],
            chance=self.chance[rows],
        )

    def opinion(self) -> Floats:
        """Return the probability of each code by rules and classifier together, (n, m)."""
        # with only rules nothing is known of the other codes: each is one among all
        unknown = np.full(self.ruled.shape, 1 / max(1, len(self.codes)))
        probabilities = unknown if self.probabilities is None else self.probabilities
        return np.where(self.ruled, np.maximum(probabilities, RULE_PROBABILITY), probabilities)


@dataclass(frozen=True)
class Pick:
    """One place in a queue of texts to label: the candidate's number, the strategy, and the reason.

    `probability` is that of the draw, known before anything was drawn; nan if the text was chosen
    and not drawn, so that it says nothing about the others.
    """

    index: int
    strategy: str
    reason: Reason
    probability: float


@dataclass
class CandidateText:
    """A distinct unlabelled text, and how many respondents wrote it."""

    verbatim: str
    respondents: int


def make_candidates(
    coder: StudyCoder, question: str, texts: Mapping[str, CandidateText], chance: Floats
) -> Candidates:
    """Return the texts (by their keys) as candidates, in their order."""
    of_question, book = coder.coders[question], coder.books[question]
    labelled = [a for a in coder.labelled.get(question, ()) if a.learned is not None]
    stop_words = language(coder.study.language).stop_words
    vocabulary: dict[str, int] = {}
    labelled_tokens = of_question.tokens([a.verbatim.strip() for a in labelled])
    tokens = of_question.tokens([text.verbatim.strip() for text in texts.values()])
    places = [_distinct_words(part, stop_words, vocabulary) for part in (labelled_tokens, tokens)]
    labelled_words, words = (_incidence(part, len(vocabulary)) for part in places)
    return Candidates(
        keys=tuple(texts),
        counts=np.array([text.respondents for text in texts.values()], dtype=np.int64),
        ruled=of_question.ruled(tokens),
        probabilities=of_question.probabilities(tokens),
        codes=shown_codes(book),
        labels=_labels_by_code(book, labelled),
        words=words,
        vocabulary=tuple(vocabulary),
        labelled_words=labelled_words,
        chance=chance,
    )


def unit_words(coder: StudyCoder, question: str, texts: Sequence[str]) -> sp.csr_matrix:
    """Return the words of each text, weighted by rarity, as rows of length 1."""
    if not texts:
        return unit_rows(_incidence([], 0))
    vocabulary: dict[str, int] = {}
    stop_words = language(coder.study.language).stop_words
    tokens = coder.coders[question].tokens(texts)
    return unit_rows(_incidence(_distinct_words(tokens, stop_words, vocabulary), len(vocabulary)))


def unit_rows(words: sp.csr_matrix) -> sp.csr_matrix:
    """Return rows of 0/1 (texts, words), each word weighted by its rarity, as rows of length 1.

    A row without words is zero.
    """
    texts_with = np.asarray(words.sum(axis=0)).ravel()
    rarity = np.log(1 + words.shape[0] / np.maximum(1, texts_with))
    rows = sp.csr_matrix(words @ sp.diags(rarity))
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return sp.csr_matrix(sp.diags(1 / np.where(length > 0, length, 1.0)) @ rows)


def shown_codes(book: Codebook) -> tuple[str, ...]:
    """Return the codes of the book as shown to people."""
    return tuple(code if code in SPECIAL_CODES else book.theme(code).label for code in book.codes)


def _labels_by_code(book: Codebook, labelled: Sequence[LabelledAnswer]) -> Ints:
    """Return the number of answers labelled with each code or one below it, (m,)."""
    sets = [[code for code, _ in answer.label.codes] for answer in labelled]
    labels: Ints = code_matrix(book, sets).sum(axis=0)
    return labels


def _distinct_words(
    tokens: Tokens, stop_words: frozenset[str], vocabulary: dict[str, int]
) -> list[set[int]]:
    """Return each text's informative words, as numbers in the vocabulary, which grows."""
    of_word: dict[int, int] = {}
    for number in np.unique(tokens.word).tolist():
        word = tokens.lexicon[number]
        if word.is_word and word.folded not in stop_words:
            of_word[number] = vocabulary.setdefault(word.folded, len(vocabulary))
    firsts, numbers = tokens.first.tolist(), tokens.word.tolist()
    return [{of_word[w] for w in numbers[a:b] if w in of_word} for a, b in pairwise(firsts)]


def _incidence(texts: Sequence[set[int]], words: int) -> sp.csr_matrix:
    """Return which words each text has, (texts, words) of 0/1."""
    ends = np.cumsum([0, *map(len, texts)])
    columns = np.array([word for text in texts for word in sorted(text)], dtype=np.int64)
    return sp.csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(texts), words))

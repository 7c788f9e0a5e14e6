"""Tokens: the words of many answers in columns, so that stages work on arrays.

Words are numbered in a lexicon; all about a word is looked up once, however often it is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from pipeline.model.arrays import Ints, ranges


@dataclass(frozen=True)
class Word:
    """One distinct token as written, with its description in the language.

    `keys` are the forms under which a rule's plain word finds it: folded (no capitals, no accents),
    lemma, without hyphens, without dots or plural -s for an abbreviation. `known` distinguishes a
    word of the language from a typing error.
    """

    text: str
    folded: str
    lemma: str
    keys: frozenset[str]
    known: bool
    is_word: bool


class Lexicon(Protocol):
    """The distinct words met so far; it grows, and a word keeps its number."""

    def __len__(self) -> int:
        """Return the number of words."""
        ...

    def __getitem__(self, number: int) -> Word:
        """Return the word of that number."""
        ...


class Linguist(Protocol):
    """A stage's view of a language; normalise/ provides it."""

    language: str

    @property
    def stop_words(self) -> frozenset[str]:
        """The words too common to be informative, folded."""
        ...

    def tokens(self, texts: Sequence[str]) -> Tokens:
        """Return the tokens of the texts, in a lexicon shared by all calls."""
        ...

    def describe(self, text: str) -> Word:
        """Return the description of a word, met or not."""
        ...

    def split(self, text: str) -> tuple[str, ...]:
        """Return the tokens of a few words, as they are written."""
        ...

    def parts(self, word: str) -> tuple[str, ...]:
        """Return the parts of a compound, at least two; none if the word is no compound."""
        ...

    def is_known(self, word: str) -> bool:
        """Whether the language has this (folded) word form."""
        ...

    def particle(self, verb: str) -> tuple[str, str] | None:
        """Return particle and rest of a separable verb (`samenvatten`: samen, vatten), or None."""
        ...


@dataclass(frozen=True)
class Tokens:
    """The tokens of n texts, m in all; each array but `first` is (m,), in the order of the texts.

    `first[i]:first[i + 1]` are the tokens of text i. `start` and `end` are code points in that
    text, end exclusive. `place` counts words within the whole batch (joining characters such as
    hyphens and quotes have no place; there is a gap between texts). `hard` counts the commas,
    brackets and ends of line before a token. `sentence`, `clause` and `mention` are running numbers
    over the batch; a token that separates two mentions has mention 0.
    """

    texts: tuple[str, ...]
    lexicon: Lexicon
    first: Ints
    word: Ints
    start: Ints
    end: Ints
    place: Ints
    hard: Ints
    sentence: Ints
    clause: Ints
    mention: Ints

    def __len__(self) -> int:
        return len(self.word)

    def at(self, texts: Ints) -> Tokens:
        """Return the tokens of some of the texts, in that order."""
        chosen = [self.texts[text] for text in texts.tolist()]
        return self.runs(chosen, self.first[texts], self.first[texts + 1])

    def runs(self, texts: Sequence[str], first: Ints, end: Ints) -> Tokens:
        """Return runs of tokens as texts of their own; all (runs,), `end` exclusive."""
        _, at = ranges(first, end - first)
        columns = ("word", "start", "end", "place", "hard", "sentence", "clause", "mention")
        taken = {name: getattr(self, name)[at] for name in columns}
        begins = np.concatenate(([0], np.cumsum(end - first)))
        return replace(self, texts=tuple(texts), first=begins, **taken)

    def text_of(self, positions: Ints) -> Ints:
        """Return the number of the text of each token position."""
        return np.searchsorted(self.first, positions, side="right") - 1

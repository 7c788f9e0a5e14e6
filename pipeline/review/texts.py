"""The distinct texts of one question, each with the machine's codes; they don't change."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from pipeline.decisions import RespondentInWave
from pipeline.model import Codebook, Floats, Ints
from pipeline.review.values import Member, Suggestion


@dataclass(frozen=True, slots=True)
class DistinctText:
    """A distinct text: `key` is its hash, `folded` the form its answers share."""

    key: str
    folded: str
    members: tuple[Member, ...]

    @property
    def verbatim(self) -> str:
        """The text as the first of its members wrote it."""
        return self.members[0].verbatim


@dataclass(frozen=True)
class FileLabels:
    """The label of a text in label files: codes and coder of the first labelled member."""

    coder: str
    codes: tuple[str, ...]
    all_members: bool


@dataclass(frozen=True)
class FixedOrder:
    """A queue that is fixed when the desk is opened.

    texts: numbers of the texts in order. reasons: why each is in it. probability: of being drawn,
    nan if chosen.
    """

    texts: Ints
    reasons: tuple[str, ...]
    probability: Floats

    @cached_property
    def place(self) -> Mapping[int, int]:
        """Number of a text -> its place in the order, from 0."""
        return {text: place for place, text in enumerate(self.texts.tolist())}


@dataclass(frozen=True)
class QuestionTexts:
    """The n distinct texts of one question, those of most respondents first.

    suggestions: the machine's codes of each text. words: (n, w) the words of each, as rows of
    length 1. orders: the fixed queues by name. filed: labels in label files, by number of the text.
    sampling_numbers: (n,) 0..1; each text is drawn if below the share of second coding. segments:
    of each respondent the values of the study's segment variables.
    """

    question: str
    book: Codebook
    version: str
    texts: tuple[DistinctText, ...]
    suggestions: Sequence[tuple[Suggestion, ...]]
    words: sp.csr_matrix
    orders: Mapping[str, FixedOrder]
    filed: Mapping[int, FileLabels]
    sampling_numbers: Floats
    segments: Mapping[RespondentInWave, tuple[str, ...]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.texts)

    def __getitem__(self, number: int) -> DistinctText:
        return self.texts[number]

    @cached_property
    def number(self) -> Mapping[str, int]:
        """Key -> number of the text."""
        return {text.key: i for i, text in enumerate(self.texts)}

    @cached_property
    def counts(self) -> Ints:
        """The number of respondents who wrote each text, (n,)."""
        return np.array([len(text.members) for text in self.texts], dtype=np.int64)

    @cached_property
    def number_of(self) -> Mapping[RespondentInWave, int]:
        """Wave and respondent -> number of the text they wrote."""
        return {member.who: i for i, text in enumerate(self.texts) for member in text.members}

    def suggested(self, text: int) -> tuple[str, ...]:
        """Return the machine's codes of a text."""
        return tuple(suggestion.theme for suggestion in self.suggestions[text])

    def verbatim_of(self, who: RespondentInWave) -> str | None:
        """Return the text as that respondent wrote it, None if they did not."""
        number = self.number_of.get(who)
        if number is None:
            return None
        return next(m.verbatim for m in self.texts[number].members if m.who == who)

    def likeness(self, text: int) -> Floats:
        """Return the cosine similarity of each text to that one by words, (n,) of 0..1."""
        cosines: Floats = np.asarray((self.words @ self.words[text].T).todense()).ravel()
        return cosines


def sampling_number(key: str, seed: int) -> float:
    """Return a number in 0..1 that depends only on text and seed, whatever answers come in."""
    digest = hashlib.sha256(f"{seed}:{key}".encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48

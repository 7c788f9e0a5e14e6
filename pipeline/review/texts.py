"""The distinct texts of one question as reviewers go through them: alike answers together, each with what the machine makes of it.

A shelf never changes; what people decide is kept beside it (`tray`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from pipeline.decisions import RespondentInWave
from pipeline.model import Codebook, Floats, Ints
from pipeline.review.values import Suggestion


@dataclass(frozen=True, slots=True)
class ShelfText:
    """A distinct text: `key` is its hash, `folded` what alike answers share, `members` (wave, respondent, verbatim) of each, the one shown first."""

    key: str
    folded: str
    members: tuple[tuple[str, str, str], ...]

    @property
    def verbatim(self) -> str:
        """The text as the first of its members wrote it."""
        return self.members[0][2]

    @property
    def who(self) -> RespondentInWave:
        """Wave and respondent of the member that is shown."""
        return RespondentInWave(*self.members[0][:2])


@dataclass(frozen=True)
class Filed:
    """What a label file says of a text: the codes and the coder of the first member labelled, and whether all members are labelled."""

    coder: str
    codes: tuple[str, ...]
    all_members: bool


@dataclass(frozen=True)
class Order:
    """A queue that was settled when the desk was opened: numbers of texts in order, the reason of each, its chance of being drawn (nan: chosen)."""

    texts: Ints
    reasons: tuple[str, ...]
    probability: Floats

    @cached_property
    def place(self) -> Mapping[int, int]:
        """Number of a text -> its place in the order, from 0."""
        return {text: place for place, text in enumerate(self.texts.tolist())}


@dataclass(frozen=True)
class Shelf:
    """The n distinct texts of one question, those of most respondents first.

    suggestions: for each text what the machine gives it. words: (n, w) the words of each, as rows of length 1. orders: the queues settled
    beforehand. filed: what label files say, by number of the text. second: (n,) 0..1, the luck of each text in the draw for second coding.
    segments: the values of the study's segment variables of each respondent, in the order of the study.
    """

    question: str
    book: Codebook
    version: str
    texts: tuple[ShelfText, ...]
    suggestions: Sequence[tuple[Suggestion, ...]]
    words: sp.csr_matrix
    orders: Mapping[str, Order]
    filed: Mapping[int, Filed]
    second: Floats
    segments: Mapping[RespondentInWave, tuple[str, ...]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.texts)

    @cached_property
    def number(self) -> Mapping[str, int]:
        """Key -> number of the text."""
        return {text.key: i for i, text in enumerate(self.texts)}

    @cached_property
    def counts(self) -> Ints:
        """How many respondents wrote each text, (n,)."""
        return np.array([len(text.members) for text in self.texts], dtype=np.int64)

    @cached_property
    def place_of(self) -> Mapping[RespondentInWave, int]:
        """Wave and respondent -> number of the text they wrote."""
        return {
            RespondentInWave(*member[:2]): i
            for i, text in enumerate(self.texts)
            for member in text.members
        }

    def suggested(self, text: int) -> tuple[str, ...]:
        """The codes that the machine gives a text."""
        return tuple(suggestion.theme for suggestion in self.suggestions[text])

    def verbatim_of(self, text: int, who: RespondentInWave) -> str:
        """The text as that member of it wrote it."""
        return next(member[2] for member in self.texts[text].members if member[:2] == who)

    def likeness(self, text: int) -> Floats:
        """How alike each text is to that one by its words, (n,) of 0..1 (cosine)."""
        found: Floats = np.asarray((self.words @ self.words[text].T).todense()).ravel()
        return found


def luck(key: str, seed: int) -> float:
    """A number of 0..1 that the text and the seed decide, so that who is drawn stays drawn when more answers come in."""
    digest = hashlib.sha256(f"{seed}:{key}".encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48

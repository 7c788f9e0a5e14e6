"""What a queue is made from and of: the answers that wait for a label, and the reasons for which one is picked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import scipy.sparse as sp

from pipeline.language import Language
from pipeline.model import Bools, Floats, Ints

OF_A_RULE = 0.9
"""How likely a rule's code is taken to be right."""


@dataclass(frozen=True)
class Reason:
    """Why a person should look at an answer: a name for programs and, with its values filled in, a sentence for people."""

    name: str
    values: Mapping[str, str] = field(default_factory=dict)

    def sentence(self, language: Language) -> str:
        """The reason in that language."""
        return language.text(f"review_{self.name.replace('-', '_')}", **self.values)


@dataclass(frozen=True)
class Candidates:
    """The n distinct answers to one question that nobody labelled, of m codes; L answers are labelled.

    keys: what tells one text from another, each different. counts: (n,) respondents who wrote it. ruled: (n, m) what the rules find, parents
    included. probabilities: (n, m) the classifier's, or None where there is no classifier. codes: the m codes as people read them.
    labels: (m,) labelled answers with each code. words: (n, w) of 0/1, which words a text holds; vocabulary: these w words;
    labelled_words: (L, w) the same of the labelled answers. chance: (n,) of being a candidate, 1 where every answer is one.
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
        """The candidates of these numbers, in their order."""
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
        """How likely each code is when rules and classifier are heard together, (n, m)."""
        # who has only rules knows nothing of the other codes: each is one among all
        unruled = np.full(self.ruled.shape, 1 / max(1, len(self.codes)))
        heard = unruled if self.probabilities is None else self.probabilities
        return np.where(self.ruled, np.maximum(heard, OF_A_RULE), heard)


@dataclass(frozen=True)
class Pick:
    """One place in a queue: the candidate's number, who picked it and why, and its chance of being drawn.

    `probability` is the chance with which the draw gives this text, known before anything was drawn; NaN where the text was chosen and not drawn,
    so that it says nothing about the others.
    """

    index: int
    strategy: str
    reason: Reason
    probability: float

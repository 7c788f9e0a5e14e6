"""The verbatims that best show what a theme is about.

Surely coded, mainly about that theme, of a readable length, no two alike.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from pipeline.model import NO_ANSWER, SPECIAL_CODES, Floats

KEPT = 40
"""Verbatims of a theme kept to choose from while answers are read."""

SHORTEST = 20
"""Characters; a shorter verbatim says too little by itself."""

FEWEST_WORDS = 4
TOO_LIKE = 0.6
"""Of two verbatims that share more of their words than this, one is shown."""

_WORD = re.compile(r"[^\W\d_]{3,}")


class Size(NamedTuple):
    """How many respondents have a theme, and how many answered."""

    n: int
    base: int


@dataclass(frozen=True, order=True)
class Choice:
    """A verbatim that may show a theme; the best sorts last.

    `order` breaks ties the same way on every machine. `part` is the respondent's value of the
    segment that quotes are attributed to; empty without one.
    """

    score: float
    order: str
    respondent_id: str = field(compare=False)
    text: str = field(compare=False)
    start: int = field(compare=False)
    end: int = field(compare=False)
    part: str = field(compare=False)


@dataclass
class Shortlist:
    """Reads the answers and codings of one wave, and keeps each theme's best verbatims and sizes.

    Its memory does not grow with the answers.
    """

    longest: int
    part: str = ""
    _best: dict[tuple[str, str], list[Choice]] = field(default_factory=dict)
    _n: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    _base: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, answers: pd.DataFrame, codings: pd.DataFrame) -> None:
        """Add some answers (`model.ANSWERS` and segments) and codings (`model.CODINGS`)."""
        names = ["question", "respondent_id"]
        texts = pd.DataFrame({name: answers[name].astype(object) for name in (*names, "text")})
        texts["part"] = answers[self.part].astype(object) if self.part else ""
        coded = pd.DataFrame({name: codings[name].astype(object) for name in (*names, "theme")})
        for name in ("confidence", "start", "end"):
            coded[name] = codings[name]
        coded = coded.drop_duplicates([*names, "theme"])
        nothing = coded.loc[coded["theme"] == NO_ANSWER, names].drop_duplicates()
        answered = texts.merge(nothing, on=names, how="left", indicator=True)
        answered = answered[answered["_merge"] == "left_only"]
        self._base.update(_rows(answered, ("question", "part")))
        real = coded[~coded["theme"].isin(["", *SPECIAL_CODES])].merge(texts, on=names)
        self._n.update(_rows(real, ("question", "theme", "part")))
        real["themes"] = real.groupby(names)["theme"].transform("size")
        self._keep(real)

    def size(self, question: str, theme: str, part: str | None = None) -> Size:
        """Return how many have the theme and how many answered; of one segment, or of all."""
        n = base = 0
        for (of_question, of_theme, of_part), count in self._n.items():
            if (of_question, of_theme) == (question, theme) and part in (None, of_part):
                n += count
        for (of_question, of_part), count in self._base.items():
            if of_question == question and part in (None, of_part):
                base += count
        return Size(n, base)

    def chosen(self, question: str, theme: str, most: int) -> tuple[Choice, ...]:
        """Return the verbatims to show a person, the most fitting first, no two alike."""
        kept = sorted(self._best.get((question, theme), ()), reverse=True)
        words = [
            frozenset(word.casefold() for word in _WORD.findall(choice.text)) for choice in kept
        ]
        fit = [
            round(choice.score + 0.25 * typical, 9)
            for choice, typical in zip(kept, _typicality(words), strict=True)
        ]
        taken: list[int] = []
        for i in sorted(range(len(kept)), key=lambda i: (-fit[i], kept[i].order)):
            if len(taken) >= most:
                break
            if all(_likeness(words[i], words[j]) <= TOO_LIKE for j in taken):
                taken.append(i)
        return tuple(kept[i] for i in taken)

    def _keep(self, real: pd.DataFrame) -> None:
        texts = real["text"].tolist()
        long_enough = [
            len(text) >= SHORTEST and len(text.split()) >= FEWEST_WORDS for text in texts
        ]
        rows = _rows(real, ("question", "theme", "respondent_id", "start", "end", "part"))
        scores = _scores(real, self.longest).tolist()
        for row, text, score, usable in zip(rows, texts, scores, long_enough, strict=True):
            if not usable:
                continue
            question, theme, respondent, start, end, part = row
            # without evidence start is nan
            span = (int(start), int(end)) if start == start else (0, 0)
            choice = Choice(score, respondent, respondent, text, *span, part=str(part))
            best = self._best.setdefault((question, theme), [])
            if len(best) < KEPT:
                heapq.heappush(best, choice)
            else:
                heapq.heappushpop(best, choice)


def _rows(frame: pd.DataFrame, names: Sequence[str]) -> zip[tuple[Any, ...]]:
    return zip(*(frame[name].tolist() for name in names), strict=True)


def _scores(real: pd.DataFrame, longest: int) -> Floats:
    """Return how well each coded answer shows its theme, (n,)."""
    texts = real["text"].tolist()
    lengths = np.array([len(text) for text in texts], dtype=np.float64)
    capitals = np.array([text.isupper() for text in texts], dtype=bool)
    confidence = real["confidence"].to_numpy(dtype=np.float64)
    themes = real["themes"].to_numpy(dtype=np.float64)
    spans = (real["end"] - real["start"]).to_numpy(dtype=np.float64)
    evidence = (spans / np.maximum(lengths, 1)).clip(0, 1)
    # a person's coding has no evidence: neither for nor against
    covered = np.nan_to_num(np.minimum(1.0, 2 * evidence), nan=0.5)
    score = 0.35 * confidence + 0.25 / themes + 0.25 * _fit(lengths, longest) + 0.15 * covered
    rounded: Floats = (score - 0.2 * capitals).round(6)
    return rounded


def _fit(lengths: Floats, longest: int) -> Floats:
    """Return 1 for a readable length, less for a short one or one to be shortened."""
    short = ((lengths - SHORTEST) / 40).clip(0, 1)
    return np.where(lengths > longest, 0.5, short)


def _typicality(words: Sequence[frozenset[str]]) -> list[float]:
    """Return for each verbatim the mean share of verbatims that have its words."""
    counts = Counter(chain.from_iterable(words))
    return [
        float(np.mean([counts[word] for word in own])) / len(words) if own else 0.0 for own in words
    ]


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 1.0

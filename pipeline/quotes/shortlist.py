"""Chooses verbatims that show what a theme is about: coded surely, about that theme before all, of a length that reads well, each another."""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from pipeline.model import NO_ANSWER, SPECIAL_CODES

KEPT = 40
"""Verbatims of a theme that are held while answers pass by; the most fitting are chosen from them."""

SHORTEST = 20
"""Signs; a shorter verbatim says too little by itself."""

FEWEST_WORDS = 4
TOO_LIKE = 0.6
"""Of two verbatims that share more of their words than this, one is shown."""

_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, order=True)
class Choice:
    """A verbatim that may show a theme. The best sorts last; `order` settles what is equal the same way on every machine."""

    score: float
    order: str
    respondent_id: str = field(compare=False)
    text: str = field(compare=False)
    start: int = field(compare=False)
    end: int = field(compare=False)
    part: str = field(compare=False)
    """The respondent's value of the segment that quotes are attributed to; empty without one."""


@dataclass
class Shortlist:
    """Takes in answers and codings of one wave, part by part, and holds the best verbatims of each theme and the sizes that matter: its memory
    does not grow with the answers.
    """

    longest: int
    part: str = ""
    _best: dict[tuple[str, str], list[Choice]] = field(default_factory=dict)
    _n: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    _base: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, answers: pd.DataFrame, codings: pd.DataFrame) -> None:
        """Takes in some answers (`model.ANSWERS` and segments) and their codings (`model.CODINGS`)."""
        names = ["question", "respondent_id"]
        texts = pd.DataFrame({name: answers[name].astype(object) for name in (*names, "text")})
        texts["part"] = answers[self.part].astype(object) if self.part else ""
        coded = pd.DataFrame({name: codings[name].astype(object) for name in (*names, "theme")})
        coded["confidence"], coded["start"], coded["end"] = (
            codings[c] for c in ("confidence", "start", "end")
        )
        coded = coded.drop_duplicates([*names, "theme"])
        nothing = coded.loc[coded["theme"] == NO_ANSWER, names].drop_duplicates()
        answered = texts.merge(nothing, on=names, how="left", indicator=True)
        answered = answered[answered["_merge"] == "left_only"]
        self._base.update(
            zip(answered["question"].tolist(), answered["part"].tolist(), strict=True)
        )
        real = coded[~coded["theme"].isin(["", *SPECIAL_CODES])].merge(texts, on=names)
        self._n.update(
            zip(*(real[name].tolist() for name in ("question", "theme", "part")), strict=True)
        )
        real["themes"] = real.groupby(names)["theme"].transform("size")
        self._keep(real)

    def themes(self) -> Iterator[tuple[str, str]]:
        """The questions and themes that verbatims were kept of, sorted."""
        yield from sorted(self._best)

    def size(self, question: str, theme: str, part: str | None = None) -> tuple[int, int]:
        """How many respondents have the theme, and how many answered; of one part of them, or of all."""
        n = sum(
            n
            for (q, t, p), n in self._n.items()
            if (q, t) == (question, theme) and part in (None, p)
        )
        return n, sum(n for (q, p), n in self._base.items() if q == question and part in (None, p))

    def chosen(self, question: str, theme: str, most: int) -> tuple[Choice, ...]:
        """The verbatims to show a person, the most fitting first, none like another."""
        kept = sorted(self._best.get((question, theme), ()), reverse=True)
        words = [
            frozenset(word.casefold() for word in _WORD.findall(choice.text)) for choice in kept
        ]
        counts = Counter(word for of_choice in words for word in of_choice)
        typical = [
            float(np.mean([counts[w] for w in of])) / len(kept) if of else 0.0 for of in words
        ]
        order = sorted(
            range(len(kept)),
            key=lambda i: (-round(kept[i].score + 0.25 * typical[i], 9), kept[i].order),
        )
        taken: list[int] = []
        for i in order:
            if len(taken) < most and all(_likeness(words[i], words[j]) <= TOO_LIKE for j in taken):
                taken.append(i)
        return tuple(kept[i] for i in taken)

    def _keep(self, real: pd.DataFrame) -> None:
        texts = real["text"].tolist()
        lengths = np.array([len(text) for text in texts], dtype=np.float64)
        usable = (lengths >= SHORTEST) & np.array(
            [len(text.split()) >= FEWEST_WORDS for text in texts], dtype=bool
        )
        evidence = (
            (real["end"] - real["start"]).to_numpy(dtype=np.float64) / np.maximum(lengths, 1)
        ).clip(0, 1)
        score = (
            0.35 * real["confidence"].to_numpy(dtype=np.float64)
            + 0.25 / real["themes"].to_numpy(dtype=np.float64)
            + 0.25 * _fit(lengths, self.longest)
            # a person's coding has no evidence: neither for nor against
            + 0.15 * np.nan_to_num(np.minimum(1.0, 2 * evidence), nan=0.5)
            - 0.2 * np.array([text.isupper() for text in texts], dtype=bool)
        ).round(6)
        rows = zip(
            *(
                real[c].tolist()
                for c in ("question", "theme", "respondent_id", "start", "end", "part")
            ),
            strict=True,
        )
        for row, text, points, good in zip(
            rows, texts, score.tolist(), usable.tolist(), strict=True
        ):
            if good:
                question, theme, respondent, start, end, part = row
                at = (0, 0) if start != start else (int(start), int(end))
                choice = Choice(points, respondent, respondent, text, *at, str(part))
                best = self._best.setdefault((question, theme), [])
                (heapq.heappush if len(best) < KEPT else heapq.heappushpop)(best, choice)


def _fit(lengths: np.ndarray, longest: int) -> np.ndarray:
    """1 for a length that reads well, less for what is short or must be shortened."""
    short = ((lengths - SHORTEST) / 40).clip(0, 1)
    return np.where(lengths > longest, 0.5, short)


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 1.0

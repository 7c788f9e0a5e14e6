"""Keeps answers behind the numbers of a run, no more of each theme than a page can hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan

import numpy as np
import pandas as pd

from pipeline.coding import CodedBatch, CodedQuestion
from pipeline.ingest import Batch
from pipeline.model import NO_ANSWER, SOURCES, Codebook
from pipeline.report.page import Verbatim, VerbatimList
from pipeline.study import Study

MOST_ANSWERS = 200
"""The most answers of a theme in a wave that are kept."""

MOST_IN_ALL = 40_000
"""The most answers on the page; with very many themes fewer are kept of each, so that a browser can
open it, but never fewer than `FEWEST_ANSWERS`.
"""

FEWEST_ANSWERS = 20

Key = tuple[str, str, str]
"""Question, theme and wave; theme is empty for uncoded answers."""


@dataclass
class VerbatimSample:
    """The first answers of each question, theme and wave, and their total number."""

    keys: tuple[Key, ...]
    books: Mapping[str, Codebook]
    segments: tuple[str, ...]
    most: int
    counts: dict[Key, int] = field(default_factory=dict)
    named: dict[Key, int] = field(default_factory=dict)
    """Respondents with the theme or one below it."""
    kept: dict[Key, list[Verbatim]] = field(default_factory=dict)

    @classmethod
    def zeros(
        cls, study: Study, books: Mapping[str, Codebook], most: int = MOST_ANSWERS
    ) -> VerbatimSample:
        """Return an empty sample for the themes and waves of that study."""
        keys = tuple(
            (question, theme, wave)
            for question, book in books.items()
            for theme in (*(code for code in book.codes if code != NO_ANSWER), "")
            for wave in reversed(study.asked_in(question))
        )
        of_each = max(FEWEST_ANSWERS, MOST_IN_ALL // max(1, len(keys)))
        return cls(keys, books, segments=tuple(study.segments), most=min(most, of_each))

    def add(self, batch: Batch, coded: CodedBatch) -> None:
        """Add the answers of a batch, keep the first, and count all."""
        codings = _by_question(coded.codings)
        answers = _by_question(batch.answers)
        for part in coded.questions:
            if part.question in codings:
                self._add(part, answers[part.question], codings[part.question])

    def merge(self, other: VerbatimSample) -> None:
        """Add the answers of later batches."""
        for key, answers in other.kept.items():
            own = self.kept.setdefault(key, [])
            own.extend(answers[: max(0, self.most - len(own))])
        for key in other.counts:
            self.counts[key] = self.counts.get(key, 0) + other.counts[key]
        for key in other.named:
            self.named[key] = self.named.get(key, 0) + other.named[key]

    def lists(self) -> Iterator[VerbatimList]:
        """Yield the answers of each theme, newest wave first; themes that nobody named included.

        In the order of the study and its codebooks.
        """
        for key in self.keys:
            question, theme, wave = key
            yield VerbatimList(
                question=question,
                theme=theme,
                wave=wave,
                n=self.named.get(key, 0),
                count=self.counts.get(key, 0),
                verbatims=tuple(self.kept.get(key, ())),
            )

    def _add(self, part: CodedQuestion, answers: pd.DataFrame, codings: pd.DataFrame) -> None:
        codings = codings[codings["theme"] != NO_ANSWER]
        if part.inside is not None:
            inside = answers["respondent_id"].to_numpy(dtype=object)[np.asarray(part.inside)]
            codings = codings[codings["respondent_id"].isin(inside)]
        self._count(part, codings)
        of_answers: _Answers | None = None
        for theme, rows in codings.groupby("theme", sort=False, observed=True):
            key = (part.question, str(theme), part.wave)
            who = rows["respondent_id"].drop_duplicates()
            self.counts[key] = self.counts.get(key, 0) + len(who)
            kept = self.kept.setdefault(key, [])
            chosen = who.iloc[: max(0, self.most - len(kept))].tolist()
            if chosen:
                of_answers = of_answers or _Answers.from_table(answers, self.segments)
                kept.extend(of_answers.verbatims(chosen, rows))

    def _count(self, part: CodedQuestion, codings: pd.DataFrame) -> None:
        who, themes = codings["respondent_id"], codings["theme"]
        book = self.books[part.question]
        above = {str(theme): (str(theme), *book.ancestors(str(theme))) for theme in themes.unique()}
        pairs = (
            pd.DataFrame({"who": who, "theme": themes.map(above)})
            .explode("theme")
            .drop_duplicates()
        )
        for theme, n in pairs["theme"].value_counts().items():
            key = (part.question, str(theme), part.wave)
            self.named[key] = self.named.get(key, 0) + int(n)


@dataclass(frozen=True)
class _Answers:
    place: Mapping[str, int]
    text: Sequence[str]
    segments: Sequence[Sequence[str]]
    file: Sequence[str]
    row: Sequence[int]

    @classmethod
    def from_table(cls, answers: pd.DataFrame, segments: Sequence[str]) -> _Answers:
        return cls(
            place={str(name): i for i, name in enumerate(answers["respondent_id"].tolist())},
            text=answers["text"].tolist(),
            segments=[answers[variable].astype(str).tolist() for variable in segments],
            file=answers["file"].tolist(),
            row=answers["row"].tolist(),
        )

    def verbatims(self, chosen: Sequence[str], rows: pd.DataFrame) -> Iterator[Verbatim]:
        """Yield the answers of the chosen respondents, with spans and sources of these codings."""
        spans: dict[str, set[tuple[int, int]]] = {name: set() for name in chosen}
        sources: dict[str, set[str]] = {name: set() for name in chosen}
        guessed = dict.fromkeys(chosen, True)
        names = ("respondent_id", "start", "end", "source", "guess")
        columns = (rows[name].tolist() for name in names)
        for name, start, end, source, guess in zip(*columns, strict=True):
            if name in sources:
                sources[name].add(str(source))
                guessed[name] &= guess
                if not isnan(start):
                    spans[name].add((int(start), int(end)))
        for name in chosen:
            at = self.place[name]
            yield Verbatim(
                respondent=str(name),
                text=str(self.text[at]),
                spans=tuple(sorted(spans[name])),
                segments=tuple(str(part[at]) for part in self.segments),
                sources=tuple(sorted(sources[name], key=SOURCES.index)),
                file=str(self.file[at]),
                row=int(self.row[at]),
                guess=guessed[name],
            )


def _by_question(frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    groups = frame.groupby("question", sort=False, observed=True)
    return {str(question): of_question for question, of_question in groups}

"""Collects the answers behind the numbers as the batches of a run go by, no more of each theme and wave than a page can hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from pipeline.api.batches import CodedBatch, CodedQuestion
from pipeline.ingest import Batch
from pipeline.model import NO_ANSWER, SOURCES, Codebook, Verbatim, VerbatimList
from pipeline.study import Study

MOST = 200
"""Answers of a theme in a wave that are kept at most."""

MOST_IN_ALL = 40_000
"""Of a study with very many themes fewer are kept of each, so that a browser can open the page, but never fewer than `LEAST`."""

LEAST = 20

Key = tuple[str, str, str]
"""Question, theme and wave; theme is empty for answers that are not coded yet."""


@dataclass
class VerbatimSample:
    """The first answers of each question, theme and wave, in the order in which they are read, and how many there are."""

    keys: tuple[Key, ...]
    books: Mapping[str, Codebook]
    segments: tuple[str, ...]
    most: int
    counts: dict[Key, int] = field(default_factory=dict)
    named: dict[Key, int] = field(default_factory=dict)
    """Respondents with the theme or one below it."""
    kept: dict[Key, list[Verbatim]] = field(default_factory=dict)

    @classmethod
    def of(cls, study: Study, books: Mapping[str, Codebook], most: int = MOST) -> VerbatimSample:
        """An empty sample for the themes and waves of that study."""
        keys = tuple(
            (question, theme, wave)
            for question, book in books.items()
            for theme in (*(code for code in book.codes if code != NO_ANSWER), "")
            for wave in reversed(study.asked_in(question))
        )
        return cls(keys, books, tuple(study.segments), min(most, max(LEAST, MOST_IN_ALL // max(1, len(keys)))))

    def add(self, batch: Batch, coded: CodedBatch) -> None:
        """Takes what it needs from a batch and its codings."""
        codings = {str(q): of for q, of in coded.codings.groupby("question", sort=False, observed=True)}
        answers = {str(q): of for q, of in batch.answers.groupby("question", sort=False, observed=True)}
        for part in coded.questions:
            if part.question in codings:
                self._add(part, answers[part.question], codings[part.question])

    def lists(self) -> Iterator[VerbatimList]:
        """What was found, in the order of the study and its codebooks, newest wave first; themes that nobody named included."""
        for key in self.keys:
            yield VerbatimList(*key, self.named.get(key, 0), self.counts.get(key, 0), tuple(self.kept.get(key, ())))

    def _add(self, part: CodedQuestion, answers: pd.DataFrame, codings: pd.DataFrame) -> None:
        codings = codings[codings["theme"] != NO_ANSWER]
        if part.inside is not None:
            inside = answers["respondent_id"].to_numpy(dtype=object)[np.asarray(part.inside)]
            codings = codings[codings["respondent_id"].isin(inside)]
        self._count(part, codings)
        place: dict[str, int] = {}
        for theme, rows in codings.groupby("theme", sort=False, observed=True):
            key = (part.question, str(theme), part.wave)
            who = rows["respondent_id"].drop_duplicates()
            self.counts[key] = self.counts.get(key, 0) + len(who)
            kept = self.kept.setdefault(key, [])
            chosen = who.iloc[: max(0, self.most - len(kept))].tolist()
            if chosen:
                place = place or {name: i for i, name in enumerate(answers["respondent_id"].tolist())}
                kept.extend(self._verbatims(chosen, rows, answers, place))

    def _count(self, part: CodedQuestion, codings: pd.DataFrame) -> None:
        """Counts the respondents of every theme and of those above it, once each."""
        who, themes = codings["respondent_id"], codings["theme"]
        book = self.books[part.question]
        above = {str(theme): (str(theme), *book.ancestors(str(theme))) for theme in themes.unique()}
        pairs = pd.DataFrame({"who": who, "theme": themes.map(above)}).explode("theme").drop_duplicates()
        for theme, n in pairs["theme"].value_counts().items():
            key = (part.question, str(theme), part.wave)
            self.named[key] = self.named.get(key, 0) + int(n)

    def _verbatims(
        self, chosen: Sequence[str], rows: pd.DataFrame, answers: pd.DataFrame, place: Mapping[str, int]
    ) -> Iterator[Verbatim]:
        of = dict(iter(rows[rows["respondent_id"].isin(chosen)].groupby("respondent_id", sort=False)))
        for name in chosen:
            answer, codings = answers.iloc[place[name]], of[name]
            spans = zip(codings["start"].tolist(), codings["end"].tolist(), strict=True)
            sources = {str(source) for source in codings["source"]}
            yield Verbatim(
                respondent=str(name),
                text=str(answer["text"]),
                spans=tuple(sorted({(int(start), int(end)) for start, end in spans if start == start})),
                segments=tuple(str(answer[variable]) for variable in self.segments),
                sources=tuple(sorted(sources, key=SOURCES.index)),
                file=str(answer["file"]),
                row=int(answer["row"]),
            )

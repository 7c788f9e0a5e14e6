"""What a run adds up batch by batch, so that no batch need be kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from pipeline.coding import CodedBatch, StudyCoder, outcome_counts, within_filters
from pipeline.counts import Reconciliation, Tally
from pipeline.decisions import QuoteAct
from pipeline.ingest import Batch
from pipeline.quotes import Quotable
from pipeline.run.instruments.instrument_tally import Instruments
from pipeline.run.instruments.samples import PublishedAnswers, ReviewedSample
from pipeline.run.verbatims import VerbatimSample
from pipeline.run.words import QuestionWords


@dataclass
class RunTotals:
    """The number of answers read, and what became of them."""

    read: int = 0
    refused: int = 0
    to_review: int = 0
    respondents: Counter[str] = field(default_factory=Counter)
    """By wave."""
    outcomes: Counter[str] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)
    """Codings by source."""
    guesses: int = 0
    """Of these, codings that no label supports."""
    problems: list[pd.DataFrame] = field(default_factory=list)

    @property
    def reconciliation(self) -> Reconciliation:
        """The answers read = coded + overig + geen-antwoord + uncoded + refused."""
        outcomes = {
            name: self.outcomes[name] for name in ("coded", "other", "no_answer", "uncoded")
        }
        return Reconciliation(read=self.read, refused=self.refused, **outcomes)

    def add(self, batch: Batch, coded: CodedBatch) -> None:
        """Add a batch and its codings."""
        self.read += batch.read
        self.refused += batch.refused
        self.to_review += len(coded.review)
        self.respondents[batch.wave] += batch.respondents
        self.problems.append(batch.problems)
        self.guesses += int(coded.codings["guess"].sum())
        for source, codings in coded.codings["source"].value_counts().items():
            self.sources[str(source)] += int(codings)

    def merge(self, other: RunTotals) -> None:
        """Add the totals of later batches."""
        self.read += other.read
        self.refused += other.refused
        self.to_review += other.to_review
        self.respondents.update(other.respondents)
        self.outcomes.update(other.outcomes)
        self.sources.update(other.sources)
        self.guesses += other.guesses
        self.problems += other.problems


@dataclass(frozen=True, kw_only=True)
class Accumulators:
    """The accumulators of a run: each has `add` for a batch and `merge` for another part's."""

    totals: RunTotals
    tallies: Mapping[str, Tally]
    instruments: Mapping[str, Instruments]
    """Of the questions with labels, or whose machine knows answers otherwise."""
    reviewed: ReviewedSample
    published: PublishedAnswers
    words: QuestionWords
    quotable: Quotable
    verbatims: VerbatimSample
    compares_waves: bool
    """Whether tallies remember respondents, to match them with another wave."""

    @classmethod
    def zeros(cls, coder: StudyCoder, acts: Sequence[QuoteAct]) -> Accumulators:
        """Return the accumulators of a study before any batch; `acts` are those on its quotes."""
        study = coder.study
        weights = study.weights is not None
        return cls(
            totals=RunTotals(),
            tallies={
                question: Tally(book, study.crossings, weights=weights)
                for question, book in coder.books.items()
            },
            instruments={
                question: Instruments.zeros(
                    coder.books[question],
                    weights=weights,
                    cross_fits=question in coder.cross_fitted,
                )
                for question in study.questions
                if question in coder.labels or question in coder.cross_fitted
            },
            reviewed=ReviewedSample.zeros(coder),
            published=PublishedAnswers.zeros(coder),
            words=QuestionWords(coder),
            quotable=Quotable(study, acts),
            verbatims=VerbatimSample.zeros(study, coder.books),
            compares_waves=len(study.waves) > 1,
        )

    def add(self, batch: Batch, coded: CodedBatch) -> None:
        """Add a batch and its codings."""
        self.totals.add(batch, coded)
        for part in coded.questions:
            tally = self.tallies[part.question]
            tally.add(part.wave, part if self.compares_waves else replace(part, who=None))
            if part.question in self.instruments:
                self.instruments[part.question].add(part, remembers=self.compares_waves)
            self.totals.outcomes.update(outcome_counts(part, tally.book))
        self.reviewed.add(batch, coded)
        self.published.add(batch)
        self.words.add(batch, coded)
        self.quotable.add(*within_filters(batch.answers, coded))
        self.verbatims.add(batch, coded)

    def merge(self, other: Accumulators) -> None:
        """Add the accumulators of later batches of the same study."""
        self.totals.merge(other.totals)
        for question, tally in self.tallies.items():
            tally.merge(other.tallies[question])
        for question, instruments in self.instruments.items():
            instruments.merge(other.instruments[question])
        self.reviewed.merge(other.reviewed)
        self.published.merge(other.published)
        self.words.merge(other.words)
        self.quotable.merge(other.quotable)
        self.verbatims.merge(other.verbatims)

"""What a run gathers as its batches go by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.coding import CodedBatch, StudyCoder, within_filters
from pipeline.counts import Tally
from pipeline.decisions import QuoteAct
from pipeline.ingest import Batch
from pipeline.quotes import Quotable
from pipeline.run.bridges import BridgeSample
from pipeline.run.corrections import ReviewedSample
from pipeline.run.verbatims import VerbatimSample
from pipeline.run.words import Wording


@dataclass(frozen=True)
class Gathered:
    """What a run gathers as the batches go by: counts, and what corrections, bridges, clouds, quotes and the page of answers need."""

    tallies: Mapping[str, Tally]
    sample: ReviewedSample
    published: BridgeSample
    wording: Wording
    quotable: Quotable
    verbatims: VerbatimSample

    @classmethod
    def of(cls, coder: StudyCoder, acts: Sequence[QuoteAct]) -> Gathered:
        """Nothing yet, of that study; `acts` are what people said of its quotes."""
        study = coder.study
        weights = study.weights is not None
        return cls(
            {
                question: Tally(book, study.crossings, weights=weights)
                for question, book in coder.books.items()
            },
            ReviewedSample.of(coder),
            BridgeSample.of(coder),
            Wording(coder),
            Quotable(study, acts),
            VerbatimSample.of(study, coder.books),
        )

    def add(self, batch: Batch, coded: CodedBatch) -> None:
        """Takes in a batch and its codings; the tallies are added to by who keeps the totals."""
        self.sample.add(batch, coded)
        self.published.add(batch)
        self.wording.add(batch, coded)
        self.quotable.add(*within_filters(batch.answers, coded))
        self.verbatims.add(batch, coded)

"""The reviewed texts of the random sample, and who wrote them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from pipeline.coding import CodedBatch, CodedQuestion, StudyCoder
from pipeline.ingest import Batch
from pipeline.normalise import text_hash
from pipeline.review import RANDOM, queue_of


@dataclass
class ReviewedText:
    """A reviewed text of the random sample: its codes, the probability that it was drawn.

    `weight` and `respondents` are of those who wrote it, added up as batches go by.
    """

    codes: tuple[str, ...]
    probability: float
    verbatim: str = ""
    weight: float = 0.0
    respondents: int = 0


@dataclass
class ReviewedSample:
    """The reviewed texts of the random sample; batches tell who wrote them."""

    waves: Mapping[str, str]
    """By question the wave that the sample was drawn from: the newest that asked it."""
    texts: dict[str, dict[str, ReviewedText]] = field(default_factory=dict)
    """By question and hash of the text."""

    @classmethod
    def zeros(cls, coder: StudyCoder) -> ReviewedSample:
        """Return the texts that were drawn by chance and decided on, and nobody's yet."""
        waves = {question: coder.study.asked_in(question)[-1] for question in coder.study.questions}
        sample = cls(waves)
        for decision in coder.decisions:
            question, key = decision.subject.question, decision.subject.text_hash
            probability = decision.occasion.probability
            is_drawn = queue_of(decision) == RANDOM and 0 < probability <= 1
            is_newest = waves.get(question) == decision.subject.wave
            if is_drawn and is_newest and question in coder.labels:
                label = coder.labels[question].alike.get(key)
                if label is not None:
                    codes = tuple(code for code, _ in label.codes)
                    reviewed = ReviewedText(codes, probability)
                    sample.texts.setdefault(question, {})[key] = reviewed
        return sample

    def add(self, batch: Batch, coded: CodedBatch) -> None:
        """Add the writers of the texts in a batch."""
        for part in coded.questions:
            sampled = self.texts.get(part.question)
            if sampled and self.waves[part.question] == part.wave:
                self._add_question(sampled, batch, part)

    def merge(self, other: ReviewedSample) -> None:
        """Add the writers that were found in later batches."""
        for question, texts in other.texts.items():
            for key, theirs in texts.items():
                own = self.texts[question][key]
                own.verbatim = own.verbatim or theirs.verbatim
                own.weight += theirs.weight
                own.respondents += theirs.respondents

    def _add_question(
        self, sampled: Mapping[str, ReviewedText], batch: Batch, part: CodedQuestion
    ) -> None:
        texts = batch.answers["text"][batch.answers["question"] == part.question].tolist()
        inside = np.ones(len(texts), dtype=bool) if part.inside is None else part.inside
        weights = np.ones(len(texts)) if part.weights is None else part.weights
        hashes: dict[str, str] = {}
        rows = zip(texts, inside.tolist(), weights.tolist(), strict=True)
        for text, is_inside, weight in rows:
            bare = text.strip()
            if not is_inside or not bare:
                continue
            if bare not in hashes:
                hashes[bare] = text_hash(bare)
            reviewed = sampled.get(hashes[bare])
            if reviewed is not None:
                reviewed.verbatim = reviewed.verbatim or bare
                reviewed.weight += weight
                reviewed.respondents += 1

"""The answers needed by corrections and bridges: the reviewed sample, and those published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from pipeline.coding import CodedBatch, CodedQuestion, StudyCoder
from pipeline.errors import did_you_mean
from pipeline.ingest import Batch, read_published
from pipeline.model import PROBLEMS, Codebook, Problem, problems_table, rows_of
from pipeline.normalise import text_hash
from pipeline.review import RANDOM, queue_of


@dataclass
class ReviewedText:
    """A reviewed text of the random sample: its codes, and its probability of being drawn.

    `weight` and `respondents` are of those who wrote it, added up batch by batch.
    """

    codes: tuple[str, ...]
    probability: float
    verbatim: str = ""
    weight: float = 0.0
    respondents: int = 0


@dataclass
class ReviewedSample:
    """The reviewed texts of the random sample; batches add who wrote them."""

    waves: Mapping[str, str]
    """By question the wave that the sample was drawn from: the newest that asked it."""
    texts: dict[str, dict[str, ReviewedText]] = field(default_factory=dict)
    """By question and hash of the text."""

    @classmethod
    def zeros(cls, coder: StudyCoder) -> ReviewedSample:
        """Return the texts that were drawn at random and decided on, without writers."""
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
        """Add the writers in later batches."""
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


@dataclass
class PublishedAnswers:
    """By question and wave: each respondent's codes at the time, and the text of the answer.

    The codes are read first; the batches of a run add the texts.
    """

    codes: Mapping[tuple[str, str], Mapping[str, frozenset[str]]]
    problems: pd.DataFrame
    texts: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)

    @classmethod
    def zeros(cls, coder: StudyCoder) -> PublishedAnswers:
        """Return the codings that the study names as published, and problem lines; no texts yet."""
        codes: dict[tuple[str, str], dict[str, set[str]]] = {}
        problems = [PROBLEMS.frame()]
        for wave in coder.study.waves:
            if not wave.published:
                continue
            frame, unusable = read_published(coder.study, wave.id)
            unknown = []
            for row in rows_of(frame):
                of_question = codes.setdefault((row.question, wave.id), {})
                of_respondent = of_question.setdefault(row.respondent_id, set())
                if row.theme in coder.books[row.question].codes:
                    of_respondent.add(row.theme)
                elif row.theme:
                    unknown.append(_unknown_theme(row, coder.books[row.question]))
            problems += [unusable, problems_table(unknown)]
        frozen = {
            key: {respondent: frozenset(its_codes) for respondent, its_codes in of.items()}
            for key, of in codes.items()
        }
        return cls(frozen, pd.concat(problems, ignore_index=True))

    def add(self, batch: Batch) -> None:
        """Add the texts of the published answers in a batch."""
        for question, of_question in batch.answers.groupby("question", sort=False, observed=True):
            key = (str(question), batch.wave)
            if key not in self.codes:
                continue
            published = of_question[of_question["respondent_id"].isin(self.codes[key])]
            texts = self.texts.setdefault(key, {})
            texts.update(zip(published["respondent_id"], published["text"], strict=True))

    def merge(self, other: PublishedAnswers) -> None:
        """Add the texts in later batches."""
        for key, texts in other.texts.items():
            self.texts.setdefault(key, {}).update(texts)


def _unknown_theme(row: Any, book: Codebook) -> Problem:
    """Return the problem of a published theme that the current codebook lacks."""
    return Problem(
        row.file,
        row.row,
        f"published theme '{row.theme}' is not in the codebook of '{row.question}'",
        f"Map it to a theme of today.{did_you_mean(row.theme, book.codes)}",
        column="theme",
    )

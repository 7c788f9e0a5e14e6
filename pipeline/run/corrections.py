"""Corrects shares for the machine's own errors, by the random sample of the newest wave that people reviewed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from pipeline.coding import CodedBatch, StudyCoder, cross_fitted_codes
from pipeline.counts import (
    Correction,
    Others,
    Reviewed,
    Tally,
    bearing,
    corrected_shares,
    finite_base,
    kish_of_sums,
)
from pipeline.ingest import Batch
from pipeline.model import NO_ANSWER, Bools, Codebook
from pipeline.normalise import text_hash
from pipeline.review import RANDOM, queue_of


@dataclass
class _Text:
    """A text of the random sample that was reviewed: the codes it was given, its chance of being drawn; who wrote it, weighted, and counted."""

    codes: tuple[str, ...]
    probability: float
    verbatim: str = ""
    weight: float = 0.0
    respondents: int = 0


@dataclass
class ReviewedSample:
    """The reviewed texts of the random sample, by question and hash; the batches of a run tell who wrote them."""

    waves: Mapping[str, str]
    """By question the wave that the sample was drawn from: the newest that asked it."""
    texts: Mapping[str, dict[str, _Text]] = field(default_factory=dict)

    @classmethod
    def of(cls, coder: StudyCoder) -> ReviewedSample:
        """The texts that were drawn by chance and decided on, as the log has it."""
        waves = {question: coder.study.asked_in(question)[-1] for question in coder.study.questions}
        texts: dict[str, dict[str, _Text]] = {}
        for decision in coder.decisions:
            question, key, chance = (
                decision.subject.question,
                decision.subject.text_hash,
                decision.occasion.probability,
            )
            drawn = queue_of(decision) == RANDOM and 0 < chance <= 1
            if drawn and question in coder.labels and waves.get(question) == decision.subject.wave:
                label = coder.labels[question].alike.get(key)
                if label is not None:
                    texts.setdefault(question, {})[key] = _Text(
                        tuple(code for code, _ in label.codes), chance
                    )
        return cls(waves, texts)

    def add(self, batch: Batch, coded: CodedBatch) -> None:
        """Finds the writers of the texts in a batch."""
        for part in coded.questions:
            known = self.texts.get(part.question)
            if not known or self.waves[part.question] != part.wave:
                continue
            answers = batch.answers["text"][batch.answers["question"] == part.question].to_numpy(
                dtype=object
            )
            inside = np.ones(len(answers), dtype=bool) if part.inside is None else part.inside
            weights = np.ones(len(answers)) if part.weights is None else part.weights
            hashes: dict[str, str] = {}
            for text, is_inside, weight in zip(
                answers.tolist(), inside.tolist(), weights.tolist(), strict=True
            ):
                bare = text.strip()
                if is_inside and bare:
                    key = (
                        hashes[bare] if bare in hashes else hashes.setdefault(bare, text_hash(bare))
                    )
                    found = known.get(key)
                    if found is not None:
                        found.verbatim = found.verbatim or bare
                        found.weight += weight
                        found.respondents += 1


def corrections(
    coder: StudyCoder, sample: ReviewedSample, tallies: Mapping[str, Tally], hidden: Mapping[str, Collection[tuple[str, str]]]
) -> dict[str, tuple[Correction, ...]]:  # fmt: skip
    """By question the corrected shares of its themes in the wave of the sample, in the order of the codebook; only where texts were reviewed.

    `hidden[question]` are (wave, theme) whose share may not be shown.
    """
    found = {}
    for question, texts in sample.texts.items():
        met = [text for _, text in sorted(texts.items()) if text.weight > 0]
        if met:
            found[question] = _of_question(
                coder, question, sample.waves[question], met, tallies[question], hidden[question]
            )
    return found


def _of_question(
    coder: StudyCoder,
    question: str,
    wave: str,
    texts: list[_Text],
    tally: Tally,
    hidden: Collection[tuple[str, str]],
) -> tuple[Correction, ...]:
    book, nothing = tally.book, tally.book.codes.index(NO_ANSWER)
    themes = [i for i, code in enumerate(book.codes) if code != NO_ANSWER]
    people = _labelled(book, texts)
    machine = cross_fitted_codes(coder, question, [text.verbatim for text in texts])
    in_base, machine_in_base = ~people[:, nothing], ~machine[:, nothing]
    has, machine_has = people & in_base[:, None], machine & machine_in_base[:, None]
    weights = np.array([text.weight for text in texts])
    everybody = _Everybody.of(tally, wave)
    # the tally counts reviewed answers by their labels: take these out, and what is left are the answers that were not drawn
    others = Others(
        np.maximum(everybody.has[themes] - weights @ has[:, themes], 0.0),
        max(0.0, everybody.base - float(weights @ in_base)),
        max(0.0, everybody.asked - float(weights.sum())),
    )
    reviewed = Reviewed(
        has[:, themes],
        in_base,
        machine_has[:, themes],
        machine_in_base,
        weights,
        np.array([t.probability for t in texts]),
    )
    population = (
        None if coder.study.questions[question].filter else coder.study.respondent.population
    )
    population = bearing(population, tally.counts(wave).base)
    worth = (
        everybody.effective if population is None else finite_base(everybody.effective, population)
    )
    shares = corrected_shares(reviewed, others, worth=worth)
    labelled = sum(text.respondents > 0 for text in texts)
    found = []
    for at, i in enumerate(themes):
        theme, name = book.codes[i], str(shares.name[at])
        if (wave, theme) in hidden or not name or not everybody.base:
            found.append(
                Correction(
                    theme, wave, None, None, None, None, labelled, None, "", (wave, theme) in hidden
                )
            )
            continue
        share, low, high, power = (
            float(v[at]) for v in (shares.share, shares.low, shares.high, shares.power)
        )
        coded = min(1.0, float(everybody.has[i]) / everybody.base)
        found.append(Correction(theme, wave, coded, share, low, high, labelled, power, name))
    return tuple(found)


@dataclass(frozen=True)
class _Everybody:
    """All answers of a wave in respondents, weighted where the study has weights: with each code, in the base, asked; and what the base is worth."""

    has: npt.NDArray[np.float64]
    base: float
    asked: float
    effective: float

    @classmethod
    def of(cls, tally: Tally, wave: str) -> _Everybody:
        counts = tally.counts(wave)
        if not tally.weights:
            return cls(
                counts.by_source.sum(axis=1).astype(float), counts.base, counts.asked, counts.base
            )
        # those without an answer are not weighed in the tally: as the others are, on average
        asked = counts.weight * counts.asked / counts.base if counts.base else 0.0
        return cls(
            counts.weighted, counts.weight, asked, kish_of_sums(counts.weight, counts.weight2)
        )


def _labelled(book: Codebook, texts: list[_Text]) -> Bools:
    number = {code: i for i, code in enumerate(book.codes)}
    has = np.zeros((len(texts), len(number)), dtype=bool)
    for row, text in enumerate(texts):
        for code in text.codes:
            has[row, [number[c] for c in (code, *book.ancestors(code))]] = True
    return has

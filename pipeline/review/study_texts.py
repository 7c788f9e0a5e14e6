"""Reads a study's answers into distinct texts, codes each once, and makes the fixed orders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from pipeline.codebook import codebook_version
from pipeline.coding import StudyCoder
from pipeline.decisions import Labels, RespondentInWave
from pipeline.ingest import Batch, read_answers
from pipeline.model import SOURCES
from pipeline.normalise import alike, text_hash
from pipeline.review.candidates import CandidateText, make_candidates, unit_words
from pipeline.review.queues import QUEUES, SuggestedTexts
from pipeline.review.texts import DistinctText, FileLabels, QuestionTexts, sampling_number
from pipeline.review.values import Member, Suggestion

MAX_COMPARED = 20_000
"""The most texts in which rules and classifier are compared, and rare themes looked for."""


def read_texts(coder: StudyCoder, questions: Sequence[str]) -> dict[str, QuestionTexts]:
    """Return the texts of each question, without those that have no word or character."""
    members: dict[str, dict[str, list[Member]]] = {question: {} for question in questions}
    segments: dict[RespondentInWave, tuple[str, ...]] = {}
    # the newest wave first: its answers are those that a reviewer knows
    for wave in reversed(coder.study.wave_ids):
        for batch in read_answers(coder.study, waves=[wave]):
            segments.update(_segments(coder, batch))
            columns = [batch.answers[name].tolist() for name in _COLUMNS]
            for question, respondent, verbatim in zip(*columns, strict=True):
                folded = alike(verbatim) if question in members else ""
                if folded:
                    member = Member(wave, respondent, verbatim)
                    members[question].setdefault(folded, []).append(member)
    return {
        question: _question_texts(coder, question, _distinct(by_text), segments)
        for question, by_text in members.items()
    }


_COLUMNS = ("question", "respondent_id", "text")
_CODING = ("text", "code", "source", "probability", "start", "end", "why", "guess")


def _segments(coder: StudyCoder, batch: Batch) -> dict[RespondentInWave, tuple[str, ...]]:
    respondents = batch.answers.drop_duplicates("respondent_id")
    ids = respondents["respondent_id"].tolist()
    who = [RespondentInWave(batch.wave, respondent) for respondent in ids]
    values = [map(str, respondents[name].tolist()) for name in coder.study.segments]
    return dict(zip(who, zip(*values, strict=True), strict=False))


def _distinct(by_text: Mapping[str, list[Member]]) -> list[DistinctText]:
    """Return the distinct texts, those of most respondents first."""
    texts = [
        DistinctText(text_hash(folded), folded, tuple(members))
        for folded, members in by_text.items()
    ]
    return sorted(texts, key=lambda text: (-len(text.members), text.folded))


def _question_texts(
    coder: StudyCoder,
    question: str,
    texts: Sequence[DistinctText],
    segments: Mapping[RespondentInWave, tuple[str, ...]],
) -> QuestionTexts:
    book = coder.books[question]
    bare = [text.verbatim.strip() for text in texts]
    coded = _code(coder, question, texts, bare)
    seed = coder.study.review.seed
    return QuestionTexts(
        question=question,
        book=book,
        version=codebook_version(book),
        texts=tuple(texts),
        suggestions=coded.suggestions,
        words=unit_words(coder, question, bare),
        orders={n: queue.order(coded) for n, queue in QUEUES.items() if queue.order},
        filed=_filed(texts, coder.labels.get(question, Labels())),
        sampling_numbers=np.array([sampling_number(text.key, seed) for text in texts]),
        segments=segments,
    )


def _code(
    coder: StudyCoder, question: str, texts: Sequence[DistinctText], bare: Sequence[str]
) -> SuggestedTexts:
    non_answers = [coder.non_answers.why(text) for text in bare]
    coded, confidence = coder.coders[question].code_with_probability(bare, non_answers)
    codings = zip(*(getattr(coded, name).tolist() for name in _CODING), strict=True)
    candidates = None
    if texts:
        # of very many texts those of most respondents are compared
        compared = {
            text.key: CandidateText(text.verbatim, len(text.members))
            for text in texts[:MAX_COMPARED]
        }
        candidates = make_candidates(coder, question, compared, np.ones(len(compared)))
    return SuggestedTexts(
        coder=coder,
        question=question,
        texts=texts,
        suggestions=_suggestions(coder.books[question].codes, texts, codings),
        confidence=confidence,
        non_answer=np.array(non_answers) != "",
        candidates=candidates,
    )


def _suggestions(
    codes: Sequence[str], texts: Sequence[DistinctText], codings: Iterable[tuple[Any, ...]]
) -> list[tuple[Suggestion, ...]]:
    """Return the machine's codes of each text, with evidence in the verbatim as shown."""
    suggestions: list[list[Suggestion]] = [[] for _ in texts]
    # offsets were found in the text stripped of white space
    leads = [len(text.verbatim) - len(text.verbatim.lstrip()) for text in texts]
    for text, code, source, probability, start, end, why, guess in codings:
        lead = leads[text]
        spans = ((start + lead, end + lead),) if start >= 0 else ()
        suggestion = Suggestion(
            theme=codes[code],
            source=SOURCES[source],
            chance=float(probability),
            spans=spans,
            why=why,
            guess=guess,
        )
        suggestions[text].append(suggestion)
    return [tuple(of_text) for of_text in suggestions]


def _filed(texts: Sequence[DistinctText], labels: Labels) -> dict[int, FileLabels]:
    if not labels.filed:
        return {}
    filed = {}
    for number, text in enumerate(texts):
        labelled = [
            labels.filed[member.who] for member in text.members if member.who in labels.filed
        ]
        if labelled:
            codes = labelled[0].codes
            filed[number] = FileLabels(
                coder=", ".join(dict.fromkeys(coder for _, coder in codes)),
                codes=tuple(code for code, _ in codes),
                all_members=len(labelled) == len(text.members),
            )
    return filed

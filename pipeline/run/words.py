"""Counts the words of answers in a run, for clouds of keywords."""

from __future__ import annotations

import numpy as np

from pipeline.coding import CodedBatch, CodedQuestion, StudyCoder
from pipeline.counts import Keyword, WordCounts
from pipeline.ingest import Batch
from pipeline.language import language
from pipeline.model import NO_ANSWER, Bools

FEWEST_RESPONDENTS = 2
"""The fewest respondents of a word: a word of one respondent would be their verbatim."""


class QuestionWords:
    """The words of a run's answers; counted only if a question asks for a cloud of words."""

    def __init__(self, coder: StudyCoder) -> None:
        self._coder = coder
        questions = coder.study.questions.items()
        self._wanted = {name for name, asked in questions if asked.cloud.words == "keyness"}
        self._counts = WordCounts(coder.linguist)

    def add(self, batch: Batch, coded: CodedBatch) -> None:
        """Add the words of a batch; non-answers and answers outside a filter have none."""
        if not self._wanted:
            return
        # of all questions: a keyword is rarer in the answers to the others
        for part in coded.questions:
            of_question = batch.answers["question"] == part.question
            texts = batch.answers["text"][of_question].to_numpy(dtype=object)
            kept = [text.strip() for text in texts[self._is_counted(part)]]
            self._counts.add(part.question, part.wave, kept)

    def merge(self, other: QuestionWords) -> None:
        """Add the words of later batches."""
        self._counts.merge(other._counts)

    def keywords(self, question: str) -> dict[str, tuple[Keyword, ...]]:
        """Return the keywords of each wave against the answers to all other questions in it.

        Empty unless the study asks for them. A word of fewer respondents than the study's cloud or
        its disclosure rule wants is excluded, and so is one of a wave with too small a base.
        """
        study = self._coder.study
        if question not in self._wanted:
            return {}
        cloud = study.questions[question].cloud
        least = max(FEWEST_RESPONDENTS, study.disclosure.n, cloud.least)
        stop_words = self._coder.linguist.stop_words | language(study.language).stop_words
        found: dict[str, tuple[Keyword, ...]] = {}
        for wave in study.asked_in(question):
            found[wave] = ()
            if self._counts.answers(question, wave) >= study.disclosure.base:
                found[wave] = self._counts.keywords(
                    question, wave, least=least, stop_words=stop_words
                )
        return found

    def _is_counted(self, part: CodedQuestion) -> Bools:
        counted = np.ones(part.answers, dtype=bool)
        if part.inside is not None:
            counted = part.inside.copy()
        nothing = self._coder.books[part.question].codes.index(NO_ANSWER)
        counted[part.answer[part.code == nothing]] = False
        return counted

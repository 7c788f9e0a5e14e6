"""Counts the words of answers in a run, for clouds of the words that a question's answers use more than the others do."""

from __future__ import annotations

import numpy as np

from pipeline.coding import CodedBatch, CodedQuestion, StudyCoder
from pipeline.counts import Keyword, WordCounts
from pipeline.ingest import Batch
from pipeline.language import language
from pipeline.model import NO_ANSWER, Bools

FEWEST = 2
"""Respondents of a word at least: a word of one respondent would be their verbatim."""


class Wording:
    """The words of the batches of a run; nothing is counted unless a question asks for a cloud of words."""

    def __init__(self, coder: StudyCoder) -> None:
        self._coder = coder
        self._wanted = {
            name for name, said in coder.study.questions.items() if said.cloud.words == "keyness"
        }
        self._counts = WordCounts(coder.linguist)

    def add(self, batch: Batch, coded: CodedBatch) -> None:
        """Counts the words of a batch; non-answers and answers outside a question's filter have none."""
        if not self._wanted:
            return
        for part in coded.questions:
            texts = batch.answers["text"][batch.answers["question"] == part.question].to_numpy(
                dtype=object
            )
            self._counts.add(
                part.question, part.wave, [text.strip() for text in texts[self._counted(part)]]
            )

    def keywords(self, question: str) -> dict[str, tuple[Keyword, ...]]:
        """The telling words of each wave against the answers to all other questions in it; empty unless the study asks for them.

        A word of fewer respondents than the study's cloud or its disclosure rule wants is none, nor is one of a wave with too small a base.
        """
        study = self._coder.study
        if question not in self._wanted:
            return {}
        least = max(FEWEST, study.disclosure.n, study.questions[question].cloud.least)
        stop = self._coder.linguist.stop_words | language(study.language).stop_words
        return {
            wave: self._counts.keywords(question, wave, least=least, stop_words=stop)
            if self._counts.answers(question, wave) >= study.disclosure.base
            else ()
            for wave in study.asked_in(question)
        }

    def _counted(self, part: CodedQuestion) -> Bools:
        kept = np.ones(part.answers, dtype=bool) if part.inside is None else part.inside.copy()
        nothing = self._coder.books[part.question].codes.index(NO_ANSWER)
        kept[part.answer[part.code == nothing]] = False
        return kept

"""The coded answers to one question: as they count, as people coded them, and by machine alone."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pipeline.coding.cross_fitting import AnswerCodes
from pipeline.coding.question_coder import RULES
from pipeline.counts import CodedAnswers
from pipeline.model import NO_ANSWER, OTHER, Bools, Codebook, Ints


@dataclass(frozen=True, kw_only=True)
class LabelledPart:
    """Which answers to a question people labelled, and the codes that the machine gives them.

    has_label: (answers,). answer, code: the machine's own codes of labelled answers (held out),
    one row each, without parents.
    """

    has_label: Bools
    answer: Ints
    code: Ints


@dataclass(frozen=True, kw_only=True)
class CodedQuestion(CodedAnswers):
    """The coded answers to one question in a batch, as input for the tally.

    labelled: None if the question has no labels. written: (answers,) whether there is any text.
    cross_fitted: the codes by a machine that knows no answer; None if it is the one that coded.
    """

    question: str
    wave: str
    written: Bools
    labelled: LabelledPart | None = None
    cross_fitted: AnswerCodes | None = None

    def by_people(self) -> CodedAnswers:
        """Return the answers that people labelled, with their codes, without segments."""
        nobody = np.zeros(self.answers, dtype=bool)
        has_label = nobody if self.labelled is None else self.labelled.has_label
        inside = has_label if self.inside is None else has_label & self.inside
        return replace(self, inside=inside, segments={})

    def by_machine(self) -> CodedAnswers:
        """Return all answers with the codes the machine alone gives them, without segments."""
        if self.labelled is None:
            return replace(self, segments={})
        kept = ~self.labelled.has_label[self.answer]
        return self._coded_as(
            np.concatenate((self.answer[kept], self.labelled.answer)),
            np.concatenate((self.code[kept], self.labelled.code)),
        )

    def by_cross_fitted(self) -> CodedAnswers:
        """Return all answers with the codes of a machine that knows none, without segments."""
        if self.cross_fitted is None:
            return self.by_machine()
        return self._coded_as(self.cross_fitted.answer, self.cross_fitted.code)

    def _coded_as(self, answer: Ints, code: Ints) -> CodedAnswers:
        """Return the answers with other codes; which part of the machine found them is not told."""
        source = np.full(len(code), RULES)
        return replace(self, answer=answer, code=code, source=source, guess=None, segments={})


def outcome_counts(question: CodedQuestion, book: Codebook) -> dict[str, int]:
    """Return how many answers were coded, overig, geen-antwoord and uncoded, each counted once."""
    nothing, other = book.numbers[NO_ANSWER], book.numbers[OTHER]
    state = np.zeros(question.answers, dtype=np.int64)
    state[question.answer[question.code == nothing]] = 1
    state[question.answer[question.code == other]] = 2
    state[question.answer[(question.code != nothing) & (question.code != other)]] = 3
    uncoded, without, others, coded = np.bincount(state, minlength=4).tolist()
    return {"coded": coded, "other": others, "no_answer": without, "uncoded": uncoded}

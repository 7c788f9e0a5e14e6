"""Held-out codes: the machine's own codes of labelled answers, by models that saw no label of them.

Rules are not held out, and may have been written with these answers in sight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.coding.question_coder import HeldOutScores, QuestionCoder
from pipeline.coding.training import Labelled
from pipeline.model import Bools, Codebook, Ints, code_matrix
from pipeline.normalise import NonAnswers, text_hash


@dataclass(frozen=True)
class OwnCodes:
    """The most precise codes that the machine by itself gives to the labelled texts of a question.

    By the hash of the text; `codes` number `Codebook.codes`.
    """

    codes: Mapping[str, Ints]

    def matrix(self, hashes: Sequence[str], n_codes: int) -> Bools:
        """Return which codes texts have, (texts, codes); no codes for a text that has no label."""
        found = np.zeros((len(hashes), n_codes), dtype=bool)
        for row, each in enumerate(hashes):
            if each in self.codes:
                found[row, self.codes[each]] = True
        return found


def own_codes(
    machine: QuestionCoder, labelled: Sequence[Labelled], non_answers: NonAnswers
) -> OwnCodes:
    """Return the machine's own codes of the labelled texts that it learned from.

    Probabilities are those by which the model was calibrated: of a labelled answer by models that
    learned from the others. Where several labelled answers have the same words, those of the first
    count for all.
    """
    if not labelled:
        return OwnCodes({})
    book = machine.book
    first = _first_of_each([text_hash(answer.text) for answer in labelled])
    rows = list(first.values())
    texts = [labelled[row].text for row in rows]
    empty = [non_answers.why(text) for text in texts]
    probabilities = machine.held_out_probabilities()
    if probabilities is None:
        coded = machine.code(texts, empty)
    else:
        held_out = HeldOutScores(probabilities[rows], _supported_by_others(book, labelled)[rows])
        coded = machine.code_held_out(texts, empty, held_out)
    found = coded.matrix(len(texts), len(book.codes))
    return OwnCodes({each: np.flatnonzero(found[at]) for at, each in enumerate(first)})


def _first_of_each(hashes: Sequence[str]) -> dict[str, int]:
    """Return the place of each distinct hash, in order."""
    first: dict[str, int] = {}
    for place, each in enumerate(hashes):
        first.setdefault(each, place)
    return first


def _supported_by_others(book: Codebook, labelled: Sequence[Labelled]) -> Bools:
    """Return for each answer which codes the label of another one has, (labelled, codes)."""
    truth = code_matrix(book, [answer.codes for answer in labelled])
    others: Bools = truth.sum(axis=0) - truth > 0
    return others

"""What the machine makes of answers that people labelled, as if it had never seen those labels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.coding.prepare import StudyCoder
from pipeline.coding.question_coder import QuestionCoder
from pipeline.coding.training import Labelled
from pipeline.model import Bools, Codebook
from pipeline.normalise import text_hash

FOLDS = 5


def cross_fitted_codes(coder: StudyCoder, question: str, texts: Sequence[str]) -> Bools:
    """The codes of each text with their parents, (texts, codes of the book), by rules and by classifiers that learned from no label of a text alike.

    Texts are dealt into folds by their hash; those of a fold are coded by a classifier that learned from the labels of the others (cross-fitting).
    Rules are what they are, and may have been written with these answers in sight.
    """
    book = coder.books[question]
    found = np.zeros((len(texts), len(book.codes)), dtype=bool)
    if not texts:
        return found
    labelled = [
        answer.learned for answer in coder.labelled.get(question, ()) if answer.learned is not None
    ]
    seen = {text_hash(answer.text) for answer in labelled}
    hashes = [text_hash(text) for text in texts]
    folds = np.array([_fold(key) if key in seen else -1 for key in hashes], dtype=np.int64)
    for fold in np.unique(folds).tolist():
        rows = np.flatnonzero(folds == fold)
        others = [answer for answer in labelled if _fold(text_hash(answer.text)) != fold]
        found[rows] = _coded(
            coder, _without(coder, question, fold, others), [texts[i] for i in rows.tolist()]
        )
    return _with_parents(book, found)


def _without(
    coder: StudyCoder, question: str, fold: int, others: Sequence[Labelled]
) -> QuestionCoder:
    if fold < 0 or coder.train_on is None or not coder.study.questions[question].classifier:
        return coder.coders[question]
    return coder.train_on(question, others)


def _coded(coder: StudyCoder, machine: QuestionCoder, texts: Sequence[str]) -> Bools:
    coded = machine.code(
        [text.strip() for text in texts], [coder.non_answers.why(text) for text in texts]
    )
    found = np.zeros((len(texts), len(machine.book.codes)), dtype=bool)
    found[coded.text, coded.code] = True
    return found


def _fold(key: str) -> int:
    return int(key[:8], 16) % FOLDS


def _with_parents(book: Codebook, codes: Bools) -> Bools:
    closed = codes.copy()
    number = {code: i for i, code in enumerate(book.codes)}
    for code in book.codes:
        for above in book.ancestors(code):
            closed[:, number[above]] |= codes[:, number[code]]
    return closed

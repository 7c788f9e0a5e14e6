"""Cross-fitting: the machine's codes of labelled answers, without learning from their labels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.coding.prepare import StudyCoder
from pipeline.coding.question_coder import QuestionCoder
from pipeline.model import Bools
from pipeline.normalise import text_hash

FOLDS = 5
_UNLABELLED = -1


def cross_fitted_codes(coder: StudyCoder, question: str, texts: Sequence[str]) -> Bools:
    """Return the cross-fitted codes of each text with their parents, (texts, codes of the book).

    Texts are assigned to folds by their hash; those of a fold are coded by a classifier that
    learned from the labels of the others. Rules are not cross-fitted, and may have been written
    with these answers in sight.
    """
    book = coder.books[question]
    found = np.zeros((len(texts), len(book.codes)), dtype=bool)
    labelled = {text_hash(answer.text) for answer in coder.learned(question)}
    hashes = [text_hash(text) for text in texts]
    folds = np.array(
        [_fold(each) if each in labelled else _UNLABELLED for each in hashes], dtype=np.int64
    )
    for fold in np.unique(folds).tolist():
        rows = np.flatnonzero(folds == fold)
        machine = _machine_without(coder, question, fold)
        of_fold = [texts[row] for row in rows.tolist()]
        found[rows] = _coded(coder, machine, of_fold)
    return book.matrix_with_parents(found)


def _machine_without(coder: StudyCoder, question: str, fold: int) -> QuestionCoder:
    if fold == _UNLABELLED or coder.trainer is None:
        return coder.coders[question]
    if coder.study.questions[question].classifier is False:
        return coder.coders[question]
    learned = coder.learned(question)
    others = [answer for answer in learned if _fold(text_hash(answer.text)) != fold]
    return coder.trainer.question_coder(question, others)


def _coded(coder: StudyCoder, machine: QuestionCoder, texts: Sequence[str]) -> Bools:
    bare = [text.strip() for text in texts]
    coded = machine.code(bare, [coder.non_answers.why(text) for text in texts])
    return coded.matrix(len(texts), len(machine.book.codes))


def _fold(text_hash: str) -> int:
    return int(text_hash[:8], 16) % FOLDS

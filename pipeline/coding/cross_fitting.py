"""A machine that codes every answer without having learned from it, the same way in all waves.

Where waves are compared, the machine may not know the answers of one of them better than those of
the other. So the labelled texts are split in parts, and for each part a coder learns from the
labels of all the others. An answer is coded by the coder that left out its own text, whoever wrote
it; or, if its text has no label, the labelled text of the same respondent in another wave. That
makes the coding of an answer independent of its label, and it depends on the wave in nothing: like
cross-fitting in Chernozhukov et al. (2018), of two samples instead of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.coding.question_coder import CodedTexts, QuestionCoder
from pipeline.coding.training import Labelled, Material, Trained, train_like
from pipeline.model import Bools, Ints, ranges
from pipeline.normalise import text_hash

_WORD = re.compile(r"\w+")

PARTS = 3
"""Parts of the labelled texts: more of them leave more labels to learn from, and take longer."""


@dataclass(frozen=True)
class AnswerCodes:
    """The most precise codes of answers: row by row the number of an answer and of its code."""

    answer: Ints
    code: Ints

    def matrix(self, answers: int, codes: int) -> Bools:
        """Return which codes each answer has, (answers, codes)."""
        found = np.zeros((answers, codes), dtype=bool)
        found[self.answer, self.code] = True
        return found


class CrossFittedCoder:
    """Codes the answers to one question; `coders` has for each part the one that left it out."""

    def __init__(self, coders: Sequence[QuestionCoder], labelled: Sequence[Labelled]) -> None:
        """Make the coder; `labelled` is what all coders together learned from."""
        self._coders = tuple(coders)
        self._labelled = frozenset(_hash_of_words(answer.text) for answer in labelled)
        self._part_of_respondent: dict[str, int] = {}
        for answer in labelled:
            if answer.group:
                part = _part_of(_hash_of_words(answer.text))
                self._part_of_respondent.setdefault(answer.group, part)

    def code(
        self, respondents: Sequence[str], number: Ints, texts: Sequence[str], empty: Sequence[str]
    ) -> AnswerCodes:
        """Return the codes of answers: of each the respondent, and the number of its text.

        `empty[i]` says why text i is a non-answer, or ''.
        """
        part = self._parts(respondents, number, texts)
        found = [
            _spread(
                self._coders[each].code([texts[row] for row in rows], [empty[row] for row in rows]),
                answers,
                place,
            )
            for each, answers, rows, place in _by_part(part, number)
        ]
        none = np.zeros(0, dtype=np.int64)
        return AnswerCodes(
            answer=np.concatenate([none, *(codes.answer for codes in found)]),
            code=np.concatenate([none, *(codes.code for codes in found)]),
        )

    def _parts(self, respondents: Sequence[str], number: Ints, texts: Sequence[str]) -> Ints:
        """Return for each answer the part that its coder left out."""
        if len(self._coders) == 1:
            return np.zeros(len(number), dtype=np.int64)
        hashes = [_hash_of_words(text) for text in texts]
        part = np.array([_part_of(each) for each in hashes], dtype=np.int64)[number]
        is_new = np.array([each not in self._labelled for each in hashes], dtype=bool)
        for answer in np.flatnonzero(is_new[number]).tolist():
            part[answer] = self._part_of_respondent.get(respondents[answer], part[answer])
        return part


def _hash_of_words(text: str) -> str:
    """Return what identifies a text up to capitals, accents, white space and punctuation."""
    return text_hash(" ".join(_WORD.findall(text)))


def _part_of(hash_of_words: str) -> int:
    """Return the part of a text."""
    return int(hash_of_words[:8], 16) % PARTS


def cross_fitted_coder(
    material: Material, labelled: Sequence[Labelled], trained: Trained | None, *, has_replies: bool
) -> CrossFittedCoder | None:
    """Return the coder that knows no answer; None if the question's own coder knows none either.

    `trained` is the question's own model, None if rules alone code it. A bank may hold answers of
    one of the waves, and a language model may have been asked about one of them alone; so neither
    is used. `has_replies`: whether there are replies of a language model.
    """
    has_learned = trained is not None and bool(labelled or material.book.bank)
    if not (has_learned or has_replies):
        return None
    material = replace(material, matcher=material.matcher.without_bank())
    if trained is None:
        return CrossFittedCoder([QuestionCoder(material.matcher, material.linguist)], ())
    parts = [_without(labelled, part) for part in range(PARTS)] if labelled else [[]]
    alone = trained.without_llm()
    coders = [
        QuestionCoder(material.matcher, material.linguist, train_like(alone, material, part))
        for part in parts
    ]
    return CrossFittedCoder(coders, labelled)


def _without(labelled: Sequence[Labelled], part: int) -> list[Labelled]:
    """Return the labelled texts of all parts but one."""
    return [answer for answer in labelled if _part_of(_hash_of_words(answer.text)) != part]


def _by_part(part: Ints, number: Ints) -> Iterator[tuple[int, Ints, list[int], Ints]]:
    """Yield of each part its number, answers, distinct texts, and the text's place per answer."""
    for each in np.unique(part).tolist():
        answers = np.flatnonzero(part == each)
        rows, place = np.unique(number[answers], return_inverse=True)
        yield each, answers, rows.tolist(), place


def _spread(coded: CodedTexts, answers: Ints, place: Ints) -> AnswerCodes:
    """Return the codes of answers, given those of their texts."""
    sizes = np.bincount(coded.text, minlength=int(place.max(initial=-1)) + 1)
    first = np.cumsum(sizes) - sizes
    which, row = ranges(first[place], sizes[place])
    return AnswerCodes(answers[which], coded.code[row])

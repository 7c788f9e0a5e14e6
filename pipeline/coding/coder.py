"""Codes the distinct texts of one question: non-answers aside, then rules, then what the classifier adds.

Rules stand; the classifier adds codes where that raises the answer's expected F1 and its probability is high enough to say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.coding.classifier import TokenClassifier, most_precise
from pipeline.coding.decision import best_sets
from pipeline.coding.matcher import Hits, RuleMatcher
from pipeline.model import NO_ANSWER, OTHER, Bools, Ints, Linguist, Tokens

Texts = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]

SURE_ENOUGH = 0.4
"""Probability below which the classifier leaves a code to people."""

OF_A_RULE = 0.9
"""How likely a rule's code is taken to be right when the classifier weighs what to add."""

RULES, CLASSIFIER = 1, 2
"""Sources, numbered as in `model.SOURCES`."""


@dataclass(frozen=True)
class CodedTexts:
    """The codings of n texts, in the order of text and code; `code` numbers `Codebook.codes`.

    `start` is -1 where there is no span. A text without a row found no code.
    """

    text: Ints
    code: Ints
    source: Ints
    confidence: Floats
    start: Ints
    end: Ints
    why: Texts

    def __len__(self) -> int:
        return len(self.text)


class QuestionCoder:
    """All that codes the answers to one question. A pure function of texts once it is made."""

    def __init__(self, matcher: RuleMatcher, linguist: Linguist, classifier: TokenClassifier | None = None) -> None:
        self.book = book = matcher.book
        self._linguist = linguist
        self._matcher = matcher
        self._classifier = classifier
        number = {code: i for i, code in enumerate(book.codes)}
        self._ancestors = [[number[a] for a in book.ancestors(code)] for code in book.codes]
        self._no_answer, self._other = number[NO_ANSWER], number[OTHER]
        self._rule_ids = np.array([rule.id for rule in book.rules], dtype=object)

    def code(self, texts: Sequence[str], empty: Sequence[str]) -> CodedTexts:
        """The codings of the texts; `empty[i]` says why text i is no answer, and is '' when it is one."""
        tokens = self._linguist.tokens(texts)
        why_empty = np.array(empty, dtype=object)
        nothing = why_empty != ""
        hits = _without(self._matcher.match(tokens), nothing)
        parts = [self._of_non_answers(nothing, why_empty), self._of_rules(hits)]
        if self._classifier is not None:
            parts.append(self._of_classifier(tokens, hits, nothing, self._classifier))
        return _sorted(parts)

    def _of_non_answers(self, nothing: Bools, why: Texts) -> CodedTexts:
        text = np.flatnonzero(nothing)
        none = np.full(len(text), -1)
        return CodedTexts(text, np.full(len(text), self._no_answer), np.full(len(text), RULES), np.ones(len(text)), none, none, why[text])

    def _of_rules(self, hits: Hits) -> CodedTexts:
        why = self._rule_ids[hits.rule]
        return CodedTexts(hits.text, hits.code, np.full(len(hits), RULES), np.ones(len(hits)), hits.start, hits.end, why)

    def _of_classifier(self, tokens: Tokens, hits: Hits, nothing: Bools, classifier: TokenClassifier) -> CodedTexts:
        probabilities = classifier.probabilities(tokens)
        added = self._added(probabilities, hits, nothing)
        text, code = np.nonzero(added)
        words = classifier.weightiest(tokens, text, code)
        has, at = words[:, 0] >= 0, words[:, 0]
        start = np.where(has, tokens.start[at], -1) if len(tokens) else at
        end = np.where(has, tokens.end[at], -1) if len(tokens) else at
        why = np.array([self._words(tokens, row) for row in words.tolist()], dtype=object)
        confidence = np.round(probabilities[text, code], 4)
        return CodedTexts(text, code, np.full(len(text), CLASSIFIER), confidence, start, end, why)

    def _added(self, probabilities: Floats, hits: Hits, nothing: Bools) -> Bools:
        """The codes that the classifier adds to those of the rules."""
        fixed = np.zeros(probabilities.shape, dtype=bool)
        fixed[hits.text, hits.code] = True
        for code, above in enumerate(self._ancestors):
            fixed[:, above] |= fixed[:, [code]]
        chosen = best_sets(np.where(fixed, np.maximum(probabilities, OF_A_RULE), probabilities), fixed=fixed)
        chosen &= fixed | (probabilities >= SURE_ENOUGH)
        special = [self._no_answer, self._other]
        themes = np.delete(chosen, special, axis=1).any(axis=1)
        chosen[np.ix_(themes, special)] = False
        chosen[chosen[:, self._no_answer], self._other] = False
        # a rule that found a special code, or a non-answer, has spoken
        chosen[nothing | fixed[:, special].any(axis=1)] = False
        added: Bools = most_precise(chosen, self._ancestors) & ~fixed
        return added

    def _words(self, tokens: Tokens, row: list[int]) -> str:
        return "words: " + ", ".join(tokens.lexicon[int(tokens.word[at])].folded for at in row if at >= 0)


def _without(hits: Hits, nothing: Bools) -> Hits:
    keep = ~nothing[hits.text]
    return Hits(hits.text[keep], hits.code[keep], hits.rule[keep], hits.start[keep], hits.end[keep])


def _sorted(parts: Sequence[CodedTexts]) -> CodedTexts:
    columns = [np.concatenate([getattr(p, name) for p in parts]) for name in CodedTexts.__dataclass_fields__]
    order = np.lexsort((columns[1], columns[0]))
    return CodedTexts(*(column[order] for column in columns))

"""Codes the distinct texts of one question: non-answers aside, then rules, then what the classifier adds.

What the classifier may add, and when it keeps silent, stands in `adding`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.coding.combine import Adder, Policy
from pipeline.coding.rules import Hits, RuleMatcher
from pipeline.coding.training import Trained
from pipeline.model import Bools, Floats, Ints, Linguist, Tokens

Texts = npt.NDArray[np.object_]

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

    def __init__(
        self, matcher: RuleMatcher, linguist: Linguist, trained: Trained | None = None
    ) -> None:
        self.book = book = matcher.book
        self._linguist = linguist
        self._matcher = matcher
        self._trained = trained
        self._adder = Adder(book)
        self._rule_ids = np.array([rule.id for rule in book.rules], dtype=object)

    def code(self, texts: Sequence[str], empty: Sequence[str]) -> CodedTexts:
        """The codings of the texts; `empty[i]` says why text i is no answer, and is '' when it is one."""
        return self.judged(texts, empty)[0]

    def judged(self, texts: Sequence[str], empty: Sequence[str]) -> tuple[CodedTexts, Floats]:
        """The codings of the texts, and for each text the confidence in its whole set of codes: 0 where nothing was found."""
        tokens = self._linguist.tokens(texts)
        why_empty = np.array(empty, dtype=object)
        nothing = why_empty != ""
        hits = _without(self._matcher.match(tokens), nothing)
        ruled = np.zeros((len(texts), len(self.book.codes)), dtype=bool)
        ruled[hits.text, hits.code] = True
        added = np.zeros_like(ruled)
        probabilities = np.zeros(ruled.shape)
        parts = [self._of_non_answers(nothing, why_empty), self._of_rules(hits)]
        if self._trained is not None:
            probabilities = self._adder.coherent(self._trained.classifier.probabilities(tokens))
            added = self._adder.added(
                probabilities, ruled, nothing, self._trained.policy.sure_enough
            )
            parts.append(self._of_classifier(tokens, probabilities, added, self._trained))
            parts.append(
                self._of_the_rest(~(ruled | added).any(axis=1) & ~nothing, self._trained.policy)
            )
        return _sorted(parts), self._adder.confidence(probabilities, ruled, added, nothing)

    def tokens(self, texts: Sequence[str]) -> Tokens:
        """The tokens of texts, as rules and classifier see them."""
        return self._linguist.tokens(texts)

    def ruled(self, tokens: Tokens) -> Bools:
        """What the rules find, with the parents of what they find: (texts, codes)."""
        hits = self._matcher.match(tokens)
        found = np.zeros((len(tokens.texts), len(self.book.codes)), dtype=bool)
        found[hits.text, hits.code] = True
        return self._adder.closed(found)

    def probabilities(self, tokens: Tokens) -> Floats | None:
        """The classifier's probabilities, (texts, codes), or None where there is no classifier."""
        return None if self._trained is None else self._trained.classifier.probabilities(tokens)

    def weighty_spans(self, text: str, code: str) -> tuple[tuple[int, int], ...]:
        """Where the words stand that speak most for the code by the classifier (each with its character n-grams), weightiest first; code points."""
        if self._trained is None:
            return ()
        tokens = self._linguist.tokens([text])
        at = self._trained.classifier.weightiest(
            tokens, np.zeros(1, np.int64), np.array([self.book.codes.index(code)])
        )[0]
        return tuple((int(tokens.start[i]), int(tokens.end[i])) for i in at[at >= 0].tolist())

    def held_out_probabilities(self) -> Floats | None:
        """The probabilities of the labelled answers it learned from, in their order, by classifiers that had not seen them; or None."""
        return None if self._trained is None else self._trained.classifier.held_out_probabilities()

    def _of_non_answers(self, nothing: Bools, why: Texts) -> CodedTexts:
        text = np.flatnonzero(nothing)
        none = np.full(len(text), -1)
        return CodedTexts(
            text,
            np.full(len(text), self._adder.no_answer),
            np.full(len(text), RULES),
            np.ones(len(text)),
            none,
            none,
            why[text],
        )

    def _of_rules(self, hits: Hits) -> CodedTexts:
        why = self._rule_ids[hits.rule]
        return CodedTexts(
            hits.text,
            hits.code,
            np.full(len(hits), RULES),
            np.ones(len(hits)),
            hits.start,
            hits.end,
            why,
        )

    def _of_classifier(
        self, tokens: Tokens, probabilities: Floats, added: Bools, trained: Trained
    ) -> CodedTexts:
        """The codings of the codes added; takes those out of `added` for which no word speaks."""
        text, code = np.nonzero(added)
        words = trained.classifier.weightiest(tokens, text, code)
        # a code for which no word of the text speaks is a guess from its frequency, not a coding
        spoken = words[:, 0] >= 0
        added[text[~spoken], code[~spoken]] = False
        text, code, words = text[spoken], code[spoken], words[spoken]
        start, end = tokens.start[words[:, 0]], tokens.end[words[:, 0]]
        learned = "without labels, words: " if trained.cold else "words: "
        why = np.array([learned + self._words(tokens, row) for row in words.tolist()], dtype=object)
        confidence = np.round(probabilities[text, code], 4)
        return CodedTexts(text, code, np.full(len(text), CLASSIFIER), confidence, start, end, why)

    def _of_the_rest(self, left: Bools, policy: Policy) -> CodedTexts:
        """Texts in which nothing was found: overig where labels say that such answers mostly are."""
        text = np.flatnonzero(left) if policy.says_other else np.zeros(0, dtype=np.int64)
        none = np.full(len(text), -1)
        why = np.full(
            len(text),
            f"no theme found: {policy.other} of {policy.of} such labelled answers are overig",
            dtype=object,
        )
        rate = np.full(len(text), round(policy.other_rate, 4))
        return CodedTexts(
            text,
            np.full(len(text), self._adder.other),
            np.full(len(text), CLASSIFIER),
            rate,
            none,
            none,
            why,
        )

    def _words(self, tokens: Tokens, row: list[int]) -> str:
        return ", ".join(tokens.lexicon[int(tokens.word[at])].folded for at in row if at >= 0)


def _without(hits: Hits, nothing: Bools) -> Hits:
    keep = ~nothing[hits.text]
    return Hits(hits.text[keep], hits.code[keep], hits.rule[keep], hits.start[keep], hits.end[keep])


def _sorted(parts: Sequence[CodedTexts]) -> CodedTexts:
    columns = [
        np.concatenate([getattr(p, name) for p in parts])
        for name in CodedTexts.__dataclass_fields__
    ]
    order = np.lexsort((columns[1], columns[0]))
    return CodedTexts(*(column[order] for column in columns))

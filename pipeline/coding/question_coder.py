"""Codes the distinct texts of one question.

Non-answers first, then rules, then what the classifier adds (see `combine`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from pipeline.coding.combine import Combiner, Policy
from pipeline.coding.rules import Hits, RuleMatcher
from pipeline.coding.training import Trained
from pipeline.model import NO_ANSWER, OTHER, SOURCES, Bools, Floats, Ints, Linguist, Tokens

Texts = npt.NDArray[np.object_]

RULES, CLASSIFIER = SOURCES.index("rules"), SOURCES.index("classifier")


@dataclass(frozen=True)
class CodedTexts:
    """The codings of n texts, ordered by text and code; `code` numbers `Codebook.codes`.

    `source` numbers `model.SOURCES`; `start` is -1 without a span; `guess` marks the codings of a
    machine that no label supports. A text without a row has no code.
    """

    text: Ints
    code: Ints
    source: Ints
    probability: Floats
    guess: Bools
    start: Ints
    end: Ints
    why: Texts

    def __len__(self) -> int:
        return len(self.text)

    @classmethod
    def without_span(
        cls, text: Ints, code: int, source: int, *, probability: float, why: Texts
    ) -> CodedTexts:
        """Return one code for several texts, without evidence, none of them a guess."""
        none = np.full(len(text), -1)
        return cls(
            text=text,
            code=np.full(len(text), code),
            source=np.full(len(text), source),
            probability=np.full(len(text), probability),
            guess=np.zeros(len(text), dtype=bool),
            start=none,
            end=none,
            why=why,
        )

    def matrix(self, texts: int, codes: int) -> Bools:
        """Return which codes each text has, (texts, codes)."""
        found = np.zeros((texts, codes), dtype=bool)
        found[self.text, self.code] = True
        return found


class QuestionCoder:
    """Codes texts of one question; a pure function of the texts."""

    def __init__(
        self, matcher: RuleMatcher, linguist: Linguist, trained: Trained | None = None
    ) -> None:
        self.book = matcher.book
        self._linguist = linguist
        self._matcher = matcher
        self._trained = trained
        self._combiner = Combiner(matcher.book)
        self._rule_ids = np.array([rule.id for rule in matcher.book.rules], dtype=object)

    def code(self, texts: Sequence[str], empty: Sequence[str]) -> CodedTexts:
        """Return the codings of the texts; `empty[i]` says why text i is a non-answer, or ''."""
        return self.code_with_probability(texts, empty)[0]

    def code_with_probability(
        self, texts: Sequence[str], empty: Sequence[str]
    ) -> tuple[CodedTexts, Floats]:
        """Return the codings, and the probability that each whole set is right (0: no code)."""
        tokens = self._linguist.tokens(texts)
        why_empty = np.array(empty, dtype=object)
        nothing = why_empty != ""
        hits = self._matcher.match(tokens)
        hits = hits.where(~nothing[hits.text])
        ruled = hits.matrix(len(texts), len(self.book.codes))
        parts = [self._of_non_answers(nothing, why_empty), self._of_rules(hits)]
        if self._trained is None:
            none = np.zeros_like(ruled)
            of_sets = self._combiner.set_probabilities(none.astype(float), ruled, none, nothing)
            return _sorted(parts), of_sets
        policy = self._trained.policy
        probabilities = self._combiner.coherent(self._trained.classifier.probabilities(tokens))
        added = self._combiner.codes_to_add(probabilities, ruled, nothing, policy.threshold)
        by_classifier = self._of_classifier(tokens, probabilities, added, self._trained)
        added = by_classifier.matrix(*ruled.shape)
        left = ~(ruled | added).any(axis=1) & ~nothing
        parts += [by_classifier, self._of_the_rest(left, policy)]
        of_sets = self._combiner.set_probabilities(probabilities, ruled, added, nothing)
        return _sorted(parts), of_sets

    def tokens(self, texts: Sequence[str]) -> Tokens:
        """Return the tokens of texts, as rules and classifier see them."""
        return self._linguist.tokens(texts)

    def ruled(self, tokens: Tokens) -> Bools:
        """Return the codes found by rules, with their parents, (texts, codes)."""
        hits = self._matcher.match(tokens)
        found = hits.matrix(len(tokens.texts), len(self.book.codes))
        return self.book.matrix_with_parents(found)

    def probabilities(self, tokens: Tokens) -> Floats | None:
        """Return the classifier's probabilities, (texts, codes); None without a classifier."""
        return None if self._trained is None else self._trained.classifier.probabilities(tokens)

    def held_out_probabilities(self) -> Floats | None:
        """Return held-out probabilities of the labelled answers it learned from, in their order.

        None without a classifier.
        """
        return None if self._trained is None else self._trained.classifier.held_out_probabilities()

    def weighty_spans(self, text: str, code: str) -> tuple[tuple[int, int], ...]:
        """Return the spans of the words that speak most for a code, weightiest first.

        That is by the classifier, each word with its character n-grams; in code points.
        """
        if self._trained is None:
            return ()
        tokens = self._linguist.tokens([text])
        only_text, only_code = np.zeros(1, np.int64), np.array([self.book.numbers[code]])
        (at,) = self._trained.classifier.weightiest(tokens, only_text, only_code)
        return tuple((int(tokens.start[i]), int(tokens.end[i])) for i in at[at >= 0].tolist())

    def _of_non_answers(self, nothing: Bools, why: Texts) -> CodedTexts:
        code = self.book.numbers[NO_ANSWER]
        text = np.flatnonzero(nothing)
        return CodedTexts.without_span(text, code, RULES, probability=1.0, why=why[text])

    def _of_rules(self, hits: Hits) -> CodedTexts:
        return CodedTexts(
            text=hits.text,
            code=hits.code,
            source=np.full(len(hits), RULES),
            probability=np.ones(len(hits)),
            guess=np.zeros(len(hits), dtype=bool),
            start=hits.start,
            end=hits.end,
            why=self._rule_ids[hits.rule],
        )

    def _of_classifier(
        self, tokens: Tokens, probabilities: Floats, added: Bools, trained: Trained
    ) -> CodedTexts:
        """Return the codings of the codes added, without those for which no word speaks.

        Such a code is a guess from its frequency, not a coding.
        """
        text, code = np.nonzero(added)
        words = trained.classifier.weightiest(tokens, text, code)
        spoken = words[:, 0] >= 0
        text, code, words = text[spoken], code[spoken], words[spoken]
        learned = "without labels, words: " if trained.cold else "words: "
        why = [learned + self._words(tokens, row) for row in words.tolist()]
        return CodedTexts(
            text=text,
            code=code,
            source=np.full(len(text), CLASSIFIER),
            probability=np.round(probabilities[text, code], 4),
            guess=~trained.supported[code],
            start=tokens.start[words[:, 0]],
            end=tokens.end[words[:, 0]],
            why=np.array(why, dtype=object),
        )

    def _of_the_rest(self, left: Bools, policy: Policy) -> CodedTexts:
        """Return uncoded texts as overig, if labels say that most such answers are."""
        text = np.flatnonzero(left & policy.says_other)
        why = f"no theme found: {policy.other} of {policy.of} such labelled answers are overig"
        return CodedTexts.without_span(
            text,
            self.book.numbers[OTHER],
            CLASSIFIER,
            probability=round(policy.other_rate, 4),
            why=np.full(len(text), why, dtype=object),
        )

    def _words(self, tokens: Tokens, row: list[int]) -> str:
        return ", ".join(tokens.lexicon[int(tokens.word[at])].folded for at in row if at >= 0)


def _sorted(parts: Sequence[CodedTexts]) -> CodedTexts:
    columns = {
        each.name: np.concatenate([getattr(part, each.name) for part in parts])
        for each in fields(CodedTexts)
    }
    order = np.lexsort((columns["code"], columns["text"]))
    return CodedTexts(**{name: column[order] for name, column in columns.items()})

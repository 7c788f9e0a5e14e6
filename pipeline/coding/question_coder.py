"""Codes the distinct texts of one question.

Non-answers first, then rules and the model together (see `combine`). Where they find nothing, what
a language model replied is a guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from pipeline.coding.combine import Combiner
from pipeline.coding.llm import Replies, said_codes
from pipeline.coding.rules import Hits, RuleMatcher
from pipeline.coding.theme_model import Scores
from pipeline.coding.training import Trained
from pipeline.model import NO_ANSWER, SOURCES, Bools, Floats, Ints, Linguist, Tokens

Texts = npt.NDArray[np.object_]

RULES, CLASSIFIER, LLM = (SOURCES.index(name) for name in ("rules", "classifier", "llm"))


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


@dataclass(frozen=True)
class HeldOutScores:
    """What models that did not see a text's own label say of n labelled texts.

    probabilities: (n, codes). supported: (n, codes) whether the label of another answer has the
    code, or a theme below it.
    """

    probabilities: Floats
    supported: Bools


class QuestionCoder:
    """Codes texts of one question; a pure function of the texts."""

    def __init__(
        self,
        matcher: RuleMatcher,
        linguist: Linguist,
        trained: Trained | None = None,
        replies: Replies | None = None,
    ) -> None:
        """Make the coder; `replies` count only where the model hasn't learned what they are worth.

        There they are guesses, for texts in which nothing else is found.
        """
        self.book = matcher.book
        self._linguist = linguist
        self._matcher = matcher
        self._trained = trained
        is_joined = trained is not None and trained.joins_llm
        self._replies = None if is_joined else replies
        self._combiner = Combiner(matcher.book)
        if trained is not None:
            self._combiner = Combiner(
                matcher.book, outvote=trained.outvotes, supported=trained.supported
            )
        self._rule_ids = np.array([rule.id for rule in matcher.book.rules], dtype=object)

    @property
    def is_by_rules(self) -> bool:
        """Whether rules alone code, without a model."""
        return self._trained is None

    def code(self, texts: Sequence[str], empty: Sequence[str]) -> CodedTexts:
        """Return the codings of the texts; `empty[i]` says why text i is a non-answer, or ''."""
        return self.code_with_probability(texts, empty)[0]

    def code_held_out(
        self, texts: Sequence[str], empty: Sequence[str], held_out: HeldOutScores
    ) -> CodedTexts:
        """Return the codings as `code` does, by probabilities of models that did not see a label.

        The model itself, which learned from the labels of these texts, only says which words speak
        for a code.
        """
        return self._code(texts, empty, held_out)[0]

    def code_with_probability(
        self, texts: Sequence[str], empty: Sequence[str]
    ) -> tuple[CodedTexts, Floats]:
        """Return the codings, and the probability that each whole set is right (0: no code)."""
        return self._code(texts, empty, None)

    def _code(
        self, texts: Sequence[str], empty: Sequence[str], held_out: HeldOutScores | None
    ) -> tuple[CodedTexts, Floats]:
        tokens = self._linguist.tokens(texts)
        why_empty = np.array(empty, dtype=object)
        nothing = why_empty != ""
        hits = self._matcher.match(tokens)
        hits = hits.where(~nothing[hits.text])
        ruled = hits.matrix(len(texts), len(self.book.codes))
        non_answers = self._of_non_answers(nothing, why_empty)
        if self._trained is None:
            of_sets = self._combiner.set_probabilities(np.zeros(ruled.shape), ruled, ruled, nothing)
            return self._with_replies(texts, [non_answers, self._of_rules(hits)]), of_sets
        scores = self._trained.model.score(tokens, hits)
        supported, combiner = self._trained.supported, self._combiner
        raw = scores.probabilities
        if held_out is not None:
            raw, supported = held_out.probabilities, held_out.supported
            combiner = Combiner(self.book, outvote=self._trained.outvotes, supported=supported)
        probabilities = combiner.coherent(raw)
        chosen = combiner.choose(probabilities, ruled, nothing)
        kept = self.book.matrix_with_parents(chosen)[hits.text, hits.code]
        of_rules = self._of_rules(hits.where(kept))
        by_rule = self.book.matrix_with_parents(of_rules.matrix(*ruled.shape))
        left = chosen & ~by_rule & ~nothing[:, None]
        is_supported = np.broadcast_to(supported, ruled.shape)
        of_model = self._of_model(scores, probabilities, left, is_supported)
        parts = [non_answers, of_rules, of_model]
        found = np.logical_or.reduce([part.matrix(*ruled.shape) for part in parts])
        of_sets = combiner.set_probabilities(probabilities, ruled, found, nothing)
        # what only a language model found has no probability, so that it is never accepted unseen
        return self._with_replies(texts, parts), of_sets

    def outvoted(self, text: str) -> list[tuple[str, str, float]]:
        """Return the rule hits that the model outvoted: code, rule, and the code's probability."""
        if self._trained is None or not self._trained.outvotes:
            return []
        tokens = self._linguist.tokens([text])
        hits = self._matcher.match(tokens)
        ruled = hits.matrix(1, len(self.book.codes))
        scores = self._trained.model.score(tokens, hits)
        probabilities = self._combiner.coherent(scores.probabilities)
        chosen = self._combiner.choose(probabilities, ruled, np.zeros(1, dtype=bool))
        kept = self.book.matrix_with_parents(chosen)[0]
        rows = zip(hits.code.tolist(), hits.rule.tolist(), strict=True)
        return [
            (self.book.codes[code], self._rule_ids[rule], float(probabilities[0, code]))
            for code, rule in rows
            if not kept[code]
        ]

    def tokens(self, texts: Sequence[str]) -> Tokens:
        """Return the tokens of texts, as rules and model see them."""
        return self._linguist.tokens(texts)

    def ruled(self, tokens: Tokens) -> Bools:
        """Return the codes found by rules, with their parents, (texts, codes)."""
        hits = self._matcher.match(tokens)
        found = hits.matrix(len(tokens.texts), len(self.book.codes))
        return self.book.matrix_with_parents(found)

    def probabilities(self, tokens: Tokens) -> Floats | None:
        """Return the model's probabilities, (texts, codes); None without a model."""
        if self._trained is None:
            return None
        return self._trained.model.score(tokens, self._matcher.match(tokens)).probabilities

    def held_out_probabilities(self) -> Floats | None:
        """Return held-out probabilities of the labelled answers it learned from, in their order.

        None without a model.
        """
        return None if self._trained is None else self._trained.model.held_out_probabilities()

    def weighty_spans(self, text: str, code: str) -> tuple[tuple[int, int], ...]:
        """Return the spans that speak most for a code by the model, weightiest first.

        In code points.
        """
        if self._trained is None:
            return ()
        tokens = self._linguist.tokens([text])
        scores = self._trained.model.score(tokens, self._matcher.match(tokens))
        return tuple(scores.spans(0, self.book.numbers[code]))

    def without_llm(self) -> QuestionCoder:
        """Return the same coder without what a language model replied."""
        trained = None if self._trained is None else self._trained.without_llm()
        return QuestionCoder(self._matcher, self._linguist, trained)

    def _with_replies(self, texts: Sequence[str], parts: Sequence[CodedTexts]) -> CodedTexts:
        """Return the codings, with those of replies to texts that have none."""
        codings = _sorted(parts)
        if self._replies is None or not self._replies.of_text:
            return codings
        without = np.setdiff1d(np.arange(len(texts)), codings.text)
        return _sorted([codings, self._of_llm(texts, without, self._replies)])

    def _of_llm(self, texts: Sequence[str], rows: Ints, replies: Replies) -> CodedTexts:
        """Return the codes that the language model itself gave these texts, all of them guesses."""
        said = replies.scores(self.book, [texts[row] for row in rows.tolist()])
        codes = said_codes(self.book, said, np.zeros(len(rows), dtype=bool))
        at, code = np.nonzero(self.book.matrix_most_precise(codes))
        return CodedTexts(
            text=rows[at],
            code=code,
            source=np.full(len(at), LLM),
            probability=np.round(said.probabilities[at, code], 4),
            guess=np.ones(len(at), dtype=bool),
            start=np.full(len(at), -1),
            end=np.full(len(at), -1),
            why=np.full(len(at), replies.why, dtype=object),
        )

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

    def _of_model(
        self, scores: Scores, probabilities: Floats, chosen: Bools, supported: Bools
    ) -> CodedTexts:
        """Return the codings of the codes chosen, without those for which nothing speaks.

        `supported` (texts, codes) marks the codes that a label supports.
        """
        text, code = np.nonzero(chosen)
        evidence = scores.evidence(text, code)
        there = evidence.is_there
        text, code = text[there], code[there]
        return CodedTexts(
            text=text,
            code=code,
            source=np.where(evidence.is_by_llm[there], LLM, CLASSIFIER),
            probability=np.round(probabilities[text, code], 4),
            guess=~supported[text, code],
            start=evidence.start[there],
            end=evidence.end[there],
            why=evidence.why[there],
        )


def _sorted(parts: Sequence[CodedTexts]) -> CodedTexts:
    columns = {
        each.name: np.concatenate([getattr(part, each.name) for part in parts])
        for each in fields(CodedTexts)
    }
    order = np.lexsort((columns["code"], columns["text"]))
    return CodedTexts(**{name: column[order] for name, column in columns.items()})

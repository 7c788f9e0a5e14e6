"""The rules of a codebook at work: compiled once into slots and sequences, then matched over batches of tokens.

The cost of a batch is one pass over its words to find the slots they fill; rules whose words do not occur cost next to nothing, so ten
times the rules hardly take longer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from pipeline.coding.rules.cues import Cues, cue_sequences
from pipeline.coding.rules.hypothetical import Suppositions, suppositions
from pipeline.coding.rules.negation import Denials, denials
from pipeline.coding.rules.sequences import SequenceMaker
from pipeline.coding.rules.slots import SlotIndex
from pipeline.coding.rules.spans import (
    NOTHING,
    Found,
    Occurrences,
    SequenceTable,
    Spans,
    joined_spans,
)
from pipeline.language import language
from pipeline.model import (
    NO_ANSWER,
    OTHER,
    Bools,
    Codebook,
    Ints,
    Junction,
    Linguist,
    Node,
    Pattern,
    Rule,
    Tokens,
    patterns_of,
)


@dataclass(frozen=True)
class Hits:
    """What rules found, one row per text and code, sorted by text and code.

    `code` numbers `Codebook.codes`, `rule` numbers `Codebook.rules`; `start` and `end` are code points of the evidence.
    """

    text: Ints
    code: Ints
    rule: Ints
    start: Ints
    end: Ints

    def __len__(self) -> int:
        return len(self.text)


class RuleMatcher:
    """The compiled rules of one codebook."""

    def __init__(self, book: Codebook, linguist: Linguist) -> None:
        self.book = book
        self._index = SlotIndex(linguist)
        own = language(linguist.language)
        maker = SequenceMaker(linguist, self._index, own)
        patterns = list(dict.fromkeys(p for rule in book.rules for p in patterns_of(rule.node)))
        self._number = {pattern: i for i, pattern in enumerate(patterns)}
        cues = cue_sequences(own, linguist, self._index)
        self._cues = range(len(patterns), len(patterns) + len(cues))
        self._table = SequenceTable([*(maker.of(pattern) for pattern in patterns), *cues])
        number = {code: i for i, code in enumerate(book.codes)}
        self._code_of_rule = np.array([number[rule.theme] for rule in book.rules], dtype=np.int64)
        self._keeps = np.array([rule.keep_negated for rule in book.rules], dtype=bool)
        self._drops = np.array([rule.drop_hypothetical for rule in book.rules], dtype=bool)
        self._rule_of, self._rule_first = self._simple_rules()
        self._junctions = [
            (n, rule) for n, rule in enumerate(book.rules) if isinstance(rule.node, Junction)
        ]

    def match(self, tokens: Tokens) -> Hits:
        """Every code that a rule finds in the texts: the most precise themes, and a special code only where there is no theme."""
        found = self._table.find(Occurrences(tokens, *self._index.table(tokens), len(self._index)))
        cues = Cues(*(found.of(cue) for cue in self._cues))
        said = _Said(denials(cues, tokens), suppositions(cues, tokens))
        parts = [self._of_patterns(found, said)]
        for number, rule in self._junctions:
            counts = partial(said.counts, keeps=self._keeps[number], drops=self._drops[number])
            scope = _scope_numbers(rule, tokens)
            spans = _Junctions(self._number, found, counts, scope, rule.scope == "mention").of(
                rule.node
            )
            parts.append((spans, np.full(len(spans), number)))
        return self._best(
            tokens,
            joined_spans([spans for spans, _ in parts]),
            np.concatenate([rules for _, rules in parts]),
        )

    def _simple_rules(self) -> tuple[Ints, Ints]:
        """For every pattern the rules that consist of it alone: `rules[first[p]:first[p + 1]]`."""
        pairs = sorted(
            (self._number[rule.node], n)
            for n, rule in enumerate(self.book.rules)
            if isinstance(rule.node, Pattern)
        )
        patterns = np.array([p for p, _ in pairs], dtype=np.int64)
        return np.array([n for _, n in pairs], dtype=np.int64), np.searchsorted(
            patterns, np.arange(len(self._number) + len(self._cues) + 1)
        )

    def _of_patterns(self, found: Found, said: _Said) -> tuple[Spans, Ints]:
        """The matches of all rules that are one pattern, and their rules."""
        sizes = np.diff(self._rule_first)[found.pattern]
        row = np.repeat(np.arange(len(sizes)), sizes)
        rule = self._rule_of[
            np.arange(len(row))
            + (self._rule_first[found.pattern] - (np.cumsum(sizes) - sizes))[row]
        ]
        spans = Spans(found.spans.first[row], found.spans.last[row], found.spans.denied_at[row])
        counts = said.counts(spans, keeps=self._keeps[rule], drops=self._drops[rule])
        return spans.where(counts), rule[counts]

    def _best(self, tokens: Tokens, spans: Spans, rules: Ints) -> Hits:
        """One hit per text and code: the earliest evidence, the longest where two begin together."""
        if not len(spans):
            return Hits(NOTHING, NOTHING, NOTHING, NOTHING, NOTHING)
        text = tokens.text_of(spans.first)
        code = self._code_of_rule[rules]
        start, end = tokens.start[spans.first], tokens.end[spans.last]
        order = np.lexsort((rules, -end, start, code, text))
        key = text[order] * len(self.book.codes) + code[order]
        best = order[np.concatenate(([True], key[1:] != key[:-1]))]
        hits = Hits(text[best], code[best], rules[best], start[best], end[best])
        return _most_precise(hits, self.book)


@dataclass(frozen=True)
class _Said:
    """How a batch says its words: denied or not, supposed or not."""

    denied: Denials
    supposed: Suppositions

    def counts(self, spans: Spans, *, keeps: Bools, drops: Bools) -> Bools:
        """Which matches count, by rules that keep the denied and drop the supposed."""
        counted: Bools = (keeps | ~self.denied.deny(spans)) & ~(
            drops & self.supposed.suppose(spans)
        )
        return counted


def _always(spans: Spans) -> Bools:
    return np.ones(len(spans), dtype=bool)


@dataclass(frozen=True)
class _Junctions:
    """Evaluates the junctions of one rule; `counts` tells which matches of a pattern count, `narrow` keeps patterns within the scope."""

    number: Mapping[Pattern, int]
    found: Found
    counts: Callable[[Spans], Bools]
    scope: Ints
    narrow: bool

    def of(self, node: Node) -> Spans:
        """The matches of a node; of a junction those of its first member of `every`, or of any of `some`, where the whole holds."""
        if isinstance(node, Pattern):
            spans = self.found.of(self.number[node])
            if self.narrow:
                spans = spans.where(self.scope[spans.first] == self.scope[spans.last])
            return spans.where(self.counts(spans))
        required = [self.of(member) for member in node.every]
        if node.some:
            required.append(joined_spans([self.of(member) for member in node.some]))
        spans = required[0]
        for other in required[1:]:
            spans = self._where(spans, other, wanted=True)
        # what must not stand there counts however it is said
        anyhow = replace(self, counts=_always)
        for member in node.none:
            spans = self._where(spans, anyhow.of(member), wanted=False)
        return spans

    def _where(self, spans: Spans, other: Spans, *, wanted: bool) -> Spans:
        if not len(spans):
            return spans
        return spans.where(np.isin(self.scope[spans.first], self.scope[other.first]) == wanted)


def _scope_numbers(rule: Rule, tokens: Tokens) -> Ints:
    if rule.scope == "mention":
        return tokens.mention
    if rule.scope == "sentence":
        return tokens.sentence
    return tokens.text_of(np.arange(len(tokens)))


def _most_precise(hits: Hits, book: Codebook) -> Hits:
    """Without a parent whose child was found too, and without special codes beside a theme; geen-antwoord goes before overig."""
    codes = len(book.codes)
    key = hits.text * codes + hits.code
    number = {code: i for i, code in enumerate(book.codes)}
    keep = np.ones(len(hits), dtype=bool)
    for theme in book.theme_ids:
        for ancestor in book.ancestors(theme):
            children = hits.text[hits.code == number[theme]] * codes + number[ancestor]
            keep &= ~np.isin(key, children)
    special = hits.code >= len(book.theme_ids)
    yields = special & (hits.code != number[OTHER]) if book.other_beside_themes else special
    keep &= ~(yields & np.isin(hits.text, hits.text[~special]))
    nothing = hits.text[hits.code == number[NO_ANSWER]]
    keep &= ~(
        (hits.code == number[OTHER])
        & np.isin(hits.text, nothing[~np.isin(nothing, hits.text[~special])])
    )
    return Hits(
        *(column[keep] for column in (hits.text, hits.code, hits.rule, hits.start, hits.end))
    )

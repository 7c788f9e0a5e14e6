"""The rules of a codebook at work: compiled once into slots and sequences, then matched over batches of tokens.

The cost of a batch is one pass over its words to find the slots they fill; rules whose words do not occur cost next to nothing, so ten
times the rules hardly take longer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.coding.negation import Denials, Negation
from pipeline.coding.sequences import SequenceMaker
from pipeline.coding.slots import SlotIndex
from pipeline.coding.spans import NO_SPANS, NOTHING, Occurrences, Spans, joined_spans
from pipeline.language import language
from pipeline.model import NO_ANSWER, SPECIAL_CODES, Codebook, Ints, Junction, Linguist, Node, Pattern, Rule, Tokens, patterns_of


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
        self._negation = Negation(own, linguist, self._index)
        self._sequences = {p: maker.of(p) for rule in book.rules for p in patterns_of(rule.node)}
        number = {code: i for i, code in enumerate(book.codes)}
        self._code_of_rule = np.array([number[rule.theme] for rule in book.rules], dtype=np.int64)
        self._single, self._other = self._divided()

    def match(self, tokens: Tokens) -> Hits:
        """Every code that a rule finds in the texts: the most precise themes, and a special code only where there is no theme."""
        first, filled = self._index.table(tokens.lexicon)
        found = Occurrences(tokens, first, filled, len(self._index))
        denials = self._negation.denials(found)
        spans, rules = self._all_spans(found, denials)
        return self._best(tokens, spans, rules)

    def _divided(self) -> tuple[tuple[Ints, Ints, Ints], list[int]]:
        """Rules of one word, which are matched together (slot, rule, and whether a denial counts), and the numbers of the others."""
        rows: list[tuple[int, int, int]] = []
        others: list[int] = []
        for number, rule in enumerate(self.book.rules):
            sequences = self._sequences[rule.node] if isinstance(rule.node, Pattern) else ()
            if sequences and all(len(s) == 1 for s in sequences):
                rows += [(s[0].slot, number, int(rule.keep_negated)) for s in sequences]
            else:
                others.append(number)
        table = np.array(rows, dtype=np.int64).reshape(-1, 3)
        return (table[:, 0], table[:, 1], table[:, 2]), others

    def _all_spans(self, found: Occurrences, denials: Denials) -> tuple[Spans, Ints]:
        parts, rules = [], []
        slots, numbers, keep = self._single
        for slot, number, kept in zip(*(a[found.counts[slots] > 0].tolist() for a in (slots, numbers, keep)), strict=True):
            at = found.of(slot)
            spans = Spans(at, at)
            parts.append(spans if kept else spans.where(~denials.deny(spans)))
            rules.append(number)
        for number in self._other:
            spans = self._spans(self.book.rules[number], found, denials)
            if len(spans):
                parts.append(spans)
                rules.append(number)
        sizes = np.array([len(p) for p in parts], dtype=np.int64)
        return joined_spans(parts), np.repeat(np.array(rules, dtype=np.int64), sizes)

    def _spans(self, rule: Rule, found: Occurrences, denials: Denials) -> Spans:
        """The matches of one rule; of a junction those of its first part that has any."""
        if isinstance(rule.node, Pattern):
            return self._pattern(rule.node, found, None if rule.keep_negated else denials)
        scope = _scope_numbers(rule, found.tokens)
        return self._junction(rule.node, found, None if rule.keep_negated else denials, scope)

    def _pattern(self, pattern: Pattern, found: Occurrences, denials: Denials | None) -> Spans:
        sequences = self._sequences[pattern]
        spans = joined_spans([s for s in (found.find(q) for q in sequences) if len(s)])
        return spans if denials is None or not len(spans) else spans.where(~denials.deny(spans))

    def _node(self, node: Node, found: Occurrences, denials: Denials | None, scope: Ints) -> Spans:
        if isinstance(node, Pattern):
            return self._pattern(node, found, denials)
        return self._junction(node, found, denials, scope)

    def _junction(self, node: Junction, found: Occurrences, denials: Denials | None, scope: Ints) -> Spans:
        """Matches of the first member of `every` (or of any of `some`) in scopes where the whole junction holds."""
        every = []
        for member in node.every:
            every.append(self._node(member, found, denials, scope))
            if not len(every[-1]):
                return NO_SPANS
        some = joined_spans([self._node(member, found, denials, scope) for member in node.some])
        if node.some and not len(some):
            return NO_SPANS
        spans = every[0] if every else some
        for other in (*every[1:], *((some,) if node.some else ())):
            spans = spans.where(np.isin(scope[spans.first], scope[other.first]))
        for member in node.none:
            # what must not stand there counts whether it is denied or not
            against = self._node(member, found, None, scope)
            spans = spans.where(~np.isin(scope[spans.first], scope[against.first]))
        return spans

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
    keep &= ~(special & np.isin(hits.text, hits.text[~special]))
    nothing = hits.text[hits.code == number[NO_ANSWER]]
    keep &= ~((hits.code == number[SPECIAL_CODES[1]]) & np.isin(hits.text, nothing))
    return Hits(*(column[keep] for column in (hits.text, hits.code, hits.rule, hits.start, hits.end)))

"""Matches the rules of a codebook.

They are compiled once into slots and sequences, then matched over batches of tokens. A batch costs
one pass over its words to find the slots they fill; rules whose words do not occur cost next to
nothing, so ten times the rules hardly take longer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from pipeline.coding.rules.aside import find_set_aside
from pipeline.coding.rules.clauses import find_clauses
from pipeline.coding.rules.cues import CueFinder, Cues
from pipeline.coding.rules.hypothetical import Hypothetical, find_hypothetical
from pipeline.coding.rules.irony import find_irony
from pipeline.coding.rules.listing import Listing
from pipeline.coding.rules.negation import Negation, find_negation
from pipeline.coding.rules.sequences import SequenceMaker
from pipeline.coding.rules.slots import SlotIndex
from pipeline.coding.rules.spans import (
    NOTHING,
    Matches,
    Occurrences,
    SequenceTable,
    Spans,
    joined_spans,
)
from pipeline.language import language
from pipeline.model import (
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

    `code` numbers `Codebook.codes`, `rule` numbers `Codebook.rules`; `start` and `end` are code
    points of the evidence.
    """

    text: Ints
    code: Ints
    rule: Ints
    start: Ints
    end: Ints

    def __len__(self) -> int:
        return len(self.text)

    def where(self, keep: Bools) -> Hits:
        """Return the hits to keep."""
        return Hits(
            text=self.text[keep],
            code=self.code[keep],
            rule=self.rule[keep],
            start=self.start[keep],
            end=self.end[keep],
        )

    def at_texts(self, texts: Ints) -> Hits:
        """Return the hits in some of the texts (ascending), which are numbered anew."""
        place = np.searchsorted(texts, self.text)
        kept = np.append(texts, -1)[place] == self.text
        return replace(self.where(kept), text=place[kept])

    def matrix(self, texts: int, codes: int) -> Bools:
        """Return which codes each text has, (texts, codes)."""
        found = np.zeros((texts, codes), dtype=bool)
        found[self.text, self.code] = True
        return found


class RuleMatcher:
    """The compiled rules of one codebook."""

    def __init__(self, book: Codebook, linguist: Linguist) -> None:
        self.book = book
        self._index = SlotIndex(linguist)
        own = language(linguist.language)
        maker = SequenceMaker(linguist, self._index, own)
        patterns = list(dict.fromkeys(p for rule in book.rules for p in patterns_of(rule.node)))
        self._number = {pattern: number for number, pattern in enumerate(patterns)}
        self._cues = CueFinder(own, linguist, self._index)
        self._first_cue = len(patterns)
        self._table = SequenceTable([*map(maker.of, patterns), *self._cues.sequences])
        self._code_of_rule = np.array([book.numbers[rule.theme] for rule in book.rules], dtype=int)
        self._keeps = np.array([rule.keep_negated for rule in book.rules], dtype=bool)
        self._drops = np.array([rule.drop_hypothetical for rule in book.rules], dtype=bool)
        simple: list[tuple[int, int]] = []
        self._junctions: list[tuple[int, Rule, Junction]] = []
        for number, rule in enumerate(book.rules):
            if isinstance(rule.node, Pattern):
                simple.append((self._number[rule.node], number))
            else:
                self._junctions.append((number, rule, rule.node))
        self._rules_of_pattern = Listing.from_pairs(
            simple, len(patterns) + len(self._cues.sequences)
        )

    def without_bank(self) -> RuleMatcher:
        """Return the matcher of the same codebook without its bank."""
        other = copy(self)
        other.book = replace(self.book, bank=())
        return other

    def match(self, tokens: Tokens) -> Hits:
        """Return every code that a rule finds in the texts.

        Only the most precise themes, and a special code only if there is no theme.
        """
        found = Occurrences(tokens, *self._index.table(tokens), len(self._index))
        matches = self._table.find(found)
        readings = _readings(self._cues.find(matches, found, self._first_cue), tokens)
        spans, rules = self._simple_matches(matches, readings)
        parts = [(spans, rules)]
        for number, rule, junction in self._junctions:
            counts = partial(readings.count, keeps=self._keeps[number], drops=self._drops[number])
            within = _Junctions(
                number=self._number,
                matches=matches,
                counts=counts,
                scope=_scope_numbers(rule, tokens),
                narrow=rule.scope == "mention",
            )
            spans = within.of(junction)
            parts.append((spans, np.full(len(spans), number)))
        all_rules = np.concatenate([rules for _, rules in parts])
        return self._best(tokens, joined_spans([spans for spans, _ in parts]), all_rules)

    def _simple_matches(self, matches: Matches, readings: _Readings) -> tuple[Spans, Ints]:
        """Return the matches of all rules that are one pattern, and their rules."""
        row, rule = self._rules_of_pattern.of(matches.pattern)
        spans = matches.spans.at(row)
        counted = readings.count(spans, keeps=self._keeps[rule], drops=self._drops[rule])
        return spans.at(counted), rule[counted]

    def _best(self, tokens: Tokens, spans: Spans, rules: Ints) -> Hits:
        """Return one hit per text and code: the earliest evidence, and of those the longest."""
        if not len(spans):
            return Hits(NOTHING, NOTHING, NOTHING, NOTHING, NOTHING)
        text = tokens.text_of(spans.first)
        code = self._code_of_rule[rules]
        start, end = tokens.start[spans.first], tokens.end[spans.last]
        order = np.lexsort((rules, -end, start, code, text))
        key = text[order] * len(self.book.codes) + code[order]
        best = order[np.concatenate(([True], key[1:] != key[:-1]))]
        hits = Hits(text[best], code[best], rules[best], start[best], end[best])
        found = hits.matrix(len(tokens.texts), len(self.book.codes))
        kept = self.book.matrix_of_compatible(self.book.matrix_most_precise(found))
        return hits.where(kept[hits.text, hits.code])


@dataclass(frozen=True)
class _Readings:
    """Whether the words of a batch are negated, and whether they are hypothetical.

    What is set aside or meant ironically counts as negated.
    """

    negation: Negation
    hypothetical: Hypothetical

    def count(self, spans: Spans, *, keeps: Bools, drops: Bools) -> Bools:
        """Return which matches count, by rules that keep the negated and drop the hypothetical."""
        counted: Bools = keeps | ~self.negation.reaches(spans)
        counted &= ~(drops & self.hypothetical.reaches(spans))
        return counted


def _always(spans: Spans) -> Bools:
    return np.ones(len(spans), dtype=bool)


def _readings(cues: Cues, tokens: Tokens) -> _Readings:
    clauses = find_clauses(cues, tokens)
    negation = find_negation(cues, clauses, tokens)
    negation |= find_set_aside(cues, clauses, tokens)
    negation |= find_irony(cues, clauses, tokens)
    return _Readings(negation, find_hypothetical(cues, tokens))


@dataclass(frozen=True)
class _Junctions:
    """Evaluates the junctions of one rule.

    `counts` says which matches of a pattern count, `narrow` restricts patterns to the scope.
    """

    number: Mapping[Pattern, int]
    matches: Matches
    counts: Callable[[Spans], Bools]
    scope: Ints
    narrow: bool

    def of(self, node: Node) -> Spans:
        """Return the matches of a node.

        For a junction those of its first member of `every`, or of any of `some`, if the whole
        holds.
        """
        if isinstance(node, Pattern):
            return self._of_pattern(node)
        required = [self.of(member) for member in node.every]
        if node.some:
            required.append(joined_spans([self.of(member) for member in node.some]))
        spans = required[0]
        for other in required[1:]:
            spans = self._where(spans, other, wanted=True)
        # an excluded pattern counts even if negated or hypothetical
        anyhow = replace(self, counts=_always)
        for member in node.none:
            spans = self._where(spans, anyhow.of(member), wanted=False)
        return spans

    def _of_pattern(self, pattern: Pattern) -> Spans:
        spans = self.matches.of(self.number[pattern])
        if self.narrow:
            spans = spans.at(self.scope[spans.first] == self.scope[spans.last])
        return spans.at(self.counts(spans))

    def _where(self, spans: Spans, other: Spans, *, wanted: bool) -> Spans:
        if not len(spans):
            return spans
        return spans.at(np.isin(self.scope[spans.first], self.scope[other.first]) == wanted)


def _scope_numbers(rule: Rule, tokens: Tokens) -> Ints:
    if rule.scope == "mention":
        return tokens.mention
    if rule.scope == "sentence":
        return tokens.sentence
    return tokens.text_of(np.arange(len(tokens)))

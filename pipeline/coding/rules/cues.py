"""Cues: the words and phrases by which a clause is negated, set aside, mocked or hypothetical.

They are patterns in the language's file (`dat ~3 geen|niet`), whose words match literally, and are
found in a batch like patterns of rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from pipeline.codebook import parse_pattern
from pipeline.coding.rules.sequences import Place, Sequence
from pipeline.coding.rules.slots import Filler, SlotIndex
from pipeline.coding.rules.spans import Matches, Occurrences, Spans
from pipeline.language import Language, Words
from pipeline.model import Bools, Ints, Linguist, Step


@dataclass(frozen=True)
class Cues:
    """The places of cues in a batch; the names are those in the language's file.

    `questions` are question marks, `quotes` quotation marks.
    """

    denies: Spans
    denies_back: Spans
    denies_both: Spans
    denies_once: Spans
    denies_nothing: Spans
    denies_again: Spans
    denies_clause: Spans
    denies_part: Spans
    back_complements: Spans
    points_back: Spans
    ends_negation: Spans
    turns: Spans
    gives_reason: Spans
    asks: Spans
    sets_aside: Spans
    sets_aside_back: Spans
    excepts: Spans
    sets_nothing_aside: Spans
    exempts: Spans
    finite_verbs: Spans
    subjects: Spans
    links: Spans
    joins_clauses: Spans
    contrasts: Spans
    mocks: Spans
    mocks_sentence: Spans
    mocks_back: Spans
    mocks_behind: Spans
    mocks_alone: Spans
    smiles: Spans
    overstates: Spans
    benefits: Spans
    names: Spans
    supposes: Spans
    supposes_nothing: Spans
    ends_hypothetical: Spans
    questions: Spans
    quotes: Spans


_SIGNS = {"questions": "?", "quotes": "\"'“”„‟‘’‚‛«»‹›`´"}
"""The signs that are cues in every language."""


class CueFinder:
    """The cues of a language, as sequences numbered from `first` on in a table."""

    def __init__(self, language: Language, linguist: Linguist, index: SlotIndex) -> None:
        self.sequences: list[tuple[Sequence, ...]] = []
        self._slots: dict[str, int] = {}
        self._numbers: dict[str, int] = {}
        for name in Cues.__dataclass_fields__:
            if name in _SIGNS:
                self._slots[name] = index.slot([Filler("exact", sign) for sign in _SIGNS[name]])
                continue
            phrases = getattr(language.cues, name)
            words = [phrase for phrase in phrases if len(linguist.split(phrase)) == 1]
            if len(words) == len(phrases):
                # words alone, some of them very common, need no search for sequences
                self._slots[name] = index.slot([Filler("form", word) for word in words])
                continue
            self._numbers[name] = len(self.sequences)
            self.sequences.append(tuple(_sequences(phrases, words, linguist, index)))

    def find(self, matches: Matches, found: Occurrences, first: int) -> Cues:
        """Return the cues among the matches of a table in which they begin at number `first`."""
        slots = {name: found.of(slot) for name, slot in self._slots.items()}
        numbers = {name: matches.of(first + number) for name, number in self._numbers.items()}
        return Cues(**slots, **numbers)


def covered(begins: Ints, ends: Ints, size: int) -> Bools:
    """Return which of `size` tokens are in one of the ranges."""
    steps = np.zeros(size + 1, dtype=np.int64)
    np.add.at(steps, begins, 1)
    np.add.at(steps, ends, -1)
    return np.cumsum(steps)[:size] > 0


def until(ends: Ints, stops: Spans, begins: Ints, size: int) -> Ints:
    """Return the ends of ranges, cut at the first stop."""
    marks = np.append(np.unique(stops.first), size)
    first: Ints = np.minimum(ends, marks[np.searchsorted(marks, begins)])
    return first


def _sequences(
    phrases: Words, words: list[str], linguist: Linguist, index: SlotIndex
) -> Iterable[Sequence]:
    """Yield the sequences of phrases; all that are single words share one slot."""
    if words:
        yield (Place(index.slot([Filler("form", word) for word in words])),)
    for phrase in phrases:
        if phrase not in words:
            steps = parse_pattern(phrase).steps
            yield tuple(place for step in steps for place in _places(step, linguist, index))


def _places(step: Step, linguist: Linguist, index: SlotIndex) -> Iterable[Place]:
    if len(step.terms) > 1:
        yield Place(index.slot([Filler("form", term.text) for term in step.terms]), step.gap)
        return
    words = linguist.split(step.terms[0].text)
    first, *others = [Place(index.slot([Filler("form", word)])) for word in words]
    yield replace(first, gap=step.gap)
    yield from others

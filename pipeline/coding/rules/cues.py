"""Cues: the words and phrases by which a clause is negated or only hypothetical.

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
from pipeline.coding.rules.spans import Spans
from pipeline.language import Language
from pipeline.model import Bools, Ints, Linguist, Step

QUESTION_MARK = "?"


@dataclass(frozen=True)
class Cues:
    """The places of cues in a batch; the names are those in the language's file.

    `questions` are question marks.
    """

    denies: Spans
    denies_back: Spans
    denies_both: Spans
    denies_once: Spans
    denies_nothing: Spans
    denies_again: Spans
    back_complements: Spans
    ends_negation: Spans
    supposes: Spans
    supposes_nothing: Spans
    ends_hypothetical: Spans
    questions: Spans


def cue_sequences(
    language: Language, linguist: Linguist, index: SlotIndex
) -> list[tuple[Sequence, ...]]:
    """Return the sequences of a language's cues, in the order of the fields of `Cues`."""
    sequences: list[tuple[Sequence, ...]] = []
    for name in Cues.__dataclass_fields__:
        if name == "questions":
            sequences.append(((Place(index.slot([Filler("form", QUESTION_MARK)])),),))
        else:
            phrases = getattr(language.cues, name)
            sequences.append(tuple(_sequence(phrase, linguist, index) for phrase in phrases))
    return sequences


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


def _sequence(phrase: str, linguist: Linguist, index: SlotIndex) -> Sequence:
    steps = parse_pattern(phrase).steps
    return tuple(place for step in steps for place in _places(step, linguist, index))


def _places(step: Step, linguist: Linguist, index: SlotIndex) -> Iterable[Place]:
    if len(step.terms) > 1:
        yield Place(index.slot([Filler("form", term.text) for term in step.terms]), step.gap)
        return
    words = linguist.split(step.terms[0].text)
    first, *others = [Place(index.slot([Filler("form", word)])) for word in words]
    yield replace(first, gap=step.gap)
    yield from others

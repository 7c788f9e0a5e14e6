"""Cues: the words and phrases of a language by which a clause is denied or only supposed, found in a batch like patterns of rules.

They are written in the language's file as patterns (`dat ~3 geen|niet`), of whose words only the form as written counts.
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
    """Where a batch holds what tells of denials and suppositions; the names are those of `Language`, and `questions` are question marks."""

    denies: Spans
    denies_back: Spans
    denies_both: Spans
    denies_once: Spans
    denies_nothing: Spans
    denies_again: Spans
    back_complements: Spans
    ends_denial: Spans
    supposes: Spans
    supposes_nothing: Spans
    ends_supposition: Spans
    questions: Spans


def cue_sequences(
    language: Language, linguist: Linguist, index: SlotIndex
) -> tuple[tuple[Sequence, ...], ...]:
    """The sequences of a language's cues, in the order of the fields of `Cues`."""

    def compiled(name: str) -> tuple[Sequence, ...]:
        return tuple(_sequence(phrase, linguist, index) for phrase in getattr(language, name))

    names = [name for name in Cues.__dataclass_fields__ if name != "questions"]
    mark = (Place(index.slot([Filler("form", QUESTION_MARK)])),)
    return (*map(compiled, names), (mark,))


def covered(begins: Ints, ends: Ints, size: int) -> Bools:
    """Which of `size` tokens lie in one of the ranges."""
    steps = np.zeros(size + 1, dtype=np.int64)
    np.add.at(steps, begins, 1)
    np.add.at(steps, ends, -1)
    return np.cumsum(steps)[:size] > 0


def until(ends: Ints, stops: Spans, begins: Ints, size: int) -> Ints:
    """The ends of ranges, or where a stop comes first."""
    marks = np.append(np.unique(stops.first), size)
    first: Ints = np.minimum(ends, marks[np.searchsorted(marks, begins)])
    return first


def _sequence(phrase: str, linguist: Linguist, index: SlotIndex) -> Sequence:
    return tuple(
        place for step in parse_pattern(phrase).steps for place in _places(step, linguist, index)
    )


def _places(step: Step, linguist: Linguist, index: SlotIndex) -> Iterable[Place]:
    if len(step.terms) > 1:
        yield Place(index.slot([Filler("form", term.text) for term in step.terms]), step.gap)
        return
    places = [
        Place(index.slot([Filler("form", word)])) for word in linguist.split(step.terms[0].text)
    ]
    yield replace(places[0], gap=step.gap)
    yield from places[1:]

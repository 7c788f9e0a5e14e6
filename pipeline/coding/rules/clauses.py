"""The clauses of a batch as negations see them.

Tokens have clauses that signs and words such as `maar` part. Here `en` parts two more where either
side has a finite verb of its own: `tijd is het probleem niet en de kosten zijn hoog`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.coding.rules.cues import Cues
from pipeline.coding.rules.spans import Spans
from pipeline.model import Bools, Ints, Tokens

_VERB_REACH = 5
"""Words after `en` among which a clause has its finite verb."""


@dataclass(frozen=True)
class Clauses:
    """The clause of each token, ascending, and which tokens are finite verbs, subjects or links.

    Links are prepositions and relative pronouns: what is behind one belongs to it.
    """

    number: Ints
    verbs: Bools
    subjects: Bools
    links: Bools

    def begins(self, at: Ints) -> Ints:
        """Return the first token of each token's clause."""
        return np.searchsorted(self.number, self.number[at])

    def ends(self, at: Ints) -> Ints:
        """Return the end (exclusive) of each token's clause."""
        return np.searchsorted(self.number, self.number[at], side="right")

    def main_begins(self, at: Ints, ends: Ints) -> Ints:
        """Return where a main clause begins behind the phrase in front of it, or the ends.

        `in plaats van een chatbot | gebruiken we mail`: at its verb or its subject, whichever is
        first, from each token `at` on.
        """
        return first_in(self.verbs | self.subjects, at, ends)


def find_clauses(cues: Cues, tokens: Tokens) -> Clauses:
    """Return the clauses of the batch."""
    size, clause = len(tokens), tokens.clause
    verbs = marked(cues.finite_verbs, size)
    subjects = marked(cues.subjects, size)
    links = marked(cues.links, size)
    joins = np.unique(cues.joins_clauses.first)
    ends = np.searchsorted(clause, clause[joins], side="right")
    near = np.minimum(joins + 1 + _VERB_REACH, ends)
    has_verb = any_in(verbs, np.searchsorted(clause, clause[joins]), joins)
    verb = first_in(verbs, joins + 1, near)
    has_verb &= (verb < near) & ~any_in(links, joins + 1, verb)
    has_subject = any_in(subjects, joins + 1, np.minimum(joins + 2, ends))
    borders = np.zeros(size, dtype=np.int64)
    borders[joins[has_verb | has_subject]] = 1
    return Clauses(clause + np.cumsum(borders), verbs, subjects, links)


def marked(spans: Spans, size: int) -> Bools:
    """Return which of `size` tokens begin one of the spans."""
    marks = np.zeros(size, dtype=bool)
    marks[spans.first] = True
    return marks


def any_in(flags: Bools, begins: Ints, ends: Ints) -> Bools:
    """Return which ranges hold a flag; an empty range holds none."""
    before = np.concatenate(([0], np.cumsum(flags)))
    held: Bools = before[np.maximum(begins, ends)] > before[begins]
    return held


def first_in(flags: Bools, begins: Ints, ends: Ints) -> Ints:
    """Return the first flag in each range, or the range's end."""
    places = np.append(np.flatnonzero(flags), len(flags))
    first: Ints = np.minimum(places[np.searchsorted(places, begins)], ends)
    return first


def last_in(flags: Bools, begins: Ints, ends: Ints) -> Ints:
    """Return the place behind the last flag in each range, or the range's begin."""
    places = np.concatenate(([-1], np.flatnonzero(flags)))
    behind: Ints = np.maximum(places[np.searchsorted(places, ends) - 1] + 1, begins)
    return behind

"""What people and what the machine found by themselves, of the questions that both may have coded.

A share as counted may rest on two instruments: people where they decided, the machine elsewhere.
To correct it, and to compare waves like with like, each is also counted alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from pipeline.coding import CodedQuestion
from pipeline.counts import Tally
from pipeline.model import Codebook

_ROUNDING = 1e-9
"""What rounding may leave of a sum of weights, relatively."""


@dataclass
class Written:
    """Respondents who wrote anything, and the sum of their weights (1 each without weights)."""

    respondents: int = 0
    weight: float = 0.0

    def merge(self, other: Written) -> None:
        """Add other respondents."""
        self.respondents += other.respondents
        self.weight += other.weight


@dataclass
class Instruments:
    """The codes of one question by each instrument alone, of everybody.

    people: the labelled answers only. machine: all answers, by the machine that coded; labelled
    ones held out. cross_fitted: all answers, by a machine that knows none of them; None if that is
    the machine that coded.
    """

    people: Tally
    machine: Tally
    cross_fitted: Tally | None = None
    written: dict[str, Written] = field(default_factory=dict)
    """By wave, within the question's filter."""

    @classmethod
    def zeros(cls, book: Codebook, *, weights: bool, cross_fits: bool) -> Instruments:
        """Return counts of zero."""
        people, machine, cross_fitted = (Tally(book, weights=weights) for _ in range(3))
        return cls(people, machine, cross_fitted if cross_fits else None)

    @property
    def of_all_waves(self) -> Tally:
        """What a machine finds that codes the answers of all waves alike."""
        return self.machine if self.cross_fitted is None else self.cross_fitted

    def add(self, part: CodedQuestion, *, remembers: bool) -> None:
        """Add a batch; `remembers` respondents to match them with another wave."""
        if not remembers:
            part = replace(part, who=None)
        self.people.add(part.wave, part.by_people())
        self.machine.add(part.wave, part.by_machine())
        if self.cross_fitted is not None:
            self.cross_fitted.add(part.wave, part.by_cross_fitted())
        inside = part.written if part.inside is None else part.written & part.inside
        weights = np.ones(part.answers) if part.weights is None else part.weights
        batch = Written(int(inside.sum()), float(weights[inside].sum()))
        self.written.setdefault(part.wave, Written()).merge(batch)

    def are_undecided(self, tally: Tally, wave: str) -> bool:
        """Whether respondents in the base of the wave have no label; `tally` as counted.

        With weights only those who weigh anything: others move no share.
        """
        counts, by_people = tally.counts(wave), self.people.counts(wave)
        if tally.weights:
            return counts.weight - by_people.weight > _ROUNDING * counts.weight
        return counts.base > by_people.base

    def merge(self, other: Instruments) -> None:
        """Add the answers of later batches."""
        self.people.merge(other.people)
        self.machine.merge(other.machine)
        if self.cross_fitted is not None and other.cross_fitted is not None:
            self.cross_fitted.merge(other.cross_fitted)
        for wave, written in other.written.items():
            self.written.setdefault(wave, Written()).merge(written)

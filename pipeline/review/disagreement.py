"""Disagreement between reviewers: which texts to settle first, and reasons to choose from."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from itertools import combinations
from typing import TypeVar

from pipeline.decisions import Outcome
from pipeline.model import masi

_Text = TypeVar("_Text", bound=Hashable)

ADJUDICATION_REASONS = (
    "codebook-unclear",
    "theme-overlooked",
    "theme-too-broad",
    "slip",
    "answer-ambiguous",
    "context-needed",
    "other",
)
"""Why reviewers differed, in the adjudicator's view.

The texts are `adjudicate_reason_...` in the catalogue of each language.
"""


def arrange(outcomes: Mapping[_Text, Outcome]) -> list[_Text]:
    """Return the texts on which reviewers differ, the largest disagreement first."""
    distances = {text: distance(outcome) for text, outcome in outcomes.items() if outcome.disagree}
    return sorted(distances, key=lambda text: -distances[text])


def distance(outcome: Outcome) -> float:
    """Return the mean MASI distance (`model.masi`) between pairs of reviewers' codes, 0..1."""
    sets = [frozenset(opinion.codes) for opinion in outcome.opinions]
    distances = [masi(one, other) for one, other in combinations(sets, 2)]
    # rounded, so that the order of summation doesn't break ties
    return round(sum(distances) / len(distances), 9) if distances else 0.0

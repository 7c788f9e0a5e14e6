"""Where reviewers differ: which texts to settle first, and the reasons from which who settles them chooses."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

from pipeline.decisions import Outcome
from pipeline.model import masi

ADJUDICATION_REASONS = (
    "codebook-unclear", "theme-overlooked", "theme-too-broad", "slip", "answer-ambiguous", "context-needed", "other",
)  # fmt: skip
"""Why reviewers differed, as whoever settles it sees it; its words are `adjudicate_reason_...` in the language's catalogue."""


def arrange(outcomes: Mapping[str, Outcome]) -> list[str]:
    """The texts on which reviewers differ, those on which they differ most first; equals stay in the order given. Those on which all agree are
    left out."""
    far = {key: distance(outcome) for key, outcome in outcomes.items() if outcome.disagree}
    return sorted(far, key=lambda key: -far[key])


def distance(outcome: Outcome) -> float:
    """The mean MASI distance (`model.masi`) between the codes of each two reviewers, 0..1; 0 where fewer than two decided."""
    sets = [frozenset(opinion.codes) for opinion in outcome.opinions]
    apart = [masi(one, other) for one, other in combinations(sets, 2)]
    # rounded, so that the order of adding up doesn't part what is equal
    return round(sum(apart) / len(apart), 9) if apart else 0.0

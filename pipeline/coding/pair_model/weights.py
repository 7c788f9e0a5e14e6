"""The weights of the pair model: one logistic regression for all codes, questions and studies.

`weights.json` is made by tests/quality/pair_weights.py from answers that people coded.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from pipeline.coding.pair_model.features import OF_A_SPACE, OF_CODE, OF_RULES
from pipeline.model import Floats

FILE = "weights.json"


@dataclass(frozen=True)
class PairWeights:
    """A logistic regression on features of pairs, in their order."""

    level: float
    weight: Floats

    def log_odds(self, features: Floats) -> Floats:
        """Return the log odds of each pair, (texts, m), from (texts, m, features)."""
        # term by term, so that a pair's sum depends on no other pair
        odds = np.full(features.shape[:2], self.level)
        for number, weight in enumerate(self.weight.tolist()):
            odds += features[:, :, number] * weight
        return odds


def feature_names(spaces: Sequence[str]) -> tuple[str, ...]:
    """Return the names of a pair's features, given the names of the spaces."""
    of_spaces = (f"{space}: {name}" for space in spaces for name in OF_A_SPACE)
    of_rules = (f"rules: {name}" for name in OF_RULES)
    return (*of_spaces, *of_rules, *(f"code: {name}" for name in OF_CODE))


@cache
def pair_weights(spaces: tuple[str, ...]) -> PairWeights:
    """Return the weights that ship, for these spaces."""
    text = files("pipeline.coding.pair_model").joinpath(FILE).read_text(encoding="utf-8")
    table = json.loads(text)[" and ".join(spaces)]
    weight = [table["weights"][name] for name in feature_names(spaces)]
    return PairWeights(table["level"], np.array(weight))

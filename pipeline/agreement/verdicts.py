"""What a coefficient means for a report.

The bounds are Krippendorff's. Texts of the verdicts are in the language's catalogue
(`agree_verdict_...`).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pipeline.agreement.values import (
    FEW_GIVEN,
    FEW_TEXTS,
    NO_OVERLAP,
    ONE_CODER,
    RELIABLE,
    TENTATIVE,
    Figures,
    Verdict,
)
from pipeline.counts import resampled_measure
from pipeline.model import Bools, Floats, Measure

DIGITS = 6
HIGH_PERCENT = 0.9
HIGH_AC1 = 0.8
RARE = 0.1
"""A theme given to at most this share of the texts is rare: most agreement is by chance, on its
absence.
"""

_BOUNDS: dict[Verdict, float] = {"reliable": RELIABLE, "tentative": TENTATIVE}


def coefficient(value: float, samples: Floats, *, why: str = "") -> Measure:
    """Return a coefficient with its interval; `why` says why a value is nan."""
    if np.isnan(value):
        return Measure(None, why=why)
    return resampled_measure(value, samples, digits=DIGITS)


def no_pairs(coded: Bools) -> Measure:
    """Return why agreement is undefined if no unit was coded twice; coded: (units, coders)."""
    return Measure(None, why=ONE_CODER if coded.any(axis=0).sum() < 2 else NO_OVERLAP)


def interpret(figures: Figures) -> Figures:
    """Return the figures with their verdict and its caveats."""
    verdict = _verdict(figures)
    return replace(
        figures,
        verdict=verdict,
        wide=_may_be_lower(figures.alpha, verdict),
        rare=verdict == "too-low" and _is_rare(figures),
    )


def _verdict(figures: Figures) -> Verdict:
    alpha = figures.alpha.value
    if not figures.n:
        return "unknown"
    if not figures.given:
        return "not-given"
    if figures.n < FEW_TEXTS or figures.given < FEW_GIVEN:
        return "too-few"
    if alpha is None:
        return "unknown"
    return next((name for name, bound in _BOUNDS.items() if alpha >= bound), "too-low")


def _may_be_lower(alpha: Measure, verdict: Verdict) -> bool:
    """Whether the interval of alpha reaches below the bound of its verdict."""
    return alpha.low is not None and verdict in _BOUNDS and alpha.low < _BOUNDS[verdict]


def _is_rare(figures: Figures) -> bool:
    """Whether kappa is low while nearly all agree, its paradox (Feinstein & Cicchetti 1990)."""
    percent = figures.percent.value
    ac1 = figures.of["ac1"].value if "ac1" in figures.of else None
    if percent is None or ac1 is None or figures.given > RARE * figures.n:
        return False
    return percent >= HIGH_PERCENT and ac1 >= HIGH_AC1

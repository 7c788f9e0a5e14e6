"""What a coefficient means for a report, by Krippendorff's bounds, and when it says less than it seems to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pipeline.agreement.values import (
    FEW_GIVEN,
    FEW_TEXTS,
    RELIABLE,
    TENTATIVE,
    Coefficient,
    Figures,
    Statistic,
    Verdict,
)

HIGH_PERCENT = 0.9
HIGH_AC1 = 0.8
RARE = 0.1
"""A theme given to no more than this part of the texts is rare: chance alone makes coders agree that most texts lack it."""

_LEAST: dict[Verdict, float] = {"reliable": RELIABLE, "tentative": TENTATIVE}


def judged(figures: Figures) -> Figures:
    """The figures with what they mean, in words that stand in the language's catalogue (`agree_verdict_...`)."""
    alpha = figures.of["alpha"]
    verdict = _verdict(figures, alpha)
    wide = verdict in _LEAST and alpha.spread and alpha.low < _LEAST[verdict]
    return replace(
        figures,
        verdict=verdict,
        wide=wide,
        rare=verdict == "too-low" and _rare(figures, figures.of),
    )


def _verdict(figures: Figures, alpha: Coefficient) -> Verdict:
    if not figures.n:
        return "unknown"
    if not figures.given:
        return "not-given"
    if figures.n < FEW_TEXTS or figures.given < FEW_GIVEN:
        return "too-few"
    if not alpha.known:
        return "unknown"
    return (
        "reliable"
        if alpha.value >= RELIABLE
        else "tentative"
        if alpha.value >= TENTATIVE
        else "too-low"
    )


def _rare(figures: Figures, of: Mapping[Statistic, Coefficient]) -> bool:
    """The paradox of kappa (Feinstein & Cicchetti 1990): nearly all agree, and kappa is low."""
    ac1 = of.get("ac1", Coefficient())
    return (
        figures.given <= RARE * figures.n
        and of["percent"].value >= HIGH_PERCENT
        and ac1.value >= HIGH_AC1
    )

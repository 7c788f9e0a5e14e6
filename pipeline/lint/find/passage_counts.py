"""Tells which counts and percentages of running text are of something else than they seem."""

from __future__ import annotations

import re
from collections.abc import Collection

from pipeline.lint.figure_patterns import FigurePatterns, fold
from pipeline.lint.find.arithmetic import Pair
from pipeline.lint.find.counts import counts_in
from pipeline.lint.find.passages import Claim

_FAR_ABOVE = 10  # times the largest base


def is_of_other_units(claim: Claim, known: Collection[int]) -> bool:
    """Whether an n is far above all bases, so that it counts something else: 60,000 inhabitants."""
    bases = (*known, *claim.bases)
    if not bases or claim.mention.marked or claim.mention.base:
        return False
    return (claim.mention.n or 0) > _FAR_ABOVE * max(bases)


def is_of_other_count(claim: Claim, known: Collection[int], patterns: FigurePatterns) -> bool:
    """Whether a percentage is of another number of its clause: three choirs seek two (8%)."""
    pair = claim.mention.pair
    if claim.mention.marked or claim.mention.base or not pair:
        return False
    bases = {*known, *claim.bases, claim.population}
    clause = re.split(r"[,;:.]", text_before(claim))[-1]
    others = (n for n in counts_in(clause, patterns) if n != pair.n)
    is_of_other = any(Pair(n, pair.percent).fits_any(bases) for n in others)
    return is_of_other and not pair.fits_any(bases)


def text_before(claim: Claim) -> str:
    """Return the text between the figure and the one before it."""
    sentence = claim.sentence
    before = [m.end for m in sentence.figures.mentions if m.end <= claim.mention.start]
    return fold(sentence.between(max(before, default=sentence.start), claim.mention.start))

"""Respondents in both of two waves, whose codes the interval of a change would reveal."""

from __future__ import annotations

import numpy as np

from pipeline.counts.change import Pairs, WaveShares
from pipeline.counts.disclosure.rules import Rules
from pipeline.model import Bools, Floats


def separate_if_few(pairs: Pairs, before: WaveShares, now: WaveShares, rules: Rules) -> Pairs:
    """Return the pairs as if nobody were in both waves, for each code whose table is of few.

    The interval of a change and its p value tell how many respondents in both waves kept, lost and
    gained a code, for there is only one such table that fits them. Samples compared as separate
    ones tell only the two shares. Where answers are alike, their interval is the wider one.
    """
    if not rules.are_any:
        return pairs
    is_safe = _are_safe(pairs, before, now, rules)
    return Pairs(
        base=np.where(is_safe, pairs.base, 0),
        both=np.where(is_safe, pairs.both, 0),
        only_before=np.where(is_safe, pairs.only_before, 0),
        only_now=np.where(is_safe, pairs.only_now, 0),
    )


def _are_safe(pairs: Pairs, before: WaveShares, now: WaveShares, rules: Rules) -> Bools:
    """Return whether what the pairs of each code tell would be allowed as figures of segments.

    Those in both waves are a segment of each wave, and those in one of them alone another.
    """
    base, both = np.asarray(pairs.base, float), np.asarray(pairs.both, float)
    lost, gained = np.asarray(pairs.only_before, float), np.asarray(pairs.only_now, float)
    of_before, of_now = np.asarray(before.n, float), np.asarray(now.n, float)
    alone = np.asarray(before.base, float) - base, np.asarray(now.base, float) - base
    in_both = (both, lost, gained, base - both - lost - gained)
    figures = (*in_both, of_before - both - lost, of_now - both - gained)
    is_safe = np.ones(both.shape, dtype=bool)
    for segment in (base, *alone):
        is_safe &= ~_is_few(segment, rules.base)
    for figure in figures:
        is_safe &= ~_is_few(figure, rules.n)
    return is_safe


def _is_few(number: Floats, least: int) -> Bools:
    return np.asarray((number > 0) & (number < least))

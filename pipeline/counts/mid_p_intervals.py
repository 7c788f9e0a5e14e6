"""The mid-p interval of a share (Lancaster 1961; Berry & Armitage 1995), in a population or not.

It has all shares at which neither as many respondents with the theme, or more, nor as few, or
fewer, would be rarer than 2.5%, where just as many count for half. Near a census too, where a
sample holds nearly all who have the theme and any smooth formula is wrong.
"""

from __future__ import annotations

import numpy as np
from scipy.special import betainc

from pipeline.model import Floats

_TAIL = 0.025
_HALVINGS = 50


def mid_p_intervals(n: Floats, base: Floats, population: Floats) -> tuple[Floats, Floats]:
    """Return the ends of the intervals of n of base, drawn from populations (inf: endless).

    All are (shares,), and the same triple is computed once. A base is above 0 and below its
    population, an n between 0 and its base.
    """
    rows, place = np.unique(np.stack((n, base, population)), axis=1, return_inverse=True)
    place = place.reshape(-1)
    has, of, people = rows
    low = _low(has, of, people)
    high = 1 - _low(of - has, of, people)
    share = has / of
    return np.minimum(low, share)[place], np.maximum(high, share)[place]


def _low(n: Floats, base: Floats, population: Floats) -> Floats:
    """Return the lower ends; the upper ones are those of the respondents without the theme."""
    low = np.zeros(len(n))
    some = n > 0
    endless = some & np.isinf(population)
    low[endless] = _low_endless(n[endless], base[endless])
    finite = some & ~endless
    low[finite] = _low_finite(n[finite], base[finite], population[finite])
    return low


def _low_endless(n: Floats, base: Floats) -> Floats:
    rest = base - n
    below, above = np.zeros(len(n)), np.ones(len(n))
    for _ in range(_HALVINGS):
        share = (below + above) / 2
        at_least = betainc(n, rest + 1, share)
        more = np.where(rest > 0, betainc(n + 1, np.maximum(rest, 1e-9), share), 0.0)
        is_plausible = (at_least + more) / 2 >= _TAIL
        below, above = np.where(is_plausible, below, share), np.where(is_plausible, share, above)
    return (below + above) / 2


def _low_finite(n: Floats, base: Floats, population: Floats) -> Floats:
    from scipy.stats import hypergeom  # half a second to import, and only needed here

    # the fewest in the population who may have the theme: all of n, at most all but those without
    below, above = n - 1, population - (base - n)
    while (above - below > 1).any():
        have = np.floor((below + above) / 2)
        at_least = hypergeom.sf(n - 1, population, have, base)
        more = hypergeom.sf(n, population, have, base)
        is_plausible = (at_least + more) / 2 >= _TAIL
        open_ = above - below > 1
        below = np.where(open_ & ~is_plausible, have, below)
        above = np.where(open_ & is_plausible, have, above)
    return np.asarray(above / population)

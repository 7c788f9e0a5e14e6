"""The mid-p interval of a share (Lancaster 1961; Berry & Armitage 1995), in a population or not.

It has all shares at which neither as many respondents with the theme, or more, nor as few, or
fewer, would be rarer than 2.5%, where just as many count for half. Near a census too, where a
sample holds nearly all who have the theme and any smooth formula is wrong.

Weights make numbers of respondents that are not whole. Their interval lies between those of the
whole numbers around them, so that weights that hardly differ hardly change it.
"""

from __future__ import annotations

import numpy as np
from scipy.special import betainc

from pipeline.counts.hypergeometric import chance, more_to_exactly
from pipeline.model import Floats

_TAIL = 0.025
_SMALLEST = _TAIL * (1 - 1e-11)
"""In a small population a tail may be 2.5% exactly, and rounding may leave a little less."""

_ROUNDING = 1e-9
"""What rounding may leave of a number of respondents, relatively."""

_PEOPLE = 1e-6
"""What rounding may leave of a number of people."""

_Z2 = 3.84
"""The square of the standard normal quantile for 95%."""

_GRID = 2.0**50
"""Ends lie on a grid this fine: the last digits of a root are not the same on every machine."""

_CLOSE = 1e-9
"""A step this small, relatively, leaves an error of its square."""

_STEPS = 50


def mid_p_intervals(share: Floats, base: Floats, population: Floats) -> tuple[Floats, Floats]:
    """Return the ends of the intervals of shares of bases, drawn from populations (inf: endless).

    All are (shares,). A base is above 0 and below its population. It and the number with the theme
    may be fractional: then the ends are interpolated, at the same share, between the whole bases
    around, and in each of these between the whole numbers around. In a population an end is a
    number of people, rounded outwards.
    """
    n, bases, parts = _whole_numbers_around(share, base)
    ends = np.zeros((2, *parts.shape))
    is_used = parts > 0
    people = np.broadcast_to(population, parts.shape)
    ends[:, is_used] = _of_whole_numbers(n[is_used], bases[is_used], people[is_used])
    low, high = (ends * parts).sum(axis=1)
    low, high = _people_below(low, population), 1 - _people_below(1 - high, population)
    return np.minimum(low, share), np.maximum(high, share)


def _whole_numbers_around(share: Floats, base: Floats) -> tuple[Floats, Floats, Floats]:
    """Return four numbers and bases around each share, and what part each has, (4, shares)."""
    corners = [
        (n, whole_base, part * part_of_base)
        for whole_base, part_of_base in _around(base)
        for n, part in _around(share * whole_base)
    ]
    n, bases, parts = (np.stack(each) for each in zip(*corners, strict=True))
    return n, bases, parts


def _around(numbers: Floats) -> list[tuple[Floats, Floats]]:
    """Return the whole numbers below and above, and what part each has in the number."""
    nearest = np.round(numbers)
    is_whole = np.abs(numbers - nearest) < _ROUNDING * (1 + nearest)
    numbers = np.where(is_whole, nearest, numbers)
    below = np.floor(numbers)
    return [(below, 1 - (numbers - below)), (np.ceil(numbers), numbers - below)]


def _people_below(end: Floats, population: Floats) -> Floats:
    """Return that end, or the share of whole people below it."""
    is_finite = np.isfinite(population)
    people = np.where(is_finite, population, 1.0)
    return np.where(is_finite, np.floor(end * people + _PEOPLE) / people, end)


def _of_whole_numbers(n: Floats, base: Floats, population: Floats) -> tuple[Floats, Floats]:
    """Return the ends for whole numbers; the same triple is computed once. A base of 0: 0 to 1."""
    triples = np.stack(
        [np.concatenate(pair) for pair in ((n, base - n), (base,) * 2, (population,) * 2)]
    )
    order = np.lexsort(triples)
    triples = triples[:, order]
    is_new = np.ones(len(order), dtype=bool)
    is_new[1:] = (triples[:, 1:] != triples[:, :-1]).any(axis=0)
    low = np.empty(len(order))
    low[order] = _low(*triples[:, is_new])[np.cumsum(is_new) - 1]
    return low[: len(n)], 1 - low[len(n) :]


def _low(n: Floats, base: Floats, population: Floats) -> Floats:
    """Return the lower ends; the upper ones are those of the respondents without the theme."""
    low = np.zeros(len(n))
    some = n > 0
    endless = some & np.isinf(population)
    at_tail = _low_endless(n[endless], base[endless])
    low[endless] = (np.floor(at_tail * _GRID) + 0.5) / _GRID
    finite = some & ~endless
    fewest = _fewest_people(n[finite], base[finite], population[finite])
    low[finite] = fewest / population[finite]
    return low


def _low_endless(n: Floats, base: Floats) -> Floats:
    """Return the share at which the tail from n on is 2.5%, (shares,).

    By Newton's method on logarithms. There the tail is concave, so that no step but the first ends
    above the root.
    """
    rest = base - n
    share = _near_low(n, base)
    active = np.arange(len(n))
    for _ in range(_STEPS):
        has, others, old = n[active], rest[active], share[active]
        at_least = betainc(has, others + 1, old)
        more = np.where(others > 0, betainc(has + 1, np.maximum(others, 1.0), old), 0.0)
        tail = (at_least + more) / 2
        slope = (at_least - more) / 2 * (has + others * old / (1 - old)) / tail
        new = old * np.exp(np.log(_TAIL / tail) / slope)
        share[active] = new
        active = active[np.abs(new - old) > _CLOSE * old]
        if not len(active):
            break
    return share


def _near_low(n: Floats, base: Floats) -> Floats:
    """Return the lower ends by Wilson's formula, from which a few steps are enough."""
    share = n / base
    half = np.sqrt(_Z2 * (share * (1 - share) / base + _Z2 / (4 * base * base)))
    return np.asarray((share + _Z2 / (2 * base) - half) / (1 + _Z2 / base))


def _fewest_people(n: Floats, base: Floats, population: Floats) -> Floats:
    """Return the fewest people in the population at which the tail from n on is 2.5%, (shares,).

    Sought from the end in an endless population, by Newton's method on logarithms within what can
    still be. The tail at one person less follows from that at a number of people.
    """
    enlarged = (population - 1) / (population - base)
    start = _low_endless(n * enlarged, base * enlarged)
    # the fewest in the population who may have the theme: all of n, at most all but those without
    below, above = n - 1, population - (base - n)
    have = np.clip(np.ceil(start * population), below + 1, above)
    people = have.copy()
    active = np.arange(len(n))
    while len(active):
        exactly = chance(n, base, have, population)
        tail = exactly * (more_to_exactly(n, base, have, population) + 0.5)
        others = (base - n) * (have - n) / (population - have + 1 - base + n)
        by_one = exactly / 2 * (n + others) / have
        is_plausible = tail >= _SMALLEST
        is_fewest = is_plausible & (tail - by_one < _SMALLEST)
        people[active] = have
        below, above = np.where(is_plausible, below, have), np.where(is_plausible, have - 1, above)
        have = _next(have, _SMALLEST / tail, have * by_one / tail, below, above)
        is_open = ~is_fewest
        active = active[is_open]
        n, base, population, have, below, above = (
            values[is_open] for values in (n, base, population, have, below, above)
        )
    return people


def _next(have: Floats, factor: Floats, slope: Floats, below: Floats, above: Floats) -> Floats:
    """Return at which number of people to look next, above `below` and at most `above`.

    Where the tail would change by that factor, if its logarithm went on with that slope; in the
    middle, if that is outside.
    """
    with np.errstate(all="ignore"):
        new = np.ceil(have * np.exp(np.log(factor) / slope))
    is_inside = (new > below) & (new <= above)
    return np.where(is_inside, new, np.ceil((below + above) / 2))

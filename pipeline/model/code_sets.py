"""How far apart two sets of codes are."""

from __future__ import annotations

from collections.abc import Callable, Set

Distance = Callable[[Set[str], Set[str]], float]
"""From 0, the same, to 1, nothing in common; the same both ways round."""


def masi(one: Set[str], other: Set[str]) -> float:
    """The MASI distance in the form of Passonneau (2006), as in NLTK: 1 - J M.

    J is Jaccard's index. M tells how the sets lie: 1 the same, 2/3 one within the other, 1/3 they overlap, 0 nothing in common. Two empty sets are
    the same: 0. (DKPro has another measure of that name, (1 - J) M'.)
    """
    if one == other:
        return 0.0
    both = len(one & other)
    if not both:
        return 1.0
    lie = 2 / 3 if one <= other or other <= one else 1 / 3
    return 1 - both / len(one | other) * lie


def nominal(one: Set[str], other: Set[str]) -> float:
    """0 where the sets are the same, 1 where they are not (Krippendorff 2004, p. 223: nominal metric)."""
    return 0.0 if one == other else 1.0

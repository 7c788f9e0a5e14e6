"""One kappa over all codes of a question where answers have several, from totals alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from math import nan


def pooled_kappa(pairs: Sequence[tuple[Set[str], Set[str]]]) -> float:
    """A kappa of two coders who each gave every answer any number of codes, pooled over codes; nan where chance explains it all.

    An answer without a code counts as one with a code of its own, nothing. As Balash et al. (USENIX Security 2023) computed it: of all codes given,
    the share that both gave to the same answer, over the larger of the two numbers of codes given; chance is the sum over codes of the product of
    both coders' shares. It is no mean of kappas per code; it serves to compare with work that reports it.
    """
    filled = [(first or {""}, second or {""}) for first, second in pairs]
    one = Counter(code for first, _ in filled for code in first)
    other = Counter(code for _, second in filled for code in second)
    n_one, n_other = one.total(), other.total()
    if not filled:
        return nan
    agreed = sum(len(first & second) for first, second in filled) / max(n_one, n_other)
    chance = sum(one[code] / n_one * (other[code] / n_other) for code in sorted(one))
    return nan if 1 - chance < 1e-12 else 1 - (1 - agreed) / (1 - chance)

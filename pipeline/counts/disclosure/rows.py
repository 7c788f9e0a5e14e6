"""The rows of an integer programme, as they are added."""

from __future__ import annotations

import numpy as np
from scipy.optimize import LinearConstraint
from scipy.sparse import csr_array


class Rows:
    """Linear constraints, as they are added."""

    def __init__(self) -> None:
        self._terms: list[dict[int, float]] = []
        self._low: list[float] = []
        self._high: list[float] = []

    def add(self, terms: dict[int, float], low: float, high: float) -> None:
        """Add that the sum of these columns times their factors lies between two numbers."""
        if terms:
            self._terms.append(terms)
            self._low.append(low)
            self._high.append(high)

    def constraint(self, n_columns: int) -> LinearConstraint:
        """Return all of them as one."""
        row = np.repeat(np.arange(len(self._terms)), [len(terms) for terms in self._terms])
        column = [column for terms in self._terms for column in terms]
        factor = [factor for terms in self._terms for factor in terms.values()]
        shape = (len(self._terms), n_columns)
        return LinearConstraint(csr_array((factor, (row, column)), shape), self._low, self._high)

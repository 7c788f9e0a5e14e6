"""Sets of codes and samples, written short."""

from __future__ import annotations

import numpy as np

from pipeline.counts import Resampling
from pipeline.model import Bools


def sets(*rows: str) -> Bools:
    """Rows such as "ab" or "" as a table of the codes a, b, c, d, n (no answer) and o (other)."""
    return np.array([[code in row for code in "abcdno"] for row in rows], dtype=bool).reshape(
        len(rows), 6
    )


def resampling(*groups: int) -> Resampling:
    """Samples of the respondents of as many answers."""
    return Resampling(np.array(groups, dtype=np.int64), np.random.default_rng(0))

"""Mid-p tests of no change (Lancaster 1961), which keep their level with small bases.

For independent waves, and for the same respondents twice. All counts are whole numbers.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import bdtr, bdtrc

from pipeline.model import Floats


def separate_mid_p(
    n1: npt.ArrayLike, base1: npt.ArrayLike, n2: npt.ArrayLike, base2: npt.ArrayLike
) -> Floats:
    """Return the two-sided mid-p of Fisher's test that the shares of two waves are the same."""
    from scipy.stats import hypergeom  # half a second to import, and only needed here

    k1, b1, k2, b2 = (np.asarray(v, dtype=np.int64) for v in (n1, base1, n2, base2))
    everybody, hits = b1 + b2, k1 + k2
    at = hypergeom.pmf(k2, everybody, hits, b2)
    below = hypergeom.cdf(k2, everybody, hits, b2)
    above = hypergeom.sf(k2 - 1, everybody, hits, b2)
    return np.asarray(np.clip(2 * np.minimum(below, above) - at, 0, 1), dtype=np.float64)


def paired_mid_p(only_before: npt.ArrayLike, only_now: npt.ArrayLike) -> Floats:
    """Return the two-sided mid-p of McNemar's test: of those who changed, half went each way.

    As in Fagerland, Lydersen & Laake (2013).
    """
    lost, gained = (np.asarray(v, dtype=np.int64) for v in (only_before, only_now))
    changed = lost + gained
    below = bdtr(gained, changed, 0.5)
    above = np.where(gained > 0, bdtrc(np.maximum(gained - 1, 0), changed, 0.5), 1.0)
    at = below + above - 1
    return np.asarray(np.clip(2 * np.minimum(below, above) - at, 0, 1), dtype=np.float64)

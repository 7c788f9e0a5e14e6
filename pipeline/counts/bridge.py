"""Bridges: answers of an earlier wave, coded again, split a change in two.

One part is due to respondents, the other to the instrument: today's codebook and coder.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.counts.change import (
    Pairs,
    ShareEstimate,
    WaveShares,
    changes,
    correlation_of,
    difference_of,
)
from pipeline.model import Floats


@dataclass(frozen=True)
class Recoded:
    """Answers of the earlier wave coded twice.

    Their number, and for each code those with it then and again, only then, only again.
    """

    answers: npt.ArrayLike
    both: npt.ArrayLike
    only_then: npt.ArrayLike
    only_again: npt.ArrayLike


@dataclass(frozen=True)
class Bridged:
    """For each code, as fractions (nan if a base is 0): the fields of `Bridge`."""

    then: Floats
    again: Floats
    instrument: Floats
    low: Floats
    high: Floats
    total: Floats
    real: Floats
    real_low: Floats
    real_high: Floats


def bridge(
    recoded: Recoded,
    before: WaveShares,
    now: WaveShares,
    pairs: Pairs | None = None,
    *,
    in_both: npt.ArrayLike | None = None,
    population: float | None = None,
) -> Bridged:
    """Return the change from `before` to `now`, split into the instrument's part and the real part.

    The instrument's part is again - then, on the recoded answers; the rest is real. before, now:
    the two waves as published. recoded: all answers of the earlier wave, or a random sample of its
    base. pairs: of the recoded answers whose respondents are in the base of the later wave too, the
    codes of today's instrument in both waves. in_both: respondents in both bases if those are more
    than the recoded ones. population: as in `changes`.

    instrument has the paired interval of `changes`: the same answers are compared with themselves.
    real = total - instrument compares the later share with the earlier one as today's instrument
    would have found it, before + mean(again - then): the difference estimator of two-phase sampling
    (Sarndal, Swensson & Wretman 1992, section 9.6). If all answers were recoded that is the share
    found again, and the uncertainty about the instrument drops out of real, since then and again
    rest on the same respondents: adding up the two intervals would count it twice. For a sample
    there remains (1 - answers / base) S^2 / answers, with S^2 the variance of again - then, with
    one more answer gained and one more lost than were observed (Bonett & Price 2012). `ValueError`
    for inconsistent counts.
    """
    answers, both = np.asarray(recoded.answers, float), np.asarray(recoded.both, float)
    lost, gained = np.asarray(recoded.only_then, float), np.asarray(recoded.only_again, float)
    if (both + lost + gained > answers).any() or (answers > np.asarray(before.base)).any():
        raise ValueError("recoded answers don't fit the base of their wave")
    instrument = changes(
        WaveShares(both + lost, answers),
        WaveShares(both + gained, answers),
        Pairs(answers, both, lost, gained),
        population=population,
    )
    first = ShareEstimate.from_wave(before, population)
    second = ShareEstimate.from_wave(now, population)
    pairs = pairs or Pairs()
    correlation = correlation_of(pairs, first, second, population, in_both=in_both)
    restated, kept = _restated(first, instrument.difference, answers, lost, gained)
    real = difference_of(restated, second, correlation * kept, pairs)
    some = np.where(answers > 0, answers, np.nan)
    total = second.share - first.share
    exact = total - instrument.difference
    none = np.isnan(exact)
    # where the restated share fell outside 0..1 its interval was computed at the bound: extend it
    # to include the estimate
    # on to the estimate
    real_low = np.where(none, np.nan, np.fmin(real.low, exact))
    real_high = np.where(none, np.nan, np.fmax(real.high, exact))
    ends = instrument.low, instrument.high
    change = instrument.difference, *ends, total, exact, real_low, real_high
    then, again = (both + lost) / some, (both + gained) / some
    return Bridged(*np.broadcast_arrays(then, again, *change))


def _restated(
    first: ShareEstimate, moved: Floats, answers: Floats, lost: Floats, gained: Floats
) -> tuple[ShareEstimate, Floats]:
    """Return the earlier share by today's instrument, and its sampling part of the standard error.

    That part, 0..1, is due to the sampling of respondents.
    """
    share = np.clip(first.share + moved, 0, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        gain, loss = (gained + 1) / (answers + 2), (lost + 1) / (answers + 2)
        variance = gain + loss - (gain - loss) ** 2
        recoding = np.maximum(1 - answers / first.base, 0) * variance / answers
        # at 0 or 1 the sampling variance would be zero: use that of half a respondent more
        spread = np.clip(share, 0.5 / (first.base + 1), 1 - 0.5 / (first.base + 1))
        of_respondents = spread * (1 - spread) / first.worth
        variance = of_respondents + recoding
        worth = np.where(recoding > 0, spread * (1 - spread) / variance, first.worth)
        kept = np.where(variance > 0, np.sqrt(of_respondents / variance), 1.0)
    return ShareEstimate(share, first.base, worth), np.nan_to_num(kept)

"""Bridges: answers of an earlier wave coded again with today's codebook and coder split a change in two, of respondents and of the instrument."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.counts.change import Arm, Pairs, WaveShares, changes, correlation_of, difference_of
from pipeline.model import Floats


@dataclass(frozen=True)
class Recoded:
    """Answers of the earlier wave coded twice, for each code: how many, with the code then and again, only then, only again."""

    answers: npt.ArrayLike
    both: npt.ArrayLike
    only_then: npt.ArrayLike
    only_again: npt.ArrayLike


@dataclass(frozen=True)
class Bridged:
    """For each code, as fractions (nan where a base is 0): the fields of `Bridge`."""

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
    """Splits the change from `before` to `now` in what the instrument changed (again - then, on the recoded answers) and the rest, which is real.

    before, now: the two waves as published. recoded: all answers of the earlier wave, or a random part of its base. pairs: of the recoded answers
    whose respondents are in the base of the later wave too, the codes of today's instrument in both waves. in_both: respondents in both
    bases where those are more than the recoded ones. population: as in `changes`.

    instrument has the paired interval of `changes`: the same answers are compared with themselves. real = total - instrument compares the later share
    with the earlier one as today's instrument would have found it, before + mean(again - then): the difference estimator of two-phase sampling
    (Sarndal, Swensson & Wretman 1992, section 9.6). Where all answers were recoded that is the share found again, and the doubt about the
    instrument drops out of real, since then and again rest on the same respondents: adding up the two intervals would count it twice.
    Of a part there remains (1 - answers / base) S^2 / answers, S^2 the variance of again - then, with one answer gained and one lost more than
    were seen (Bonett & Price 2012). `ValueError` for counts that don't fit each other.
    """
    m, n11, n10, n01 = (
        np.asarray(v, dtype=np.float64)
        for v in (recoded.answers, recoded.both, recoded.only_then, recoded.only_again)
    )
    if (n11 + n10 + n01 > m).any() or (m > np.asarray(before.base)).any():
        raise ValueError("recoded answers don't fit the base of their wave")
    instrument = changes(
        WaveShares(n11 + n10, m),
        WaveShares(n11 + n01, m),
        Pairs(m, n11, n10, n01),
        population=population,
    )
    first, second = Arm.of(before, population), Arm.of(now, population)
    pairs = pairs or Pairs()
    correlation = correlation_of(pairs, first, second, population, in_both=in_both)
    restated, kept = _restated(first, instrument.difference, m, n10, n01)
    real = difference_of(restated, second, correlation * kept, pairs)
    with np.errstate(divide="ignore", invalid="ignore"):
        then, again = ((n11 + n) / np.where(m > 0, m, np.nan) for n in (n10, n01))
    total = second.share - first.share
    exact = total - instrument.difference
    # where the restated share fell outside 0..1 its interval was found at the end: it reaches on to the estimate
    low, high = np.fmin(real.low, exact), np.fmax(real.high, exact)
    none = np.isnan(exact)
    ends = (np.where(none, np.nan, low), np.where(none, np.nan, high))
    parts = (
        then,
        again,
        instrument.difference,
        instrument.low,
        instrument.high,
        total,
        exact,
        *ends,
    )
    return Bridged(*np.broadcast_arrays(*parts))


def _restated(first: Arm, moved: Floats, m: Floats, n10: Floats, n01: Floats) -> tuple[Arm, Floats]:
    """The earlier share as today's instrument would find it, and how much of its standard error is that of the respondents (0..1)."""
    share = np.clip(first.share + moved, 0, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        gained, lost = (n01 + 1) / (m + 2), (n10 + 1) / (m + 2)
        recoding = np.maximum(1 - m / first.base, 0) * (gained + lost - (gained - lost) ** 2) / m
        # at 0 or 1 the variance of respondents would be nothing: that of half a respondent more
        spread = np.clip(share, 0.5 / (first.base + 1), 1 - 0.5 / (first.base + 1))
        of_respondents = spread * (1 - spread) / first.worth
        variance = of_respondents + recoding
        worth = np.where(recoding > 0, spread * (1 - spread) / variance, first.worth)
        kept = np.where(variance > 0, np.sqrt(of_respondents / variance), 1.0)
    return Arm(share, first.base, worth), np.nan_to_num(kept)

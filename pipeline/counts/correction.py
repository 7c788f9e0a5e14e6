"""Prediction-powered intervals: shares of machine-coded answers, corrected by a reviewed random part of them.

PPI++ of Angelopoulos, Duchi & Zrnic (2023, arXiv 2311.01453): the machine's share over all answers, moved by what the reviewed answers say that the
machine gets wrong, and trusted as far as that narrows the interval (`power`). Predictions of reviewed answers must come from a coder that
did not learn from them (cross-fitted: Zrnic & Candes 2024, PNAS 121), or its errors look smaller than they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.counts.intervals import Names, score_interval
from pipeline.model import Floats

LEAST_REVIEWED = 30
"""Below so many reviewed answers in the base the machine is not trusted at all: its errors can't be told from so few."""

_NOTHING = 1e-15
_TINY = 1e-300
_ROUNDING = 1e-12


@dataclass(frozen=True)
class Reviewed:
    """The reviewed answers, a row each, and what machine and reviewers say of the codes, a column each.

    has, in_base: by the reviewers; machine_has, machine_in_base: by the machine. in_base is (answers,): whether it is an answer at all; what isn't
    has no code. respondents: who wrote the text, 1 each unless given (any weight will do). probability: of the answer to be drawn, equal
    unless given.
    """

    has: npt.ArrayLike
    in_base: npt.ArrayLike
    machine_has: npt.ArrayLike
    machine_in_base: npt.ArrayLike
    respondents: npt.ArrayLike | None = None
    probability: npt.ArrayLike | None = None


@dataclass(frozen=True)
class Others:
    """What the machine says of the answers that were not reviewed, in respondents: of each code, in the base, and how many there are."""

    machine_has: npt.ArrayLike
    machine_in_base: float
    respondents: float


@dataclass(frozen=True)
class CorrectedShares:
    """Shares with their intervals, one of each code; nan and an empty name where no reviewed answer is in the base.

    `power` is the trust in the machine, 0..1; where it is 0 the name is classical, else ppi++. `effective` is the base that the interval is worth.
    """

    share: Floats
    low: Floats
    high: Floats
    power: Floats
    effective: Floats
    name: Names


def corrected_shares(
    reviewed: Reviewed, others: Others, *, worth: npt.ArrayLike | None = None
) -> CorrectedShares:
    """The shares of codes among all answers in the base, from the machine's codes of all and the reviewers' of a random part.

    The share solves sum(y - share b) = 0 over all answers, where the sum is the machine's, plus the weighted sum of what the reviewers found
    otherwise. Where all were reviewed it is their share itself, and so is the interval. A reviewed text that several respondents wrote stands for
    all of them, and for 1 / probability such texts.

    The interval is Wilson's at the base that the variance implies (share (1 - share) / variance), but at least at the base of the sample: the
    normal interval of PPI++ is nothing wide where a sample has no hit or the machine made no error in it. The variance is that of the difference
    estimator with unequal chances in a finite number of answers (Sarndal, Swensson & Wretman 1992, section 6.3), and counts two errors that were
    not seen. Classical, so Wilson's interval of the sample, where the machine's codes carry no signal and below `LEAST_REVIEWED`.

    worth: the base that the answers in the base are worth, where they are themselves a sample (`finite_base`, `kish`); the interval then says
    something of those who were not asked. None: the share is of the answers that are there.
    `ValueError` where a probability is outside 0..1.
    """
    sample = _Sample.of(reviewed, others)
    base = sample.mean(sample.b)
    with np.errstate(divide="ignore", invalid="ignore"):
        classical = _rounded(sample.mean(sample.y) / base)
    power = np.zeros(sample.y.shape[1])
    share = classical
    if sample.b.sum() >= LEAST_REVIEWED:
        for _ in range(2):  # the power depends on the share, hardly
            power = sample.power(share)
            share = sample.share(power)
    good = (power > 0) & (share >= 0) & (share <= 1)
    power, share = np.where(good, power, 0.0), np.where(good, share, classical)
    alone = sample.classical_worth()
    effective = np.where(power > 0, np.fmax(sample.worth(share, power), alone), alone)
    if worth is not None:
        effective = 1 / (1 / effective + 1 / np.asarray(worth, dtype=np.float64))
    low, high = score_interval(share, np.where(np.isnan(share), np.nan, effective))
    low, high = (np.where(np.isinf(effective), share, end) for end in (low, high))
    name = np.where(np.isnan(share), "", np.where(power > 0, "ppi++", "classical"))
    return CorrectedShares(share, low, high, power, effective, name)


def _rounded(share: Floats) -> Floats:
    """Shares without what rounding left over at 0 and 1, where it would pass for a share of almost no variance."""
    return np.asarray(
        np.where(
            np.abs(share) < _ROUNDING, 0.0, np.where(np.abs(share - 1) < _ROUNDING, 1.0, share)
        )
    )


@dataclass(frozen=True)
class _Sample:
    """Reviewed answers as numbers, (answers, codes), with weights that add up to 1, and the machine's means over all answers."""

    y: Floats
    b: Floats
    f: Floats
    g: Floats
    weight: Floats
    left: Floats
    """1 - probability: what chance leaves undecided of each answer."""
    machine_has: Floats
    machine_base: float

    @classmethod
    def of(cls, reviewed: Reviewed, others: Others) -> _Sample:
        y, f = (
            np.asarray(values, dtype=np.float64) for values in (reviewed.has, reviewed.machine_has)
        )
        b, g = (
            np.asarray(values, dtype=np.float64)[:, None]
            for values in (reviewed.in_base, reviewed.machine_in_base)
        )
        m = (
            np.ones(len(y))
            if reviewed.respondents is None
            else np.asarray(reviewed.respondents, dtype=np.float64)
        )
        everybody = float(m.sum()) + others.respondents
        if reviewed.probability is None:
            chance = np.full(len(y), m.sum() / everybody if everybody else 1.0)
        else:
            chance = np.asarray(reviewed.probability, dtype=np.float64)
        if not ((chance > 0) & (chance <= 1)).all():
            raise ValueError("only answers that were drawn by chance say something of the others")
        weight = m / chance
        has = (m @ f + np.asarray(others.machine_has, dtype=np.float64)) / max(everybody, _TINY)
        base = float(m @ g[:, 0] + others.machine_in_base) / max(everybody, _TINY)
        return cls(y, b, f, g, weight / max(weight.sum(), _TINY), 1 - chance, has, base)

    def mean(self, values: Floats) -> Floats:
        """The weighted mean of each code."""
        return np.asarray(self.weight @ values)

    def share(self, power: Floats) -> Floats:
        """The solution of the estimating equation; nan where nobody is left in the base."""
        has = power * self.machine_has + self.mean(self.y) - power * self.mean(self.f)
        base = power * self.machine_base + self.mean(self.b) - power * self.mean(self.g)
        return _rounded(np.divide(has, base, out=np.full(has.shape, np.nan), where=base > 0))

    def power(self, share: Floats) -> Floats:
        """The trust in the machine that makes the variance of `share` least: the slope of the reviewers' residuals on the machine's, 0..1.

        One answer more than was seen is taken to be as the machine says. Where a rare code isn't in the sample at all there is nothing else to go by;
        no trust would then put its share at 0. Where people and machine differ on the code as if by chance the trust is 0.
        """
        people, machine = (
            self._centred(self.y - share * self.b),
            self._centred(self.f - share * self.g),
        )
        both, own = self._variance(people, machine), self._variance(machine, machine)
        mean = self.machine_has - share * self.machine_base
        whole = self.machine_has * (1 - 2 * share) + share**2 * self.machine_base - mean**2
        unseen = np.maximum(whole, 0) * float(self._chance().sum()) / len(self.y)
        seen = (own > _NOTHING) & (self._variance(people, people) > _NOTHING)
        slope = np.divide(
            both + unseen, own + unseen, out=np.zeros(own.shape), where=own + unseen > _NOTHING
        )
        return np.asarray(
            np.clip(np.where(seen & (both <= 0), 0.0, np.nan_to_num(slope)), 0.0, 1.0)
        )

    def worth(self, share: Floats, power: Floats) -> Floats:
        """The base that the variance of the share implies: share (1 - share) / variance."""
        error = self._centred((self.y - share * self.b) - power * (self.f - share * self.g))
        base = power * self.machine_base + self.mean(self.b) - power * self.mean(self.g)
        n = len(self.y)
        variance = self._variance(error, error) * n / max(n - 1, 1)
        # as far as the machine is trusted: one answer wrongly given the code, and one missed, more than were seen (Bonett & Price 2012);
        # without it a sample in which the machine made no error would leave no doubt
        unseen = (1 + share * (power - 1)) ** 2 + (share + power * (1 - share)) ** 2
        variance = variance + power * unseen * float(self._chance().sum()) / n
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(share * (1 - share) * base * base / variance)

    def classical_worth(self) -> float:
        """The effective base of the reviewed answers alone (Kish), in their finite number; infinite where nothing is left to chance."""
        of_base = self.weight * self.b[:, 0]
        chance = float(of_base @ (self.left * of_base))
        return float(of_base.sum() ** 2 / chance) if chance > _NOTHING else np.inf

    def _centred(self, values: Floats) -> Floats:
        return np.asarray(values - self.mean(values))

    def _chance(self) -> Floats:
        return np.asarray(self.weight**2 * self.left)

    def _variance(self, a: Floats, b: Floats) -> Floats:
        """The covariance of the means of a and b, linearised, for answers drawn with unequal chances (Hajek 1964)."""
        return np.asarray(self._chance() @ (a * b))

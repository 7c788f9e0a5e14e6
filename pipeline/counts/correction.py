"""Prediction-powered intervals: shares corrected by a reviewed random sample of the answers.

PPI++ of Angelopoulos, Duchi & Zrnic (2023, arXiv 2311.01453): the machine's share over all answers,
adjusted by the errors found in the reviewed answers, and trusted as far as that narrows the
interval (`power`). Predictions of reviewed answers must come from a coder that did not learn from
them (cross-fitted: Zrnic & Candes 2024, PNAS 121), or its errors look smaller than they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.counts.intervals import Names, score_interval
from pipeline.model import Floats

MIN_REVIEWED = 30
"""Reviewed answers in the base from which the machine is trusted: fewer don't show its errors."""

_NOTHING = 1e-15
_TINY = 1e-300
_ROUNDING = 1e-12


@dataclass(frozen=True)
class Reviewed:
    """The reviewed answers, one per row, with the codes by machine and by reviewers.

    has, in_base: by the reviewers; machine_has, machine_in_base: by the machine. has are (answers,
    codes), all others (answers,). in_base is whether it is an answer at all; a non-answer has no
    code. respondents: who wrote the text, 1 each unless given (any weight will do). probability of
    being drawn: equal unless given.
    """

    has: npt.ArrayLike
    in_base: npt.ArrayLike
    machine_has: npt.ArrayLike
    machine_in_base: npt.ArrayLike
    respondents: npt.ArrayLike | None = None
    probability: npt.ArrayLike | None = None


@dataclass(frozen=True)
class Others:
    """The machine's own counts of the answers outside the sample, in respondents.

    With each code, (codes,), in the base, and in all. The codes of the machine, and nobody else's:
    also of an answer that people decided on in another queue. The sample tells the machine's
    errors, and they are subtracted here.
    """

    machine_has: npt.ArrayLike
    machine_in_base: float
    respondents: float


@dataclass(frozen=True)
class Decided:
    """What people decided, in the sample or outside it, in respondents.

    With each code, (codes,), and in the base; `undecided` are all others.
    """

    has: npt.ArrayLike
    in_base: float
    undecided: float

    def bounds(self) -> tuple[Floats, Floats]:
        """Return the lowest and highest share that each code can have, whatever the others say."""
        has = np.asarray(self.has, dtype=np.float64)
        most = self.in_base + self.undecided
        nobody = np.full(has.shape, np.nan)
        low = np.divide(has, most, out=nobody.copy(), where=most > 0)
        high = np.divide(has + self.undecided, most, out=nobody.copy(), where=most > 0)
        return low, high


@dataclass(frozen=True)
class CorrectedShares:
    """Shares with their intervals, one for each code.

    nan and an empty name if no reviewed answer is in the base. `power` is the trust in the machine,
    0..1; if it is 0 the name is classical, else ppi++. `effective` is the effective base of the
    interval.
    """

    share: Floats
    low: Floats
    high: Floats
    power: Floats
    effective: Floats
    name: Names


def corrected_shares(
    reviewed: Reviewed,
    others: Others,
    *,
    decided: Decided | None = None,
    worth: npt.ArrayLike | None = None,
) -> CorrectedShares:
    """Return the shares of codes among all answers in the base.

    From the machine's codes of all and the reviewers' of a random sample: the share solves
    sum(has - share in_base) = 0 over all answers, where the sum is the machine's, plus the weighted
    sum of the reviewers' corrections. If all were reviewed it is their share itself, and so is the
    interval. A reviewed text that several respondents wrote represents all of them, and
    1 / probability such texts.

    The interval is Wilson's at the base that the variance implies (share (1 - share) / variance),
    but at least at the base of the sample: the normal interval of PPI++ has width zero if a sample
    has no hit or the machine made no error in it. The variance is that of the difference estimator
    with unequal probabilities in a finite number of answers (Sarndal, Swensson & Wretman 1992,
    section 6.3), and adds two unobserved errors. Classical, so Wilson's interval of the sample, if
    the machine's codes carry no signal and below `MIN_REVIEWED`.

    decided: what people decided, outside the sample too. How those answers were chosen doesn't
    matter, so they correct nothing, but the share can't leave what they and the undecided ones
    allow: where nobody is undecided it is the share that people gave.

    worth: the effective base of the answers in the base, if they are themselves a sample
    (`finite_base`, `kish`); the interval then also covers those who were not asked. None: the share
    is of these answers alone. `ValueError` for a probability outside 0..1.
    """
    sample = _Sample.from_answers(reviewed, others)
    base = sample.mean(sample.in_base)
    with np.errstate(divide="ignore", invalid="ignore"):
        classical = _rounded(sample.mean(sample.has) / base)
    power = np.zeros(sample.has.shape[1])
    share = classical
    if sample.in_base.sum() >= MIN_REVIEWED:
        for _ in range(2):  # the power hardly depends on the share
            power = sample.power(share)
            share = sample.share(power)
    is_good = (power > 0) & (share >= 0) & (share <= 1)
    power, share = np.where(is_good, power, 0.0), np.where(is_good, share, classical)
    reviewed_alone = sample.classical_worth()
    powered = np.fmax(sample.worth(share, power), reviewed_alone)
    effective = np.where(power > 0, powered, reviewed_alone)
    low, high = _interval(share, effective)
    if decided is not None:
        least, most = decided.bounds()
        share, low, high = (np.clip(each, least, most) for each in (share, low, high))
        effective = np.fmax(effective, _within(share, most - least))
    if worth is not None:
        effective = 1 / (1 / effective + 1 / np.asarray(worth, dtype=np.float64))
        low, high = _interval(share, effective)
    name = np.where(np.isnan(share), "", np.where(power > 0, "ppi++", "classical"))
    return CorrectedShares(share, low, high, power, effective, name)


def _interval(share: Floats, effective: Floats) -> tuple[Floats, Floats]:
    """Return Wilson's interval at effective bases; the share itself where that is infinite."""
    low, high = score_interval(share, np.where(np.isnan(share), np.nan, effective))
    return np.where(np.isinf(effective), share, low), np.where(np.isinf(effective), share, high)


def _within(share: Floats, room: Floats) -> Floats:
    """Return the effective base of a share that lies somewhere in an interval of width `room`.

    No variable in it has a variance above a quarter of its square (Popoviciu 1935).
    """
    spread = np.maximum(share * (1 - share), _TINY)
    exact = np.full(share.shape, np.inf)
    return np.asarray(np.divide(4 * spread, room**2, out=exact, where=room > 0))


def check_drawn(probability: Floats) -> None:
    """Raise a `ValueError` for a probability of being drawn (n,) that is none, such as nan."""
    if not ((probability > 0) & (probability <= 1)).all():
        raise ValueError("only answers that were drawn by chance say something of the others")


def _rounded(share: Floats) -> Floats:
    """Return shares that are 0 or 1 but for rounding as 0 and 1.

    They would pass for shares of almost no variance.
    """
    share = np.where(np.abs(share - 1) < _ROUNDING, 1.0, share)
    return np.asarray(np.where(np.abs(share) < _ROUNDING, 0.0, share))


@dataclass(frozen=True, kw_only=True)
class _Sample:
    """Reviewed answers as numbers, and the machine's means over all answers.

    has, machine_has: (answers, codes); in_base, machine_in_base: (answers, 1). weight: (answers,),
    summing to 1. machine_mean: (codes,); machine_base: the machine's mean of in_base.
    """

    has: Floats
    in_base: Floats
    machine_has: Floats
    machine_in_base: Floats
    weight: Floats
    undrawn: Floats
    """1 - probability, the finite population correction of each answer."""
    machine_mean: Floats
    machine_base: float

    @classmethod
    def from_answers(cls, reviewed: Reviewed, others: Others) -> _Sample:
        """Return the sample; `ValueError` for a probability outside 0..1."""
        has = np.asarray(reviewed.has, dtype=np.float64)
        machine_has = np.asarray(reviewed.machine_has, dtype=np.float64)
        in_base = np.asarray(reviewed.in_base, dtype=np.float64)
        machine_in_base = np.asarray(reviewed.machine_in_base, dtype=np.float64)
        respondents = np.ones(len(has))
        if reviewed.respondents is not None:
            respondents = np.asarray(reviewed.respondents, dtype=np.float64)
        everybody = float(respondents.sum()) + others.respondents
        if reviewed.probability is not None:
            probability = np.asarray(reviewed.probability, dtype=np.float64)
        else:
            drawn = respondents.sum() / everybody if everybody else 1.0
            probability = np.full(len(has), drawn)
        check_drawn(probability)
        weight = respondents / probability
        # where only the beginning of the sample was reviewed, that was less likely to be
        part = min(1.0, float(weight.sum()) / everybody) if everybody else 1.0
        machine_sum = respondents @ machine_has + np.asarray(others.machine_has, dtype=np.float64)
        machine_base = float(respondents @ machine_in_base + others.machine_in_base)
        return cls(
            has=has,
            in_base=in_base[:, None],
            machine_has=machine_has,
            machine_in_base=machine_in_base[:, None],
            weight=weight / max(weight.sum(), _TINY),
            undrawn=1 - probability * part,
            machine_mean=machine_sum / max(everybody, _TINY),
            machine_base=machine_base / max(everybody, _TINY),
        )

    def mean(self, values: Floats) -> Floats:
        """Return the weighted mean of each code, (codes,)."""
        return np.asarray(self.weight @ values)

    def base(self, power: Floats) -> Floats:
        """Return the estimated proportion of all answers that is in the base, (codes,)."""
        machine = power * self.mean(self.machine_in_base)
        return np.asarray(power * self.machine_base + self.mean(self.in_base) - machine)

    def share(self, power: Floats) -> Floats:
        """Return the solution of the estimating equation; nan if nobody is in the base."""
        machine = power * self.mean(self.machine_has)
        has = power * self.machine_mean + self.mean(self.has) - machine
        base = self.base(power)
        return _rounded(np.divide(has, base, out=np.full(has.shape, np.nan), where=base > 0))

    def power(self, share: Floats) -> Floats:
        """Return the trust in the machine that minimises the variance of `share`, 0..1.

        That is the slope of the reviewers' residuals on the machine's. One unobserved answer is
        assumed to be as the machine says: if a rare code isn't in the sample at all there is no
        other evidence, and no trust would put its share at 0. If people and machine agree no better
        than by chance the trust is 0.
        """
        people = self._centred(self.has - share * self.in_base)
        machine = self._centred(self.machine_has - share * self.machine_in_base)
        both, own = self._variance(people, machine), self._variance(machine, machine)
        mean = self.machine_mean - share * self.machine_base
        whole = self.machine_mean * (1 - 2 * share) + share**2 * self.machine_base - mean**2
        unseen = np.maximum(whole, 0) * float(self._chance().sum()) / len(self.has)
        zeros = np.zeros(own.shape)
        slope = np.divide(both + unseen, own + unseen, out=zeros, where=own + unseen > _NOTHING)
        is_seen = (own > _NOTHING) & (self._variance(people, people) > _NOTHING)
        slope = np.where(is_seen & (both <= 0), 0.0, np.nan_to_num(slope))
        return np.asarray(np.clip(slope, 0.0, 1.0))

    def worth(self, share: Floats, power: Floats) -> Floats:
        """Return the effective base implied by the variance: share (1 - share) / variance."""
        of_people = self.has - share * self.in_base
        of_machine = self.machine_has - share * self.machine_in_base
        error = self._centred(of_people - power * of_machine)
        base = self.base(power)
        n = len(self.has)
        chance = float(self._chance().sum())
        # a few respondents of large weight may show no error by luck: theirs vary no less than
        # those of all
        pooled = chance * (error**2).sum(axis=0) / max(n, 1)
        variance = np.maximum(self._variance(error, error), pooled)
        variance = variance * n / max(n - 1, 1)
        # as far as the machine is trusted: add one answer wrongly given the code, and one missed
        # (Bonett & Price 2012), to as many as the weights leave; else a sample without errors of
        # the machine leaves no uncertainty
        unseen = (1 + share * (power - 1)) ** 2 + (share + power * (1 - share)) ** 2
        variance = variance + power * unseen * chance * float((self.weight**2).sum())
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(share * (1 - share) * base * base / variance)

    def classical_worth(self) -> float:
        """Return the effective base of the reviewed answers alone (Kish), with finite correction.

        Infinite if all were reviewed.
        """
        of_base = self.weight * self.in_base[:, 0]
        chance = float(of_base @ (self.undrawn * of_base))
        return float(of_base.sum() ** 2 / chance) if chance > _NOTHING else np.inf

    def _centred(self, values: Floats) -> Floats:
        return np.asarray(values - self.mean(values))

    def _chance(self) -> Floats:
        return np.asarray(self.weight**2 * self.undrawn)

    def _variance(self, one: Floats, other: Floats) -> Floats:
        """Return the linearised covariance of two means, for unequal probabilities (Hajek 1964)."""
        return np.asarray(self._chance() @ (one * other))

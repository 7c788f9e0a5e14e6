"""PPI++ of weighted least squares (Angelopoulos, Duchi & Zrnic 2023, section 3), as published: how a machine-coded share differs between groups.

With a column of ones and one that is 1 for a group, the second slope is the difference of the share of that group and the others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.counts.intervals import Z
from pipeline.model import Floats


@dataclass(frozen=True)
class Rows:
    """Answers: what is known of each (rows, columns), what the machine says, what people say (of reviewed ones), and the weight (1 if None)."""

    known: npt.ArrayLike
    predicted: npt.ArrayLike
    reviewed: npt.ArrayLike | None = None
    weight: npt.ArrayLike | None = None


@dataclass(frozen=True)
class PredictedSlopes:
    """A slope for each column with its 95% interval of the normal distribution; `power` is the trust in the machine, `name` ppi++ or classical.

    As published the estimate is tuned once and the interval twice, so it needn't be the middle of the interval.
    """

    slope: Floats
    low: Floats
    high: Floats
    power: float
    name: str


def predicted_slopes(reviewed: Rows, others: Rows) -> PredictedSlopes:
    """The slopes over all answers, from a reviewed part and the machine's codes of the others, one power for all slopes.

    `ValueError` where `reviewed` was not.
    """
    fit = _Fit.of(reviewed, others)
    slope = fit.slopes(fit.power(fit.slopes(1.0)))
    power = fit.power(slope)
    middle = fit.slopes(power)
    half = Z * fit.error(middle, power)
    return PredictedSlopes(
        slope, middle - half, middle + half, power, "ppi++" if power > 0 else "classical"
    )


@dataclass(frozen=True)
class _Fit:
    """x, y, f and w of the reviewed answers, and x, f and w of the others (`_u`); weights average 1."""

    x: Floats
    y: Floats
    f: Floats
    w: Floats
    x_u: Floats
    f_u: Floats
    w_u: Floats

    @classmethod
    def of(cls, reviewed: Rows, others: Rows) -> _Fit:
        if reviewed.reviewed is None:
            raise ValueError("reviewed answers need what people say")
        x, f, w = _numbers(reviewed)
        return cls(x, np.asarray(reviewed.reviewed, dtype=np.float64), f, w, *_numbers(others))

    def slopes(self, power: float) -> Floats:
        """The machine's over the others, and what people find otherwise."""
        return _least_squares(self.x_u, power * self.f_u, self.w_u) + _least_squares(
            self.x, self.y - power * self.f, self.w
        )

    def power(self, slopes: Floats) -> float:
        """The trust that makes the sum of the slopes' variances least, 0..1."""
        people, machine, rest = self._gradients(slopes)
        inverse = self._inverse_hessian(others=True)
        a, b = people - people.mean(axis=0), machine - machine.mean(axis=0)
        shared = (a.T @ b + b.T @ a) / len(a)
        own = np.atleast_2d(np.cov(np.vstack((machine, rest)).T))
        most = 2 * (1 + len(machine) / len(rest)) * float(np.trace(inverse @ own @ inverse))
        return (
            min(max(float(np.trace(inverse @ shared @ inverse)) / most, 0.0), 1.0)
            if most > 0
            else 0.0
        )

    def error(self, slopes: Floats, power: float) -> Floats:
        """The standard error of each slope (sandwich)."""
        people, machine, rest = self._gradients(slopes)
        inverse = self._inverse_hessian(others=power > 0)
        of_others, of_reviewed = np.cov(power * rest.T), np.cov((people - power * machine).T)
        spread = (
            inverse @ np.atleast_2d(len(people) / len(rest) * of_others + of_reviewed) @ inverse
        )
        return np.asarray(np.sqrt(np.diag(spread) / len(people)))

    def _gradients(self, slopes: Floats) -> tuple[Floats, Floats, Floats]:
        """Of people's and the machine's codes of the reviewed answers, and the machine's of the others: (rows, columns)."""
        return (
            (self.w * (self.x @ slopes - self.y))[:, None] * self.x,
            (self.w * (self.x @ slopes - self.f))[:, None] * self.x,
            (self.w_u * (self.x_u @ slopes - self.f_u))[:, None] * self.x_u,
        )

    def _inverse_hessian(self, *, others: bool) -> Floats:
        hessian, rows = (self.x.T * self.w) @ self.x, len(self.w)
        if others:
            hessian, rows = hessian + (self.x_u.T * self.w_u) @ self.x_u, rows + len(self.w_u)
        return np.asarray(np.linalg.inv(hessian / rows))


def _numbers(rows: Rows) -> tuple[Floats, Floats, Floats]:
    x, f = (np.asarray(values, dtype=np.float64) for values in (rows.known, rows.predicted))
    w = np.ones(len(f)) if rows.weight is None else np.asarray(rows.weight, dtype=np.float64)
    return x, f, w / w.mean()


def _least_squares(x: Floats, y: Floats, w: Floats) -> Floats:
    return np.asarray(np.linalg.solve((x.T * w) @ x, (x.T * w) @ y))

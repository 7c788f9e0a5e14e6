"""Intervals by resampling respondents."""

from __future__ import annotations

import numpy as np
import pytest
from evaluation_sets import resampling

from pipeline.counts import Resampling, ratio, resampled_measure, wilson_of_share
from pipeline.evaluation import mean_measure, wilson_of_f1
from pipeline.model import Measure


def test_mean_lies_in_its_interval() -> None:
    """A mean of mixed values has an interval around it, narrower with more respondents."""
    few = mean_measure(np.array([0.0, 1.0] * 4), resampling(*range(8)))
    many = mean_measure(np.array([0.0, 1.0] * 40), resampling(*range(80)))
    assert few.value == many.value == 0.5
    assert few.low < many.low < 0.5 < many.high < few.high


def test_answers_of_a_respondent_go_together() -> None:
    """Ten answers of one respondent say no more than one, so their interval is wider."""
    values = np.array([1.0] * 10 + [0.0] * 10)
    apart = mean_measure(values, resampling(*range(20)))
    together = mean_measure(values, resampling(*([0] * 10 + [1] * 10)))
    assert together.low < apart.low < apart.high < together.high


def test_no_spread_is_no_certainty() -> None:
    """Where every sample says 1, the Wilson interval of as many respondents stands."""
    found = mean_measure(np.array([1.0, 1.0]), resampling(0, 1))
    assert found == Measure(1.0, round(wilson_of_share(1.0, 2)[0], 4), 1.0)
    assert found.low == 0.3424


def test_one_and_no_answer() -> None:
    """One answer has an interval, none has no figure."""
    one = mean_measure(np.array([1.0]), resampling(0))
    assert one.low == pytest.approx(0.2065, abs=1e-4)
    assert mean_measure(np.zeros(0), resampling()) == Measure(None)


def test_same_seed_same_interval() -> None:
    """The chance that is passed in settles the interval."""
    values, groups = np.linspace(0, 1, 9) ** 3, np.arange(9)
    first, again, other = (
        mean_measure(values, Resampling(groups, np.random.default_rng(s))) for s in (1, 1, 2)
    )
    assert first == again
    assert first != other


@pytest.mark.parametrize(
    ("share", "n", "low", "high"), [(0.5, 10, 0.2366, 0.7634), (0.0, 10, 0.0, 0.2775)]
)
def test_wilson(share: float, n: int, low: float, high: float) -> None:
    """The Wilson interval is that of the textbook."""
    assert wilson_of_share(share, n) == pytest.approx((low, high), abs=1e-4)


def test_wilson_of_f1() -> None:
    """F1 of 1 on two answers could well be .5; that of 0 stays 0 below."""
    assert wilson_of_f1(2, 2) == pytest.approx((0.5101, 1.0), abs=1e-4)
    assert wilson_of_f1(0, 2)[0] == 0.0


def test_samples_without_a_figure_are_left_out() -> None:
    """A sample in which nothing was found has no precision, and none of its weight."""
    resampled = ratio(np.array([1.0, 0.0, 2.0]), np.array([2.0, 0.0, 2.0]))
    assert np.isnan(resampled).tolist() == [False, True, False]
    measure = resampled_measure(0.7, resampled, digits=4, otherwise=(0.0, 1.0))
    assert measure.low > 0.5

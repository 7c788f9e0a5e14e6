"""Prediction-powered shares: against their definition, by hand, and over drawn samples."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from published_mean import predicted_mean

from pipeline.counts import corrected_shares, finite_base, wilson
from pipeline.counts.correction import CorrectedShares, Others, Reviewed

SEEDS = st.integers(0, 10**6)


def drawn(
    seed: int, *, reviewed: int = 60, answers: int = 400, codes: int = 3
) -> tuple[Reviewed, Others, np.ndarray]:
    """Return a reviewed random part of answers, all others, and the true share of each code.

    The machine errs in one of ten.
    """
    rng = np.random.default_rng(seed)
    base = rng.random(answers) < 0.9
    has = (rng.random((answers, codes)) < np.linspace(0.05, 0.6, codes)) & base[:, None]
    machine = np.where(rng.random(has.shape) < 0.1, ~has, has) & base[:, None]
    first, rest = slice(0, reviewed), slice(reviewed, None)
    return (
        Reviewed(has[first], base[first], machine[first], base[first]),
        Others(machine[rest].sum(axis=0), float(base[rest].sum()), answers - reviewed),
        has.sum(axis=0) / base.sum(),
    )


def ends(found: CorrectedShares) -> np.ndarray:
    """Share, low and high, a row each."""
    return np.stack([found.share, found.low, found.high])


def test_everybody_reviewed() -> None:
    """Where all answers are reviewed the interval is the share that people found."""
    reviewed, _, truth = drawn(1, reviewed=400)
    found = corrected_shares(reviewed, Others(np.zeros(3), 0.0, 0.0))
    assert ends(found) == pytest.approx(np.stack([truth] * 3))
    assert found.name.tolist() == ["classical"] * 3


def test_everybody_reviewed_of_a_sample() -> None:
    """Where the answers are themselves a sample of a population, that doubt stays.

    Wilson's at what their base is worth.
    """
    reviewed, _, truth = drawn(1, reviewed=400)
    worth = finite_base(360, 1000)
    found = corrected_shares(reviewed, Others(np.zeros(3), 0.0, 0.0), worth=worth)
    assert np.stack([found.low, found.high]) == pytest.approx(
        np.stack(wilson(truth * worth, np.full(3, worth)))
    )


def test_no_signal() -> None:
    """A machine that always says the same leaves Wilson's interval of the sample.

    In its finite number of answers.
    """
    has = np.arange(50)[:, None] < 10
    everybody = np.ones(50, dtype=bool)
    for says in (0.0, 1.0):
        found = corrected_shares(
            Reviewed(has, everybody, np.full((50, 1), says), everybody),
            Others([450 * says], 450, 450),
        )
        base = 50 / (1 - 50 / 500)
        assert (found.share[0], found.power[0], found.name[0]) == (0.2, 0.0, "classical")
        assert (found.low[0], found.high[0]) == pytest.approx(wilson(0.2 * base, base))


def test_few_reviewed() -> None:
    """Twenty-nine reviewed answers in the base don't tell how good the machine is; thirty may."""
    for n, name in ((29, "classical"), (30, "ppi++")):
        has = np.arange(n)[:, None] % 2 == 0
        everybody = np.ones(n, dtype=bool)
        found = corrected_shares(Reviewed(has, everybody, has, everybody), Others([90], 200, 200))
        assert found.name[0] == name


def test_no_hit_in_the_sample() -> None:
    """Of a code that the sample lacks only the machine knows.

    The doubt is that of a sample without a hit.
    """
    everybody = np.ones(30, dtype=bool)
    none = np.zeros((30, 1))
    found = corrected_shares(Reviewed(none, everybody, none, everybody), Others([9], 300, 300))
    assert found.share[0] == pytest.approx(9 / 330)
    alone = wilson(0, 30 / (1 - 30 / 330))[1]
    assert 0 < found.low[0] < 0.01 and alone < found.high[0] < 1.5 * alone


def test_no_error_in_the_sample() -> None:
    """Thirty answers that the machine coded as people do are not the proof that it never errs."""
    everybody = np.ones(30, dtype=bool)
    half = np.arange(30)[:, None] % 2 == 0
    found = corrected_shares(Reviewed(half, everybody, half, everybody), Others([150], 300, 300))
    assert (found.share[0], found.power[0]) == (pytest.approx(0.5), pytest.approx(1))
    assert 0.1 < found.high[0] - found.low[0] < wilson(15, 30)[1] - wilson(15, 30)[0]


def test_machine_against_people() -> None:
    """A machine that finds the code where people don't, and the other way round, is not trusted."""
    everybody = np.ones(40, dtype=bool)
    has = np.arange(40)[:, None] < 10
    found = corrected_shares(Reviewed(has, everybody, ~has, everybody), Others([200], 400, 400))
    assert (found.share[0], found.power[0], found.name[0]) == (
        pytest.approx(0.25),
        0.0,
        "classical",
    )


def test_nobody_in_the_base() -> None:
    """Where no reviewed answer is one, there is no share, and no warning."""
    for n in (0, 3):
        none = np.zeros((n, 2))
        found = corrected_shares(
            Reviewed(none, np.zeros(n), none, np.zeros(n)), Others([5, 0], 10, 20)
        )
        assert np.isnan(ends(found)).all()
        assert found.name.tolist() == ["", ""]


def test_estimating_equation() -> None:
    """The share solves what it should.

    The machine's residuals over all answers and the reviewers' corrections add up to nothing.
    """
    reviewed, others, _ = drawn(3)
    found = corrected_shares(reviewed, others)
    y, f = np.asarray(reviewed.has, dtype=float), np.asarray(reviewed.machine_has, dtype=float)
    b = np.asarray(reviewed.in_base, dtype=float)[:, None]
    power, share = found.power, found.share
    machine = (
        f.sum(axis=0) + others.machine_has - share * (b.sum() + others.machine_in_base)
    ) / 400
    assert power * machine + ((y - share * b) - power * (f - share * b)).mean(
        axis=0
    ) == pytest.approx(np.zeros(3), abs=1e-12)
    assert ((power > 0) & (power < 1)).all()


def test_published_form_at_equal_trust() -> None:
    """With everybody in the base it is PPI++, but for the part that was reviewed.

    PPI++ takes the others for another sample, so its power differs by that part.
    """
    reviewed, others, _ = drawn(5, codes=1)
    y, f = np.asarray(reviewed.has)[:, 0], np.asarray(reviewed.machine_has)[:, 0]
    everybody = np.ones(60)
    found = corrected_shares(
        Reviewed(y[:, None], everybody, f[:, None], everybody), Others(others.machine_has, 340, 340)
    )
    rest = np.arange(340) < np.asarray(others.machine_has)[0]
    plain = predicted_mean(y, f, rest, power=float(found.power[0]) * 340 / 400)
    assert found.share[0] == pytest.approx(plain.share, abs=1e-12)


def test_texts_that_several_wrote() -> None:
    """A text that five respondents wrote counts as five answers.

    One that was sure to be drawn leaves nothing to chance.
    """
    has, everybody = np.array([[1], [0], [1]]), np.ones(3)
    found = corrected_shares(
        Reviewed(has, everybody, has, everybody, respondents=[5, 2, 3], probability=[1, 1, 1]),
        Others([0], 0, 0),
    )
    assert ends(found) == pytest.approx(np.full((3, 1), 0.8))
    some = Reviewed(
        has, everybody, has, everybody, respondents=[5, 2, 3], probability=[1, 0.5, 0.75]
    )
    assert corrected_shares(some, Others([0], 0, 0)).share[0] == pytest.approx(9 / 13)


@pytest.mark.parametrize("chance", [0.0, -0.1, 1.5])
def test_chosen_answers(chance: float) -> None:
    """An answer that was chosen, or drawn by an impossible chance, says nothing of the others."""
    with pytest.raises(ValueError, match="drawn by chance"):
        corrected_shares(Reviewed([[1]], [1], [[1]], [1], probability=[chance]), Others([0], 0, 0))


@settings(max_examples=50, deadline=None)
@given(seed=SEEDS, reviewed=st.integers(1, 80))
def test_laws(seed: int, reviewed: int) -> None:
    """Shares lie in their intervals in 0..1; the order of answers changes nothing.

    Codes don't know of each other.
    """
    sample, others, _ = drawn(seed, reviewed=reviewed, answers=100)
    found = corrected_shares(sample, others)
    known = ~np.isnan(found.share)
    assert (
        (found.low >= 0)
        & (found.low <= found.share)
        & (found.share <= found.high)
        & (found.high <= 1)
    )[known].all()
    assert ((found.power >= 0) & (found.power <= 1)).all()
    order = np.random.default_rng(seed).permutation(reviewed)
    y, b, f, g = (
        np.asarray(x)
        for x in (sample.has, sample.in_base, sample.machine_has, sample.machine_in_base)
    )
    again = corrected_shares(Reviewed(y[order], b[order], f[order], g[order]), others)
    assert ends(again) == pytest.approx(ends(found), nan_ok=True)
    alone = corrected_shares(
        Reviewed(y[:, :1], b, f[:, :1], g),
        Others(np.asarray(others.machine_has)[:1], others.machine_in_base, others.respondents),
    )
    assert ends(alone)[:, 0] == pytest.approx(ends(found)[:, 0], nan_ok=True)


@settings(max_examples=50, deadline=None)
@given(seed=SEEDS)
def test_mirrored(seed: int) -> None:
    """Those in the base without a code have its mirrored interval."""
    sample, others, _ = drawn(seed)
    b = np.asarray(sample.in_base)
    without = Reviewed(
        b[:, None] & ~np.asarray(sample.has), b, b[:, None] & ~np.asarray(sample.machine_has), b
    )
    rest = Others(
        others.machine_in_base - np.asarray(others.machine_has),
        others.machine_in_base,
        others.respondents,
    )
    found, mirrored = corrected_shares(sample, others), corrected_shares(without, rest)
    assert mirrored.share == pytest.approx(1 - found.share, abs=1e-9)
    assert mirrored.low == pytest.approx(1 - found.high, abs=1e-9)
    assert mirrored.high == pytest.approx(1 - found.low, abs=1e-9)


def test_coverage_and_width() -> None:
    """Over 300 samples of 100 from 1,000 the interval holds the share in about 95 of 100.

    It is narrower than the classical one.
    """
    held, width, classical = 0, 0.0, 0.0
    for seed in range(100):
        sample, others, truth = drawn(seed, reviewed=100, answers=1000)
        found = corrected_shares(sample, others)
        held += int(((found.low <= truth) & (truth <= found.high)).sum())
        width += float((found.high - found.low)[1:].sum())
        nothing = Reviewed(sample.has, sample.in_base, np.zeros((100, 3)), sample.machine_in_base)
        alone = corrected_shares(
            nothing, Others(np.zeros(3), others.machine_in_base, others.respondents)
        )
        classical += float((alone.high - alone.low)[1:].sum())
    assert 0.92 <= held / 300 <= 0.99
    assert width < 0.85 * classical


def test_texts_drawn_by_size() -> None:
    """Texts drawn in proportion to who wrote them, of 1 to 60 respondents.

    The share is right on average, and in its interval 95 times in 100.
    """
    rng = np.random.default_rng(7)
    counts = np.concatenate((np.full(500, 1), np.full(60, 5), [20, 40, 60]))
    base = rng.random(len(counts)) < 0.9
    has = (rng.random((len(counts), 4)) < [0.05, 0.1, 0.3, 0.6]) & base[:, None]
    machine = np.where(rng.random(has.shape) < 0.1, ~has, has) & base[:, None]
    truth = (counts @ has) / (counts @ base)
    chance = np.minimum(counts * 100 / counts.sum(), 1)
    held, shares = 0, np.zeros(4)
    for _ in range(400):
        drawn = rng.random(len(counts)) < chance
        sample = Reviewed(
            has[drawn], base[drawn], machine[drawn], base[drawn], counts[drawn], chance[drawn]
        )
        left = np.where(drawn, 0, counts)
        found = corrected_shares(
            sample, Others(left @ machine, float(left @ base), float(left.sum()))
        )
        held += int(((found.low <= truth) & (truth <= found.high)).sum())
        shares += found.share / 400
    assert 0.93 <= held / 1600 <= 0.99
    assert shares == pytest.approx(truth, abs=0.01)


def test_many_codes_cost_little() -> None:
    """Sixty codes of 2,000 reviewed answers take well under half a second."""
    sample, others, _ = drawn(0, reviewed=2000, answers=20_000, codes=60)
    start = time.perf_counter()
    corrected_shares(sample, others)
    assert time.perf_counter() - start < 0.5

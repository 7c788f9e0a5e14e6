"""Bridges: what of a change is the instrument's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.counts import Bridged, Pairs, Recoded, WaveShares, bridge, changes


def numbers(found: Bridged, *names: str) -> list[float]:
    """Fields as numbers."""
    return [float(getattr(found, name)) for name in names]


def test_by_hand() -> None:
    """30 answers with 6 hits then and 10 again, 13 of 30 now.

    7 more published, of which 4 are the instrument's and 3 real.
    """
    found = bridge(Recoded(30, 5, 1, 5), WaveShares(6, 30), WaveShares(13, 30))
    assert numbers(found, "then", "again", "instrument", "total", "real") == pytest.approx(
        [6 / 30, 10 / 30, 4 / 30, 7 / 30, 3 / 30]
    )


def test_instrument_is_paired() -> None:
    """The instrument's change has the interval of the same answers coded twice."""
    found = bridge(Recoded(30, 5, 1, 5), WaveShares(6, 30), WaveShares(13, 30))
    paired = changes(WaveShares(6, 30), WaveShares(10, 30), Pairs(30, 5, 1, 5))
    assert numbers(found, "low", "high") == [float(paired.low), float(paired.high)]


def test_whole_wave_recoded() -> None:
    """Where all was coded again, the real change is that from the share found again.

    Those in both waves are paired, and no doubt is counted twice.
    """
    pairs = Pairs(20, 6, 1, 4)
    found = bridge(Recoded(30, 5, 1, 5), WaveShares(6, 30), WaveShares(13, 30), pairs)
    direct = changes(WaveShares(10, 30), WaveShares(13, 30), pairs)
    assert numbers(found, "real", "real_low", "real_high") == pytest.approx(
        [float(direct.difference), float(direct.low), float(direct.high)]
    )


def test_only_the_instrument_changed() -> None:
    """Where the same respondents say the same again nothing real changed."""
    found = bridge(
        Recoded(100, 20, 0, 30), WaveShares(20, 100), WaveShares(50, 100), Pairs(100, 50, 0, 0)
    )
    assert float(found.low) > 0
    assert numbers(found, "instrument", "total", "real") == pytest.approx([0.3, 0.3, 0.0])
    assert float(found.real_low) < 0 < float(found.real_high)


def test_part_recoded() -> None:
    """A part tells less than the whole, and the more the more was recoded."""
    widths = []
    for m in (50, 100, 200, 400):
        found = bridge(
            Recoded(m, m * 16 // 100, m * 4 // 100, m * 10 // 100),
            WaveShares(80, 400),
            WaveShares(120, 400),
        )
        assert numbers(found, "instrument", "total", "real") == pytest.approx([0.06, 0.1, 0.04])
        widths.append(float(found.real_high - found.real_low))
    assert widths == sorted(widths, reverse=True)
    whole = changes(WaveShares(104, 400), WaveShares(120, 400))
    assert widths[-1] == pytest.approx(float(whole.high - whole.low))


def test_recoding_without_a_difference_is_not_sure() -> None:
    """Ten answers coded alike then and again don't show that the instrument changed nothing."""
    found = bridge(Recoded(10, 3, 0, 0), WaveShares(90, 300), WaveShares(120, 300))
    plain = changes(WaveShares(90, 300), WaveShares(120, 300))
    assert float(found.real) == pytest.approx(float(found.total))
    assert float(found.real_high - found.real_low) > 2 * float(plain.high - plain.low)


def test_nothing_recoded() -> None:
    """Without recoded answers the total is all that is known; without a base not even that."""
    found = bridge(Recoded(0, 0, 0, 0), WaveShares(6, 30), WaveShares(13, 30))
    assert float(found.total) == pytest.approx(7 / 30)
    assert np.isnan(
        numbers(
            found, "then", "again", "instrument", "low", "high", "real", "real_low", "real_high"
        )
    ).all()
    found = bridge(Recoded(0, 0, 0, 0), WaveShares(0, 0), WaveShares(13, 30))
    assert np.isnan(float(found.total))


@pytest.mark.parametrize("recoded", [Recoded(31, 1, 1, 1), Recoded(10, 5, 5, 5)])
def test_counts_that_do_not_fit(recoded: Recoded) -> None:
    """More recoded answers than there are, or more hits than answers, are refused."""
    with pytest.raises(ValueError, match="recoded"):
        bridge(recoded, WaveShares(6, 30), WaveShares(13, 30))


@pytest.mark.parametrize(("recoded", "overlap"), [(300, 0), (300, 100), (100, 100), (100, 0)])
def test_coverage(recoded: int, overlap: int) -> None:
    """The intervals hold the instrument's and the real change in about 95 of 100.

    Of 2,000 drawn studies with both.
    """
    rng = np.random.default_rng(9)
    kind = rng.choice(4, p=[0.12, 0.08, 0.18, 0.62], size=(2000, 600 - overlap))
    now1, now2 = np.isin(kind, (0, 1))[:, :300], np.isin(kind, (0, 2))[:, 300 - overlap :]
    chance = rng.random(now1.shape)
    then = np.where(now1, chance >= 0.2, chance < 0.05)
    again, then_too = now1[:, -recoded:], then[:, -recoded:]
    twice, twice_now = now1[:, 300 - overlap :], now2[:, :overlap]
    found = bridge(
        Recoded(
            recoded,
            (again & then_too).sum(1),
            (then_too & ~again).sum(1),
            (again & ~then_too).sum(1),
        ),
        WaveShares(then.sum(1), 300),
        WaveShares(now2.sum(1), 300),
        Pairs(
            overlap,
            (twice & twice_now).sum(1),
            (twice & ~twice_now).sum(1),
            (twice_now & ~twice).sum(1),
        ),
    )
    instrument = 0.2 - (0.2 * 0.8 + 0.8 * 0.05)
    assert ((found.low <= instrument) & (instrument <= found.high)).mean() > 0.93
    assert 0.93 < ((found.real_low <= 0.1) & (found.real_high >= 0.1)).mean() < 0.985


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(
    counts=st.tuples(*[st.integers(0, 10)] * 4),
    rest=st.tuples(*[st.integers(0, 40)] * 2),
    now=st.integers(0, 30),
)
@example(counts=(0, 5, 5, 0), rest=(2, 2), now=26)  # half of 11 whole respondents
def test_laws(counts: tuple[int, ...], rest: tuple[int, int], now: int) -> None:
    """real + instrument = total, each in its interval.

    Those without the code mirror those with it.
    """
    n11, n10, n01, n00 = counts
    m = n11 + n10 + n01 + n00
    n, base = n11 + n10 + rest[0], m + sum(rest)
    found = bridge(Recoded(m, n11, n10, n01), WaveShares(n, base), WaveShares(now, 30))
    if m == 0:
        assert np.isnan(found.real)
        return
    assert float(found.real + found.instrument) == pytest.approx(float(found.total))
    assert found.low <= found.instrument <= found.high
    assert found.real_low <= found.real <= found.real_high
    mirrored = bridge(
        Recoded(m, n00, n01, n10), WaveShares(base - n, base), WaveShares(30 - now, 30)
    )
    assert numbers(mirrored, "real", "real_low", "real_high") == pytest.approx(
        [-float(found.real), -float(found.real_high), -float(found.real_low)], abs=1e-9
    )

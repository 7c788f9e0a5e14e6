"""Agreement on whole sets of codes."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.agreement import (
    Posterior,
    alpha,
    contingency,
    masi_distances,
    numbered,
    set_alpha,
    set_figures,
)
from pipeline.counts import Resampling
from pipeline.model import masi

Codes = frozenset[str]
SETS = st.frozensets(st.sampled_from("abcd"), max_size=3)


def test_masi_by_hand() -> None:
    """1 - J M: same 0, within 1 - J 2/3, overlap 1 - J/3, nothing in common 1, both empty 0."""
    a, ab, ac, b, none = (frozenset(codes) for codes in ("a", "ab", "ac", "b", ""))
    assert [
        masi(*pair) for pair in ((ab, ab), (ab, a), (ab, ac), (a, b), (none, none), (none, a))
    ] == pytest.approx([0, 1 - 1 / 2 * 2 / 3, 1 - 1 / 3 * 1 / 3, 1, 0, 1])


@given(st.lists(SETS, min_size=1, max_size=8))
def test_masi_of_many(sets: list[Codes]) -> None:
    """The distances of many sets at once are those of each two."""
    one_by_one = np.array([[masi(one, other) for other in sets] for one in sets])
    assert masi_distances(sets) == pytest.approx(one_by_one)
    assert (one_by_one == one_by_one.T).all()


def test_alpha_by_hand() -> None:
    """Three answers, two coders: {a}-{a}, {a}-{ab}, {b}-{b}."""
    a, ab, b = (frozenset(codes) for codes in ("a", "ab", "b"))
    ratings, sets = numbered([[a, a], [a, ab], [b, b]])
    # a three times, ab once, b twice; a-ab and ab-b are 2/3 apart, a-b 1
    expected = 2 * (3 * 1 * 2 / 3 + 1 * 2 * 2 / 3 + 3 * 2 * 1) / (6 * 5)
    assert set_alpha(ratings, masi_distances(sets))[0] == pytest.approx(
        1 - (2 * 2 / 3 / 6) / expected
    )


@given(
    st.lists(
        st.tuples(SETS | st.none(), SETS | st.none(), SETS | st.none()), min_size=2, max_size=10
    )
)
def test_nominal_distance_is_nominal_alpha(units: list[tuple[Codes | None, ...]]) -> None:
    """With distances of 0 or 1, alpha of sets is nominal alpha, missing codings included."""
    ratings, sets = numbered(units)
    general = set_alpha(ratings, 1 - np.eye(len(sets)))[0] if sets else np.nan
    expected = alpha(contingency(ratings[..., None], max(1, len(sets))))[0]
    assert general == pytest.approx(expected, nan_ok=True)


@given(
    st.lists(st.tuples(SETS, SETS, SETS | st.none()), min_size=2, max_size=10),
    st.permutations(range(3)),
    st.permutations("abcd"),
    st.randoms(use_true_random=False),
)
def test_order_and_names_change_nothing(
    units: list[tuple[Codes | None, ...]], coders: list[int], names: list[str], random: Random
) -> None:
    """Order of answers and coders, and the names of themes, change nothing."""
    renamed = dict(zip("abcd", names, strict=True))
    other = [
        [None if row[c] is None else frozenset(renamed[code] for code in row[c]) for c in coders]
        for row in units
    ]
    random.shuffle(other)
    found = []
    for sets in (units, other):
        ratings, distinct = numbered(sets)
        found.append(set_alpha(ratings, masi_distances(distinct))[0])
    assert found[0] == pytest.approx(found[1], nan_ok=True)


def test_figures() -> None:
    """Sets that are the same, alpha and its interval; of one set, why there is none."""
    rng = np.random.default_rng(2)
    sets: list[list[Codes | None]]
    sets = [
        [frozenset("a"), frozenset("a")],
        [frozenset("b"), frozenset("ab")],
        [frozenset("c"), None],
    ] * 20
    found = set_figures(sets, Posterior(np.arange(60), rng))
    assert (found.n, found.of["percent"].value) == (40, 0.5)
    assert found.of["alpha"].low < found.of["alpha"].value < found.of["alpha"].high
    same = set_figures([[frozenset("a"), frozenset("a")]] * 5, Posterior(np.arange(5), rng))
    assert same.of["alpha"].value is None
    assert (same.of["alpha"].why, same.of["percent"].value) == ("no-variance", 1.0)
    alone = set_figures([[frozenset("a")]] * 5, Posterior(np.arange(5), rng))
    assert (alone.n, alone.of["alpha"].why) == (0, "one-coder")


def test_samples_are_weights() -> None:
    """Alpha of a sample is alpha of the answers repeated as often as they were drawn."""
    rng = np.random.default_rng(4)
    letters = np.array(list("abc"))
    sets = [[frozenset(letters[rng.random(3) < 0.5].tolist()) for _ in range(3)] for _ in range(15)]
    ratings, distinct = numbered(sets)
    resampling = Resampling(np.arange(15), rng, draws=5)
    apart = masi_distances(distinct)
    by_weight = set_alpha(ratings, apart, resampling)
    repeated = [
        set_alpha(np.repeat(ratings, times.astype(int), axis=0), apart)[0]
        for times in resampling.times
    ]
    assert by_weight == pytest.approx(repeated)

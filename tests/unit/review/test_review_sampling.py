"""What is drawn by chance speaks for all, whatever is chosen beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.review import LABEL_QUEUES, Candidates, draw, estimate_share, inclusion, pick_texts

SIZES = st.lists(st.integers(1, 40), min_size=1, max_size=25)
POINTS = 400


class Fixed:
    """Chance that is not: nothing is shuffled, and the draw starts at a given point."""

    def __init__(self, start: float) -> None:
        self.start = start

    def permutation(self, values: np.ndarray) -> np.ndarray:
        """The values as they are."""
        return values

    def random(self) -> float:
        """The given point."""
        return self.start


@given(sizes=SIZES, size=st.integers(0, 30))
def test_chances(sizes: list[int], size: int) -> None:
    """Chances add up to the size, none is above 1 or 0, and below 1 they are in proportion to the
    respondents.
    """
    chance = inclusion(np.array(sizes, dtype=float), size)
    assert chance.sum() == pytest.approx(min(size, len(sizes)))
    assert ((chance > 0) & (chance <= 1)).all() or size == 0
    open_ones = chance < 1
    ratio = (chance / np.array(sizes))[open_ones]
    assert ratio == pytest.approx(np.full(open_ones.sum(), ratio.mean() if open_ones.any() else 0))


@settings(max_examples=40)
@given(sizes=SIZES, size=st.integers(1, 20))
def test_each_text_is_drawn_with_its_chance(sizes: list[int], size: int) -> None:
    """Over all points at which a draw can start, each text is drawn in the part that its chance
    says, and never twice.
    """
    chance = inclusion(np.array(sizes, dtype=float), size)
    times = np.zeros(len(sizes))
    for start in (np.arange(POINTS) + 0.5) / POINTS:
        drawn = draw(chance, Fixed(float(start)))  # type: ignore[arg-type]
        assert len(set(drawn.tolist())) == len(drawn) == min(size, len(sizes))
        times[drawn] += 1
    assert times / POINTS == pytest.approx(chance, abs=2.5 / POINTS)


def population(make: Callable[..., Candidates]) -> tuple[Candidates, np.ndarray]:
    """Forty texts of 1 to 8 respondents, and which have a theme: those of which the classifier is
    in doubt, mostly.
    """
    rng = np.random.default_rng(7)
    has = rng.random(40) < 0.4
    p = np.where(has[:, None], 0.5, 0.05) * rng.random((40, 3))
    counts = rng.integers(1, 9, 40).tolist()
    return make(
        [f"woord{i} tekst" for i in range(40)], counts=counts, probabilities=p, labelled=["tekst"]
    ), has


@pytest.mark.parametrize("strategy", ["random", "uncertain", "novel"])
def test_estimates_are_unbiased(candidates: Callable[..., Candidates], strategy: str) -> None:
    """Over many queues the estimated respondents with a theme are right on average, although the
    chosen answers mostly have it.
    """
    texts, has = population(candidates)
    truth = float(texts.counts[has].sum())
    found = []
    for seed in range(500):
        picks = pick_texts(
            texts, 12, strategy=strategy, rng=np.random.default_rng(seed), random_share=0.5
        )
        drawn = [pick for pick in picks if pick.strategy == "random"]
        rows = [pick.index for pick in drawn]
        chance = np.array([pick.probability for pick in drawn])
        found.append(float(((texts.counts * has)[rows] / chance).sum()))
    error = np.std(found) / np.sqrt(len(found))
    assert abs(np.mean(found) - truth) < 4 * error
    assert error < truth / 30


def test_what_is_chosen_is_biased(candidates: Callable[..., Candidates]) -> None:
    """The answers that a strategy chooses say nothing of the others: their own share is far from
    the true one.
    """
    texts, has = population(candidates)
    picks = pick_texts(texts, 12, strategy="uncertain", rng=np.random.default_rng(1))
    assert all(np.isnan(pick.probability) for pick in picks)
    assert (
        has[[pick.index for pick in picks]].mean()
        > texts.counts[has].sum() / texts.counts.sum() + 0.2
    )


@pytest.mark.parametrize("strategy", list(LABEL_QUEUES))
def test_the_draw_knows_nothing_of_the_strategy(
    candidates: Callable[..., Candidates], strategy: str
) -> None:
    """With the same seed the same texts are drawn beside any strategy."""
    texts, _ = population(candidates)
    picks: dict[str, Any] = {
        name: pick_texts(texts, 10, strategy=name, rng=np.random.default_rng(3), random_share=0.5)
        for name in ("uncertain", strategy)
    }
    drawn = [
        {(p.index, p.probability) for p in of if p.strategy == "random"} for of in picks.values()
    ]
    assert len(drawn[0]) == 5
    assert drawn[0] == drawn[-1]


def test_a_chance_before_the_draw_counts(candidates: Callable[..., Candidates]) -> None:
    """Where candidates are themselves a draw from more, both chances are multiplied."""
    texts = candidates(["a", "b", "c", "d"], chance=0.5)
    picks = pick_texts(texts, 2, strategy="random", rng=np.random.default_rng(0))
    assert [pick.probability for pick in picks] == [0.25, 0.25]


def test_estimated_share() -> None:
    """A share of those in the base, each drawn answer for the respondents it stands for.

    Worth fewer answers where they weigh unequally.
    """
    has, base = np.array([1, 0, 0, 0], dtype=bool), np.array([1, 1, 1, 0], dtype=bool)
    counts, chance = np.array([4, 1, 1, 9]), np.array([1.0, 0.25, 0.25, 0.5])
    estimate = estimate_share(has, base, counts, chance)
    assert (estimate.share, estimate.base, estimate.effective) == pytest.approx((1 / 3, 12.0, 3.0))
    uneven = estimate_share(has, base, np.array([10, 1, 1, 9]), np.ones(4))
    assert uneven.share == pytest.approx(10 / 12)
    assert uneven.effective < 2


def test_no_share_of_what_was_chosen() -> None:
    """Chosen answers, and draws without a single real answer, give no estimate."""
    one = np.ones(1, dtype=bool)
    with pytest.raises(ValueError, match="drawn by chance"):
        estimate_share(one, one, np.ones(1, dtype=np.int64), np.array([np.nan]))
    with pytest.raises(ValueError, match="in the base"):
        estimate_share(one, ~one, np.ones(1, dtype=np.int64), np.ones(1))

"""What the classifier may add to the rules' codes, and how sure it must be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from pipeline.coding.combine import FEWEST_LABELS, UNLABELLED, UNTRIED, Combiner, Policy

A, B, C, NOTHING, OTHER = range(5)


@pytest.fixture(scope="module")
def combiner(codebook: Callable[[Any], Any]) -> Combiner:
    """Of a codebook with theme a, its sub-theme b, and theme c."""
    return Combiner(codebook({"a": [], "a/b": [], "c": []}))


def table(*rows: dict[int, float]) -> np.ndarray:
    """A row of five codes for each mapping, 0 where nothing is said."""
    return np.array([[row.get(code, 0.0) for code in range(5)] for row in rows])


def added(
    combiner: Combiner,
    p: dict[int, float],
    ruled: tuple[int, ...] = (),
    *,
    nothing: bool = False,
    sure: float = 0.5,
) -> set[int]:
    """The codes added to one text."""
    of_rules = table(dict.fromkeys(ruled, 1.0)) > 0
    found = combiner.codes_to_add(table(p), of_rules, np.array([nothing]), sure)
    return set(np.flatnonzero(found[0]).tolist())


@pytest.mark.parametrize(
    ("p", "ruled", "found"),
    [
        ({C: 0.9}, (), {C}),
        ({C: 0.3}, (), set()),
        ({A: 0.9, C: 0.9}, (), {A, C}),
        ({A: 0.95, B: 0.9}, (), {B}),  # the sub-theme says it all
        ({C: 0.9}, (C,), set()),  # a rule found it
        ({A: 0.9}, (B,), set()),  # a rule found its sub-theme
        ({A: 0.9, B: 0.9}, (A,), {B}),
        ({C: 0.9}, (A,), {C}),
        ({OTHER: 0.9}, (), {OTHER}),
        ({OTHER: 0.9}, (A,), set()),  # beside a theme there is no overig
        ({OTHER: 0.9, C: 0.95}, (), {C}),
        ({OTHER: 0.9, NOTHING: 0.9}, (), {NOTHING}),
        ({C: 0.9}, (OTHER,), set()),  # a rule has spoken
        ({C: 0.9}, (NOTHING,), set()),
    ],
)
def test_added(
    combiner: Combiner, p: dict[int, float], ruled: tuple[int, ...], found: set[int]
) -> None:
    """It adds likely codes, the most precise, none that a rule gave, a special one only where there
    is no theme."""
    assert added(combiner, p, ruled) == found


def test_nothing_is_added_to_a_non_answer(combiner: Combiner) -> None:
    """To an answer that answers nothing no theme is added, however likely."""
    assert added(combiner, {C: 0.99}, nothing=True) == set()


@pytest.mark.parametrize(("sure", "found"), [(0.4, {C}), (0.7, {C}), (0.75, set()), (1.01, set())])
def test_only_what_it_is_sure_enough_of(combiner: Combiner, sure: float, found: set[int]) -> None:
    """A code below the least probability is not added."""
    assert added(combiner, {C: 0.7}, sure=sure) == found


def test_what_it_is_less_sure_of_is_left_out(combiner: Combiner) -> None:
    """Beside a code that it is sure enough of, one that would be worth adding but is less sure is
    left to people."""
    assert added(combiner, {A: 0.9, C: 0.55}, sure=0.5) == {A, C}
    assert added(combiner, {A: 0.9, C: 0.55}, sure=0.6) == {A}


def test_texts_do_not_touch_each_other(combiner: Combiner) -> None:
    """Each text gets what it gets alone."""
    chance = np.random.default_rng(3)
    p, ruled = chance.random((50, 5)), chance.random((50, 5)) < 0.15
    nothing = chance.random(50) < 0.2
    together = combiner.codes_to_add(p, ruled, nothing, 0.4)
    alone = [
        combiner.codes_to_add(p[i : i + 1], ruled[i : i + 1], nothing[i : i + 1], 0.4)[0]
        for i in range(50)
    ]
    assert np.array_equal(together, np.array(alone))
    assert together.any()


def policy(
    combiner: Combiner,
    p: dict[int, float],
    truth: dict[int, float],
    ruled: dict[int, float],
    n: int = 40,
) -> Policy:
    """The policy learned from n answers that are all alike."""
    return combiner.policy(
        table(*[p] * n), table(*[ruled] * n) > 0, np.zeros(n, dtype=bool), table(*[truth] * n) > 0
    )


def test_silent_where_rules_do_better_alone(combiner: Combiner) -> None:
    """Where what it would add is always wrong, however sure it is, the classifier keeps silent."""
    assert policy(combiner, {C: 0.95}, {A: 1}, {A: 1}).threshold > 0.95


def test_it_speaks_where_it_is_right(combiner: Combiner) -> None:
    """Where what it would add beside rules at a lower probability is always right, it may speak
    sooner."""
    found = policy(combiner, {C: 0.49}, {A: 1, C: 1}, {A: 1})
    assert found.threshold == 0.4


def test_less_sure_where_nothing_is_found(combiner: Combiner) -> None:
    """Unsure themes, one of which is likely right, are added where rules find nothing.

    They are not beside a rule's theme, and not where the classifier must be surer than untried.
    """
    p, nothing = table({A: 0.45, C: 0.4}, {A: 0.45, C: 0.4}), np.zeros(2, dtype=bool)
    ruled = table({}, {C: 1}) > 0
    assert combiner.codes_to_add(p, ruled, nothing, UNTRIED).any(axis=1).tolist() == [True, False]
    assert not combiner.codes_to_add(p, ruled, nothing, UNLABELLED).any()


def test_no_gain_changes_nothing(combiner: Combiner) -> None:
    """Where every policy does as well, it stays at what is expected untried."""
    assert policy(combiner, {C: 0.05}, {A: 1}, {A: 1}).threshold == UNTRIED


def test_a_small_gain_changes_nothing(combiner: Combiner) -> None:
    """One answer that it would spoil among forty that it leaves alone does not silence it."""
    p, truth = table({C: 0.55}, *[{C: 0.05}] * 39), table(*[{A: 1}] * 40) > 0
    assert combiner.policy(p, truth, np.zeros(40, dtype=bool), truth).threshold == UNTRIED


def test_too_few_labels_tell_nothing(combiner: Combiner) -> None:
    """Below a least number of labels the policy is the untried one; from there on it is learned."""
    assert policy(combiner, {C: 0.95}, {A: 1}, {A: 1}, FEWEST_LABELS - 1) == Policy(UNLABELLED)
    assert policy(combiner, {C: 0.95}, {A: 1}, {A: 1}, FEWEST_LABELS) != Policy()


@pytest.mark.parametrize(("others", "says"), [(40, True), (21, True), (20, False), (0, False)])
def test_overig(combiner: Combiner, others: int, says: bool) -> None:
    """An answer in which nothing is found is overig only where most such labelled answers are."""
    truth = table(*[{OTHER: 1}] * others, *[{C: 1}] * (40 - others)) > 0
    found = combiner.policy(
        np.zeros((40, 5)), np.zeros((40, 5), dtype=bool), np.zeros(40, dtype=bool), truth
    )
    assert (found.other, found.of) == (others, 40)
    assert found.says_other is says
    assert found.other_rate == pytest.approx((others + 1) / 42)


def test_untried_says_no_overig() -> None:
    """Without labels an answer in which nothing is found stays uncoded."""
    assert not Policy().says_other


def test_non_answers_are_not_counted_as_empty(combiner: Combiner) -> None:
    """A labelled answer that was recognised as a non-answer is not among those in which nothing was
    found."""
    truth = table(*[{NOTHING: 1}] * 10, *[{OTHER: 1}] * 10) > 0
    nothing = np.arange(20) < 10
    found = combiner.policy(np.zeros((20, 5)), np.zeros((20, 5), dtype=bool), nothing, truth)
    assert (found.other, found.of) == (10, 10)

"""Which codes an answer gets from what rules find and how likely a model finds each code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from pipeline.coding.combine import LEAST_BELIEVED, OF_A_RULE, OTHER_FROM, Combiner
from pipeline.model import Codebook

A, B, C, NOTHING, OTHER = range(5)


@pytest.fixture(scope="module")
def book(codebook: Callable[[Any], Any]) -> Codebook:
    """A codebook with theme a, its sub-theme b, and theme c."""
    made: Codebook = codebook({"a": [], "a/b": [], "c": []})
    return made


@pytest.fixture(scope="module")
def combiner(book: Codebook) -> Combiner:
    """A combiner that lets rules stand."""
    return Combiner(book)


def table(*rows: dict[int, float]) -> np.ndarray:
    """A row of five codes for each mapping, 0 where nothing is said."""
    return np.array([[row.get(code, 0.0) for code in range(5)] for row in rows])


def chosen(
    combiner: Combiner, p: dict[int, float], ruled: tuple[int, ...] = (), *, nothing: bool = False
) -> set[int]:
    """The codes of one text, given the probabilities of a model and the hits of rules."""
    of_rules = table(dict.fromkeys(ruled, 1.0)) > 0
    codes = combiner.choose(table(p), of_rules, np.array([nothing]))
    return set(np.flatnonzero(codes[0]).tolist())


@pytest.mark.parametrize(
    ("p", "ruled", "codes"),
    [
        ({C: 0.9}, (), {C}),
        ({A: 0.9, C: 0.9}, (), {A, C}),
        ({A: 0.9, C: 0.1}, (), {A}),
        ({A: 0.95, B: 0.9}, (), {B}),  # the sub-theme says it all
        ({C: 0.9}, (C,), {C}),
        ({A: 0.9}, (B,), {B}),  # the sub-theme of a rule says it all
        ({A: 0.9, B: 0.9}, (A,), {B}),
        ({C: 0.9}, (A,), {A, C}),
        ({C: 0.1}, (A,), {A}),
        ({OTHER: 0.9}, (), {OTHER}),
        ({OTHER: 0.9}, (A,), {A}),  # beside a theme there is no overig
        ({OTHER: 0.9, C: 0.95}, (), {C}),
        ({OTHER: 0.9, NOTHING: 0.9}, (), {NOTHING}),
        ({C: 0.9}, (OTHER,), {OTHER}),  # a special code of a rule is final
        ({C: 0.9}, (NOTHING,), {NOTHING}),
    ],
)
def test_answer_gets_the_best_codes(
    combiner: Combiner, p: dict[int, float], ruled: tuple[int, ...], codes: set[int]
) -> None:
    """Likely codes beside those of rules, the most precise, a special one only without a theme."""
    assert chosen(combiner, p, ruled) == codes


def test_answer_gets_at_least_one_code(combiner: Combiner) -> None:
    """The likeliest code is given though it is more likely wrong than right."""
    assert chosen(combiner, {C: 0.3, A: 0.05}) == {C}


def test_code_that_is_hardly_believed_is_left_to_people(combiner: Combiner) -> None:
    """Below a least probability no code is given, though it is the likeliest of all."""
    assert chosen(combiner, {C: LEAST_BELIEVED}) == {C}
    assert chosen(combiner, {C: LEAST_BELIEVED - 0.01}) == set()


def test_overig_is_given_only_if_likely(combiner: Combiner) -> None:
    """An answer that no theme covers is overig from a higher probability than a theme needs."""
    assert chosen(combiner, {OTHER: OTHER_FROM}) == {OTHER}
    assert chosen(combiner, {OTHER: OTHER_FROM - 0.01}) == set()


def test_overig_stands_beside_a_theme_where_the_codebook_allows_it(book: Codebook) -> None:
    """With `beside_themes` an answer may be about a theme and about something else."""
    beside = Combiner(replace(book, other_beside_themes=True))

    assert chosen(beside, {OTHER: 0.9, C: 0.95}) == {OTHER, C}
    assert chosen(beside, {OTHER: 0.9}, (C,)) == {OTHER, C}
    assert chosen(beside, {OTHER: 0.3, C: 0.95}) == {C}


def test_non_answer_gets_no_theme(combiner: Combiner) -> None:
    """An answer that answers nothing is geen-antwoord, however likely a theme is."""
    assert chosen(combiner, {C: 0.99}, nothing=True) == {NOTHING}


def test_rules_stand_unless_a_model_may_outvote_them(book: Codebook) -> None:
    """The hit of a rule that the model finds unlikely is given, or not, as the combiner is made."""
    unlikely = {A: 0.9, C: 0.01}

    assert chosen(Combiner(book), unlikely, (C,)) == {A, C}
    assert chosen(Combiner(book, outvote=True), unlikely, (C,)) == {A}


@pytest.mark.parametrize("special", [NOTHING, OTHER])
def test_special_code_of_a_rule_is_not_outvoted(book: Codebook, special: int) -> None:
    """What a rule says about an answer as a whole is final, also for a model with many labels."""
    assert chosen(Combiner(book, outvote=True), {C: 0.99}, (special,)) == {special}


@pytest.mark.parametrize("outvote", [False, True])
def test_texts_do_not_touch_each_other(book: Codebook, outvote: bool) -> None:
    """Each text gets what it gets alone."""
    random = np.random.default_rng(3)
    p, ruled = random.random((50, 5)), random.random((50, 5)) < 0.15
    nothing = random.random(50) < 0.2
    combiner = Combiner(book, outvote=outvote)

    together = combiner.choose(p, ruled, nothing)

    alone = [
        combiner.choose(p[i : i + 1], ruled[i : i + 1], nothing[i : i + 1])[0] for i in range(50)
    ]
    assert np.array_equal(together, np.array(alone))
    assert together.any()


def set_probability(
    combiner: Combiner, p: dict[int, float], ruled: dict[int, float], codes: dict[int, float]
) -> float:
    """The probability that the codes of one text are right."""
    (found,) = combiner.set_probabilities(
        table(p), table(ruled) > 0, table(codes) > 0, np.zeros(1, dtype=bool)
    )
    return float(found)


def test_set_without_codes_has_no_probability(combiner: Combiner) -> None:
    """Where nothing was found, nothing may be accepted without review."""
    assert set_probability(combiner, {C: 0.1}, {}, {}) == 0.0


def test_code_of_a_rule_counts_as_likely(combiner: Combiner) -> None:
    """A rule that stands is believed, though the model finds its code unlikely."""
    assert set_probability(combiner, {}, {C: 1}, {C: 1}) == pytest.approx(OF_A_RULE, abs=1e-3)


def test_outvoted_rule_counts_as_the_model_says(book: Codebook) -> None:
    """Where rules can be outvoted, a hit is as likely as the model finds its code."""
    outvoting = Combiner(book, outvote=True)

    assert set_probability(outvoting, {C: 0.3}, {C: 1}, {C: 1}) == pytest.approx(0.3, abs=1e-3)


def test_ancestor_adds_no_doubt(combiner: Combiner) -> None:
    """A sub-theme is right as often as it is likely: its parent follows from it."""
    of_both = set_probability(combiner, {A: 0.8, B: 0.6}, {}, {B: 1})

    assert of_both == pytest.approx(0.6, abs=1e-3)


def test_recognised_non_answer_is_likely_right(combiner: Combiner) -> None:
    """It counts as one code of a rule, whatever the model thinks of the themes."""
    nothing, p = np.ones(1, dtype=bool), table({C: 0.9})
    no_rule = np.zeros((1, 5), dtype=bool)

    (found,) = combiner.set_probabilities(p, no_rule, table({NOTHING: 1}) > 0, nothing)

    assert found == pytest.approx(OF_A_RULE, abs=1e-3)


def test_ancestor_is_at_least_as_likely_as_its_theme(combiner: Combiner) -> None:
    """Probabilities are made coherent: a parent is never less likely than a child."""
    coherent = combiner.coherent(table({A: 0.2, B: 0.7, C: 0.1}, {A: 0.9, B: 0.7}))

    assert coherent[:, A].tolist() == [0.7, 0.9]
    assert coherent[:, C].tolist() == [0.1, 0.0]


def test_codes_without_a_label_must_be_likelier(book: Codebook) -> None:
    """A guess is given from a higher probability than a code that a label supports."""
    supported = np.zeros(len(book.codes), dtype=bool)
    likely = {A: 0.3}

    assert chosen(Combiner(book, supported=~supported), likely) == {A}
    assert chosen(Combiner(book, supported=supported), likely) == set()

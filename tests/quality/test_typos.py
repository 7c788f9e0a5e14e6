"""Floors for typing errors, on real misspellings where a copy of their list lies beside the
project.

`python tests/benchmarks/typos.py` prints the figures.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline.normalise import SpacyLinguist

BENCHMARK = Path(__file__).resolve().parents[1] / "benchmarks" / "typos.py"
SAMPLE = 1_000

FOUND = 0.89
NEAR_FOUND = 0.96
MISSPELT_AS_OTHER = 3
REAL_AS_OTHER = 16
"""Of 3,357 real words, none of which the dictionary has."""


def benchmark() -> Any:
    """The module that measures."""
    spec = importlib.util.spec_from_file_location("typos", BENCHMARK)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


TYPOS = benchmark()

pytestmark = pytest.mark.skipif(
    not TYPOS.CORRECTIONS.is_file(),
    reason=f"no list of misspellings at {TYPOS.CORRECTIONS} (TURVEN_SHARED names its folder)",
)


@pytest.fixture(scope="module")
def figures(linguist: SpacyLinguist) -> Any:
    """What a thousand misspellings measure."""
    return TYPOS.measure(TYPOS.corrections(), linguist, SAMPLE)


def test_misspellings_are_found(figures: Any) -> None:
    """Most misspellings are found by the rule of the right word, nearly all of those that are one
    or two letters off."""
    assert figures.tried == SAMPLE
    assert figures.found / figures.tried >= FOUND, figures.lines()
    assert figures.near_found / figures.near >= NEAR_FOUND, figures.lines()


def test_misspellings_are_not_taken_for_another_word(figures: Any) -> None:
    """Hardly a misspelling is found by the rule of another word alone."""
    assert len(figures.misspelt_as_other) <= MISSPELT_AS_OTHER, figures.misspelt_as_other


def test_real_words_are_not_taken_for_another(figures: Any, linguist: SpacyLinguist) -> None:
    """No word of the dictionary is taken for another, and few of the real ones that it lacks."""
    assert [pair for pair in figures.real_as_other if linguist.is_known(pair[0])] == []
    assert figures.real_words > 3_000
    assert len(figures.real_as_other) <= REAL_AS_OTHER, figures.real_as_other


def test_real_words_a_letter_apart_stay_apart(linguist: SpacyLinguist) -> None:
    """Of all pairs of right words of the list that the dictionary has and that differ by a typing
    error, neither is taken for the other."""
    words = sorted(
        {
            right
            for _, right in TYPOS.corrections()
            if right.isalpha() and right.islower() and linguist.is_known(right)
        }
    )
    rules = TYPOS.Rules([word for word in words if len(word) >= TYPOS.SHORTEST], linguist)
    taken = [
        (word, other)
        for word, themes in zip(words, rules.found(words), strict=True)
        for other in sorted(themes)
        if TYPOS.is_near(word, other) and not TYPOS.akin(word, other, linguist)
    ]
    assert taken == []

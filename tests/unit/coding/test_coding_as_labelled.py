"""Whether a codebook has `overig` beside themes, as its labels want it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from pipeline.coding import Labelled, as_labelled
from pipeline.coding.prepare import FEWEST_BESIDE
from pipeline.model import Codebook


@pytest.fixture
def book(codebook: Callable[[Any], Codebook]) -> Codebook:
    """A codebook that says nothing of `overig` beside themes."""
    return codebook({"tijd": ["tijd"], "geld": ["geld"]})


def beside(times: int) -> list[Labelled]:
    """Answers that people gave `overig` beside a theme."""
    return [Labelled(f"antwoord {n}", ("tijd", "overig"), str(n)) for n in range(times)]


ALONE = [
    Labelled("iets anders", ("overig",), "a"),
    Labelled("nog iets", ("overig",), "b"),
    Labelled("geen tijd en geld", ("tijd", "geld"), "c"),
]


def test_labels_with_overig_beside_a_theme_want_it_so(book: Codebook) -> None:
    """From a few such answers on, a machine may give both as well."""
    assert as_labelled(book, [*ALONE, *beside(FEWEST_BESIDE)]).other_beside_themes


def test_one_such_label_may_be_a_slip(book: Codebook) -> None:
    """Fewer answers change nothing, and nor does `overig` alone."""
    assert as_labelled(book, [*ALONE, *beside(FEWEST_BESIDE - 1)]) == book
    assert as_labelled(book, []) == book


def test_codebook_that_allows_it_needs_no_labels(book: Codebook) -> None:
    """What the codebook says stays so, whatever labels there are."""
    allowing = replace(book, other_beside_themes=True)

    assert as_labelled(allowing, ALONE) == allowing

"""What codes imply: parents of themes, and which codes go together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from pipeline.model import Bools, Codebook

A, B, C, NOTHING, OTHER = range(5)


@pytest.fixture(scope="module")
def book(codebook: Callable[[Any], Codebook]) -> Codebook:
    """Theme a, its sub-theme a-b, and theme c."""
    return codebook({"a": [], "a/b": [], "c": []})


def rows(*codes: set[int]) -> Bools:
    """A matrix with those codes in each row."""
    return np.array([[code in of_row for code in range(5)] for of_row in codes])


def test_codes_with_parents(book: Codebook) -> None:
    """A sub-theme implies its parent and nothing else."""
    a, b, c = book.theme_ids
    assert book.with_parents([b]) == {a, b}
    assert book.with_parents([c, "overig"]) == {c, "overig"}
    assert book.with_parents([]) == frozenset()


def test_most_precise_codes(book: Codebook) -> None:
    """A parent says nothing beside its sub-theme."""
    a, b, c = book.theme_ids
    assert book.most_precise([a, b, c]) == {b, c}
    assert book.most_precise([a, c]) == {a, c}


def test_matrices_say_the_same(book: Codebook) -> None:
    """Each row of a matrix becomes what its codes become."""
    given = rows({B}, {A}, {C}, {A, B, C}, set(), {OTHER})
    for row, closed, precise in zip(
        given, book.matrix_with_parents(given), book.matrix_most_precise(given), strict=True
    ):
        codes = [code for code, has in zip(book.codes, row, strict=True) if has]
        assert {c for c, has in zip(book.codes, closed, strict=True) if has} == book.with_parents(
            codes
        )
        assert {c for c, has in zip(book.codes, precise, strict=True) if has} == book.most_precise(
            codes
        )


def test_special_codes_yield(book: Codebook) -> None:
    """Beside a theme there is no special code, and beside geen-antwoord no overig."""
    given = rows({A, OTHER, NOTHING}, {NOTHING, OTHER}, {OTHER}, {C})
    assert (book.matrix_of_compatible(given) == rows({A}, {NOTHING}, {OTHER}, {C})).all()


def test_non_answers(book: Codebook) -> None:
    """A text that answers nothing has that code alone."""
    nothing = np.array([True, False])
    found = book.matrix_with_non_answers(rows({A, B}, {A}), nothing)
    assert (found == rows({NOTHING}, {A})).all()

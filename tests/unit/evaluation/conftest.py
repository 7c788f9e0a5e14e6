"""A small codebook to score with."""

from __future__ import annotations

import pytest

from pipeline.model import Codebook, Theme


@pytest.fixture
def book() -> Codebook:
    """Themes a (with children b and c) and d; the codes are a, b, c, d, geen-antwoord, overig."""
    children = (Theme("b", "B"), Theme("c", "C"))
    return Codebook(
        "proef", "Proef", "nl", "1", (Theme("a", "A", themes=children), Theme("d", "D"))
    )

"""The page of documentation does what it says."""

from __future__ import annotations

import doctest
from pathlib import Path

from pipeline.privacy import PERSONAL_KINDS, marks_of
from pipeline.study import Quotes

DOCS = Path(__file__).parents[3] / "docs" / "privacy.md"


def test_examples_run() -> None:
    """The Python in it gives what it shows."""
    assert doctest.testfile(str(DOCS), module_relative=False).failed == 0


def test_every_kind_is_told() -> None:
    """Each mark stands in it, in both languages, and the study's keys with what counts when nothing
    is said.
    """
    text = DOCS.read_text(encoding="utf-8")
    for code in ("nl", "en"):
        assert all(mark in text for mark in marks_of(code).values())
    assert set(marks_of("nl")) == set(PERSONAL_KINDS)
    told = Quotes()
    assert (
        f"quotes: {{base: {told.base}, n: {told.n}, most: {told.most}, "
        f"longest: {told.longest}, by: " in text
    )

"""Texts that no file can hold, made so that it can."""

from __future__ import annotations

import pytest

from pipeline.model import whole_characters


@pytest.mark.parametrize(
    ("text", "whole"),
    [("nat \ud83d worden", "nat ? worden"), ("\udfff\ud800", "??"), ("regen 🌧️ é", "regen 🌧️ é")],
)
def test_half_an_emoji_becomes_a_question_mark(text: str, whole: str) -> None:
    """Each half is one sign, so that offsets stay; whole characters are left alone."""
    assert whole_characters(text) == whole

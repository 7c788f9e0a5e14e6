"""Texts that some exports hold and no file can."""

from __future__ import annotations


def whole_characters(text: str) -> str:
    """Return the text with a question mark, one for one, for each half of an emoji.

    A half (a lone surrogate) has no UTF-8 of its own.
    """
    return text.encode("utf-8", "replace").decode()

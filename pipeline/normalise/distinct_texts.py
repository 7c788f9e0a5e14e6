"""Distinct texts: answers that differ only in capitals, accents and white space share one.

A decision on one of them covers all.
"""

from __future__ import annotations

import hashlib

from pipeline.normalise.words import fold


def alike(text: str) -> str:
    """Return the text without capitals, accents and extra white space, shared by answers alike."""
    return " ".join(fold(text).split())


def text_hash(text: str) -> str:
    """Return 32 hexadecimal digits that identify the distinct text.

    Answers that are alike have the same.
    """
    return verbatim_hash(alike(text))


def verbatim_hash(text: str) -> str:
    """Return 32 hexadecimal digits that identify the exact text: half of its SHA-256."""
    # half of an emoji, which some exports hold, has no UTF-8 of its own
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]

"""A figure and its interval."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """A figure and its 95% interval."""

    value: float | None
    low: float | None = None
    high: float | None = None

"""A figure and its interval."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """A figure and its 95% interval; None if undefined.

    `why` names the reason that the figure or its interval is missing, if known.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    why: str = ""

    @property
    def numbers(self) -> tuple[float | None, float | None, float | None]:
        """The figure and both ends of its interval, as in a table."""
        return self.value, self.low, self.high

    @property
    def interval(self) -> tuple[float, float] | None:
        """Both ends of the interval, or None without one."""
        if self.low is None or self.high is None:
            return None
        return self.low, self.high

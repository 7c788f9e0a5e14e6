"""The pace of reviewers, from the times in the log, to estimate the time left."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from datetime import datetime
from statistics import median

from pipeline.decisions import Decision
from pipeline.review.queue_names import BULK, queue_of

UNKNOWN_SECONDS = 8.0
"""The assumed seconds per decision while there are few."""

MAX_SECONDS = 120.0
"""Longer pauses count as doing something else."""

MIN_SECONDS = 0.3
"""Shorter times are not a person deciding."""

ENOUGH_DECISIONS, REMEMBERED_DECISIONS = 5, 100


class TimeLeft:
    """The seconds per decision on the page of each reviewer."""

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        self._last: dict[str, datetime] = {}
        self._seconds: dict[str, deque[float]] = {}
        self.add(decisions)

    def add(self, decisions: Iterable[Decision]) -> None:
        """Add newer decisions, except those in bulk or not on the page."""
        for decision in decisions:
            if decision.occasion.via != "page" or queue_of(decision) == BULK:
                continue
            try:
                at = datetime.fromisoformat(decision.at)
            except ValueError:
                continue
            before = self._last.get(decision.reviewer)
            self._last[decision.reviewer] = at
            if before is not None and not decision.undoes:
                self._note(decision.reviewer, (at - before).total_seconds())

    def seconds(self, reviewer: str) -> float:
        """Return the median of the reviewer's last decisions, or of everybody's if few."""
        own = self._seconds.get(reviewer, ())
        if len(own) >= ENOUGH_DECISIONS:
            return median(own)
        everybody = [seconds for of_one in self._seconds.values() for seconds in of_one]
        return median(everybody) if len(everybody) >= ENOUGH_DECISIONS else UNKNOWN_SECONDS

    def _note(self, reviewer: str, seconds: float) -> None:
        if MIN_SECONDS <= seconds <= MAX_SECONDS:
            remembered = deque[float](maxlen=REMEMBERED_DECISIONS)
            self._seconds.setdefault(reviewer, remembered).append(seconds)

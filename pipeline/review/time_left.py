"""How fast reviewers decide, from the moments in the log: what is left takes as long per text."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from datetime import datetime
from statistics import median

from pipeline.decisions import Decision
from pipeline.review.queue_names import BULK, queue_of

UNKNOWN_SECONDS = 8.0
"""What a decision is taken to cost while nobody has decided much."""

MAX_SECONDS = 120.0
"""Above which a reviewer was doing something else."""

MIN_SECONDS = 0.3
"""Below which it was no person deciding."""

ENOUGH_DECISIONS, REMEMBERED_DECISIONS = 5, 100


class TimeLeft:
    """The seconds that a decision on the page takes each reviewer."""

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        self._last: dict[str, datetime] = {}
        self._seconds: dict[str, deque[float]] = {}
        self.add(decisions)

    def add(self, decisions: Iterable[Decision]) -> None:
        """Take in newer decisions; those in bulk or elsewhere than on the page tell nothing."""
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
        """Return the median of the reviewer's last decisions, or of everybody's where few."""
        own = self._seconds.get(reviewer, ())
        if len(own) >= ENOUGH_DECISIONS:
            return median(own)
        everybody = [seconds for of_one in self._seconds.values() for seconds in of_one]
        return median(everybody) if len(everybody) >= ENOUGH_DECISIONS else UNKNOWN_SECONDS

    def _note(self, reviewer: str, seconds: float) -> None:
        if MIN_SECONDS <= seconds <= MAX_SECONDS:
            remembered = deque[float](maxlen=REMEMBERED_DECISIONS)
            self._seconds.setdefault(reviewer, remembered).append(seconds)

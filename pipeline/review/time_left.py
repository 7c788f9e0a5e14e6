"""How fast reviewers decide, from the moments in the log: what is left takes about as long as what was done."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from datetime import datetime
from statistics import median

from pipeline.decisions import Decision

UNKNOWN = 8.0
"""Seconds a decision is taken to cost while nobody has decided much."""

LONGEST = 120.0
"""Seconds after which a reviewer was doing something else."""

QUICKEST = 0.3
"""Seconds below which it was no person deciding."""

ENOUGH, REMEMBERED = 5, 100


class Pace:
    """The seconds that a decision on the page takes each reviewer."""

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        self._last: dict[str, tuple[datetime, str]] = {}
        self._gaps: dict[str, deque[float]] = {}
        self.add(decisions)

    def add(self, decisions: Iterable[Decision]) -> None:
        """Takes in decisions that are newer than all before. What was decided in bulk, or elsewhere than on the page, tells nothing."""
        for decision in decisions:
            if decision.occasion.via != "page" or decision.occasion.queue == "bulk":
                continue
            try:
                at = datetime.fromisoformat(decision.at)
            except ValueError:
                continue
            before = self._last.get(decision.reviewer)
            self._last[decision.reviewer] = (at, decision.id)
            gap = (at - before[0]).total_seconds() if before else 0.0
            if QUICKEST <= gap <= LONGEST and not decision.undoes:
                self._gaps.setdefault(decision.reviewer, deque(maxlen=REMEMBERED)).append(gap)

    def seconds(self, reviewer: str) -> float:
        """The median of the reviewer's last decisions; of everybody's where they made few."""
        own = self._gaps.get(reviewer, ())
        if len(own) >= ENOUGH:
            return median(own)
        everybody = [gap for gaps in self._gaps.values() for gap in gaps]
        return median(everybody) if len(everybody) >= ENOUGH else UNKNOWN

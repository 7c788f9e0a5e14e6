"""The progress of a run, reported to whoever shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

ShowProgress = Callable[[str, int], None]
"""A function called with the name of the stage and the answers read so far."""


@dataclass
class Progress:
    """The stage that a run is in and the answers read so far."""

    show: ShowProgress
    stage: str = ""
    answers: int = 0

    def begin(self, stage: str) -> None:
        """Report that a stage begins."""
        self.stage = stage
        self.show(stage, self.answers)

    def add_answers(self, answers: int) -> None:
        """Report that this many more answers were read."""
        self.answers += answers
        self.show(self.stage, self.answers)

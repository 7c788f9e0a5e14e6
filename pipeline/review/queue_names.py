"""The names of queues in the log, in addresses and commands, and their former names."""

from __future__ import annotations

from collections.abc import Collection

from pipeline.decisions import Decision
from pipeline.errors import did_you_mean

RANDOM = "random"
SECOND = "second"
DISAGREEMENT = "disagreement"
ALL = "all"
MIXED = "mixed"

BULK = "bulk"
"""Queue name of decisions made in bulk."""

FORMER_NAMES = {
    "sample": "random",
    "unsure": "uncertain",
    "disagree": "rules-vs-classifier",
    "codebook": "codebook-changed",
}
"""Name in version 0.1 -> name now. Decisions made then keep the old name in the log."""


def queue_of(decision: Decision) -> str:
    """Return the queue from which a decision was made, by its current name."""
    name = decision.occasion.queue
    return FORMER_NAMES.get(name, name)


def unknown_queue(name: str, known: Collection[str], what: str = "queue") -> str:
    """Return the message for an unknown queue; a former name gives the new one."""
    if FORMER_NAMES.get(name) in known:
        return f"no {what} '{name}' any more: it is called '{FORMER_NAMES[name]}' now"
    return f"no {what} '{name}'; there are {', '.join(known)}.{did_you_mean(name, known)}"

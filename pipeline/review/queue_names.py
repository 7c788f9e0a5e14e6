"""The names of queues in the log, in addresses and commands, and what they were called before."""

from __future__ import annotations

from collections.abc import Collection

from pipeline.decisions import Decision
from pipeline.errors import did_you_mean

RANDOM = "random"
DISAGREEMENT = "disagreement"
ALL = "all"
MIXED = "mixed"

BULK = "bulk"
"""What the log names in place of a queue where texts were decided from a list."""

FORMER_NAMES = {
    "sample": "random",
    "unsure": "uncertain",
    "disagree": "rules-vs-classifier",
    "codebook": "codebook-changed",
}
"""Name in version 0.1 -> name now. Decisions made then keep the old name in the log."""


def queue_of(decision: Decision) -> str:
    """Return the queue from which a decision was made, by the name that it has now."""
    name = decision.occasion.queue
    return FORMER_NAMES.get(name, name)


def unknown_queue(name: str, known: Collection[str], what: str = "queue") -> str:
    """Return the message for a name that is no such queue; a former name leads to the new."""
    if FORMER_NAMES.get(name) in known:
        return f"no {what} '{name}' any more: it is called '{FORMER_NAMES[name]}' now"
    return f"no {what} '{name}'; there are {', '.join(known)}.{did_you_mean(name, known)}"

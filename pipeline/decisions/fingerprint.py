"""A number for the content of a log, the same in whichever database it lies."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, replace

from pipeline.decisions.values import Decision


def fingerprint(decisions: Sequence[Decision]) -> str:
    """The SHA-256 of decisions in their order, in hexadecimal; their numbers don't count, since another database may give others."""
    digest = hashlib.sha256()
    for decision in decisions:
        # ASCII with escapes, so that any text has bytes
        digest.update(
            json.dumps(asdict(replace(decision, number=0)), sort_keys=True).encode("ascii") + b"\n"
        )
    return digest.hexdigest()

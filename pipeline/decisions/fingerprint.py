"""A fingerprint of the content of a log, the same in any database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, replace

from pipeline.decisions.quote_acts import QuoteAct
from pipeline.decisions.values import Decision


def fingerprint(acts: Sequence[Decision] | Sequence[QuoteAct]) -> str:
    """Return the SHA-256 of decisions or of acts on quotes in their order, in hexadecimal.

    Their numbers don't count, since another database may give others.
    """
    digest = hashlib.sha256()
    for act in acts:
        # ASCII with escapes, so that any text has bytes
        content = json.dumps(asdict(replace(act, number=0)), sort_keys=True)
        digest.update(content.encode("ascii") + b"\n")
    return digest.hexdigest()

"""Which codebook a person decided by: its version, and a mark that changes with what people read in it."""

from __future__ import annotations

import hashlib
import json

from pipeline.model import Codebook


def codebook_version(book: Codebook) -> str:
    """Such as `2025.1 (a1b2c3d4)`: the version as written, and 8 hexadecimal digits of a SHA-256 over what people decide by.

    That is each theme's id, parent, label, definition, use_when and not_when; not rules, examples, the order of themes or how lines are broken.
    """
    themes = sorted(
        (
            placed.theme.id,
            placed.parent,
            *map(
                _flat,
                (
                    placed.theme.label,
                    placed.theme.definition,
                    placed.theme.use_when,
                    placed.theme.not_when,
                ),
            ),
        )
        for placed in book.placed
    )
    return f"{book.version} ({hashlib.sha256(json.dumps(themes).encode('ascii')).hexdigest()[:8]})"


def _flat(text: str) -> str:
    return " ".join(text.split())

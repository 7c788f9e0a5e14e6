"""The version of a codebook that a decision was based on, with a fingerprint of its texts."""

from __future__ import annotations

import hashlib
import json

from pipeline.model import Codebook


def codebook_version(book: Codebook) -> str:
    """Return the version as written with a fingerprint of its texts: `2025.1 (a1b2c3d4)`.

    The fingerprint is 8 hexadecimal digits of a SHA-256 over each theme's id, parent, label,
    definition, use_when and not_when; not over rules, examples, the order of themes or line breaks.
    """
    themes = []
    for placed in book.placed:
        theme = placed.theme
        read = (theme.label, theme.definition, theme.use_when, theme.not_when)
        themes.append((theme.id, placed.parent, *(" ".join(text.split()) for text in read)))
    mark = hashlib.sha256(json.dumps(sorted(themes)).encode("ascii")).hexdigest()
    return f"{book.version} ({mark[:8]})"

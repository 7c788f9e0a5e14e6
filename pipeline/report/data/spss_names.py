"""Names and labels as SPSS can hold them."""

from __future__ import annotations

import re
from unicodedata import normalize

MOST_BYTES = 64
"""Of a variable's name."""

_RESERVED = frozenset(
    ["ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"]
)
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9.@#$]+")


class Names:
    """The names of one file's variables: valid, each once whatever its capitals, and as near to the ids as that allows."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, wanted: str) -> str:
        """The name for that id: letters without accents, digits and underscores, at most 64 of them, a letter first."""
        plain = normalize("NFKD", wanted).encode("ascii", "ignore").decode("ascii")
        name = _NOT_IN_NAMES.sub("_", plain).strip("._#$@")
        if not name[:1].isalpha() or name.upper() in _RESERVED:
            name = f"v_{name}"
        name = name[:MOST_BYTES].rstrip("._")
        number, unique = 2, name
        while unique.upper() in self._taken:
            tail = f"_{number}"
            unique, number = name[: MOST_BYTES - len(tail)].rstrip("._") + tail, number + 1
        self._taken.add(unique.upper())
        return unique


def cut_label(text: str, most: int) -> str:
    """The text in at most so many bytes of UTF-8, with an ellipsis where it was cut."""
    raw = text.encode("utf-8", "replace")
    if len(raw) <= most:
        return raw.decode("utf-8")
    return raw[: most - 3].decode("utf-8", "ignore") + "…"

"""Names and labels within the limits of SPSS."""

from __future__ import annotations

import re
from unicodedata import normalize

MAX_NAME_BYTES = 64
"""The limit of a variable's name."""

_RESERVED = frozenset(
    ["ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"]
)
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9.@#$]+")


class Names:
    """The names of a file's variables: valid, unique ignoring case, close to the ids."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, wanted: str) -> str:
        """Return the name for that id: plain letters, digits and underscores, a letter first."""
        plain = normalize("NFKD", wanted).encode("ascii", "ignore").decode("ascii")
        name = _NOT_IN_NAMES.sub("_", plain).strip("._#$@")
        if not name[:1].isalpha() or name.upper() in _RESERVED:
            name = f"v_{name}"
        name = name[:MAX_NAME_BYTES].rstrip("._")
        number, unique = 2, name
        while unique.upper() in self._taken:
            ending = f"_{number}"
            unique, number = name[: MAX_NAME_BYTES - len(ending)].rstrip("._") + ending, number + 1
        self._taken.add(unique.upper())
        return unique


def cut_label(text: str, max_bytes: int) -> str:
    """Return the text in at most so many bytes of UTF-8, with an ellipsis if it was cut."""
    raw = text.encode("utf-8", "replace")
    if len(raw) <= max_bytes:
        return raw.decode("utf-8")
    return raw[: max_bytes - 3].decode("utf-8", "ignore") + "…"

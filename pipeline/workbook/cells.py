"""Texts as a cell can hold them."""

from __future__ import annotations

import re

MOST_UNITS = 32_767
"""UTF-16 units in a cell: the limit of Excel."""

_KEPT = "\n\t"
_NOT_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_PICTURES = {code: chr(0x2400 + code) for code in range(32) if chr(code) not in _KEPT} | {0x7F: "\u2421"}
_LINE_END = re.compile("\r\n?|[\x85\u2028\u2029\x0b\x0c]")


def cell_text(text: str, cut: str = "…") -> str:
    """The text as a cell shows it: control characters by their pictures, what XML can't hold by U+FFFD, and `cut` where it was too long."""
    shown = _NOT_XML.sub("\ufffd", _LINE_END.sub("\n", text).translate(_PICTURES))
    if _units(shown) <= MOST_UNITS:
        return shown
    room = MOST_UNITS - _units(cut) - 1
    # half an emoji at the end is left out
    head = shown.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore")
    return f"{head} {cut}"


def _units(text: str) -> int:
    return len(text) + sum(c > "\uffff" for c in text)

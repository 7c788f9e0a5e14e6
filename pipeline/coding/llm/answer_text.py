"""The text of an answer as a language model may read it: as data, that can't give orders.

A model obeys the marks of its chat template and the ids of codes wherever they stand, so an answer
that holds them is shown with a space in them. The verbatim itself is never rewritten.
"""

from __future__ import annotations

import json
import re
import unicodedata

LONGEST = 2_000
"""Characters of an answer that are shown; longer ones are cut, since 10,000 take half a minute."""

# <|im_start|>, <s>, <<SYS>>, <start_of_turn>, [INST], [/INST]: all begin with one of these
_OPENS_A_MARK = re.compile(r"([<\[\uff1c])(?=\S)")
_CODE_ID = re.compile(r"\b([tT])(?=\d)")


def quoted(text: str) -> str:
    """Return the text as one JSON string on one line, of at most `LONGEST` characters inside.

    No quote or line break in it can end the string, and no mark or id in it is whole.
    """
    return json.dumps(_harmless(text)[:LONGEST], ensure_ascii=False)


def is_cut(text: str) -> bool:
    """Whether the text is longer than what is shown of it."""
    return len(_harmless(text)) > LONGEST


def _harmless(text: str) -> str:
    """Return the text on one line, without control characters, and with marks and ids broken."""
    visible = (" " if unicodedata.category(c)[0] == "C" else c for c in text)
    one_line = " ".join("".join(visible).split())
    return _CODE_ID.sub(r"\1 ", _OPENS_A_MARK.sub(r"\1 ", one_line))

"""What stands of the acts on quotes: the newest on each, as long as the verbatim is the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from pipeline.decisions.quote_acts import WITHDRAW, QuoteAct, QuoteKey


def verbatim_hash(text: str) -> str:
    """32 hexadecimal digits of a verbatim to the letter (the first half of SHA-256): any change of it makes another."""
    # half of an emoji, which some exports hold, has no UTF-8 of its own
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def newest_acts(acts: Iterable[QuoteAct]) -> dict[QuoteKey, QuoteAct]:
    """The newest act on each quote, in the order of the log; one that takes back included."""
    found: dict[QuoteKey, QuoteAct] = {}
    for act in acts:
        found[act.key] = act
    return found


def standing_acts(acts: Iterable[QuoteAct]) -> dict[QuoteKey, QuoteAct]:
    """The approvals and refusals that nobody took back."""
    return {key: act for key, act in newest_acts(acts).items() if act.verb != WITHDRAW}

"""The account and phone numbers of the world known to libraries: optional (`turven[pii]`).

It adds to our own patterns and never replaces them: those find all that both test sets hold,
where phonenumbers misses three of 17 (fictional ones, out of use) and python-stdnum one account
of eight (of a bank that it doesn't know). What it adds is the rest of the world: accounts of 50
more countries, phone numbers after 00, typographic dashes. Citizen service numbers stay ours:
python-stdnum checks the same and takes a date such as 2025-03-07 for one of eight digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec

_DIALLED = re.compile(r"\(?(?:\+|00|0[1-9])")
"""The beginning of a phone number; lists of digits and decimals that look like one don't match."""


@cache
def is_installed(library: str) -> bool:
    """Whether the optional library is installed."""
    return find_spec(library) is not None


def account_length(country: str) -> int:
    """Return the length of a bank account of that country; 0 if unknown."""
    if not is_installed("stdnum"):
        return 0
    from stdnum import numdb

    _, facts = numdb.get("iban").info(country)[0]
    parts = re.findall(r"(\d+)!", facts.get("bban", ""))
    return 4 + sum(int(part) for part in parts) if parts else 0


def phones(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of phone numbers in use: Dutch ones, and others with a country code.

    Service numbers (0800, 0900) are not personal.
    """
    if not is_installed("phonenumbers"):
        return
    from phonenumbers import Leniency, PhoneNumberMatcher, PhoneNumberType, number_type

    services = (
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
    )
    for match in PhoneNumberMatcher(text, "NL", Leniency.VALID):
        if _DIALLED.match(match.raw_string) and number_type(match.number) not in services:
            yield match.start, match.end

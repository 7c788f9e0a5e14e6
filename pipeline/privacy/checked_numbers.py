"""Numbers with a check digit: citizen service numbers and bank accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.privacy.known_numbers import account_length

_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)

_LENGTHS = """
    AD24 AT20 BE16 BG22 CH21 CY28 CZ24 DE22 DK18 EE20 ES24 FI18 FR27 GB22 GR27 HR21 HU28
    IE22 IS26 IT27 LI21 LT20 LU20 LV21 MA28 MC27 MT31 NL18 NO15 PL28 PT25 RO24 RS22 SE24
    SI19 SK24 SM27 TN24 TR26 UA29
"""
IBAN_LENGTHS = {entry[:2]: int(entry[2:]) for entry in _LENGTHS.split()}
"""Country -> length of its bank accounts; `known_numbers` may know others."""

_IBAN_BEGINS = re.compile(r"(?<![^\W_])[A-Za-z]{2}[ .\-]?[0-9][ .\-]?[0-9]")
_DUTCH_FORM = re.compile(r"NL[0-9]{2}[A-Z]{4}[0-9]{10}")
_BSN = re.compile(r"(?<![0-9])(?<![0-9][.,\-/])[0-9](?:[ .\-]?[0-9]){8}(?![.,\-/]?[0-9])")
_BSN_NAMED = re.compile(
    r"(?i:\b(?:bsn|burgerservicenummers?|sofi(?:-?nummers?)?|citizen service"
    r" numbers?)\b[^0-9\n]{0,20})"
    r"([0-9](?:[ .\-]?[0-9]){7,8})(?![0-9])"
)


def passes_eleven(digits: str) -> bool:
    """Whether nine digits pass the check of a citizen service number (elfproef)."""
    if len(digits) != 9 or not digits.isascii() or not digits.isdecimal() or digits == "0" * 9:
        return False
    return (
        sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11 == 0
    )


def passes_97(account: str) -> bool:
    """Whether an account without spaces passes the check of an IBAN (ISO 7064, mod 97-10)."""
    if not account.isascii() or not account.isalnum() or len(account) < 5:
        return False
    turned = account[4:] + account[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def ibans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of bank accounts, with or without spaces, periods or dashes.

    One of the Dutch form also if its check fails.
    """
    for begin in _IBAN_BEGINS.finditer(text):
        country = text[begin.start() : begin.start() + 2].upper()
        length = IBAN_LENGTHS.get(country) or account_length(country)
        end = _end_of(text, begin.start(), length)
        if end:
            account = re.sub(r"[ .\-]", "", text[begin.start() : end]).upper()
            if passes_97(account) or _DUTCH_FORM.fullmatch(account):
                yield begin.start(), end


def bsns(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of citizen service numbers.

    Nine digits that pass the check, or eight or nine that are called one.
    """
    for named in _BSN_NAMED.finditer(text):
        yield named.span(1)
    for found in _BSN.finditer(text):
        if passes_eleven(re.sub("[^0-9]", "", found.group())):
            yield found.span()


def _end_of(text: str, start: int, signs: int) -> int:
    """Return the end of that many letters and digits, with single separators; 0 if absent."""
    at, taken, apart = start, 0, False
    while taken < signs and at < len(text):
        sign = text[at]
        if sign.isascii() and sign.isalnum():
            taken, apart = taken + 1, False
        elif sign in " .-\xa0" and not apart:
            apart = True
        else:
            return 0
        at += 1
    whole = signs and taken == signs and not (at < len(text) and text[at].isalnum())
    return at if whole else 0

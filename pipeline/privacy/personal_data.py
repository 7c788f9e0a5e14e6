"""Personal data found in a text, and the text without them."""

from __future__ import annotations

from dataclasses import dataclass

PERSONAL_KINDS = {
    "email": "an e-mail address",
    "url": "a web address that leads to a person",
    "iban": "a bank account: IBAN with its check digits, or of the Dutch form",
    "phone": "a phone number, Dutch or with a country code",
    "bsn": "a Dutch citizen service number that passes its check, or one that is called so",
    "address": "a street with house number, a postcode, a PO box",
    "plate": "a Dutch licence plate",
    "handle": "the name of an account on a social network",
    "name": "the name of a person",
    "place": "the name of a place",
}
"""The kinds of personal data; where two overlap, the one listed first wins."""

FREE_KINDS = ("name", "place")
"""Kinds without a form of their own: they are found by lists of names."""


@dataclass(frozen=True)
class PersonalData:
    """One find: its code points (end exclusive), and its kind (`PERSONAL_KINDS`)."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Redacted:
    """A text with a mark replacing each find.

    `finds` slice the original text, in order and without overlap. `names_sought`: whether names and
    places were looked for at all. This assists a person who looks; it does not anonymise.
    """

    text: str
    finds: tuple[PersonalData, ...]
    names_sought: bool

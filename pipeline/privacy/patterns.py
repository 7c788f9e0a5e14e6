"""Personal data with a form of their own, found by pattern."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from pipeline.privacy import known_numbers
from pipeline.privacy.checked_numbers import bsns, ibans
from pipeline.privacy.personal_data import PersonalData

_EMAIL = re.compile(
    r"(?<![^\W_])[\w.%+'-]{1,64}\s?(?:@|[\[(]\s?(?:at"
    r"|apenstaart(?:je)?)\s?[\])])\s?(?:[\w-]{1,63}(?:\.|\s?[\[(](?:dot"
    r"|punt)[\])]\s?)){1,6}[^\W\d_]{2,24}(?!\w)",
    re.IGNORECASE,
)
_SOCIAL = (
    r"(?:linkedin|facebook|instagram|twitter|x|github|tiktok|youtube|threads|medium|bsky|mastodon)"
    r"\.(?:com|net|nl|app|social)"
)
_PERSONAL_PATH = (
    r"/(?:[\w.\-]{1,40}/){0,4}(?:medewerkers?|collegas?|collega-s|profiel|profile|profielen"
    r"|people|person|persoon|team|staff|users?|auteurs?|authors?"
    r"|~[\w.\-]+)/[\w.\-~%]+"
)
_URL = re.compile(
    r"(?<![\w@.-])(?:https?://)?(?:www\.|[a-z]{2}\.)?"
    rf"(?:{_SOCIAL}/[\w.\-~%@/]*[\w~%@]|(?:[\w-]{{1,63}}\.){{1,4}}[a-z]{{2,12}}{_PERSONAL_PATH}["
    rf"\w~%/])(?:\?[\w=&%.\-]*)?",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@./])@(?!\d)\w(?:[\w.]{0,28}\w)?(?:@[\w-]+(?:\.[\w-]+)+)?")

# between digits of a phone number
_GAP = r"(?:\s?[-./]\s?|\s|\(0\)\s?)?"
_PHONE = re.compile(
    rf"(?<![\w+])(?<![0-9][.,\-/])(?:"
    rf"(?:\+|00)\s?31{_GAP}(?:\(0\)\s?)?[1-9](?:{_GAP}[0-9]){{8}}"
    rf"|\(0[1-9][0-9]{{1,2}}\){_GAP}[0-9](?:{_GAP}[0-9]){{5,6}}"
    rf"|0[1-9](?:{_GAP}[0-9]){{8}}"
    rf"|\+(?!31)[1-9][0-9]{{0,2}}{_GAP}(?:\([0-9]{{1,4}}\)\s?)?[0-9](?:{_GAP}[0-9]){{6,11}}"
    rf"|00(?!31)[1-9][0-9]{{1,2}}{_GAP}[0-9](?:{_GAP}[0-9]){{7,11}}"
    r")(?![0-9])"
)
_DATE = re.compile(r"[0-3]?[0-9]\s?([-./])\s?[01]?[0-9]\s?\1\s?(?:19|20)[0-9]{2}")

_NUMBER = (
    r"(?!(?:199[0-9]|20[0-3][0-9])\b)[1-9][0-9]{0,3}(?:\s?-?\s?[A-Za-z](?![\w])"
    r"|\s?-\s?[0-9]{1,4}|\s?(?:bis|hs|huis)\b|[A-Za-z]{1,2}(?!\w))?"
    r"(?!\w)"
)
_POSTCODE = r"[1-9][0-9]{3}\s?(?!SA|SD|SS)[A-Z]{2}(?![^\W_])"
_POSTAL = re.compile(
    rf"(?<![\w.,-])({_POSTCODE})(?:,?\s(?:nr\.?\s?|nummer\s|huisnummer\s)?{_NUMBER})?"
)
_YEAR = re.compile(r"(?:19[0-9]{2}|20[0-4][0-9])\s")
_SAYS_ADDRESS = re.compile(
    r"(?i:postcodes?(?:gebied)?|adres|address|zip)\W{1,4}$|[0-9][A-Za-z]?,?\s*$"
)
_ENDS = (
    "straat|straten|laan|lanen|weg|plein|kade|gracht|singel|dreef|steeg|hof|dijk|pad|park|markt"
    "|plantsoen|wal|boulevard|allee|heuvel|hoek|kamp"
    "|veld|akker|brink|baan|dam|haven|poort|hout|waard|donk|voorhout|hoven|burg|erf|ring|str|ln"
)
_SURE_ENDS = "straat|laan|plein|gracht|kade|singel|steeg|plantsoen|dreef"
_SMALL = r"van|de|der|den|het|'t|ten|ter|te|op|in|en|aan"
_STREET = re.compile(
    rf"(?<![\w-])(?:(?:[A-Z][\w'’.-]*\s(?:(?:(?:{_SMALL}"
    rf"|[A-Z0-9][\w'’.-]*)\s){{0,3}}))?(?:[A-Z][\w'’-]*(?:{_ENDS})|(?i:{_ENDS}))"
    rf"|\w{{3,}}(?:{_SURE_ENDS}))"
    rf"\.?\s(?:nr\.?\s?|nummer\s|huisnummer\s)?{_NUMBER}"
)
_ENGLISH_STREET = re.compile(
    r"(?<![\w,.-])[1-9][0-9]{0,3}[a-z]?\s(?:[A-Z][\w'’-]*\s){1,3}(?:Street|Road|Lane|Avenue"
    r"|Square|Drive|Court|Terrace|Close|Way)(?!\w)"
)
_BOX = re.compile(r"(?<!\w)(?:[Pp]ostbus|[Aa]ntwoordnummer|P\.?\s?O\.?\s[Bb]ox)\s[0-9]{1,6}(?!\w)")
_STREET_ALONE = re.compile(r"(?i:straat|laan|weg|plein|kade|gracht|singel|dreef|steeg|plantsoen)$")

_PLATE = re.compile(
    r"(?<![\w-])(?:[A-Z]{2}-[0-9]{2}-[0-9]{2}|[0-9]{2}-[0-9]{2}-[A-Z]{2}"
    r"|[0-9]{2}-[A-Z]{2}-[0-9]{2}|[A-Z]{2}-[0-9]{2}-[A-Z]{2}|[A-Z]{2}-[A-Z]{2}-[0-9]{2}"
    r"|[0-9]{2}-[A-Z]{2}-[A-Z]{2}|[0-9]{2}-[A-Z]{3}-[0-9]|[0-9]-[A-Z]{3}-[0-9]{2}"
    r"|[A-Z]{2}-[0-9]{3}-[A-Z]|[A-Z]-[0-9]{3}-[A-Z]{2}|[A-Z]{3}-[0-9]{2}-[A-Z]"
    r"|[A-Z]-[0-9]{2}-[A-Z]{3}|[0-9]-[A-Z]{2}-[0-9]{3}|[0-9]{3}-[A-Z]{2}-[0-9])(?![\w-])"
)
_PLATE_NAMED = re.compile(
    r"(?i:\b(?:kentekens?|nummerplaat|nummerplaten|licen[cs]e plates?|number"
    r" plates?)\b[^\w\n]{1,3}(?:is |nr\.? |number )?)"
    r"((?=[A-Za-z-]*[0-9])(?=[0-9-]*[A-Za-z])[A-Za-z0-9]{1,3}-?[A-Za-z0-9]{2,3}-?[A-Za-z0-9]{1,3"
    r"})(?![\w-])"
)


def formed(text: str) -> list[PersonalData]:
    """Return all finds that have a form of their own; they may overlap."""
    return [
        PersonalData(start, end, kind)
        for kind, find in _FINDERS.items()
        for start, end in find(text)
    ]


def is_address(text: str) -> bool:
    """Whether a span from a list of places is an address: it has a digit, or ends like a street."""
    return any(sign.isdigit() for sign in text) or bool(_STREET_ALONE.search(text))


def _all(*patterns: re.Pattern[str]) -> Callable[[str], Iterator[tuple[int, int]]]:
    def found(text: str) -> Iterator[tuple[int, int]]:
        for pattern in patterns:
            # the group of a pattern, if any, is the find
            yield from (match.span(pattern.groups) for match in pattern.finditer(text))

    return found


def _phones(text: str) -> Iterator[tuple[int, int]]:
    for span in (*(match.span() for match in _PHONE.finditer(text)), *known_numbers.phones(text)):
        if not _DATE.match(text[slice(*span)]):
            yield span


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    for match in _POSTAL.finditer(text):
        # "in 2025 AI" is a year and two capitals
        if not _YEAR.match(match.group()) or _SAYS_ADDRESS.search(text[: match.start()]):
            yield match.span()
    for pattern in (_STREET, _ENGLISH_STREET, _BOX):
        yield from (match.span() for match in pattern.finditer(text))


_FINDERS: dict[str, Callable[[str], Iterable[tuple[int, int]]]] = {
    "email": _all(_EMAIL),
    "url": _all(_URL),
    "iban": ibans,
    "phone": _phones,
    "bsn": bsns,
    "address": _addresses,
    "plate": _all(_PLATE, _PLATE_NAMED),
    "handle": _all(_HANDLE),
}

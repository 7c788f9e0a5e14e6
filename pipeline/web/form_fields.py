"""Reads a form, with limits: single fields occur once, numbers are short, texts are clean."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl

from pipeline.errors import TurvenError

MAX_FIELDS = 1000
MAX_NOTE = 2000
MAX_NAME = 60
MAX_WORDS = 200
MAX_CODES = 200
_MAX_VALUE = 500


class FormError(TurvenError):
    """A form that the review page does not make."""


@dataclass(frozen=True)
class Fields:
    """The fields of a form or query, in the order sent."""

    pairs: tuple[tuple[str, str], ...] = ()

    def one(self, name: str, limit: int = _MAX_VALUE) -> str:
        """Return the value of a field, '' without one; `FormError` for two or a longer one."""
        values = [value for key, value in self.pairs if key == name]
        if len(values) > 1:
            raise FormError(f"the form holds the field '{name[:20]}' {len(values)} times")
        value = values[0] if values else ""
        if len(value) > limit:
            raise FormError(
                f"the field '{name[:20]}' holds {len(value)} signs; {limit} is the most"
            )
        return value

    def many(self, name: str, limit: int = MAX_CODES) -> tuple[str, ...]:
        """Return the values of a field that may occur more than once, each once."""
        values = tuple(dict.fromkeys(value for key, value in self.pairs if key == name and value))
        if len(values) > limit or any(len(value) > _MAX_VALUE for value in values):
            raise FormError(f"too many or too long values of '{name[:20]}'; {limit} is the most")
        return values

    def number(self, name: str, default: int = 0) -> int:
        """Return a whole number of at most nine digits; the default if it isn't one."""
        value = self.one(name)
        return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else default

    def has(self, name: str) -> bool:
        """Whether the field is there at all, like a ticked box."""
        return any(key == name for key, _ in self.pairs)


def read_fields(body: bytes, content_type: str) -> Fields:
    """Return the fields of a form as browsers send it.

    `FormError` for another kind, for invalid UTF-8, and for more than 1000 fields.
    """
    if not body:
        return Fields()
    if content_type.split(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise FormError("the form was sent in another way than this page does")
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=MAX_FIELDS,
        )
    except UnicodeError:
        raise FormError("the form holds letters that are no UTF-8") from None
    except ValueError:
        raise FormError(f"the form holds more than {MAX_FIELDS} fields") from None
    return plain_fields(pairs)


def plain_fields(pairs: Iterable[tuple[str, str]]) -> Fields:
    """Return the fields without control characters, with uniform line ends."""
    return Fields(tuple((key, plain(value)) for key, value in pairs))


def plain(value: str) -> str:
    """Return the text without control characters, which a database refuses, but lines and tabs."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs")
    )

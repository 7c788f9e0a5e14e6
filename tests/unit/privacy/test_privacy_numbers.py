"""Numbers with a check of their own."""

from __future__ import annotations

import pytest

from pipeline.privacy import passes_97, passes_eleven
from pipeline.privacy.checked_numbers import bsns, ibans


@pytest.mark.parametrize("number", ["945807302", "229262193", "100233077", "465228173"])
def test_numbers_that_pass_eleven(number: str) -> None:
    """A citizen service number passes its check, and with one figure changed it doesn't."""
    assert passes_eleven(number)
    changed = number[:4] + str((int(number[4]) + 1) % 10) + number[5:]
    assert not passes_eleven(changed)


@pytest.mark.parametrize(
    "number", ["", "000000000", "12345678", "1234567890", "12345678x", "١٢٣٤٥٦٧٨٩"]
)
def test_what_is_no_such_number(number: str) -> None:
    """Nothing but nine figures can be one, and nine zeros are none."""
    assert not passes_eleven(number)


@pytest.mark.parametrize(
    "account", ["NL13TEST0123456789", "BE68539007547034", "DE89370400440532013000"]
)
def test_accounts_that_pass_97(account: str) -> None:
    """An account passes its check, and with two signs swapped it doesn't."""
    assert passes_97(account)
    assert not passes_97(account[:-2] + account[-1] + account[-2]) or account[-1] == account[-2]


def cut(text: str, spans: object) -> list[str]:
    """What the spans slice from the text."""
    return [text[start:end] for start, end in spans]  # type: ignore[attr-defined]


def test_an_account_ends_where_it_ends() -> None:
    """Spaces, points and dashes may stand in it; the word behind it is not part of it."""
    text = "Op NL35 FICT 0300 0652 64 en nl83nepb0417164300; ook NL45-DEMO-0987-6543-21."
    assert cut(text, ibans(text)) == [
        "NL35 FICT 0300 0652 64",
        "nl83nepb0417164300",
        "NL45-DEMO-0987-6543-21",
    ]


@pytest.mark.parametrize(
    "text", ["BE68539007547035", "NL13TEST012345678", "NL13TEST01234567890", "AB12 is een code"]
)
def test_what_is_no_account(text: str) -> None:
    """A foreign account must pass its check, and any must have the length of its country."""
    assert not list(ibans(text))


def test_a_dutch_account_with_a_typing_error_counts() -> None:
    """The Dutch form is so much its own that a wrong check figure does not set it free."""
    assert list(ibans("NL14TEST0123456789"))


def test_numbers_called_so_need_not_pass() -> None:
    """Eight or nine figures that are called a citizen service number are taken for one."""
    text = "BSN: 12345678, burgerservicenummer is 123456789 maar zaak 123456789 niet"
    assert len(set(bsns(text))) == 2


@pytest.mark.parametrize(
    "text", ["0612345678945807302", "1.945.807.302", "945807302,50", "2945807302"]
)
def test_figures_within_larger_numbers_are_none(text: str) -> None:
    """Nine figures of a longer number or an amount are no citizen service number."""
    assert not list(bsns(text))

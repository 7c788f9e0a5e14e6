"""Numbers of the whole world, where the libraries that know them are installed."""

from __future__ import annotations

import pytest

from pipeline.privacy import Redactor


@pytest.fixture
def only_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """The optional libraries are not there."""
    monkeypatch.setattr("pipeline.privacy.known_numbers.is_installed", lambda library: False)


def redacted(text: str) -> str:
    """The text with its marks."""
    return Redactor().redact(text).text


FOREIGN = [
    ("Naar AE07 0331 2345 6789 0123 456.", "Naar [rekeningnummer]."),
    ("Naar BR1800360305000010009795493C1.", "Naar [rekeningnummer]."),
]
DIALLED = [
    ("Bel 06–12345678.", "Bel [telefoonnummer]."),
    ("Bel (06) 12345678.", "Bel [telefoonnummer]."),
    ("Bel 001 212-460-1234.", "Bel [telefoonnummer]."),
]


@pytest.mark.parametrize(("text", "expected"), FOREIGN)
def test_accounts_of_every_country(text: str, expected: str) -> None:
    """python-stdnum knows how long the accounts of a country are; the check is ours."""
    pytest.importorskip("stdnum")

    assert redacted(text) == expected


@pytest.mark.parametrize(("text", "expected"), DIALLED)
def test_phone_numbers_in_other_spellings(text: str, expected: str) -> None:
    """phonenumbers knows which numbers are in use, however they are written."""
    pytest.importorskip("phonenumbers")

    assert redacted(text) == expected


@pytest.mark.parametrize(("text", "expected"), FOREIGN + DIALLED)
@pytest.mark.usefixtures("only_ours")
def test_without_the_libraries(text: str, expected: str) -> None:
    """Nothing fails without them: these numbers are left alone."""
    assert redacted(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "AE07 0331 2345 6789 0123 457",
        "QQ07 0331 2345 6789 0123 456",
        "0800 1234567 of 0900-1234",
        "14 030",
        "112",
        "0.745908851 en 0,745908851",
        "12-03-2024 en 2025-03-07",
        "op 05-08-2020 09.30",
        "09.09.2033",
        "1.234.567,50 en € 201 234 567",
        "tussen 2019-2024",
        "zaak 2025-004512, zaak 31731720453",
        "31 78 54 19 58 1",
        "versie 14.0.7.8",
        "ISO 27001:2022",
        "1234 AB",
    ],
)
def test_ordinary_figures_stay(text: str) -> None:
    """Wrong accounts, numbers of services, dates, amounts, decimals and lists are nobody's number."""
    found = {find.kind for find in Redactor().find(text)}

    assert not found & {"iban", "phone"}

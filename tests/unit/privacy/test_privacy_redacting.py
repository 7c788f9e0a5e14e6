"""Redacting by form, and with a finder of names that is told what to find."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.privacy import (
    LEFT_OUT,
    PersonalData,
    Redacted,
    Redactor,
    allowed_terms,
    known_marks,
    marks_of,
)

PLANTED = {
    "email": ["jan@voorbeeld.nl", "J.de-Vries+ai@mail.example.org", "a_b@x-y.example"],
    "iban": ["NL13TEST0123456789", "NL35 FICT 0300 0652 64", "BE68 5390 0754 7034"],
    "bsn": ["945807302", "229262193", "100233077"],
    "phone": [
        "06-12345678",
        "0612345678",
        "+31 6 12345678",
        "+31612345678",
        "010 123 45 67",
        "(0341) 123456",
    ],
}


def names(*known: str) -> Callable[[str], list[PersonalData]]:
    """A finder that knows these names."""
    return lambda text: [
        PersonalData(m.start(), m.end(), "name")
        for name in known
        for m in re.finditer(re.escape(name), text)
    ]


def sound(text: str, found: Redacted) -> None:
    """Finds are in order, apart, within the text, and marks stand exactly where they were."""
    at, parts = 0, []
    for find in found.finds:
        assert at <= find.start < find.end <= len(text)
        parts += [text[at : find.start], marks_of("nl")[find.kind]]
        at = find.end
    assert found.text == "".join([*parts, text[at:]])


@pytest.mark.parametrize(
    ("kind", "planted"), [(kind, one) for kind, of in PLANTED.items() for one in of]
)
def test_each_form_is_marked(kind: str, planted: str) -> None:
    """What stands in a sentence is wholly replaced by its mark."""
    found = Redactor().redact(f"Neem contact op via {planted}, graag.")
    assert found.text == f"Neem contact op via {marks_of('nl')[kind]}, graag."
    assert not found.names_sought


@pytest.mark.parametrize(
    "text",
    [
        "In 2025 AI ingevoerd, in 2024 EU-regels gelezen.",
        "Van 01-02-2024 10:30 tot 03-04-2025 12:00.",
        "Kenmerk 2024/123456 en ISO 27001:2022.",
        "De markt van 2025 en paragraaf 3.2.1.",
        "Het kost 1.234.567,89 of 125.000.000 euro.",
        "Vanaf 18 jaar, 24/7, 100% @home",
    ],
)
def test_figures_that_are_nobody_s(text: str) -> None:
    """Years, dates, references and amounts are left alone."""
    assert [find for find in Redactor().redact(text).finds if find.kind != "handle"] == []


@given(
    st.lists(
        st.sampled_from(
            [one for of in PLANTED.values() for one in of]
            + ["te weinig tijd", "AVG", "12", "€ 5", "[naam]"]
        ),
        max_size=6,
    ),
    st.sampled_from([" ", ", ", " en ", "; ", "\n", " (", ") "]),
)
def test_nothing_planted_is_left(parts: list[str], between: str) -> None:
    """However they stand beside each other, no planted datum survives; redacting again changes
    nothing.
    """
    text = between.join(parts)
    found = Redactor().redact(text)
    sound(text, found)
    for of in PLANTED.values():
        for one in of:
            assert one not in found.text
    assert Redactor().redact(found.text).text == found.text


@given(st.text(st.sampled_from("ab Jan@.-+0123456789NLXZ(),\n[]é😀"), max_size=60))
def test_any_text_is_redacted_soundly(text: str) -> None:
    """Any text comes out with marks where the finds were, the same every time, and redacting it
    again changes nothing.
    """
    redactor = Redactor(names=names("Jan", "an N"))
    found = redactor.redact(text)
    sound(text, found)
    assert found == redactor.redact(text)
    assert redactor.redact(found.text).text == found.text


def test_names_and_forms_are_one() -> None:
    """What has a form keeps its kind; a name around it keeps the rest."""
    redactor = Redactor(names=names("Jan de Vries", "Jan 06-12345678 Pieters"))
    assert redactor.redact("Jan de Vries, 06-12345678").text == "[naam], [telefoonnummer]"
    assert redactor.redact("Jan 06-12345678 Pieters").text == "[naam] [telefoonnummer] [naam]"


def test_terms_of_the_codebook_go_free() -> None:
    """A find that is wholly such terms is no name; one that is more than them is."""
    redactor = Redactor(
        names=names("Claude en Copilot", "Claude", "de Groot", "Groot"),
        allowed=allowed_terms(["claude", "Copilot"]),
        exact=frozenset({"groot"}),
    )
    assert redactor.redact("Claude en Copilot helpen").text == "Claude en Copilot helpen"
    assert redactor.redact("Vraag het de Groot of Groot").text == "Vraag het [naam] of [naam]"


def test_marks_in_both_languages() -> None:
    """Marks are of the language of the text, and are left alone in whichever they are."""
    assert Redactor("en").redact("mail a@b.example").text == "mail [e-mail address]"
    assert {"[naam]", "[name]", LEFT_OUT} <= known_marks()
    assert marks_of("xx") == marks_of("en")


@pytest.mark.parametrize(
    "part",
    [
        "a",
        "1 ",
        "06 12 ",
        "Aa van de ",
        "@",
        "a.",
        "a@a.",
        "www.a",
        "NL13 ",
        "straat ",
        "1234 AB ",
        "AA-11-",
        "[",
        "a.nl/team/",
    ],
)
def test_long_texts_take_no_longer_than_they_should(part: str) -> None:
    """Twenty thousand signs of anything are done in less time than somebody would wait."""
    from time import perf_counter

    began = perf_counter()
    Redactor().redact(part * (20_000 // len(part)))
    assert perf_counter() - began < 5

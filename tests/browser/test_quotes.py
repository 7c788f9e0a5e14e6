"""Quotes in a browser: by keyboard, without script, for everybody."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import expect

from browser.reviewer import Reviewer
from browser.site import ReviewSite
from browser.test_for_everybody import ALL_LOOKS, LOOKS, inspect
from pipeline.decisions import QuoteCandidate
from pipeline.normalise import verbatim_hash

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TEXTS = (
    (
        "Het regent hier altijd, bel Kees maar op 06-12345678.",
        "Het regent hier altijd, bel Kees maar op [telefoonnummer].",
    ),
    (
        "Nat worden op weg naar een vergadering is niets voor mij.",
        "Nat worden op weg naar een vergadering is niets voor mij.",
    ),
)


@pytest.fixture
def quoting(stopped: ReviewSite) -> ReviewSite:
    """A site with two possible quotes about rain, serving."""
    stopped.quotes = tuple(
        QuoteCandidate(
            "nadelen",
            "regen",
            "2025",
            f"r{i}",
            text,
            verbatim_hash(text),
            shown,
            False,
            "grootte: klein" if i else "",
            9,
            40,
        )
        for i, (text, shown) in enumerate(TEXTS)
    )
    stopped.start()
    return stopped


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_approve_with_less_and_take_back(
    quoting: ReviewSite, browse: Callable[..., Reviewer], script: bool
) -> None:
    """From the start page to an approval without a name in it, by mouse and keyboard.

    Back again.
    """
    anna = browse(java_script_enabled=script).enter("Anna")
    page = anna.page
    page.goto(quoting.address)
    page.get_by_role("link", name="Citaten voor het rapport").click()
    page.wait_for_url("**/quotes")
    page.get_by_role("link", name=re.compile("Wat houdt u tegen")).click()
    card = page.get_by_role("listitem").filter(has_text="Het regent hier altijd").first
    expect(card.locator("mark")).to_have_text("[telefoonnummer]")
    card.get_by_text("Meer weglaten").click()
    name = card.get_by_role("checkbox", name="Kees")
    name.focus()
    page.keyboard.press("Space")
    expect(name).to_be_checked()
    card.get_by_label("Zet ervoor in de plaats").select_option("[naam]")
    card.get_by_role("button", name="Goedkeuren").click()
    expect(card).to_contain_text("goedgekeurd door Anna")
    expect(card.get_by_role("blockquote")).to_have_text(
        "Het regent hier altijd, bel [naam] maar op [telefoonnummer]."
    )
    card.get_by_role("button", name="Terugnemen").click()
    expect(card).to_contain_text("opnieuw te bekijken")


def test_nothing_serious(quoting: ReviewSite, browse: Callable[..., Reviewer]) -> None:
    """axe-core finds nothing serious on either page, open, decided and in English.

    No screen needs sideways scrolling.
    """
    anna = browse().enter("Anna")
    anna.page.goto(f"{quoting.address}/quotes")
    expect(anna.heading("Citaten voor het rapport")).to_be_visible()
    anna.page.wait_for_selector(".quote-questions")
    inspect(anna.page, "quotes", ALL_LOOKS)
    anna.page.goto(f"{quoting.address}/quotes/nadelen")
    for summary in ("Meer weglaten", "Het hele antwoord"):
        anna.page.get_by_text(summary).first.click()
    anna.page.get_by_role("checkbox", name="Kees").check()
    inspect(anna.page, "a quote with less", ALL_LOOKS)
    anna.page.get_by_role("button", name="Goedkeuren").first.click()
    anna.page.get_by_role("button", name="Niet gebruiken").first.click()
    expect(anna.main).to_contain_text("niet gebruikt, zei Anna")
    anna.page.get_by_role("button", name="en", exact=True).click()
    inspect(anna.page, "quotes decided, in English", LOOKS)

"""The main path in a browser that runs no script."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import expect

from browser.reviewer import Reviewer
from browser.site import ReviewSite

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_day_without_script(site: ReviewSite, browse: Callable[..., Reviewer]) -> None:
    """Signing in, deciding, taking back, a colleague who was first, and many answers at once: all
    by plain forms.
    """
    bob = browse().enter("Bob")
    anna = browse(java_script_enabled=False).sign_in("Anna").open_queue("Alles")
    expect(anna.answer).to_have_text("Te ver")
    anna.decide("Reistijd", "Afstand")
    expect(anna.place).to_contain_text("2 van")
    assert [codes for _, _, codes in site.decided()] == [("afstand", "tijd")]
    anna.page.get_by_role("button", name="Terugnemen").click()
    expect(anna.main.get_by_text("Teruggenomen: je laatste besluit")).to_be_visible()
    assert site.decided() == []

    bob.open_answer("te ver").press("x", "Enter")
    expect(bob.answer).not_to_have_text("Te ver")
    anna.watch.refusals = {409, 422}
    anna.accept.click()
    expect(anna.heading("Intussen beslist")).to_be_visible()
    anna.page.get_by_role("button", name="Neem dit over").click()
    expect(anna.answer).not_to_have_text("Te ver")

    anna.untick()
    anna.accept.click()
    expect(anna.main.get_by_text("Er is niets gekozen")).to_be_visible()

    anna.page.goto(f"{site.address}/bulk/nadelen?words=stalling")
    anna.page.get_by_role("row").nth(1).get_by_role("checkbox").check()
    anna.page.get_by_role("radio", name="precies deze").check()
    anna.page.get_by_role("group", name="Verander").get_by_label("Diefstal").check()
    anna.page.get_by_role("button", name="Bekijk").click()
    anna.page.get_by_role("button", name=re.compile("Voer uit")).click()
    expect(anna.heading("Veranderd: 1")).to_be_visible()
    assert site.decided()[-1][::2] == ("Anna", ("diefstal",))
    anna.page.get_by_role("button", name="Alles in één keer terugnemen").click()
    expect(anna.main.get_by_text("Teruggenomen")).to_be_visible()
    assert site.decided()[-1][::2] != ("Anna", ("diefstal",))

"""Reviewers together: blind coding, two on one answer, disagreement and its settlement, answers
whose text changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import expect

from browser.reviewer import Reviewer
from browser.site import ReviewSite

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Browse = Callable[..., Reviewer]


def test_blind_sample(anna: Reviewer, browse: Browse) -> None:
    """In the random sample neither suggestions nor what others decided are in sight, and nothing is
    ticked.
    """
    bob = browse().enter("Bob").open_queue("Alles")
    for place in range(1, 10):
        expect(bob.place).to_contain_text(re.compile(rf"^{place} van"))
        bob.press("x", "Enter")
    anna.open_queue("Steekproef")
    expect(
        anna.main.get_by_text("Blind: suggesties en keuzes van anderen zijn verborgen")
    ).to_be_visible()
    expect(anna.heading("Suggesties")).to_be_hidden()
    expect(anna.main).not_to_contain_text("Bob")
    expect(anna.answer.locator("mark")).to_have_count(0)
    expect(anna.chosen).to_have_text("nog niets")


def test_two_on_one_answer(anna: Reviewer, site: ReviewSite, browse: Browse) -> None:
    """Who is second sees the first one's decision before anything is saved, and takes it over or
    keeps their own.
    """
    bob, carla = browse().enter("Bob"), browse().enter("Carla")
    for reviewer in (anna, bob, carla):
        reviewer.open_answer("mijn baas")
    expect(carla.main.get_by_text("Ook hier: ")).to_contain_text("Anna")
    anna.decide("Reistijd")
    bob.watch.refusals = carla.watch.refusals = {409}
    for reviewer, code in ((bob, "Afstand"), (carla, "Diefstal")):
        reviewer.code(code).check()
        reviewer.page.get_by_role("button", name="Notitie").or_(
            reviewer.page.get_by_text("Notitie")
        ).first.click()
        reviewer.page.get_by_label("Notitie").fill(f"volgens mij {code}")
        reviewer.accept.click()
        expect(reviewer.heading("Intussen beslist")).to_be_visible()
    assert [who for who, _, _ in site.decided()] == ["Anna"]
    expect(bob.main.get_by_text("volgens mij Afstand").first).to_be_visible()
    bob.page.get_by_role("button", name="Houd het mijne").click()
    expect(bob.answer).not_to_contain_text("mijn baas")
    assert [(who, codes) for who, _, codes in site.decided()] == [
        ("Anna", ("tijd",)),
        ("Bob", ("afstand",)),
    ]
    assert site.log.since()[-1].note == "volgens mij Afstand"
    # Carla saw Anna's decision, but not yet Bob's
    carla.page.get_by_role("button", name="Neem dit over").first.click()
    expect(carla.main.get_by_role("heading", name="Bob")).to_be_visible()
    carla.page.get_by_role("button", name="Neem dit over").last.click()
    expect(carla.answer).not_to_contain_text("mijn baas")
    assert site.decided()[-1][::2] == ("Carla", ("afstand",))


def test_disagreement_is_settled(site: ReviewSite, browse: Browse) -> None:
    """Two codings side by side without names; names on request.

    The outcome has a reason, becomes the label, and ends the disagreement.
    """
    anna = browse().enter("Anna").open_answer("mijn baas")
    anna.decide("Reistijd")
    bob = browse().enter("Bob").open_queue("Tweede codering")
    expect(bob.answer).to_contain_text("mijn baas")
    bob.decide("Afstand")
    carla = browse().enter("Carla").open_queue("Verschil van mening")
    codings = carla.page.get_by_role("region", name="Wat reviewers kozen")
    expect(codings).to_contain_text("Codering A")
    expect(codings.get_by_text("Anna")).to_be_hidden()
    carla.page.get_by_label("Toon namen").check()
    expect(codings.get_by_text("Anna")).to_be_visible()
    expect(codings.get_by_text("Bob")).to_be_visible()
    codings.get_by_role("button", name="Vink deze aan").first.click()
    carla.page.get_by_label("Reden").select_option(value="slip")
    carla.accept.click()
    expect(carla.heading("Verschil van mening: klaar")).to_be_visible()
    settled = site.log.since()[-1]
    assert (settled.occasion.round, settled.occasion.reason, settled.reviewer) == (
        "adjudication",
        "slip",
        "Carla",
    )
    assert settled.codes in (("tijd",), ("afstand",))


def test_changed_text_shows_what_was_decided_before(stopped: ReviewSite, browse: Browse) -> None:
    """An answer whose text has changed comes back with the decision of before.

    Deciding anew takes it from the queue.
    """
    stopped.start()
    anna = browse().enter("Anna").open_answer("mijn baas")
    anna.decide("Reistijd")
    (decision,) = stopped.log.since()
    anna.press("u")
    expect(anna.answer).to_contain_text("mijn baas")
    earlier = replace(decision.subject, text_hash="0" * 32)
    stopped.log.append([replace(decision, id="eerder", subject=earlier, reviewer="Bob")])
    stopped.restart()
    anna.open_queue("Tekst veranderd")
    before = anna.page.get_by_role("region", name="De tekst is veranderd")
    expect(before).to_contain_text("Bob besliste op")
    expect(before).to_contain_text("Reistijd")
    anna.decide("Afstand")
    expect(anna.heading("Tekst veranderd: klaar")).to_be_visible()

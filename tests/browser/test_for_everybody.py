"""For everybody: keyboard alone, two languages, light and dark, large type and small screens, and
what axe-core finds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.resources import files

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import Page, expect

from browser.reviewer import Reviewer
from browser.site import ReviewSite

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Browse = Callable[..., Reviewer]

LOOKS = ((1366, 768, "light"), (390, 844, "dark"))
"""Width, height and colours in which each state is inspected."""

ALL_LOOKS = (*LOOKS, (683, 384, "dark"), (390, 844, "light"))
"""Those of the main pages: a laptop at 200% zoom too."""

FOCUS = """() => {
  const there = document.activeElement, box = there.getBoundingClientRect();
  const style = getComputedStyle(there);
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 20));
  const related = top && (there.contains(top) || top.contains(there) || (there.labels && [...there.labels].some((l) => l.contains(top))));
  const all = [...document.querySelectorAll('*')];
  return {
    what: there.tagName + ' ' + (there.id || there.className) + ' ' + (there.getAttribute('aria-label') || there.textContent.trim()).slice(0, 30),
    body: there === document.body, seen: box.width > 0 && box.height > 0, ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    covered: !related, place: all.indexOf(there),
  };
}"""


def test_keyboard_alone(site: ReviewSite, browse: Browse) -> None:
    """From the sign-in to a decision without a mouse.

    After each act the focus is on the answer, and is never lost.
    """
    anna = browse()
    anna.page.goto(site.address)
    expect(anna.page.get_by_label("Naam")).to_be_focused()
    anna.page.keyboard.type("Anna")
    anna.press("Enter")
    expect(anna.heading("Dag Anna")).to_be_visible()
    anna.press("Tab")
    expect(anna.focused).to_have_text(re.compile("inhoud"))
    for _ in range(30):
        anna.press("Tab")
        if anna.focused.inner_text().startswith("Alles"):
            break
    anna.press("Enter")
    expect(anna.answer).to_have_text("Te ver")
    answer = anna.page.get_by_role("heading", name="Antwoord", exact=True)
    for key, place in (
        ("Enter", "2 van"),
        ("j", "3 van"),
        ("ArrowLeft", "2 van"),
        ("k", "1 van"),
        ("ArrowRight", "2 van"),
        ("u", "1 van"),
    ):
        anna.press(key)
        expect(anna.place).to_contain_text(place)
        expect(answer).to_be_focused()
    assert site.decided() == []


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)], ids=["laptop", "phone"])
def test_focus_is_seen_and_in_order(
    site: ReviewSite, browse: Browse, size: tuple[int, int]
) -> None:
    """Tab goes through an answer's screen in its order.

    What has the focus shows it and lies under nothing.
    """
    anna = (
        browse(viewport={"width": size[0], "height": size[1]})
        .enter("Anna")
        .open_answer("nat van de regen")
    )
    places, wrong = [], []
    for _ in range(60):
        anna.press("Tab")
        at = anna.page.evaluate(FOCUS)
        if at["body"]:
            break
        places.append(at["place"])
        if at["covered"] or not at["seen"] or not at["ring"]:
            wrong.append(at)
    assert wrong == []
    assert len(places) > 20
    assert places == sorted(places)


def test_language_of_the_page(anna: Reviewer) -> None:
    """One click changes the page to English and back, where the reviewer was.

    Answers stay as they are.
    """
    anna.open_answer("mijn baas")
    url = anna.page.url
    anna.page.get_by_role("button", name="en", exact=True).click()
    expect(anna.page.get_by_role("button", name="Accept, next")).to_be_visible()
    expect(anna.page.locator("html")).to_have_attribute("lang", "en")
    expect(anna.answer).to_have_attribute("lang", "nl")
    assert anna.page.url == url
    anna.page.get_by_role("button", name="nl", exact=True).click()
    expect(anna.accept).to_be_visible()


def test_nothing_serious_on_any_page(site: ReviewSite, browse: Browse) -> None:
    """axe-core finds nothing serious, in light and dark, at laptop and phone width and at 200%
    zoom; 320 pixels need no sideways scroll.
    """
    anna = browse()
    anna.page.goto(site.address)
    inspect(anna.page, "sign in")
    anna.sign_in("Anna")
    inspect(anna.page, "start", ALL_LOOKS)
    anna.open_answer("nat van de regen")
    anna.press("1")
    inspect(anna.page, "answer with evidence", ALL_LOOKS)
    anna.press("/", "e")
    inspect(anna.page, "search for a theme")
    anna.press("Escape", "?")
    inspect(anna.page, "list of keys")
    anna.press("Escape")
    anna.untick()
    anna.press("Enter")
    inspect(anna.page, "nothing chosen")
    anna.open_queue("Steekproef")
    inspect(anna.page, "blind")
    for path in ("/progress", "/settings", "/bulk/nadelen"):
        anna.page.goto(site.address + path)
        inspect(anna.page, path)
    anna.page.get_by_role("checkbox", name="Vink alle rijen").check()
    anna.page.get_by_role("group", name="Verander").get_by_label("Diefstal").check()
    anna.page.get_by_role("button", name="Bekijk").click()
    inspect(anna.page, "preview")
    anna.page.get_by_role("button", name=re.compile("Voer uit")).click()
    expect(anna.heading(re.compile("Veranderd"))).to_be_visible()
    inspect(anna.page, "done")
    anna.open_queue("Alles").press("Enter")
    expect(anna.heading("Alles: klaar")).to_be_visible()
    inspect(anna.page, "queue done")
    anna.watch.refusals = {404}
    anna.page.goto(f"{site.address}/nergens")
    inspect(anna.page, "no such page")


def test_progress_is_seen_whole(anna: Reviewer) -> None:
    """The first question on the page of progress lies under nothing, and leads to its answers."""
    anna.page.goto(f"{anna.address}/progress")
    anna.page.get_by_role("link", name="Wat houdt u tegen om te fietsen?").click()
    expect(anna.answer).to_be_visible()


def test_nothing_serious_when_reviewers_differ(site: ReviewSite, browse: Browse) -> None:
    """Neither where a colleague was first, nor where two codings are side by side; in English."""
    anna, bob = (
        browse().enter("Anna").open_answer("mijn baas"),
        browse().enter("Bob").open_answer("mijn baas"),
    )
    anna.decide("Reistijd")
    bob.watch.refusals = {409}
    bob.code("Afstand").check()
    bob.accept.click()
    expect(bob.heading("Intussen beslist")).to_be_visible()
    inspect(bob.page, "decided meanwhile")
    # neither of them is blind to it any more
    browse().enter("Dirk").open_queue("Tweede codering").decide("Afstand")
    carla = browse().enter("Carla").open_queue("Verschil van mening")
    carla.page.get_by_role("button", name="en", exact=True).click()
    carla.page.get_by_label("Show names").check()
    inspect(carla.page, "disagreement")
    for path in ("/", "/bulk/nadelen", "/review/nadelen/random"):
        carla.page.goto(site.address + path)
        inspect(carla.page, f"{path} in English", LOOKS[1:2])


def inspect(page: Page, state: str, looks: tuple[tuple[int, int, str], ...] = LOOKS) -> None:
    """Fails for anything serious that axe-core finds in these looks, and for a page that is wider
    than a small screen.
    """
    axe = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    found = []
    page.evaluate(axe)
    for width, height, colours in looks:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
        told = page.evaluate(
            "() => axe.run(document, {resultTypes: ['violations'], preload: false})"
        )
        found += [
            (
                state,
                width,
                colours,
                fault["id"],
                [node["html"][:150] for node in fault["nodes"]][:3],
            )
            for fault in told["violations"]
            if fault["impact"] in ("serious", "critical")
        ]
    assert found == []
    page.set_viewport_size({"width": 320, "height": 640})
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 320, f"{state} is {wide} pixels wide on a screen of 320"
    page.set_viewport_size({"width": looks[0][0], "height": looks[0][1]})

"""When something is wrong: a full disk, a server that is gone or slow, hurried fingers, an old
link, the back button, two tabs.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import expect

from browser.reviewer import Reviewer
from browser.site import ReviewSite

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Browse = Callable[..., Reviewer]


def test_disk_full(anna: Reviewer, site: ReviewSite) -> None:
    """The page says that the disk is full and that nothing was saved.

    The choice and the note are still there, and so is all that was confirmed.
    """
    anna.open_answer("te ver").press("Enter")
    expect(anna.answer).not_to_have_text("Te ver")
    anna.open_answer("mijn baas")
    anna.code("Reistijd").check()
    anna.press("t")
    anna.page.get_by_label("Notitie").fill("een lange notitie " * 40)
    site.fill_disk()
    anna.watch.refusals = {507}
    anna.accept.click()
    expect(anna.main.get_by_text("De schijf is vol")).to_be_visible()
    expect(anna.chosen).to_have_text([re.compile("Reistijd")])
    expect(anna.page.get_by_label("Notitie")).to_have_value(re.compile("een lange notitie"))
    assert [(who, codes) for who, _, codes in site.decided() if who == "Anna"] == [
        ("Anna", ("afstand",))
    ]


def test_server_gone_and_back(anna: Reviewer, site: ReviewSite) -> None:
    """While the server is away the page says so and keeps the choice.

    Once it is back, the same click saves it, once.
    """
    anna.open_answer("mijn baas")
    anna.code("Reistijd").check()
    site.stop()
    anna.watch.cut_off = True
    anna.accept.click()
    expect(anna.said.filter(has_text="De server antwoordt niet")).to_be_visible()
    expect(anna.chosen).to_have_text([re.compile("Reistijd")])
    site.start()
    anna.accept.click()
    expect(anna.answer).not_to_contain_text("mijn baas")
    assert [codes for _, _, codes in site.decided()] == [("tijd",)]


def test_hurried_fingers_on_a_slow_server(anna: Reviewer, site: ReviewSite) -> None:
    """Enter thrice, or a double click, while the server is slow decides the answer in sight alone:
    the next one is never accepted unseen.
    """
    anna.open_queue("Alles")
    site.slow = 0.3
    anna.press("Enter", "Enter", "Enter")
    expect(anna.place).to_contain_text("2 van")
    anna.accept.dblclick()
    expect(anna.place).to_contain_text("3 van")
    assert len(site.decided()) == 2
    # nor is an earlier decision taken back in the place of one that is still under way
    anna.press("Enter", "u", "j")
    expect(anna.place).to_contain_text("4 van")
    site.slow = 0.0
    anna.press("k")
    expect(anna.place).to_contain_text("3 van")
    assert len(site.decided()) == 3


def test_keys_work_from_the_moment_that_a_card_is_there(anna: Reviewer, site: ReviewSite) -> None:
    """Who presses Enter in the very moment that the next answer appears gets the one after it,
    without the whole page being loaded anew.
    """
    anna.open_queue("Alles")
    anna.page.evaluate("""() => {
      window.never_left = true;
      let times = 0;
      const press = () => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}));
      document.addEventListener('htmx:afterSwap', (event) => {
        if (event.detail.target.id === 'card' && times++ < 2) setTimeout(press);
      });
    }""")
    anna.press("Enter")
    expect(anna.place).to_contain_text("4 van")
    assert anna.page.evaluate("window.never_left") is True
    assert len(site.decided()) == 3


def test_back_button(anna: Reviewer, site: ReviewSite) -> None:
    """Back shows the answer before with what was decided on it.

    Deciding anew there changes it, and forward goes on.
    """
    anna.open_queue("Alles")
    anna.press("Enter")
    expect(anna.place).to_contain_text("2 van")
    anna.page.go_back()
    expect(anna.answer).to_have_text("Te ver")
    expect(anna.main.get_by_text("Anna besliste op")).to_be_visible()
    anna.press("x", "Enter")
    expect(anna.place).to_contain_text("2 van")
    assert [codes for _, _, codes in site.decided()][-1] == ("overig",)


def test_two_tabs_of_one_reviewer(anna: Reviewer, site: ReviewSite) -> None:
    """What was decided in one tab is not overwritten from the other without being shown."""
    anna.open_answer("mijn baas")
    other = Reviewer(anna.page.context.new_page(), anna.address, anna.watch).open_answer(
        "mijn baas"
    )
    anna.decide("Reistijd")
    anna.watch.refusals = {409}
    other.code("Afstand").check()
    other.accept.click()
    expect(other.heading("Intussen beslist")).to_be_visible()
    assert [codes for _, _, codes in site.decided()] == [("tijd",)]


def test_sign_in_link_works_once(stopped: ReviewSite, browse: Browse) -> None:
    """A link opens a session once.

    Used again elsewhere it is refused with what to do, and the first session goes on.
    """
    stopped.start(links=True)
    link = f"{stopped.address}/sign-in/{stopped.sign_ins.invite('Anna')}"
    anna, thief = browse(), browse()
    anna.page.goto(link)
    anna.page.get_by_role("button", name="Aanmelden").click()
    expect(anna.heading("Dag Anna")).to_be_visible()
    thief.watch.refusals = {403}
    thief.page.goto(link)
    expect(thief.main).to_contain_text("is al gebruikt")
    thief.page.goto(stopped.address)
    expect(thief.heading("Je hebt een link nodig")).to_be_visible()
    anna.page.reload()
    expect(anna.heading("Dag Anna")).to_be_visible()


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)], ids=["laptop", "phone"])
def test_very_many_codes(site: ReviewSite, browse: Browse, size: tuple[int, int]) -> None:
    """With every code ticked the answer and the button are still in sight, whole."""
    anna = (
        browse(viewport={"width": size[0], "height": size[1]})
        .enter("Anna")
        .open_answer("mijn baas")
    )
    for box in anna.main.locator("[name=code]:not([data-alone])").all():
        box.check()
    anna.page.evaluate("window.scrollTo(0, 0)")
    expect(anna.answer).to_be_in_viewport(ratio=1)
    expect(anna.accept).to_be_in_viewport(ratio=1)
    anna.accept.click()
    expect(anna.answer).not_to_contain_text("mijn baas")
    assert len(site.decided()[0][2]) > 10

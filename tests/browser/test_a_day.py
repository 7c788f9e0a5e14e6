"""A reviewer's day: signing in, deciding by keys, searching, taking back, changing many at once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import expect

from browser.reviewer import Reviewer
from browser.site import ReviewSite

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_sign_in_and_see_what_is_left(site: ReviewSite, browse: Callable[..., Reviewer]) -> None:
    """Who gives a name sees the questions, and of every queue what it is for, how much is left, and
    about how long that takes.
    """
    anna = browse().sign_in("Anna")
    everything = anna.queue("Alles")
    expect(everything).to_contain_text("10")
    expect(everything).to_contain_text("min")
    expect(everything).to_contain_text("Alle teksten")
    expect(anna.queue("Steekproef")).to_contain_text("blind")
    expect(anna.heading("Wat vindt u er fijn aan?")).to_be_visible()


def test_accept_a_whole_queue_with_enter(anna: Reviewer, site: ReviewSite) -> None:
    """Enter accepts and the next answer comes, until the page says that the queue is done and what
    comes next.
    """
    anna.open_queue("Alles")
    for place in range(1, 11):
        expect(anna.place).to_contain_text(re.compile(rf"^{place} van 10"))
        if anna.chosen.filter(has_text="nog niets").count():
            anna.press("x")
        anna.press("Enter")
    expect(anna.heading("Alles: klaar")).to_be_focused()
    assert len(site.decided()) == 10
    anna.page.get_by_role("link", name="Naar het begin").click()
    expect(anna.queue("Alles")).to_contain_text("klaar")


def test_toggle_codes_with_figures_and_see_their_evidence(anna: Reviewer) -> None:
    """A figure puts a code on and off, and the words that it rests on light up."""
    anna.open_answer("nat van de regen")
    expect(anna.chosen).to_have_text([re.compile("Regen"), re.compile("Wind")])
    anna.press("2")
    expect(anna.chosen).to_have_text([re.compile("Regen")])
    expect(anna.answer.locator("mark.lit")).to_have_text("tegenwind")
    anna.press("1")
    expect(anna.answer.locator("mark.lit").first).to_have_text("nat")
    expect(anna.chosen).to_have_text("nog niets")
    anna.press("Enter")
    expect(anna.said).to_contain_text("Er is niets gekozen")
    anna.press("2", "3")
    expect(anna.chosen).to_have_text([re.compile("Wind"), re.compile("Weer")])


def test_search_a_theme_by_letters_and_initials(anna: Reviewer) -> None:
    """`/` searches the codebook by letters of a label, letters with gaps, or initials.

    Arrows choose, Enter ticks, and the keys are back.
    """
    anna.open_answer("mijn baas")
    field = anna.page.get_by_role("combobox", name="Zoek een thema")
    options = anna.page.get_by_role("listbox").get_by_role("option")
    for letters, first in (
        ("verl", "Slechte verlichting"),
        ("kdw", "Kleding"),
        ("ftsnst", "Fietsenstalling"),
        ("DIEF", "Diefstal"),
    ):
        anna.press("/")
        expect(field).to_be_focused()
        anna.page.keyboard.type(letters)
        expect(options.first).to_contain_text(first)
        anna.press("Escape")
        expect(field).to_have_value("")
    anna.press("/")
    anna.page.keyboard.type("ver")
    expect(options.nth(1)).to_be_visible()
    second = options.nth(1).inner_text()
    anna.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    anna.press("Enter")
    expect(field).not_to_be_focused()
    expect(anna.chosen).to_have_count(1)
    assert anna.chosen.inner_text().replace("✕", "").strip() in second
    anna.press("/")
    anna.page.keyboard.type("qqq")
    expect(options).to_have_text("Geen thema met deze letters")


def test_other_no_answer_and_repeat(anna: Reviewer, site: ReviewSite) -> None:
    """`x` is for what fits nowhere, `n` for no answer (which stands alone, and puts back what it
    took off), `.` repeats the last codes.
    """
    anna.open_answer("nat van de regen")
    anna.press("n")
    expect(anna.chosen).to_have_text([re.compile("Geen antwoord")])
    anna.press("n")
    expect(anna.chosen).to_have_text([re.compile("Regen"), re.compile("Wind")])
    anna.press("Enter")
    expect(anna.answer).not_to_contain_text("nat van de regen")
    anna.open_answer("mijn baas")
    anna.press("x")
    expect(anna.chosen).to_have_text([re.compile("Overig")])
    anna.press(".")
    expect(anna.chosen).to_have_text([re.compile("Regen"), re.compile("Wind")])
    anna.press("Enter")
    expect(anna.answer).not_to_contain_text("mijn baas")
    assert [codes for _, _, codes in site.decided()] == [("regen", "wind")] * 2


def test_undo_over_reload_and_restart(anna: Reviewer, site: ReviewSite) -> None:
    """`u` takes back one decision after the other, after a reload and a restart of the server too;
    at the end there is nothing left to undo.
    """
    anna.open_queue("Alles")
    for place in (1, 2, 3):
        expect(anna.place).to_contain_text(f"{place} van")
        anna.press("Enter")
    expect(anna.place).to_contain_text("4 van")
    anna.press("u")
    expect(anna.place).to_contain_text("3 van")
    expect(anna.main.get_by_text("Teruggenomen: je laatste besluit")).to_be_visible()
    anna.page.reload()
    anna.press("u")
    expect(anna.place).to_contain_text("2 van")
    site.restart()
    anna.press("u")
    expect(anna.answer).to_have_text("Te ver")
    assert site.decided() == []
    anna.press("u")
    expect(anna.main.get_by_text("niets om terug te nemen")).to_be_visible()


def test_keys_rest_while_typing(anna: Reviewer, site: ReviewSite) -> None:
    """In the note and in the search letters are letters.

    Escape goes back to the keys, and the note goes with the decision.
    """
    anna.open_answer("mijn baas")
    anna.press("t")
    note = anna.page.get_by_role("textbox", name="Notitie")
    expect(note).to_be_focused()
    anna.page.keyboard.type("x n u 1 . / ?")
    anna.press("Enter")
    anna.page.keyboard.type("o")
    expect(note).to_have_value("x n u 1 . / ?\no")
    expect(anna.chosen).to_have_text("nog niets")
    anna.press("Escape", "/")
    anna.page.keyboard.type("xn1u")
    expect(anna.chosen).to_have_text("nog niets")
    anna.press("Escape", "x")
    expect(anna.chosen).to_have_text([re.compile("Overig")])
    anna.press("Enter")
    expect(anna.answer).not_to_contain_text("mijn baas")
    assert [decision.note for decision in site.log.since()] == ["x n u 1 . / ?\no"]


def test_keys_of_ones_own(anna: Reviewer, site: ReviewSite) -> None:
    """Keys can be changed; one key for two acts is refused with what was filled in still there."""
    anna.page.goto(site.address)
    anna.page.get_by_role("link", name="Toetsen").click()
    accept = anna.page.get_by_label("akkoord en volgende")
    accept.fill("x")
    anna.watch.refusals = {422}
    anna.page.get_by_role("button", name="Bewaren").click()
    expect(anna.said.filter(has_text="toets")).to_be_visible()
    expect(accept).to_have_value("x")
    accept.fill("a")
    anna.page.get_by_role("button", name="Bewaren").click()
    expect(anna.page.get_by_text("Bewaard in deze browser")).to_be_visible()
    anna.open_answer("mijn baas")
    anna.press("x", "Enter")
    expect(anna.chosen).to_have_text([re.compile("Overig")])
    assert site.decided() == []
    anna.press("a")
    expect(anna.answer).not_to_contain_text("mijn baas")
    assert len(site.decided()) == 1


def test_the_list_of_keys(anna: Reviewer) -> None:
    """`?` opens the list of keys, which holds the focus; other keys do nothing there.

    Escape closes it, and the focus is back.
    """
    anna.open_answer("mijn baas")
    box = anna.code("Afstand")
    box.focus()
    anna.press("?")
    legend = anna.page.get_by_role("dialog", name="Toetsen")
    expect(legend).to_be_visible()
    anna.press("x")
    for _ in range(4):
        anna.press("Tab")
        outside = anna.page.evaluate(
            "() => document.activeElement !== document.body && !document.activeElement.closest('dialog')"
        )
        assert not outside
    anna.press("Escape")
    expect(legend).to_be_hidden()
    expect(box).to_be_focused()
    expect(anna.chosen).to_have_text("nog niets")
    anna.press("?", "?")
    expect(legend).to_be_hidden()


def test_only_this_one(anna: Reviewer, site: ReviewSite) -> None:
    """One of three respondents who wrote the same is split off; the other two stay one answer."""
    anna.open_answer("te ver")
    expect(anna.page.get_by_text("3 respondenten schreven dit")).to_be_visible()
    anna.press("o")
    expect(anna.page.get_by_label("Alleen deze")).to_be_checked()
    anna.press("x", "Enter")
    expect(anna.answer).not_to_have_text("Te ver")
    anna.open_answer("te ver")
    expect(anna.page.get_by_text("2 respondenten schreven dit")).to_be_visible()
    assert [decision.subject.scope for decision in site.log.since()] == ["one"]


def test_many_at_once(anna: Reviewer, site: ReviewSite, browse: Callable[..., Reviewer]) -> None:
    """Answers that were searched and ticked change together, after a look at what changes.

    One undo takes all back. What a person decided stays.
    """
    bob = browse().enter("Bob").open_answer("stalling")
    bob.press("Enter")
    expect(bob.answer).not_to_contain_text("stalling")
    anna.page.goto(site.address)
    anna.page.get_by_role("link", name="Zoeken en in bulk").first.click()
    anna.page.get_by_label("Woorden").fill("en")
    anna.page.get_by_role("button", name="Zoeken").click()
    anna.page.wait_for_url("**words=en**")
    rows = anna.page.get_by_role("row")
    several = rows.count() - 1
    assert several > 2
    anna.page.get_by_role("checkbox", name="Vink alle rijen").check()
    expect(anna.page.get_by_text(f"{several} aangevinkt")).to_be_visible()
    anna.page.get_by_role("radio", name="precies deze").check()
    anna.page.get_by_role("group", name="Verander").get_by_label("Kinderen wegbrengen").check()
    anna.page.get_by_role("button", name="Bekijk").click()
    stays = rows.filter(has_text="stalling")
    expect(stays).to_contain_text("een mens")
    anna.page.get_by_role("button", name=re.compile(r"\(\d+\)")).click()
    done = anna.heading(re.compile(r"Veranderd: \d+"))
    expect(done).to_be_visible()
    changed = [codes for who, _, codes in site.decided() if who == "Anna"]
    assert set(changed) == {("kinderen",)}
    assert len(changed) == int(re.findall(r"\d+", done.inner_text())[0])
    assert ("Bob", ("stalling", "diefstal")) in [(who, codes) for who, _, codes in site.decided()]
    anna.page.get_by_role("button", name="Alles in één keer terugnemen").click()
    expect(anna.main.get_by_text("Teruggenomen")).to_be_visible()
    assert [who for who, _, _ in site.decided()] == ["Bob"]

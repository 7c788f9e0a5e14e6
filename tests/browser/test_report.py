"""The report in a browser: what is chosen is shown, by keyboard too.

Axe-core finds nothing serious; nothing is wider than a screen.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser.test_for_everybody import inspect
from pipeline.report.page import Verbatim, VerbatimList, verbatims_html
from pipeline.report.page.page import page as report_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SAMPLES = Path(__file__).parents[1] / "unit" / "report"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Addresses of the pages."""
    sys.path.insert(0, str(SAMPLES))
    from page_samples import full, hidden
    from samples import edges

    folder = tmp_path_factory.mktemp("report")
    answer = Verbatim(
        "g1", "Geen tijd 🚲 " * 40, ((0, 9),), ("klein", "משרד"), ("rules",), "a.csv", 2
    )
    inhouse = verbatims_html(full(), [VerbatimList("uitdagingen", "u2", "2025", 1, 1, (answer,))])
    made = {
        name: report_page(run(), {})
        for name, run in (("full", full), ("hidden", hidden), ("edges", edges))
    }
    made["verbatims"] = inhouse
    for name, html in made.items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    return {name: (folder / f"{name}.html").as_uri() for name in made}


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh page."""
    page = chromium.new_page(viewport={"width": 1366, "height": 900})
    yield page
    page.close()


def _shown(page: Page, selector: str) -> list[str]:
    """The texts of what can be seen of a selector."""
    found: list[str] = page.evaluate(
        "s => [...document.querySelectorAll(s)].filter(e => e.offsetParent).map(e => e.innerText.replace(/\\s+/g, ' ').trim())",
        selector,
    )
    return found


def test_a_choice_is_followed_everywhere(page: Page, pages: dict[str, str]) -> None:
    """Everybody in all waves at first; a group and a wave by keyboard.

    Bases, bars and notes follow; and back again.
    """
    page.goto(pages["full"])
    first = "#q-uitdagingen .row:first-child .bars li"
    assert [text[:4] for text in _shown(page, first)] == ["2025", "2024"]
    everybody = _shown(page, first)
    page.locator("#v-all").focus()
    page.keyboard.press("ArrowRight")
    assert [text[:4] for text in _shown(page, first)] == ["2025"]
    page.locator(".groups > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert _shown(page, ".now") == ["klein"]
    assert _shown(page, "#q-uitdagingen .bases li")[0] == "gemeentegrootte: klein"
    assert "[n=15 gemeenten]" in _shown(page, "#q-uitdagingen .bases li")[1]
    assert _shown(page, first) != everybody[:1] and len(_shown(page, first)) == 1
    assert _shown(page, "#q-uitdagingen .of-all")
    page.get_by_label("2024", exact=True).check()
    assert _shown(page, "#q-geletterdheid .nothing") == ["In 2024 is deze vraag niet gesteld."]
    page.get_by_label("alle metingen").check()
    page.get_by_label("alle gemeenten").check()
    assert _shown(page, first) == everybody and not _shown(page, ".of-all")


def test_every_group_shows_only_its_own(page: Page, pages: dict[str, str]) -> None:
    """Whatever is chosen, no figure of another group is in sight."""
    page.goto(pages["full"])
    page.locator(".groups > summary").click()
    for group in range(8):
        page.locator(f"#g-{group}").check()
        seen = page.evaluate(
            "() => [...new Set([...document.querySelectorAll('.bars li, .vals > span')]"
            ".filter(e => e.offsetParent).map(e => e.className.split(' ')[0]))]"
        )
        assert seen == ([f"s{group}"] if group not in (6,) else []), group


def test_a_number_leads_to_its_quotes_and_back(page: Page, pages: dict[str, str]) -> None:
    """The link of a number brings its quotes in sight, the way back its line."""
    page.goto(pages["full"])
    page.get_by_role("link", name="67% (n=20)").first.click()
    quote = page.get_by_text("Er is gewoon geen tijd")
    page.wait_for_timeout(800)
    box, bar = quote.bounding_box(), page.locator(".filters").bounding_box()
    assert box and bar and bar["y"] + bar["height"] <= box["y"] < 900
    page.get_by_role("link", name="Terug naar het getal").first.click()
    assert page.url.endswith("#r-2-0")


@pytest.mark.parametrize("name", ["full", "hidden", "edges", "verbatims"])
def test_nothing_serious(page: Page, pages: dict[str, str], name: str) -> None:
    """axe-core finds nothing serious, with everything closed and open, and no page is wider than a
    phone.
    """
    page.goto(pages[name])
    inspect(page, f"{name} closed")
    page.evaluate(
        "document.querySelectorAll('main details, section.filters details').forEach(d => d.open = true)"
    )
    inspect(page, f"{name} open")


def test_paper_shows_no_choices(page: Page, pages: dict[str, str]) -> None:
    """In print the bar of choices is gone, the base stands under each chart, and what was chosen
    stays.
    """
    page.goto(pages["full"])
    page.emulate_media(media="print")
    assert not _shown(page, ".filters") and not _shown(page, ".back")
    assert _shown(page, "#q-uitdagingen .paper") == [
        "Basis: 2025 [n=30 gemeenten] 2024 [n=31 gemeenten]"
    ]

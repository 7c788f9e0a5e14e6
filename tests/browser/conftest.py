"""Chromium of the system, a study's shelves filled once, and for each test a log and a server of
its own.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from browser.reviewer import Reviewer
    from browser.site import ReviewSite
    from pipeline.review import QuestionTexts
    from pipeline.study import Study

HERE = Path(__file__).parent
WAIT = 5_000
"""Milliseconds that a test waits at most for the page to become as it should."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks everything in this folder."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of this folder; they are skipped where there is none."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    found = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if not found:
        pytest.skip(
            "no Chromium on this machine: install it, or Google Chrome, to run the browser tests"
        )
    sync_api.expect.set_options(timeout=WAIT)
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The study that is reviewed."""
    from browser.survey import FILES
    from pipeline.study import read_study

    folder = tmp_path_factory.mktemp("fietsdag")
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return read_study(folder)


@pytest.fixture(scope="package")
def shelves(study: Study) -> dict[str, QuestionTexts]:
    """Its answers, coded once: they never change."""
    from pipeline.coding.prepare import prepare
    from pipeline.review.study_texts import read_texts

    return read_texts(prepare(study), tuple(study.questions))


@pytest.fixture
def stopped(
    study: Study, shelves: dict[str, QuestionTexts], tmp_path: Path, chromium: Browser
) -> Iterator[ReviewSite]:
    """A site with an empty log, not serving yet."""
    from browser.site import ReviewSite
    from pipeline.decisions import sqlite_url

    site = ReviewSite(study, shelves, sqlite_url(tmp_path / "decisions.sqlite"))
    yield site
    site.stop()


@pytest.fixture
def site(stopped: ReviewSite) -> ReviewSite:
    """A site with an empty log, serving."""
    stopped.start()
    return stopped


@pytest.fixture
def browse(stopped: ReviewSite, chromium: Browser) -> Iterator[Callable[..., Reviewer]]:
    """Gives a reviewer who has not signed in a browser of their own (options of `new_context`).

    At the end nothing may have gone wrong in any.
    """
    from browser.reviewer import Reviewer, Watch

    contexts, watches = [], []

    def begin(**options: Any) -> Reviewer:
        context = chromium.new_context(
            **{
                "viewport": {"width": 1366, "height": 768},
                "locale": "nl-NL",
                "reduced_motion": "reduce",
                **options,
            }
        )
        context.set_default_timeout(WAIT)
        watch = Watch(f"127.0.0.1:{stopped.port}")
        watch.over(context)
        contexts.append(context)
        watches.append(watch)
        return Reviewer(context.new_page(), stopped.address, watch)

    yield begin
    for context in contexts:
        context.close()
    assert [wrong for watch in watches for wrong in watch.wrong] == []


@pytest.fixture
def anna(site: ReviewSite, browse: Callable[..., Reviewer]) -> Reviewer:
    """Anna, signed in."""
    return browse().enter("Anna")

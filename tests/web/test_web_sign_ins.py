"""Sign-in links: where others can reach the page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient
from web_desk import FakeDesk, token_of

from pipeline.decisions import DecisionLog
from pipeline.decisions.tables import SIGN_INS
from pipeline.web import SignInError, SignIns, create_app

BASE = "http://werkplek:8765"
START = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    """Ten in the morning."""
    return Clock()


@pytest.fixture
def log(tmp_path: Path) -> Iterator[DecisionLog]:
    """An empty log of decisions."""
    with DecisionLog(f"sqlite:///{tmp_path}/decisions.sqlite", "proef") as log:
        yield log


@pytest.fixture
def links(log: DecisionLog, clock: Clock) -> SignIns:
    """The sign-ins beside that log."""
    return SignIns(log.engine, "proef", clock=clock)


@pytest.fixture
def browser(desk: FakeDesk, links: SignIns) -> Iterator[TestClient]:
    """A browser on another machine."""
    app = create_app(desk, hosts=("werkplek",), sign_ins=links)
    with TestClient(app, base_url=BASE, raise_server_exceptions=False) as client:
        yield client


def enter(browser: TestClient, link: str) -> int:
    """Opens a link and presses its button: the status of what comes back."""
    page = browser.get(f"/sign-in/{link}")
    if page.status_code != 200:
        return page.status_code
    data = {"token": token_of(page.text)}
    return browser.post(f"/sign-in/{link}", data=data, follow_redirects=False).status_code


def test_a_link_signs_in(browser: TestClient, links: SignIns) -> None:
    """The page of the link says whom it is for; its button opens the study under that name."""
    link = links.invite("Zoë")
    assert "Welkom, Zoë" in browser.get(f"/sign-in/{link}").text
    assert enter(browser, link) == 303
    assert "Dag Zoë" in browser.get("/").text


def test_looking_at_a_link_does_not_use_it(browser: TestClient, links: SignIns) -> None:
    """Programs that look at links in mails do not burn them."""
    link = links.invite("Zoë")
    for _ in range(3):
        browser.get(f"/sign-in/{link}")
    assert links.invited(link) == "Zoë"


def test_a_link_works_once(browser: TestClient, links: SignIns, desk: FakeDesk) -> None:
    """A link that was used is refused, by looking and by sending its form again."""
    link = links.invite("Zoë")
    assert enter(browser, link) == 303
    with TestClient(create_app(desk, hosts=("werkplek",), sign_ins=links), base_url=BASE) as other:
        assert other.get(f"/sign-in/{link}").status_code == 403
        token = token_of(other.get("/sign-in").text)
        answer = other.post(f"/sign-in/{link}", data={"token": token})
        assert answer.status_code == 403
        assert "al gebruikt" in answer.text
        assert other.get("/").url.path == "/sign-in"


@pytest.mark.parametrize("link", ["x", "A" * 43, "%00", "..%2fx", "%ff"])
def test_a_wrong_link_is_refused(browser: TestClient, links: SignIns, link: str) -> None:
    """A link that was never given is refused with a page that says what to do."""
    links.invite("Zoë")
    answer = browser.get(f"/sign-in/{link}")
    assert answer.status_code in (403, 404)
    assert browser.get("/").url.path == "/sign-in"


def test_without_a_link_a_name_is_not_believed(browser: TestClient) -> None:
    """Where links are needed a name alone opens nothing, neither in the form nor in a cookie."""
    page = browser.get("/sign-in").text
    assert "Je hebt een link nodig" in page
    answer = browser.post(
        "/sign-in", data={"token": token_of(page), "name": "Anna"}, follow_redirects=False
    )
    assert answer.status_code == 403
    cookie = next(iter(dict(browser.cookies)))
    browser.cookies.set(cookie, "a" * 40 + ".QW5uYQ")
    assert browser.get("/").url.path == "/sign-in"


def test_a_session_outlives_a_restart(
    browser: TestClient, links: SignIns, desk: FakeDesk, log: DecisionLog
) -> None:
    """A server that was started anew knows the session, and its forms."""
    enter(browser, links.invite("Zoë"))
    token = token_of(browser.get("/").text)
    again = SignIns(log.engine, "proef", clock=Clock())
    app = create_app(desk, hosts=("werkplek",), sign_ins=again)
    with TestClient(app, base_url=BASE, cookies=dict(browser.cookies)) as later:
        later.post("/review/uitdagingen/uncertain?text=t1", data={"token": token, "code": "overig"})
    assert desk.log[0].reviewer == "Zoë"


def test_signing_out_ends_the_session(browser: TestClient, links: SignIns) -> None:
    """After signing out the cookie opens nothing any more, also where somebody copied it."""
    enter(browser, links.invite("Zoë"))
    kept = dict(browser.cookies)
    browser.post("/sign-out", data={"token": token_of(browser.get("/").text)})
    browser.cookies.update(kept)
    assert browser.get("/").url.path == "/sign-in"


def test_a_session_ends_after_a_month(links: SignIns, clock: Clock) -> None:
    """A session lasts thirty days."""
    session, _ = links.enter(links.invite("Zoë"))
    clock.at += timedelta(days=29)
    assert links.reviewer(session) == "Zoë"
    clock.at += timedelta(days=2)
    assert links.reviewer(session) == ""


def test_a_new_link_replaces_an_unused_one(links: SignIns) -> None:
    """Whoever is given a new link can't use the old one; their session goes on."""
    session, _ = links.enter(links.invite("Zoë"))
    first, second = links.invite("Zoë"), links.invite("Zoë")
    with pytest.raises(SignInError, match="used before or never given"):
        links.enter(first)
    assert links.invited(second) == links.reviewer(session) == "Zoë"


def test_links_and_sessions_are_kept_as_hashes(links: SignIns, log: DecisionLog) -> None:
    """Who reads the database can't sign in with what stands there."""
    link = links.invite("Zoë")
    session, _ = links.enter(link)
    with log.engine.connect() as connection:
        row = connection.execute(select(SIGN_INS)).one()
    assert link not in row
    assert session not in row
    assert len(row.link) == len(row.session) == 64


def test_links_are_256_bits_of_chance(links: SignIns) -> None:
    """43 letters of 64 hold 256 bits, and no two are alike."""
    made = {links.invite(f"r{i}") for i in range(50)}
    assert len(made) == 50
    assert all(len(link) == 43 for link in made)


def test_a_link_is_of_one_study(links: SignIns, log: DecisionLog, clock: Clock) -> None:
    """Studies that share a database do not share links or sessions."""
    other = SignIns(log.engine, "anders", clock=clock)
    link = links.invite("Zoë")
    with pytest.raises(SignInError):
        other.enter(link)
    session, _ = links.enter(link)
    assert other.reviewer(session) == ""


def test_of_two_at_once_one_gets_in(links: SignIns) -> None:
    """A link used at the same moment in eight places opens one session."""
    link = links.invite("Zoë")
    got: list[str] = []

    def use() -> None:
        try:
            got.append(links.enter(link)[0])
        except SignInError:
            got.append("")

    threads = [Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 8
    assert len([session for session in got if session]) == 1

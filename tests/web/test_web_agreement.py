"""The page of agreement within the review page."""

from __future__ import annotations

import time
from typing import Any

from starlette.testclient import TestClient
from web_desk import BASE, FakeDesk, token_of

from pipeline.errors import MisuseError
from pipeline.web import create_app
from pipeline.web.agreement import policy


def settled(client: TestClient) -> Any:
    """The answer of the page once it has been made."""
    for _ in range(200):
        answer = client.get("/agreement")
        if answer.status_code != 202:
            return answer
        assert 'http-equiv="refresh"' in answer.text
        time.sleep(0.01)
    raise AssertionError("it was never made")


def anna(client: TestClient) -> str:
    """Signs Anna in: the token of her forms."""
    token = token_of(client.get("/sign-in").text)
    client.post("/sign-in", data={"token": token, "name": "Anna"})
    return token


def test_agreement_is_shown_under_a_policy_of_its_own(desk: FakeDesk) -> None:
    """The page comes as it was made, its style named by hash; nobody sees it without a name."""
    app = create_app(
        desk, agreement=lambda: "<html><style>p { color: red }</style><p>kappa 0,8</p></html>"
    )
    with TestClient(app, base_url=BASE) as client:
        assert "kappa" not in client.get("/agreement").text
        anna(client)
        answer = settled(client)
        assert "kappa 0,8" in answer.text
        assert "style-src 'sha256-" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]


def test_agreement_is_made_again_after_a_decision(desk: FakeDesk) -> None:
    """The page is made once, and again after a decision; until then the earlier one is shown."""
    made: list[int] = []

    def make() -> str:
        made.append(1)
        return f"<p>nummer {len(made)}</p>"

    with TestClient(create_app(desk, agreement=make), base_url=BASE) as client:
        token = anna(client)
        assert [settled(client).text for _ in range(3)] == ["<p>nummer 1</p>"] * 3
        client.post(
            "/review/uitdagingen/uncertain?text=t1", data={"token": token, "code": "overig"}
        )
        for _ in range(200):
            if client.get("/agreement").text == "<p>nummer 2</p>":
                break
            time.sleep(0.01)
        assert client.get("/agreement").text == "<p>nummer 2</p>"
        assert len(made) == 2


def test_what_can_not_be_said_is_told(desk: FakeDesk) -> None:
    """Where nobody coded anything, the page says what its maker said."""

    def make() -> str:
        raise MisuseError("nobody coded anything yet")

    with TestClient(create_app(desk, agreement=make), base_url=BASE) as client:
        anna(client)
        answer = settled(client)
        assert answer.status_code == 422
        assert "nobody coded anything yet" in answer.text


def test_without_figures_it_says_so(client: TestClient) -> None:
    """Where agreement can't be made there is no link to it, and its address says why."""
    assert 'href="/agreement"' not in client.get("/").text
    assert client.get("/agreement").status_code == 404


def test_a_policy_without_styles_allows_none() -> None:
    """A page without a style of its own may have none."""
    assert "style-src 'none'" in policy("<p style='color:red'>")

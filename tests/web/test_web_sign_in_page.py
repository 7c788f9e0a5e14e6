"""Who comes in: a name on loopback."""

from __future__ import annotations

from starlette.testclient import TestClient
from web_desk import BASE, FakeDesk, token_of

from pipeline.web import create_app


def test_a_stranger_is_asked_for_a_name_and_comes_back_to_the_page(stranger: TestClient) -> None:
    """Whoever opens a page without a name is sent to the door, and from there to the page that was
    asked for.
    """
    at_door = stranger.get("/review/uitdagingen/uncertain?text=t1")
    assert at_door.url.path == "/sign-in"
    sent = {
        "token": token_of(at_door.text),
        "name": " Anna  de Vries ",
        "then": "/review/uitdagingen/uncertain?text=t1",
    }
    inside = stranger.post("/sign-in", data=sent)
    assert str(inside.url).endswith("/review/uitdagingen/uncertain?text=t1")
    assert "Anna de Vries" in inside.text


def test_a_name_is_needed(stranger: TestClient) -> None:
    """No name, white space alone or a very long one is refused, with why beside the field."""
    token = token_of(stranger.get("/sign-in").text)
    for name in ("", "   ", "x" * 61):
        answer = stranger.post("/sign-in", data={"token": token, "name": name})
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.text


def test_the_door_leads_nowhere_else(stranger: TestClient) -> None:
    """After signing in nobody is sent to another site, however the address is written."""
    token = token_of(stranger.get("/sign-in").text)
    for then in (
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
    ):
        data = {"token": token, "name": "Anna", "then": then}
        answer = stranger.post("/sign-in", data=data, follow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["location"] == "/"


def test_the_name_outlives_a_restart(client: TestClient, desk: FakeDesk) -> None:
    """A server that was started anew knows the cookie, and the forms of pages that were open still
    work.
    """
    token = token_of(client.get("/").text)
    with TestClient(create_app(desk), base_url=BASE, cookies=dict(client.cookies)) as later:
        answer = later.post(
            "/review/uitdagingen/uncertain?text=t1", data={"token": token, "code": "overig"}
        )
        assert answer.status_code == 200
    assert desk.log[0].reviewer == "Anna"


def test_signing_out_forgets_the_name(client: TestClient) -> None:
    """After signing out the door asks again."""
    client.post("/sign-out", data={"token": token_of(client.get("/").text)})
    assert client.get("/").url.path == "/sign-in"


def test_a_link_in_a_mail_opens_the_page(stranger: TestClient) -> None:
    """Browsers hold back the cookie from a link on another site.

    The page then asks for itself once more instead of asking who is there.
    """
    answer = stranger.get(
        "/review/uitdagingen/uncertain?text=t1", headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 200
    assert 'http-equiv="refresh"' in answer.text
    assert "set-cookie" not in answer.headers


def test_names_that_are_known_are_offered(desk: FakeDesk) -> None:
    """Names given with the command, and those who decided before, are offered at the door, each
    once.
    """
    with TestClient(create_app(desk, names=("Zoë", "Bert")), base_url=BASE) as client:
        page = client.get("/sign-in").text
    assert [
        page.count(f'<option value="{name}">') for name in ("Zoë", "Bert", "Anna de Vries")
    ] == [1, 1, 1]


def test_a_name_hides_no_signs(stranger: TestClient) -> None:
    """Signs that can't be seen are left out of a name: with them one could pass for another."""
    sent = {"token": token_of(stranger.get("/sign-in").text), "name": "An\u202ena\u200b"}
    assert "Dag Anna<" in stranger.post("/sign-in", data=sent).text

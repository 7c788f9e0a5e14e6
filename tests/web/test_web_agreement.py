"""The page of agreement within the review page."""

from __future__ import annotations

from starlette.testclient import TestClient
from web_desk import BASE, FakeDesk, token_of

from pipeline.web import create_app
from pipeline.web.agreement import policy


def test_agreement_is_shown_under_a_policy_of_its_own(desk: FakeDesk) -> None:
    """The page comes as it was made, its style named by hash; it is made once until somebody decides."""
    made: list[int] = []

    def make() -> str:
        made.append(1)
        return "<html><style>p { color: red }</style><p>kappa 0,8</p></html>"

    with TestClient(create_app(desk, agreement=make), base_url=BASE) as client:
        token = token_of(client.get("/sign-in").text)
        assert "kappa" not in client.get("/agreement").text
        client.post("/sign-in", data={"token": token, "name": "Anna"})
        for _ in range(2):
            answer = client.get("/agreement")
        assert "kappa 0,8" in answer.text
        assert "style-src 'sha256-" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert len(made) == 1
        client.post("/review/uitdagingen/unsure?text=t1", data={"token": token, "code": "overig"})
        client.get("/agreement")
        assert len(made) == 2


def test_without_figures_it_says_so(client: TestClient) -> None:
    """Where agreement can't be made there is no link to it, and its address says why."""
    assert 'href="/agreement"' not in client.get("/").text
    assert client.get("/agreement").status_code == 404


def test_a_policy_without_styles_allows_none() -> None:
    """A page without a style of its own may have none."""
    assert "style-src 'none'" in policy("<p style='color:red'>")

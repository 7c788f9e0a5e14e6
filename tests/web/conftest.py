"""A client of the review page, signed in, before a desk in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient
from web_desk import BASE, FakeDesk, token_of

from pipeline.web import create_app


@pytest.fixture
def desk() -> FakeDesk:
    """A desk of five texts."""
    return FakeDesk()


@pytest.fixture
def stranger(desk: FakeDesk) -> Iterator[TestClient]:
    """A browser that has not said who sits before it.

    An error of the server is an answer 500, as in life.
    """
    with TestClient(create_app(desk), base_url=BASE, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def client(stranger: TestClient) -> TestClient:
    """Anna's browser."""
    page = stranger.get("/sign-in").text
    answer = stranger.post(
        "/sign-in", data={"token": token_of(page), "name": "Anna"}, follow_redirects=False
    )
    assert answer.status_code == 303
    return stranger


@pytest.fixture
def post(client: TestClient) -> Callable[..., Any]:
    """Sends a form with its token, as the page would.

    Shows what comes back, without following it.
    """
    token = token_of(client.get("/settings").text)

    def send(url: str, data: dict[str, Any] | None = None, **more: Any) -> Any:
        return client.post(
            url, data={"token": token, **(data or {})}, follow_redirects=False, **more
        )

    return send

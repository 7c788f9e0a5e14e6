"""What must be refused, or do no harm, whoever sends it."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from web_desk import BASE, HTMX, UNCERTAIN, FakeDesk, decision, token_of

import pipeline.web
from pipeline.errors import LogError
from pipeline.review.values import Opinion
from pipeline.web import create_app
from pipeline.web.guard import MAX_BYTES, Guard

Post = Callable[..., Any]
HERE = Path(pipeline.web.__file__).parent
SCRIPT = "<script>alert(1)</script>\"' onload=alert(1) hx-on:click=alert(1) data-x='"
PAGES = (
    "/",
    UNCERTAIN + "?text=t1",
    "/bulk/uitdagingen",
    "/progress",
    "/settings",
    "/static/turven.css",
    "/nergens",
)


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8765", "127.0.0.1:9", "[::1]:8765", "LOCALHOST"]
)
def test_own_names_are_answered(client: TestClient, host: str) -> None:
    """This machine's own names are answered, with or without port."""
    assert client.get("/sign-in", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "evil.example:8765",
        "localhost@evil.example",
        "",
        "[::1",
        "localhost/x",
        "0.0.0.0",
    ],
)
def test_foreign_hosts_are_refused(client: TestClient, host: str) -> None:
    """A name that is not this server's (as after DNS rebinding) is refused before all else."""
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 421
    assert "Marieke" not in answer.text


def test_a_name_given_with_host_is_answered(desk: FakeDesk) -> None:
    """The name that the server listens on is one of its own.

    So is the public name behind a proxy, and no other.
    """
    app = create_app(desk, hosts=("localhost", "werkplek"), public="https://review.example.nl")
    with TestClient(app, base_url="http://werkplek:8765") as client:
        assert client.get("/sign-in").status_code == 200
        assert client.get("/sign-in", headers={"Host": "review.example.nl"}).status_code == 200
        assert client.get("/sign-in", headers={"Host": "anders"}).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_posts_from_elsewhere_are_refused(
    post: Post, desk: FakeDesk, headers: dict[str, str]
) -> None:
    """A form of another site is refused, even if it knew the token."""
    assert post(UNCERTAIN + "?text=t1", {"code": "overig"}, headers=headers).status_code == 403
    assert desk.log == []


def test_the_page_s_own_posts_are_taken(post: Post, desk: FakeDesk) -> None:
    """The headers that a browser sends with the page's own form are fine."""
    headers = {"Origin": BASE, "Sec-Fetch-Site": "same-origin"}
    assert post(UNCERTAIN + "?text=t1", {"code": "overig"}, headers=headers).status_code == 303
    assert len(desk.log) == 1


def test_behind_a_proxy_the_public_origin_counts(desk: FakeDesk) -> None:
    """The browser names the public address as origin.

    What a proxy says of itself in X-Forwarded headers changes nothing.
    """
    with TestClient(
        create_app(desk, public="https://review.example.nl"), base_url="https://review.example.nl"
    ) as client:
        token = token_of(client.get("/sign-in").text)
        sent = {"token": token, "name": "Anna"}
        good = client.post(
            "/sign-in",
            data=sent,
            headers={"Origin": "https://review.example.nl"},
            follow_redirects=False,
        )
        assert good.status_code == 303
        assert "Secure" in good.headers["set-cookie"]
        forged = {"Origin": "https://evil.example", "X-Forwarded-Host": "evil.example"}
        assert client.post("/sign-in", data=sent, headers=forged).status_code == 403
        assert (
            client.get(
                "/", headers={"Host": "evil.example", "X-Forwarded-Host": "localhost"}
            ).status_code
            == 421
        )


@pytest.mark.parametrize("token", ["", "x", "0" * 64, "é" * 64])
def test_forms_without_the_token_are_refused(
    client: TestClient, desk: FakeDesk, token: str
) -> None:
    """Without the token of this visitor, or with that of nobody, nothing is kept."""
    for url in (
        UNCERTAIN + "?text=t1",
        "/undo",
        "/bulk/uitdagingen/apply",
        "/settings",
        "/sign-out",
        "/language",
        "/sign-in",
    ):
        answer = client.post(
            url, data={"token": token, "code": "overig", "name": "x"}, follow_redirects=False
        )
        assert answer.status_code == 403, url
    assert desk.log == []
    assert desk.undos == []


def test_the_token_of_another_visitor_is_refused(client: TestClient, desk: FakeDesk) -> None:
    """A token belongs to one browser."""
    with TestClient(create_app(desk), base_url=BASE) as other:
        theirs = token_of(other.get("/sign-in").text)
    assert (
        client.post(UNCERTAIN + "?text=t1", data={"token": theirs, "code": "overig"}).status_code
        == 403
    )


def test_a_stranger_can_not_post(stranger: TestClient, desk: FakeDesk) -> None:
    """A visitor without a name decides nothing, though their form has a token."""
    token = token_of(stranger.get("/sign-in").text)
    answer = stranger.post(UNCERTAIN + "?text=t1", data={"token": token, "code": "overig"})
    assert answer.status_code == 401
    assert "Er is niets bewaard" in answer.text
    assert desk.log == []


def test_the_cookie_is_for_this_page_alone(stranger: TestClient) -> None:
    """No script and no other site can use the cookie."""
    cookie = stranger.get("/sign-in").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Domain" not in cookie


@pytest.mark.parametrize("url", PAGES)
def test_every_answer_carries_the_policy(client: TestClient, url: str) -> None:
    """Framing, foreign scripts, inline scripts and styles are forbidden on every page, errors
    included; the server doesn't name itself.
    """
    headers = client.get(url).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert "server" not in headers


@pytest.mark.parametrize("url", PAGES[:-2])
def test_answers_do_not_stay_in_the_browser(client: TestClient, url: str) -> None:
    """Pages with answers are not stored."""
    assert client.get(url).headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "template", sorted((HERE / "templates").rglob("*.html")), ids=lambda path: path.name
)
def test_templates_have_nothing_inline(template: Path) -> None:
    """No inline script, style or handler, no htmx attribute that runs code, nothing from elsewhere,
    and nothing that skips escaping.
    """
    text = template.read_text(encoding="utf-8")
    assert not re.search(
        r"<style|\sstyle=|\son[a-z]+=|hx-on|hx-vals|hx-vars|hx-headers|hx-ext|javascript:", text
    )
    assert not re.search(r"<script(?![^>]* src=)", text)
    assert not re.search(r"https?://", text)
    assert not re.search(r"\|\s*safe|autoescape|Markup", text)


def test_htmx_is_the_one_that_was_pinned() -> None:
    """One file, byte for byte that of htmx.org 2.0.11 on npm, with its licence beside it."""
    files = list((HERE / "static").glob("*htmx*.js"))
    assert [file.name for file in files] == ["htmx-2.0.11.min.js"]
    digest = hashlib.sha256(files[0].read_bytes()).hexdigest()
    assert digest == "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717"
    assert "Zero-Clause BSD" in (HERE / "static" / "htmx-LICENSE.txt").read_text(encoding="utf-8")


def test_htmx_runs_no_code_and_keeps_nothing(client: TestClient) -> None:
    """htmx is told: no eval, no scripts in what it swaps, no styles of its own, requests to this
    site alone, no pages kept in the browser.
    """
    page = client.get("/").text.replace("&#34;", '"')
    for setting in (
        '"allowEval": false',
        '"allowScriptTags": false',
        '"selfRequestsOnly": true',
        '"includeIndicatorStyles": false',
        '"historyCacheSize": 0',
    ):
        assert setting in page


def test_script_in_texts_is_harmless(post: Post, client: TestClient, desk: FakeDesk) -> None:
    """Answers, notes, names, reasons and codes are shown as they were written, in text and in
    attributes.
    """
    desk.texts = {"t1": SCRIPT, SCRIPT: SCRIPT}
    evil = decision(SCRIPT, (SCRIPT,), note=SCRIPT)
    desk.changes = {
        "stale": evil,
        "settled": evil,
        "reason": SCRIPT,
        "also_here": (SCRIPT,),
        "segments": ((SCRIPT, SCRIPT),),
        "chosen": (SCRIPT,),
        "opinions": (Opinion(SCRIPT, (SCRIPT,), "", SCRIPT), Opinion("Bert", ("overig",), "", "")),
        "respondent_id": SCRIPT,
        "wave": SCRIPT,
        "members": ((SCRIPT, SCRIPT, SCRIPT),),
        "count": 2,
    }
    desk.newer = (evil,)
    pages = [
        client.get("/review/uitdagingen/all", params={"text": SCRIPT}),
        post(UNCERTAIN + "?text=t1", {"code": "overig", "note": SCRIPT, "reason": SCRIPT}),
        post(UNCERTAIN + "?text=t1", {"code": SCRIPT, "note": SCRIPT}, headers=HTMX),
        client.get("/bulk/uitdagingen", params={"words": "", "theme": SCRIPT, "state": SCRIPT}),
        post(
            "/bulk/uitdagingen/preview",
            {"way": "add", "code": SCRIPT, "key": ["t1", SCRIPT], "back": SCRIPT},
        ),
        post("/settings", {"accept": SCRIPT}),
    ]
    for page in pages:
        assert page.status_code < 500, page.url
        assert "alert(1)" in page.text
        assert "<script>alert" not in page.text
        assert not re.search(r"<[^>\"']*(\"[^\"]*\"[^>\"']*)*\s(hx-on|onload)", page.text)


def test_script_in_a_name_is_harmless(stranger: TestClient) -> None:
    """A reviewer may be called anything."""
    token = token_of(stranger.get("/sign-in").text)
    page = stranger.post("/sign-in", data={"token": token, "name": "<script>alert(1)</script>"})
    assert "&lt;script&gt;" in page.text
    assert "<script>alert" not in page.text


@pytest.mark.parametrize("size", [MAX_BYTES + 1, 100 * 1024 * 1024])
def test_a_large_body_is_refused_by_its_length(client: TestClient, size: int) -> None:
    """100 MB are refused before they are read."""
    answer = client.post("/undo", content=b"x", headers={"Content-Length": str(size)})
    assert answer.status_code == 413
    assert "too much" in answer.text


def test_a_large_body_is_refused_while_it_streams() -> None:
    """A body that doesn't tell its length is cut off at the limit, not read to its end."""
    read, sent = [], []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        while (await receive())["more_body"]:
            pass

    async def receive() -> dict[str, Any]:
        read.append(1)
        assert len(read) < 100
        return {"type": "http.request", "body": b"x" * 65536, "more_body": True}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"host", b"localhost")]}
    asyncio.run(Guard(app, hosts=["localhost"])(scope, receive, send))
    assert sent[0]["status"] == 413
    assert len(read) <= MAX_BYTES // 65536 + 1


@pytest.mark.parametrize(
    "body",
    [
        b"code=%ff%fe",
        b"\xff\xfe=\xff",
        b"code=\xc3\xa9",
        b"&".join(b"a%d=1" % i for i in range(1001)),
        b"token=1&token=2",
        b"&&&===",
        b"%",
        b"note=" + b"x" * 100_000,
    ],
)
def test_forms_that_no_browser_sends(client: TestClient, desk: FakeDesk, body: bytes) -> None:
    """Letters that are none, a thousand fields, fields given twice: a plain refusal."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = client.post(UNCERTAIN + "?text=t1", content=body, headers=headers)
    assert answer.status_code in (400, 403)
    assert desk.log == []


def test_letters_that_are_none(client: TestClient, desk: FakeDesk) -> None:
    """A form of this visitor with bytes that are no UTF-8 is refused whole, not mended into other
    letters.
    """
    token = token_of(client.get("/settings").text)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    body = f"token={token}&code=overig&note=%ff%fe".encode()
    answer = client.post(UNCERTAIN + "?text=t1", content=body, headers=headers)
    assert answer.status_code == 400
    assert "no UTF-8" in answer.text
    assert desk.log == []


@pytest.mark.parametrize(
    "kind", ["multipart/form-data; boundary=x", "application/json", "text/plain", ""]
)
def test_other_kinds_of_bodies_are_refused(client: TestClient, kind: str) -> None:
    """Only the kind of form that the page makes is read: no files, no JSON."""
    assert (
        client.post("/undo", content=b"--x\r\n\r\n", headers={"Content-Type": kind}).status_code
        == 400
    )


@pytest.mark.parametrize(
    "data",
    [
        {"code": "overig", "note": "x" * 2001},
        {"code": "overig", "note": ["a", "b"]},
        {"code": "overig", "seen": ["1", "2"]},
        {"code": ["x" * 501]},
        {"code": [f"c{i}" for i in range(300)]},
    ],
)
def test_fields_have_limits(post: Post, desk: FakeDesk, data: dict[str, Any]) -> None:
    """A very long note or code, too many codes, or a field twice is refused."""
    assert post(UNCERTAIN + "?text=t1", data).status_code == 400
    assert desk.log == []


@pytest.mark.parametrize("seen", ["-1", "1e9", "9" * 50, "x", "٣"])
def test_numbers_that_are_none(post: Post, desk: FakeDesk, seen: str) -> None:
    """A number that is none counts as nothing seen, which is the careful way."""
    assert post(UNCERTAIN + "?text=t1", {"code": "overig", "seen": seen}).status_code == 303
    assert desk.requested[0].seen == 0


def test_control_signs_do_not_reach_the_log(post: Post, desk: FakeDesk) -> None:
    """NUL, which PostgreSQL refuses, and other control signs are left out; lines and tabs stay."""
    post(UNCERTAIN + "?text=t1", {"code": "overig", "note": "a\x00b\x1b[31m\r\n\tc"})
    assert desk.requested[0].note == "ab[31m\n\tc"


ODD_ADDRESSES = [
    "/review/%ff/uncertain",
    UNCERTAIN + "?text=%ff%fe",
    UNCERTAIN + "?text=%00",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/static/%2e%2e/app.py",
    "/static/..%2fapp.py",
    "/live?since=x&text=%ff",
    "/bulk/uitdagingen?page=99999999999&words=%00",
]


@pytest.mark.parametrize("url", ODD_ADDRESSES)
def test_odd_addresses_are_harmless(client: TestClient, url: str) -> None:
    """Letters that are none, and paths that would lead out, never make an error of the server nor
    show a file.
    """
    answer = client.get(url)
    assert answer.status_code < 500
    assert "create_app" not in answer.text


def test_ids_of_others_are_not_taken_from_a_form(post: Post, desk: FakeDesk) -> None:
    """An id that the page can't have made is replaced."""
    post(UNCERTAIN + "?text=t1", {"code": "overig", "act": "'; DROP TABLE decisions"})
    assert re.fullmatch("[0-9a-f]{32}", desk.requested[0].id)


def test_errors_reach_htmx_as_plain_words(post: Post, desk: FakeDesk) -> None:
    """A page that changes in part shows a trouble beside the work.

    It is not put in the place of the card.
    """
    desk.fails = LogError("nothing was kept: the disk is full", full=True)
    answer = post("/undo", {"question": "uitdagingen", "queue": "uncertain"}, headers=HTMX)
    assert answer.status_code == 507
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["hx-reswap"] == "none"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(client: TestClient, method: str) -> None:
    """The page only gets and posts."""
    assert client.request(method, "/").status_code == 405

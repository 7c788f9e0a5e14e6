"""Refuses foreign hosts, cross-site posts and large bodies before anything is read."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BYTES = 512 * 1024
"""The largest body of a form; a screen of ticked rows is far smaller."""

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

_HEADERS = {
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    # not no-referrer: browsers would then send `Origin: null` with the page's own forms
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class TooLargeError(Exception):
    """A body exceeded the limit while it was read."""


class Guard:
    """Wraps the app; `hosts` are names it answers to, `origins` may post beside its own."""

    def __init__(self, app: ASGIApp, *, hosts: Iterable[str], origins: Iterable[str] = ()) -> None:
        self.app = app
        self.hosts = frozenset(host.lower() for host in hosts)
        self.origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self._elsewhere(scope, receive, send)
            return
        headers = _headers(scope)
        refused = self._refusal(scope["method"], headers)
        if refused:
            await refused(scope, receive, _with_headers(send))
            return
        try:
            await self.app(scope, _counted(receive), _with_headers(send))
        except TooLargeError:
            await _too_large()(scope, receive, _with_headers(send))

    async def _elsewhere(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    def _refusal(self, method: str, headers: dict[str, list[str]]) -> PlainTextResponse | None:
        hosts = headers.get("host", [])
        if len(hosts) != 1 or host_name(hosts[0]) not in self.hosts:
            return _plain("This server does not go by that name.", 421)
        if method not in ("GET", "HEAD") and not self._of_this_page(headers, hosts[0]):
            return _plain("Refused: this form was not sent by the review page itself.", 403)
        length = headers.get("content-length", ["0"])[0]
        if not length.isdecimal() or len(length) > 18:
            return _plain("The length of the body makes no sense.", 400)
        return _too_large() if int(length) > MAX_BYTES else None

    def _of_this_page(self, headers: dict[str, list[str]], host: str) -> bool:
        own = {f"http://{host.lower()}", *self.origins}
        origins = headers.get("origin", [])
        sites = headers.get("sec-fetch-site", [])
        return all(origin.lower() in own for origin in origins) and all(
            site == "same-origin" for site in sites
        )


def host_name(host: str) -> str:
    """Return the name in a Host header, lower case, without its port; '' if it has none."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
    if any(sign in host for sign in "/@?#\\ "):
        return ""
    return f"[{name}]" if ":" in name else name


def _headers(scope: Scope) -> dict[str, list[str]]:
    headers: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        headers.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    return headers


def _counted(receive: Receive) -> Receive:
    read = 0

    async def counting() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > MAX_BYTES:
            raise TooLargeError
        return message

    return counting


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            # a page may have a policy of its own: that of agreement names its style by hash
            headers.setdefault("content-security-policy", POLICY)
            headers.setdefault("cache-control", "no-store")
        await send(message)

    return sending


def _too_large() -> PlainTextResponse:
    # the rest of the body is not read: the connection closes after this answer
    return _plain("Refused: too much was sent at once.", 413, connection="close")


def _plain(text: str, status: int, **headers: str) -> PlainTextResponse:
    return PlainTextResponse(text + "\n", status_code=status, headers=headers)

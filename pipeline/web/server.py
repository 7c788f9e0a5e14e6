"""The server of the review page: on loopback by default."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette

from pipeline.errors import MisuseError
from pipeline.web.guard import LOOPBACK

_ITSELF = ("127.0.0.1", "localhost", "::1")
_ANYWHERE = ("0.0.0.0", "::")


@dataclass(frozen=True)
class Address:
    """Where the page listens; `public` is the address (https://...) of a proxy before it."""

    host: str = "127.0.0.1"
    port: int = 8765
    public: str = ""

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach it and no proxy forwards requests."""
        return self.host in _ITSELF and not self.public

    @property
    def hosts(self) -> tuple[str, ...]:
        """The host names it answers to, beside that of the public address."""
        return LOOPBACK if self.host in (*_ITSELF, *_ANYWHERE) else (*LOOPBACK, self._name)

    @property
    def url(self) -> str:
        """The address to open."""
        return self.public or f"http://{self._name}:{self.port}"

    @property
    def _name(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host


@contextmanager
def listen(host: str, port: int, behind: str = "") -> Iterator[tuple[Address, socket.socket]]:
    """Yield the address and its open socket; `MisuseError` if that can't be opened."""
    public = _public(behind) if behind else ""
    if host in _ANYWHERE and not public:
        raise MisuseError(
            f"--host {host} has no name that a browser can ask for: give the name or address by"
            " which reviewers reach this machine, or --behind URL where a proxy passes requests on"
        )
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        there = socket.create_server((host, port), family=family)
    except (OSError, UnicodeError, OverflowError) as error:
        why = getattr(error, "strerror", None) or error
        raise MisuseError(
            f"can't listen on {host}:{port} ({why}); choose another --port or --host"
        ) from None
    # without it a reply waits 40 ms for the browser to acknowledge its head; a connection inherits
    # # it from the listening socket
    there.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with there:
        yield Address(host, there.getsockname()[1], public), there


def serve(app: Starlette, there: socket.socket) -> None:
    """Serve the page until it is stopped."""
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        # who is behind a proxy is set by --behind, never by what a request says about itself
        proxy_headers=False,
        ws="none",
        limit_concurrency=200,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=3,
    )
    uvicorn.Server(config).run(sockets=[there])


def _public(url: str) -> str:
    """Return the public address as in Origin headers: scheme, host and port, lower case."""
    try:
        parts = urlsplit(url.strip().lower())
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.path.strip("/")
        or parts.query
    ):
        raise MisuseError(
            "--behind is the public address of the page, such as https://review.example.nl,"
            " without a path"
        )
    standard = {"http": 80, "https": 443}[parts.scheme]
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in (None, standard) else "")

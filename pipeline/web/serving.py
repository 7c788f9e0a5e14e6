"""Listens for browsers: on loopback by default."""

from __future__ import annotations

from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette

from pipeline.web.guard import LOOPBACK


@dataclass(frozen=True)
class Address:
    """Where the page listens, and by which public address (https://...) a proxy passes requests on."""

    host: str = "127.0.0.1"
    port: int = 8765
    public: str = ""

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach it and nobody passes requests on."""
        return self.host in ("127.0.0.1", "localhost", "::1") and not self.public

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names that a request may ask for."""
        return LOOPBACK if self.host in ("127.0.0.1", "localhost", "::1") else (*LOOPBACK, self._name)

    @property
    def url(self) -> str:
        """The address to open."""
        return self.public or f"http://{self._name}:{self.port}"

    @property
    def _name(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host


def serve(app: Starlette, address: Address) -> None:
    """Serves the page until it is stopped."""
    uvicorn.run(
        app,
        host=address.host,
        port=address.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        ws="none",
        limit_concurrency=200,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=3,
        h11_max_incomplete_event_size=64 * 1024,
    )

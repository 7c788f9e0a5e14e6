"""Asks a server on an OpenAI-compatible interface, and takes nothing else from it.

No proxy, no certificate or password of the environment, no redirect, no packed body, no body of
more than `MAX_BYTES`. What may pass is tried again three times.
"""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any

from pipeline.errors import MissingExtraError, MisuseError
from pipeline.run.llm.address import ServerAddress

if TYPE_CHECKING:
    from httpx import Client, Response

Sleep = Callable[[float], None]
Json = Mapping[str, Any]

MAX_BYTES = 8 << 20
"""Bytes of a response; 100 codes with log-probabilities take half a megabyte."""

RETRIES = 3
FIRST_WAIT = 0.5
"""Seconds before a call is tried again; twice as long each time."""

LONGEST_WAIT = 30.0
"""Seconds; a server that asks for more patience gets no more."""

_CONNECT_SECONDS = 5.0
_BUSY = 429
_UNUSABLE = {
    401: "it asks for a password, and turven sends none",
    403: "it refuses",
    404: "it does not know the model or the address; is the model loaded, does it end in /v1?",
}
"""Statuses that every further call would get as well, and what they mean."""


class CallFailedError(Exception):
    """A call that brought no response that can be read; another text may do better.

    `said` is what the server says of it, which may quote the answer: it is shown, and not kept.
    """

    def __init__(self, what: str, *, said: str = "") -> None:
        self.said = said
        super().__init__(what)


class ServerGoneError(Exception):
    """Nobody listens at the address of the server."""


class ServerRefusedError(MisuseError):
    """A server that can't be used as it is: every call would end like this one."""


class _MayPassError(Exception):
    """A failure that may be over in a moment: what it is if not, and the seconds asked for."""

    def __init__(self, if_not: Exception, seconds: float = 0.0) -> None:
        self.if_not = if_not
        self.seconds = seconds
        super().__init__(str(if_not))


class ModelClient:
    """A connection to the server of a language model; used as a context manager.

    `MissingExtraError` without httpx, `ServerGoneError` if nobody listens.
    """

    def __init__(
        self, server: ServerAddress, *, timeout: float, parallel: int, sleep: Sleep = time.sleep
    ) -> None:
        try:
            import httpx
        except ImportError:
            raise MissingExtraError("Asking a language model", "llm") from None
        self._server = server
        self._timeout = timeout
        self._sleep = sleep
        self._url = f"{server.url_at(_listening_address(server))}/chat/completions"
        self._httpx = httpx
        self._http: Client = httpx.Client(
            trust_env=False,
            # reading the certificates takes a third of a second
            verify=server.url.scheme == "https",
            follow_redirects=False,
            timeout=httpx.Timeout(timeout, connect=_CONNECT_SECONDS),
            limits=httpx.Limits(max_connections=parallel),
            headers={"Host": server.url.netloc, "Accept-Encoding": "identity"},
        )

    def __enter__(self) -> ModelClient:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

    def complete(self, body: Json) -> bytes:
        """Return the body of the server's response to a chat.

        `CallFailedError` if there is none even when tried again, `ServerGoneError` if nobody
        listens, `ServerRefusedError` if every call would fail.
        """
        wait = FIRST_WAIT
        for _ in range(RETRIES):
            try:
                return self._once(body)
            except _MayPassError as failure:
                self._sleep(min(max(failure.seconds, wait), LONGEST_WAIT))
                wait *= 2
        try:
            return self._once(body)
        except _MayPassError as failure:
            raise failure.if_not from None

    def _once(self, body: Json) -> bytes:
        # the certificate is asked for in the name of the host
        extensions = {"sni_hostname": self._server.host}
        httpx = self._httpx
        try:
            with self._http.stream("POST", self._url, json=body, extensions=extensions) as response:
                return self._body(response)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise _MayPassError(ServerGoneError(str(error))) from None
        except httpx.TimeoutException:
            raise CallFailedError(f"no reply in {self._timeout:g} seconds") from None
        except httpx.HTTPError as error:
            what = str(error) or type(error).__name__
            raise _MayPassError(CallFailedError(f"the connection broke: {what}")) from None

    def _body(self, response: Response) -> bytes:
        status = response.status_code
        if 300 <= status < 400:
            raise ServerRefusedError(f"{self._server}: it sends elsewhere, where nothing is sent")
        if status in _UNUSABLE:
            raise ServerRefusedError(f"{self._server}: {_UNUSABLE[status]} (status {status})")
        content = self._read(response)
        if status == _BUSY or status >= 500:
            failure = CallFailedError(f"the server could not reply (status {status})")
            raise _MayPassError(failure, _seconds_asked_for(response))
        if status != 200:
            raise CallFailedError(f"status {status}", said=_message(content))
        return content

    def _read(self, response: Response) -> bytes:
        """Return a body as it is sent, unless it is packed, too long or too slow."""
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise CallFailedError("the response is packed, which was not asked for")
        content = bytearray()
        end = time.monotonic() + self._timeout
        for part in response.iter_raw():
            content += part
            if len(content) > MAX_BYTES:
                raise CallFailedError(f"the response is longer than {MAX_BYTES >> 20} MB")
            if time.monotonic() > end:
                raise CallFailedError(f"no whole reply in {self._timeout:g} seconds")
        return bytes(content)


def _listening_address(server: ServerAddress) -> str:
    """Return the first address of a server at which somebody listens."""
    why: OSError | None = None
    for address in server.addresses:
        try:
            socket.create_connection((address, server.port), timeout=_CONNECT_SECONDS).close()
        except OSError as error:
            why = error
        else:
            return address
    raise ServerGoneError((why and why.strerror) or "nobody answers")


def _seconds_asked_for(response: Response) -> float:
    """Return the seconds in `Retry-After`; 0 for a date or nothing."""
    text = response.headers.get("Retry-After", "")
    return float(text) if text.isdecimal() and text.isascii() else 0.0


def _message(content: bytes) -> str:
    """Return what a server says of an error, on one short line."""
    try:
        said = json.loads(content)["error"]["message"]
    except (ValueError, KeyError, TypeError, RecursionError):
        said = content.decode("utf-8", "replace")
    return " ".join(str(said).split())[:120]

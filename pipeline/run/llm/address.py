"""Where a language model's server is: on this machine, or with the study's reason elsewhere.

A name may lead to several addresses, and to others a moment later. So it is resolved once, each
address is looked at, and connections are made to an address, not to the name.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import SplitResult, urlsplit

from pipeline.errors import MisuseError
from pipeline.study import Llm

Resolve = Callable[[str, int], Sequence[str]]
"""A function that returns the addresses of a host at a port."""

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class ServerAddress:
    """A server: its URL as written, its host and port, and every address the host leads to."""

    url: SplitResult
    host: str
    port: int
    addresses: tuple[str, ...]
    is_this_machine: bool

    def url_at(self, address: str) -> str:
        """Return the URL with an address in place of the name."""
        place = f"[{address}]" if ":" in address else address
        return f"{self.url.scheme}://{place}:{self.port}{self.url.path.rstrip('/')}"

    def __str__(self) -> str:
        return self.url.geturl()


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host, as the system resolves it."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


def server_address(llm: Llm, resolve: Resolve = resolve) -> ServerAddress:
    """Return the address of the study's server.

    `MisuseError` if it is no address of a server, is not found, or has any address that isn't on
    this machine while the study gives no reason for that.
    """
    url, host, port = _split(llm.server)
    try:
        addresses = tuple(resolve(host, port))
        is_this_machine = bool(addresses) and all(map(is_loopback, addresses))
    except (OSError, ValueError):
        addresses, is_this_machine = (), False
    if not addresses:
        raise MisuseError(f"llm.server: no machine is called '{host}'; check {llm.server}")
    if not is_this_machine and not llm.leaves_this_machine:
        elsewhere = next(each for each in addresses if not is_loopback(each))
        raise MisuseError(
            f"llm.server: {llm.server} is not this machine ({elsewhere}), and answers would leave "
            "it; use a server on this machine, such as http://127.0.0.1:11434/v1, or say under "
            "llm.leaves_this_machine why they may, which the report then says"
        )
    return ServerAddress(url, host, port, addresses, is_this_machine)


def is_loopback(address: str) -> bool:
    """Whether an address is this machine's own: 127.0.0.0/8 or ::1, in whatever spelling."""
    # an address of a link has its interface behind a %
    known: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(known, IPv6Address) and known.ipv4_mapped is not None:
        known = known.ipv4_mapped
    return known.is_loopback


def _split(server: str) -> tuple[SplitResult, str, int]:
    """Return the URL of a server with its host and port."""
    try:
        url = urlsplit(server)
        port = url.port or _PORTS[url.scheme]
    except (ValueError, KeyError):
        raise _no_address(server) from None
    if not url.hostname or url.query or url.fragment:
        raise _no_address(server)
    if url.username is not None or url.password is not None:
        raise MisuseError("llm.server: it holds a name or password; turven sends none")
    return url, url.hostname, port


def _no_address(server: str) -> MisuseError:
    example = "http://127.0.0.1:11434/v1"
    return MisuseError(f"llm.server: '{server}' is no address of a server; write {example}")

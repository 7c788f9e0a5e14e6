"""Visitors: a cookie that identifies them, and the token in each form of that visitor.

On loopback a visitor gives a name and is trusted. With sign-in links the cookie holds a secret
whose hash is in the log's database.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from pipeline.web.sign_ins import SignIns

_YEAR = 365 * 24 * 3600
_MONTH = 30 * 24 * 3600


@dataclass(frozen=True)
class Visitor:
    """A browser: its secret and its reviewer, each '' until known."""

    secret: str
    reviewer: str

    @property
    def token(self) -> str:
        """The token in forms of this visitor: no other site knows it, and it outlives a restart."""
        return hashlib.sha256(f"turven form {self.secret}".encode()).hexdigest()

    def sent(self, token: str) -> bool:
        """Whether a form with that token comes from a page shown to this visitor."""
        return bool(self.secret) and hmac.compare_digest(token.encode(), self.token.encode())


class Visitors:
    """Reads and writes the cookie. Without `sign_ins` the name in it is trusted."""

    def __init__(
        self, study: str, *, sign_ins: SignIns | None = None, secure: bool = False
    ) -> None:
        # studies on other ports of the same host share cookies
        self.cookie = "turven_" + hashlib.sha256(study.encode()).hexdigest()[:8]
        self.sign_ins, self.secure = sign_ins, secure

    def of(self, request: Request) -> Visitor:
        """Return the visitor who sends that request."""
        secret, _, name = request.cookies.get(self.cookie, "").partition(".")
        if len(secret) < 32:
            return Visitor("", "")
        if self.sign_ins:
            return Visitor(secret, self.sign_ins.reviewer(secret))
        return Visitor(secret, _decoded(name))

    def remember(self, response: Response, visitor: Visitor) -> None:
        """Set the cookie that identifies the visitor."""
        value = visitor.secret
        if not self.sign_ins:
            value += "." + urlsafe_b64encode(visitor.reviewer.encode()).decode().rstrip("=")
        response.set_cookie(
            self.cookie,
            value,
            max_age=_MONTH if self.sign_ins else _YEAR,
            httponly=True,
            samesite="strict",
            secure=self.secure,
        )

    def forget(self, response: Response) -> None:
        """Delete the cookie that identifies the visitor."""
        response.delete_cookie(self.cookie, httponly=True, samesite="strict", secure=self.secure)


def _decoded(name: str) -> str:
    try:
        return urlsafe_b64decode(name + "=" * (-len(name) % 4)).decode()
    except ValueError:
        return ""

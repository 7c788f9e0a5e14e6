"""The page of agreement: made elsewhere, whole in itself; shown here under a policy that allows its own style alone."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from threading import Lock

from starlette.responses import HTMLResponse, Response

from pipeline.web.site import Ask


class AgreementPage:
    """The page as it is now: made anew (which takes seconds) when there is a newer decision, by one visitor at a time."""

    def __init__(self, make: Callable[[], str], newest: Callable[[], int]) -> None:
        self._make, self._newest = make, newest
        self._lock, self._number, self._html = Lock(), -1, ""

    def __call__(self) -> str:
        """The page as HTML."""
        with self._lock:
            number = self._newest()
            if number != self._number:
                self._html = self._make()
                self._number = number
            return self._html


def show(ask: Ask) -> Response:
    """How well reviewers agree; told plainly where nothing can be said yet."""
    if ask.site.agreement is None:
        return ask.trouble(ask.words.text("web_no_agreement"), 404)
    html = ask.site.agreement()
    return HTMLResponse(html, headers={"content-security-policy": policy(html)})


def policy(html: str) -> str:
    """A policy for a page that is whole in itself: the styles in it by their hashes, pictures in it, and nothing else."""
    styles = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    hashes = " ".join(f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" for style in styles)
    only = "img-src data:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
    allowed = hashes or "'none'"
    return f"default-src 'none'; style-src {allowed}; {only}"

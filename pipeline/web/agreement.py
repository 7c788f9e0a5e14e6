"""The agreement page, self-contained and made elsewhere, with a policy for its own style."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from threading import Lock, Thread

from starlette.responses import HTMLResponse, Response

from pipeline.errors import TurvenError
from pipeline.web.site import Ask


class AgreementPage:
    """The latest version of the page.

    Making it takes up to minutes: it is made in the background, again when there is a newer
    decision.
    """

    def __init__(self, make: Callable[[], str], newest: Callable[[], int]) -> None:
        self._make, self._newest = make, newest
        self._lock, self._number, self._busy = Lock(), -1, False
        self._html = ""
        self._refused: TurvenError | None = None

    def __call__(self) -> str:
        """Return the page as HTML, '' while the first is made; raise the error of making it."""
        with self._lock:
            number = self._newest()
            if number != self._number and not self._busy:
                self._number, self._busy = number, True
                # an unfinished one does not hold up the end of the program
                Thread(target=self._renew, daemon=True).start()
            if self._refused and not self._busy:
                raise self._refused
            return self._html

    def _renew(self) -> None:
        html, refused = "", None
        try:
            html = self._make()
        except TurvenError as error:
            refused = error
        finally:
            with self._lock:
                self._html, self._refused, self._busy = html or self._html, refused, False


def show(ask: Ask) -> Response:
    """Show how far reviewers agree, or that it is being computed."""
    if ask.site.agreement is None:
        return ask.problem(ask.words.text("web_no_agreement"), 404)
    html = ask.site.agreement()
    if not html:
        return ask.page("waiting.html", status=202)
    return HTMLResponse(html, headers={"content-security-policy": policy(html)})


def policy(html: str) -> str:
    """Return the policy for a self-contained page: its styles by their hashes, its pictures."""
    styles = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    hashes = " ".join(
        f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" for style in styles
    )
    only = "img-src data:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
    allowed = hashes or "'none'"
    return f"default-src 'none'; style-src {allowed}; {only}"

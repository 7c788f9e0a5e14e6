"""A reviewer's settings: the language of the page and the keys."""

from __future__ import annotations

from starlette.responses import Response

from pipeline.language import page_languages
from pipeline.web.keys import DEFAULT_KEYS, KEYS_COOKIE, bad_keys, keys_cookie, keys_of
from pipeline.web.sign_in import inside
from pipeline.web.site import LANGUAGE_COOKIE, Ask, go

_YEAR = 365 * 24 * 3600


def show(ask: Ask) -> Response:
    """Show the current keys, in fields to change them."""
    return ask.page(
        "settings.html", wanted=keys_of(ask.request.cookies), bad=(), saved=ask.query.has("saved")
    )


def keep(ask: Ask) -> Response:
    """Save the keys; refuse a digit, or one key for two acts, keeping what was filled in."""
    reset = ask.form.has("reset")
    wanted = {act: key if reset else ask.form.one(act).strip() for act, key in DEFAULT_KEYS.items()}
    bad = bad_keys(wanted)
    if bad:
        return ask.page("settings.html", status=422, wanted=wanted, bad=bad, saved=False)
    response = go("/settings?saved=1")
    _remember(ask, response, KEYS_COOKIE, keys_cookie(wanted))
    return response


def speak(ask: Ask) -> Response:
    """Change the language of the page, and go back to where the reviewer was."""
    chosen = ask.form.one("language")
    response = go(inside(ask.form.one("then")))
    if chosen in page_languages():
        _remember(ask, response, LANGUAGE_COOKIE, chosen)
    return response


def _remember(ask: Ask, response: Response, cookie: str, value: str) -> None:
    response.set_cookie(
        cookie,
        value,
        max_age=_YEAR,
        httponly=True,
        samesite="strict",
        secure=ask.site.visitors.secure,
    )

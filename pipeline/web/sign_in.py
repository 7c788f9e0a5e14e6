"""Signing in: by a name on loopback, by a one-time link elsewhere."""

from __future__ import annotations

from starlette.responses import Response

from pipeline.errors import TurvenError
from pipeline.web.form_fields import MAX_NAME
from pipeline.web.site import Ask, go
from pipeline.web.visitors import Visitor


def show(ask: Ask) -> Response:
    """Ask for a name; with sign-in links say that one is needed."""
    return _sign_in_page(ask, "links" if ask.site.visitors.sign_ins else "name")


def give_name(ask: Ask) -> Response:
    """Accept the name given (loopback only)."""
    if ask.site.visitors.sign_ins:
        return _sign_in_page(ask, "links", status=403)
    # characters that turn or hide letters would let one name pass for another
    name = "".join(sign for sign in " ".join(ask.form.one("name").split()) if sign.isprintable())
    if not name or len(name) > MAX_NAME:
        message = ask.words.text("web_name_needed", most=MAX_NAME)
        return _sign_in_page(ask, "name", status=422, message=message)
    response = go(inside(ask.form.one("then")))
    ask.site.visitors.remember(response, Visitor(ask.visitor.secret, name))
    return response


def show_link(ask: Ask) -> Response:
    """Show whom the link is for; a button uses it, as mail programs open links too."""
    sign_ins = ask.site.visitors.sign_ins
    if not sign_ins:
        return go("/sign-in")
    try:
        name = sign_ins.invited(ask.request.path_params["link"])
    except TurvenError:
        return _refused(ask)
    return _sign_in_page(ask, "link", name=name)


def use_link(ask: Ask) -> Response:
    """Open a session with an unused link."""
    sign_ins = ask.site.visitors.sign_ins
    if not sign_ins:
        return go("/sign-in")
    try:
        session, name = sign_ins.enter(ask.request.path_params["link"])
    except TurvenError:
        return _refused(ask)
    response = go("/")
    ask.site.visitors.remember(response, Visitor(session, name))
    return response


def leave(ask: Ask) -> Response:
    """Sign out."""
    if ask.site.visitors.sign_ins:
        ask.site.visitors.sign_ins.leave(ask.visitor.secret)
    response = go("/sign-in")
    ask.site.visitors.forget(response)
    return response


def _refused(ask: Ask) -> Response:
    return ask.problem(ask.words.text("web_link_refused"), 403)


def _sign_in_page(
    ask: Ask, kind: str, *, status: int = 200, message: str = "", name: str = ""
) -> Response:
    # the form needs a token, and the token a secret, before anybody has a name
    visitor = ask.visitor if ask.visitor.secret else Visitor(ask.site.new_id(), "")
    response = ask.page(
        "sign_in.html",
        status=status,
        kind=kind,
        message=message,
        names=_known(ask) if kind == "name" else (),
        name=name or ask.form.one("name")[:MAX_NAME],
        then=inside(ask.query.one("then") or ask.form.one("then")),
        token=visitor.token,
    )
    if not ask.visitor.secret:
        ask.site.visitors.remember(response, visitor)
    return response


def _known(ask: Ask) -> tuple[str, ...]:
    """Return names to choose from, so that nobody is there twice as Anna and anna."""
    reviewers = (line.reviewer for line in ask.desk.progress().reviewers)
    return tuple(dict.fromkeys((*ask.site.names, *reviewers)))


def inside(url: str) -> str:
    """Return the address if it lies within this site, else the start page."""
    elsewhere = not url.startswith("/") or url.startswith(("//", "/\\"))
    return "/" if elsewhere or "\n" in url or "\t" in url else url

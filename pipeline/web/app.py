"""Assembles the review page: addresses, the guard before them, and error pages."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from pipeline.errors import (
    LogError,
    MisuseError,
    TurvenError,
    UnknownAnswerError,
    UnknownQuestionError,
    UnknownThemeError,
)
from pipeline.review import ADJUDICATION_REASONS
from pipeline.web import agreement as agreement_page
from pipeline.web import bulk, review, settings, sign_in, start_page
from pipeline.web import quotes as quotes_page
from pipeline.web.form_fields import Fields, FormError, plain_fields, read_fields
from pipeline.web.guard import LOOPBACK, Guard
from pipeline.web.sign_ins import SignIns
from pipeline.web.site import HERE, Ask, Site, go, log_problem, path_and_query
from pipeline.web.visitors import Visitors

if TYPE_CHECKING:
    from pipeline.quotes import QuoteDesk
    from pipeline.review import Desk

View = Callable[[Ask], Response]


def create_app(
    desk: Desk,
    *,
    hosts: Iterable[str] = LOOPBACK,
    public: str = "",
    sign_ins: SignIns | None = None,
    new_id: Callable[[], str] = lambda: secrets.token_hex(16),
    reasons: tuple[str, ...] = ADJUDICATION_REASONS,
    agreement: Callable[[], str] | None = None,
    names: tuple[str, ...] = (),
    quotes: Callable[[], QuoteDesk] | None = None,
) -> Starlette:
    """Return the review page of a desk.

    `hosts` are the names it answers to; `public` is its address (https://...) behind a proxy.
    Without `sign_ins` a visitor's name is trusted: for loopback only. `new_id` makes unguessable
    ids. `reasons` are those of an adjudication; `agreement` makes the agreement page; `names` are
    offered at sign-in; `quotes` makes the quote desk.
    """
    visitors = Visitors(desk.study.study, sign_ins=sign_ins, secure=public.startswith("https://"))
    agreed = agreement_page.AgreementPage(agreement, desk.newest) if agreement else None
    site = Site(
        desk=desk,
        visitors=visitors,
        new_id=new_id,
        reasons=reasons,
        agreement=agreed,
        names=names,
        quotes=quotes_page.QuotesPage(quotes) if quotes else None,
    )
    origins = (public,) if public else ()
    guard = Middleware(Guard, hosts=(*hosts, *_host_of(public)), origins=origins)
    everybody, signed_in = partial(_route, site), partial(_route_signed_in, site)
    routes = [
        everybody("/sign-in", sign_in.show, sign_in.give_name),
        everybody("/sign-in/{link}", sign_in.show_link, sign_in.use_link),
        everybody("/language", post=settings.speak),
        signed_in("/sign-out", post=sign_in.leave),
        signed_in("/", start_page.show),
        signed_in("/live", start_page.live),
        signed_in("/progress", start_page.progress),
        signed_in("/agreement", agreement_page.show),
        signed_in("/review/{question}/{queue}", review.show, review.decide),
        signed_in("/undo", post=review.undo),
        signed_in("/bulk/{question}", bulk.show),
        signed_in("/bulk/{question}/preview", post=bulk.preview),
        signed_in("/bulk/{question}/apply", post=bulk.apply),
        signed_in("/quotes", quotes_page.show),
        signed_in("/quotes/{question}", quotes_page.show_question, quotes_page.decide),
        signed_in("/settings", settings.show, settings.keep),
    ]
    return Starlette(
        routes=[*routes, Mount("/static", _ImmutableFiles(directory=HERE / "static"))],
        middleware=[guard],
        exception_handlers={HTTPException: _not_found(site)},
    )


class _ImmutableFiles(StaticFiles):
    """Files whose address contains their hash, so that browsers can cache them forever."""

    def file_response(self, *args: Any, **keywords: Any) -> Response:
        response = super().file_response(*args, **keywords)
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response


def _host_of(public: str) -> tuple[str, ...]:
    return (public.split("://", 1)[-1].rsplit(":", 1)[0],) if public else ()


def _route_signed_in(
    site: Site, path: str, get: View | None = None, post: View | None = None
) -> Route:
    """Return a route for signed-in visitors; others are redirected to sign in."""

    def checked(view: View | None) -> View | None:
        return view and (lambda ask: view(ask) if ask.reviewer else _to_sign_in(ask))

    return _route(site, path, checked(get), checked(post))


def _route(site: Site, path: str, get: View | None = None, post: View | None = None) -> Route:
    """Return a route for everybody: the view that shows, and the one that handles a form."""
    views = {method: view for method, view in (("GET", get), ("POST", post)) if view}

    async def endpoint(request: Request) -> Response:
        # HEAD is answered as GET
        view, form = views.get(request.method) or views["GET"], Fields()
        if request.method == "POST":
            form = read_fields(await request.body(), request.headers.get("content-type", ""))
        return await run_in_threadpool(_answer, site, request, form, view)

    async def answered(request: Request) -> Response:
        try:
            return await endpoint(request)
        except FormError as error:
            return PlainTextResponse(f"{error}\n", status_code=400)
        except TurvenError as error:
            # the visitor could not even be read
            return PlainTextResponse(f"{error}\n", status_code=503)

    return Route(path, answered, methods=list(views))


def _answer(site: Site, request: Request, form: Fields, view: View) -> Response:
    ask = _ask(site, request, form)
    if request.method == "POST" and not ask.visitor.sent(form.one("token")):
        return ask.problem(ask.words.text("web_bad_token"), 403)
    try:
        return view(ask)
    except FormError:
        raise
    except TurvenError as error:
        return ask.problem(*_refusal(ask, error))


def _refusal(ask: Ask, error: TurvenError) -> tuple[str, int]:
    """Return the message for a refusal by a view, and the status of the reply."""
    if isinstance(error, LogError):
        return log_problem(ask, error)
    if isinstance(error, UnknownAnswerError):
        return ask.words.text("web_no_text"), 404
    if isinstance(error, UnknownQuestionError):
        return ask.words.text("web_no_page"), 404
    misused = isinstance(error, MisuseError | UnknownThemeError)
    return str(error), 422 if misused else 404


def _ask(site: Site, request: Request, form: Fields) -> Ask:
    query = plain_fields(parse_qsl(request.url.query, keep_blank_values=True, max_num_fields=None))
    return Ask(site, request, site.visitors.of(request), query, form)


def _to_sign_in(ask: Ask) -> Response:
    if ask.partial or ask.request.method != "GET":
        # no redirect: what was chosen on the screen would be lost
        return ask.problem(ask.words.text("web_signed_out"), 401)
    if ask.request.headers.get("sec-fetch-site") == "cross-site" and not ask.visitor.secret:
        # a link in a mail: browsers hold the cookie back until the page itself asks
        return ask.page("again.html")
    return go(f"/sign-in?then={quote(path_and_query(ask.request), safe='')}")


def _not_found(site: Site) -> Any:
    def handler(request: Request, error: Exception) -> Response:
        ask = _ask(site, request, Fields())
        status = error.status_code if isinstance(error, HTTPException) else 500
        return ask.problem(ask.words.text("web_no_page"), status)

    return handler

"""Puts the review page together: addresses, the guard before them, and what each error becomes."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
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
from pipeline.web import bulk, review, settings
from pipeline.web import quotes as quotes_page
from pipeline.web import sign_in as door
from pipeline.web import start_page as start
from pipeline.web.form_fields import Fields, FormError, plain_fields, read_fields
from pipeline.web.guard import LOOPBACK, Guard
from pipeline.web.sign_ins import SignIns
from pipeline.web.site import HERE, Ask, Site, go
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
    """The review page of a desk. `hosts` are the names it answers to; `public` is its address (https://...) behind a proxy.

    Without `sign_ins` a visitor's name is believed: for loopback alone. `new_id` makes ids that nobody guesses. `reasons` are those of an
    adjudication; `agreement` makes the page of agreement; `names` are offered to who says who they are; `quotes` makes the desk of quotes.
    """
    visitors = Visitors(desk.study.study, sign_ins=sign_ins, secure=public.startswith("https://"))
    agreed = agreement_page.AgreementPage(agreement, desk.newest) if agreement else None
    site = Site(
        desk,
        visitors,
        new_id,
        reasons,
        agreed,
        names,
        quotes_page.QuotesPage(quotes) if quotes else None,
    )
    guard = Middleware(
        Guard, hosts=(*hosts, *_host_of(public)), origins=(public,) if public else ()
    )
    return Starlette(
        routes=[
            Route("/sign-in", _open(site, door.show, door.give_name), methods=["GET", "POST"]),
            Route(
                "/sign-in/{link}",
                _open(site, door.show_link, door.use_link),
                methods=["GET", "POST"],
            ),
            Route("/sign-out", _page(site, door.leave), methods=["POST"]),
            Route("/", _page(site, start.show), methods=["GET"]),
            Route("/live", _page(site, start.live), methods=["GET"]),
            Route("/progress", _page(site, start.progress), methods=["GET"]),
            Route("/agreement", _page(site, agreement_page.show), methods=["GET"]),
            Route(
                "/review/{question}/{queue}",
                _page(site, review.show, review.decide),
                methods=["GET", "POST"],
            ),
            Route("/undo", _page(site, review.undo), methods=["POST"]),
            Route("/bulk/{question}", _page(site, bulk.show), methods=["GET"]),
            Route("/bulk/{question}/preview", _page(site, bulk.preview), methods=["POST"]),
            Route("/bulk/{question}/apply", _page(site, bulk.apply), methods=["POST"]),
            Route("/quotes", _page(site, quotes_page.show), methods=["GET"]),
            Route(
                "/quotes/{question}",
                _page(site, quotes_page.show_question, quotes_page.say),
                methods=["GET", "POST"],
            ),
            Route("/settings", _page(site, settings.show, settings.keep), methods=["GET", "POST"]),
            Route("/language", _open(site, settings.show, settings.speak), methods=["POST"]),
            Mount("/static", _Kept(directory=HERE / "static")),
        ],
        middleware=[guard],
        exception_handlers={HTTPException: _unfound(site)},
    )


class _Kept(StaticFiles):
    """Files whose address holds their hash, so that browsers need not ask again."""

    def file_response(self, *args: Any, **keywords: Any) -> Response:
        response = super().file_response(*args, **keywords)
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response


def _host_of(public: str) -> tuple[str, ...]:
    return (public.split("://", 1)[-1].rsplit(":", 1)[0],) if public else ()


def _page(site: Site, *views: View) -> Any:
    """An endpoint for those who have signed in: the first view shows, the second takes a form. A lone view does either."""

    def signed(view: View) -> View:
        def answer(ask: Ask) -> Response:
            if not ask.reviewer:
                return _to_the_door(ask)
            return view(ask)

        return answer

    return _open(site, *(signed(view) for view in views))


def _open(site: Site, *views: View) -> Any:
    async def endpoint(request: Request) -> Response:
        posted = request.method == "POST"
        form = (
            read_fields(await request.body(), request.headers.get("content-type", ""))
            if posted
            else Fields()
        )
        view = views[-1] if posted else views[0]
        return await run_in_threadpool(_answer, site, request, form, view)

    async def answered(request: Request) -> Response:
        try:
            return await endpoint(request)
        except FormError as error:
            return PlainTextResponse(f"{error}\n", status_code=400)
        except TurvenError as error:
            # not even who asks could be read
            return PlainTextResponse(f"{error}\n", status_code=503)

    return answered


def _answer(site: Site, request: Request, form: Fields, view: View) -> Response:
    ask = _ask(site, request, form)
    if request.method == "POST" and not ask.visitor.sent(form.one("token")):
        return ask.trouble(ask.words.text("web_bad_token"), 403)
    try:
        return view(ask)
    except FormError:
        raise
    except LogError as error:
        return ask.trouble(
            ask.words.text("web_disk_full" if error.full else "web_not_kept"),
            507 if error.full else 503,
        )
    except UnknownAnswerError:
        return ask.trouble(ask.words.text("web_no_text"), 404)
    except UnknownQuestionError:
        return ask.trouble(ask.words.text("web_no_page"), 404)
    except (MisuseError, UnknownThemeError) as error:
        return ask.trouble(str(error), 422)
    except TurvenError as error:
        return ask.trouble(str(error), 404)


def _ask(site: Site, request: Request, form: Fields) -> Ask:
    query = plain_fields(parse_qsl(request.url.query, keep_blank_values=True, max_num_fields=None))
    return Ask(site, request, site.visitors.of(request), query, form)


def _to_the_door(ask: Ask) -> Response:
    if ask.partial or ask.request.method != "GET":
        # not to the door at once: what was chosen on the screen would be gone
        return ask.trouble(ask.words.text("web_signed_out"), 401)
    if ask.request.headers.get("sec-fetch-site") == "cross-site" and not ask.visitor.secret:
        # a link in a mail: browsers hold the cookie back until the page itself asks
        return ask.page("again.html")
    here = ask.request.url.path + (f"?{ask.request.url.query}" if ask.request.url.query else "")
    return go(f"/sign-in?then={quote(here, safe='')}")


def _unfound(site: Site) -> Any:
    def handler(request: Request, error: Exception) -> Response:
        ask = _ask(site, request, Fields())
        status = error.status_code if isinstance(error, HTTPException) else 500
        return ask.trouble(ask.words.text("web_no_page"), status)

    return handler

"""What the pages share: the desk, the visitors, the templates, and a request as plain values."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from pipeline.errors import LogError
from pipeline.language import NEUTRAL, Language, language, page_languages
from pipeline.model import NO_ANSWER, OTHER
from pipeline.study import Study
from pipeline.web.form_fields import Fields
from pipeline.web.keys import keys_of
from pipeline.web.visitors import Visitor, Visitors

if TYPE_CHECKING:
    from pipeline.quotes import QuoteDesk
    from pipeline.review import Desk

HERE = Path(__file__).parent
LANGUAGE_COOKIE = "turven_language"
_ID = re.compile("[0-9a-z-]{16,64}")


@dataclass(frozen=True)
class Site:
    """The review page of one desk, with all its dependencies."""

    desk: Desk
    visitors: Visitors
    new_id: Callable[[], str]
    reasons: tuple[str, ...]
    agreement: Callable[[], str] | None = None
    names: tuple[str, ...] = ()
    quotes: Callable[[], QuoteDesk | None] | None = None

    @property
    def study(self) -> Study:
        """The study under review."""
        return self.desk.study


@dataclass(frozen=True)
class Ask:
    """A request: who asks for what, in which language."""

    site: Site
    request: Request
    visitor: Visitor
    query: Fields
    form: Fields

    @property
    def desk(self) -> Desk:
        """The desk of the study."""
        return self.site.desk

    @property
    def reviewer(self) -> str:
        """The name of the reviewer."""
        return self.visitor.reviewer

    @property
    def partial(self) -> bool:
        """Whether htmx asks for a part of the page; going back in the history it wants all."""
        headers = self.request.headers
        return "hx-request" in headers and "hx-history-restore-request" not in headers

    @property
    def words(self) -> Language:
        """The language of the page: the reviewer's choice, else that of the study."""
        chosen = self.request.cookies.get(LANGUAGE_COOKIE, "")
        own = self.site.study.language
        return language(next((code for code in (chosen, own) if code in page_languages()), NEUTRAL))

    def special(self) -> dict[str, str]:
        """Return the texts of the special codes."""
        return {
            NO_ANSWER: self.words.text("web_code_no_answer"),
            OTHER: self.words.text("web_code_other"),
        }

    def act_id(self) -> str:
        """Return the id of the act as made with the page, so that it is done once, or a new one."""
        sent = self.form.one("act")
        return sent if _ID.fullmatch(sent) else self.site.new_id()

    def page(
        self,
        template: str,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **values: Any,
    ) -> Response:
        """Return the page made from that template."""
        common = {
            "ask": self,
            "t": self.words.text,
            "lang": self.words.code,
            "languages": [language(code) for code in page_languages()],
            "study": self.site.study,
            "me": self.reviewer,
            "token": self.visitor.token,
            "new_id": self.site.new_id,
            "keys": keys_of(self.request.cookies),
            "number": self._number,
            "duration": self._duration,
            "chance_words": self._probability_words,
            "key_name": _key_name,
            "here": path_and_query(self.request),
        }
        html = templates().get_template(template).render({**common, **values})
        return HTMLResponse(html, status_code=status, headers=dict(headers or {}))

    def problem(self, message: str, status: int) -> Response:
        """Return a page that says what went wrong, or only the message for a part of a page."""
        if self.partial:
            return PlainTextResponse(message, status_code=status, headers={"HX-Reswap": "none"})
        return self.page("problem.html", status=status, message=message)

    def _number(self, value: float) -> str:
        return f"{value:,.0f}".replace(",", self.words.thousands_mark)

    def _duration(self, minutes: float) -> str:
        whole = round(minutes)
        hours, rest = divmod(whole, 60)
        if not whole:
            return self.words.text("web_minutes_few")
        if not hours:
            return self.words.text("web_minutes", n=whole)
        # to five minutes, as nobody knows better
        rest = 5 * (rest // 5)
        key = "web_hours_minutes" if rest else "web_hours"
        return self.words.text(key, n=hours, minutes=f"{rest:02}")

    def _probability_words(self, probability: float) -> str:
        word = next(word for at_least, word in _CHANCES if probability >= at_least)
        return self.words.text(f"web_chance_{word}")


_CHANCES = ((0.95, "sure"), (0.8, "very"), (0.6, "likely"), (0.35, "maybe"), (-1.0, "unlikely"))


def log_problem(ask: Ask, error: LogError) -> tuple[str, int]:
    """Return the message if the log can't be written or read, and the status of the reply."""
    if error.full:
        return ask.words.text("web_disk_full"), 507
    return ask.words.text("web_not_kept"), 503


def review_url(question: str, queue: str, key: str = "", **values: object) -> str:
    """Return the address of a text in a queue; without a key that of the first text left."""
    if key:
        values = {"text": key, **values}
    return _url(f"/review/{quote(question, safe='')}/{quote(queue, safe='')}", values)


def bulk_url(question: str, **query: object) -> str:
    """Return the address of the list of a question."""
    return _url(f"/bulk/{quote(question, safe='')}", query)


def _url(path: str, query: Mapping[str, object]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


def go(url: str) -> Response:
    """Return a redirect to another page, as after a form."""
    return RedirectResponse(url, status_code=303)


@cache
def templates() -> Environment:
    """Return the templates: every value is escaped, an undefined name is an error."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        review_url=review_url,
        bulk_url=bulk_url,
        static_url=static_url,
        htmx_config=json.dumps(HTMX_CONFIG),
        to_json=json.dumps,
    )
    return environment


HTMX_CONFIG = {
    "allowEval": False,
    "allowScriptTags": False,
    "selfRequestsOnly": True,
    "includeIndicatorStyles": False,
    "historyCacheSize": 0,
    "refreshOnHistoryMiss": True,
    "disableInheritance": True,
    "scrollBehavior": "instant",
    # keys work as soon as a card is there
    "defaultSettleDelay": 0,
    "timeout": 20000,
    # refusals of the desk are a card with the reviewer's work; others leave the page as it is
    "responseHandling": [
        {"code": "204", "swap": False},
        {"code": "[23]..", "swap": True},
        {"code": "(409|422|503|507)", "swap": True},
        {"code": "[45]..", "swap": False, "error": True},
    ],
}
"""htmx settings: no eval, no style or script of its own, no caching of answers in the browser."""


@cache
def static_url(name: str) -> str:
    """Return the address of a static file, with the hash of its bytes: browsers may cache it."""
    digest = hashlib.sha256((HERE / "static" / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def _key_name(key: str) -> str:
    return {"Enter": "↵"}.get(key, key)


def path_and_query(request: Request) -> str:
    """Return the requested address, within this site."""
    url = request.url
    return f"{url.path}?{url.query}" if url.query else url.path

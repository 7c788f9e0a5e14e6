"""What the pages share: the desk, who may ask, the templates, and one request read into plain values."""

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

from pipeline.decisions import Decision
from pipeline.language import LANGUAGES, NEUTRAL, Language, language
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
    """The review page of one desk; everything it needs is given."""

    desk: Desk
    visitors: Visitors
    new_id: Callable[[], str]
    reasons: tuple[str, ...]
    agreement: Callable[[], str] | None = None
    names: tuple[str, ...] = ()
    quotes: Callable[[], QuoteDesk | None] | None = None

    @property
    def study(self) -> Study:
        """The study that is reviewed."""
        return self.desk.study


@dataclass(frozen=True)
class Ask:
    """One request: who asks what, in which language."""

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
        """The name of who asks."""
        return self.visitor.reviewer

    @property
    def partial(self) -> bool:
        """Whether htmx asks for a part of the page; going back in the history it wants the whole."""
        headers = self.request.headers
        return "hx-request" in headers and "hx-history-restore-request" not in headers

    @property
    def words(self) -> Language:
        """The language of the page: what the reviewer chose, else that of the study."""
        chosen = self.request.cookies.get(LANGUAGE_COOKIE, "")
        own = self.site.study.language
        return language(chosen if chosen in LANGUAGES else own if own in LANGUAGES else NEUTRAL)

    def special(self) -> dict[str, str]:
        """The special codes in words."""
        return {
            NO_ANSWER: self.words.text("web_code_no_answer"),
            OTHER: self.words.text("web_code_other"),
        }

    def wish_id(self) -> str:
        """The id that the page made for this act, so that it is done once however often it is sent; a new one where it holds none."""
        sent = self.form.one("wish")
        return sent if _ID.fullmatch(sent) else self.site.new_id()

    def page(
        self,
        template: str,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **values: Any,
    ) -> Response:
        """The page made of that template."""
        common = {
            "ask": self,
            "t": self.words.text,
            "lang": self.words.code,
            "languages": [language(code) for code in LANGUAGES],
            "study": self.site.study,
            "me": self.reviewer,
            "token": self.visitor.token,
            "new_id": self.site.new_id,
            "keys": keys_of(self.request.cookies),
            "number": self._number,
            "duration": self._duration,
            "chance_words": self._chance_words,
            "key_name": _key_name,
            "decision_codes": _codes,
            "here": _path_and_query(self.request),
        }
        html = templates().get_template(template).render({**common, **values})
        return HTMLResponse(html, status_code=status, headers=dict(headers or {}))

    def trouble(self, message: str, status: int) -> Response:
        """A page that says what went wrong; plain words where only a part was asked for, which the page shows beside the work."""
        if self.partial:
            return PlainTextResponse(message, status_code=status, headers={"HX-Reswap": "none"})
        return self.page("trouble.html", status=status, message=message)

    def _number(self, value: float) -> str:
        return f"{value:,.0f}".replace(",", self.words.thousands_mark)

    def _duration(self, minutes: float) -> str:
        whole = round(minutes)
        hours, rest = divmod(whole, 60)
        if not whole:
            return self.words.text("web_minutes_few")
        if not hours:
            return self.words.text("web_minutes", n=whole)
        # to the five minutes, as nobody knows better
        rest = 5 * (rest // 5)
        key = "web_hours_minutes" if rest else "web_hours"
        return self.words.text(key, n=hours, minutes=f"{rest:02}")

    def _chance_words(self, chance: float) -> str:
        return self.words.text(
            next(f"web_chance_{word}" for least, word in _CHANCES if chance >= least)
        )


_CHANCES = ((0.95, "sure"), (0.8, "very"), (0.6, "likely"), (0.35, "maybe"), (-1.0, "unlikely"))


def review_url(question: str, queue: str, key: str = "", **said: object) -> str:
    """The address of a text in a queue, whatever signs its key holds; without key that of the first text left."""
    query = urlencode({**({"text": key} if key else {}), **said})
    return f"/review/{quote(question, safe='')}/{quote(queue, safe='')}" + (
        f"?{query}" if query else ""
    )


def bulk_url(question: str, **query: object) -> str:
    """The address of the list of a question."""
    return f"/bulk/{quote(question, safe='')}" + (f"?{urlencode(query)}" if query else "")


def go(url: str) -> Response:
    """Sends the browser to another page after a form."""
    return RedirectResponse(url, status_code=303)


@cache
def templates() -> Environment:
    """The templates: every value is escaped, a name that isn't there is an error."""
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
    # keys work from the moment that a card is there
    "defaultSettleDelay": 0,
    "timeout": 20000,
    # refusals of the desk come as a card with the reviewer's work; any other error leaves the page as it is
    "responseHandling": [
        {"code": "204", "swap": False},
        {"code": "[23]..", "swap": True},
        {"code": "(409|422|503|507)", "swap": True},
        {"code": "[45]..", "swap": False, "error": True},
    ],
}
"""How htmx must behave: no eval, no style or script of its own, nothing of an answer kept in the browser."""


@cache
def static_url(name: str) -> str:
    """The address of a file beside the page, with the hash of its bytes, so that browsers may keep it."""
    digest = hashlib.sha256((HERE / "static" / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def _codes(decision: Decision) -> tuple[str, ...]:
    return decision.codes


def _key_name(key: str) -> str:
    return {"Enter": "↵"}.get(key, key)


def _path_and_query(request: Request) -> str:
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")

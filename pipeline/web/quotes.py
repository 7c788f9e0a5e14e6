"""Quotes for the report: each possible one with its redactions marked, to approve or refuse."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock, Thread
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.responses import Response

from pipeline.decisions import APPROVE, QUOTE_VERBS, QuoteCandidate, QuoteKey, QuoteVerb
from pipeline.errors import MisuseError, TurvenError
from pipeline.privacy import LEFT_OUT
from pipeline.quotes import QuoteWord, quote_words
from pipeline.web.form_fields import FormError
from pipeline.web.site import Ask, go

if TYPE_CHECKING:
    from pipeline.quotes import QuoteDesk

_MAX_WORDS = 600


class QuotesPage:
    """The quote desk, made in the background when it is first asked for."""

    def __init__(self, make: Callable[[], QuoteDesk]) -> None:
        self._make, self._lock = make, Lock()
        self._desk: QuoteDesk | None = None
        self._refused: TurvenError | None = None
        self._busy = False

    def __call__(self) -> QuoteDesk | None:
        """Return the desk, None while it is being made; raise the error of making it once."""
        with self._lock:
            refused, self._refused = self._refused, None
            if refused:
                raise refused
            if self._desk is None and not self._busy:
                self._busy = True
                # an unfinished one does not hold up the end of the program
                Thread(target=self._renew, daemon=True).start()
            return self._desk

    def _renew(self) -> None:
        desk, refused = None, None
        try:
            desk = self._make()
        except TurvenError as error:
            refused = error
        finally:
            with self._lock:
                self._desk, self._refused, self._busy = desk, refused, False


@dataclass(frozen=True)
class Shown:
    """A possible quote: text in pieces that are marks or not, words to leave out, its anchor."""

    candidate: QuoteCandidate
    pieces: tuple[tuple[str, bool], ...]
    words: tuple[QuoteWord, ...]
    place: str


def show(ask: Ask) -> Response:
    """Show the questions with possible quotes, and how many were approved and are open."""
    desk = _desk(ask)
    if desk is None:
        return ask.page("quotes/waiting.html", status=202)
    study = ask.site.study
    lines = [
        (question, study.question(question).text, desk.themes(question))
        for question in desk.questions()
    ]
    return ask.page(
        "quotes/all.html",
        lines=lines,
        names_sought=desk.names_sought,
        rule=study.quotes,
        quotes_url=quotes_url,
    )


def show_question(ask: Ask) -> Response:
    """Show the possible quotes of one question, theme by theme."""
    desk = _desk(ask)
    if desk is None:
        return ask.page("quotes/waiting.html", status=202)
    return _question(ask, desk)


def decide(ask: Ask) -> Response:
    """Save the reviewer's decision on one quote, and go back to its place or say why not."""
    desk = _desk(ask)
    question = ask.request.path_params["question"]
    if desk is None:
        return go(quotes_url(question))
    form = ask.form
    key = QuoteKey(question, form.one("theme"), form.one("wave"), form.one("respondent"))
    words = [int(word) for word in form.many("word", _MAX_WORDS) if _is_number(word)]
    same = desk.candidate(key).text_hash == form.one("text_hash")
    try:
        mark, verb = form.one("mark") or LEFT_OUT, _verb(form.one("verb"))
        act = desk.act(ask.reviewer, key, verb, id=ask.act_id(), words=words, mark=mark)
    except MisuseError:
        message = ask.words.text("web_quote_refused_text")
        return _question(ask, desk, status=422, message=message, at=_place(key))
    if not same or not desk.keep([act], seen={act.id: form.number("seen")}).taken:
        message = ask.words.text("web_quote_newer")
        return _question(ask, desk, status=409, message=message, at=_place(key))
    return go(f"{quotes_url(question)}#{_place(key)}")


def quotes_url(question: str = "") -> str:
    """Return the address of the possible quotes of a question, or of the list of questions."""
    return "/quotes" + (f"/{quote(question, safe='')}" if question else "")


def _desk(ask: Ask) -> QuoteDesk | None:
    if ask.site.quotes is None:
        raise MisuseError(ask.words.text("web_no_page"))
    return ask.site.quotes()


def _question(
    ask: Ask, desk: QuoteDesk, *, status: int = 200, message: str = "", at: str = ""
) -> Response:
    question = ask.request.path_params["question"]
    text = ask.site.study.question(question).text
    themes = [
        (theme, [_shown(candidate) for candidate in theme.candidates])
        for theme in desk.themes(question)
    ]
    return ask.page(
        "quotes/question.html",
        status=status,
        question=question,
        text=text,
        themes=themes,
        marks=desk.marks,
        names_sought=desk.names_sought,
        left_out=LEFT_OUT,
        approve=APPROVE,
        message=message,
        at=at,
        quotes_url=quotes_url,
    )


def _shown(candidate: QuoteCandidate) -> Shown:
    approved = candidate.act is not None and candidate.act.verb == APPROVE and candidate.act.text
    text = approved or candidate.proposed
    return Shown(candidate, _pieces(text), quote_words(candidate.proposed), _place(candidate.key))


def _pieces(text: str) -> tuple[tuple[str, bool], ...]:
    """Return consecutive slices of the text, with the marks among them identified."""
    pieces: list[tuple[str, bool]] = []
    at = 0
    for word in quote_words(text):
        if word.mark:
            pieces += [(text[at : word.start], False), (word.text, True)]
            at = word.end
    return tuple(piece for piece in (*pieces, (text[at:], False)) if piece[0])


def _place(key: QuoteKey) -> str:
    # an address in the page, whatever characters the ids have
    return f"q-{sha256(json.dumps(key).encode()).hexdigest()[:12]}"


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdecimal() and len(word) < 6


def _verb(word: str) -> QuoteVerb:
    for verb in QUOTE_VERBS:
        if verb == word:
            return verb
    raise FormError("the form does not say what to do with the quote")

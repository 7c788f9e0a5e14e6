"""The screen: one text, what is suggested, the codebook; and what a reviewer decides on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import Response

from pipeline.decisions import Decision
from pipeline.errors import (
    LogError,
    MisuseError,
    TurvenError,
    UnknownAnswerError,
    UnknownQuestionError,
    UnknownThemeError,
)
from pipeline.model import Codebook
from pipeline.review import QUEUES, Card, QueueLine, RequestedDecision
from pipeline.web.codes import code_rows, guides, labels
from pipeline.web.evidence_spans import hints, pieces
from pipeline.web.form_fields import MOST_NOTE, FormError
from pipeline.web.site import Ask, go, review_url


@dataclass(frozen=True)
class Work:
    """What the reviewer had done on the card when it could not be kept; it stays on the screen."""

    codes: tuple[str, ...]
    note: str
    only: bool
    reason: str
    id: str
    message: str = ""
    newer: tuple[Decision, ...] = ()
    wave: str = ""
    respondent: str = ""


@dataclass(frozen=True)
class Said:
    """What the page says happened: a text of the language and its values."""

    key: str = ""
    values: dict[str, object] = field(default_factory=dict)


def show(ask: Ask) -> Response:
    """The text asked for; without one the first that is left, or what to do next when the queue is done."""
    question, queue = _place(ask)
    key = ask.query.one("text")
    if not key:
        key = ask.desk.first(question, queue, ask.reviewer)
        return go(review_url(question, queue, key)) if key else finished(ask, question, queue)
    return _screen(ask, question, queue, key, said=_said(ask))


def decide(ask: Ask) -> Response:
    """Keeps what the reviewer decided and shows the next text; when it can't be kept, the same one with the work and why."""
    question, queue = _place(ask)
    key = ask.query.one("text")
    try:
        wish = _wish(ask, question, queue, key)
        saved = ask.desk.decide(ask.reviewer, wish)
    except (FormError, UnknownAnswerError, UnknownQuestionError):
        raise
    except TurvenError as error:
        return _screen(
            ask,
            question,
            queue,
            key,
            work=_work(ask, message=_message(ask, question, error)),
            status=_status(error),
        )
    if saved.decision is None:
        work = _work(ask, newer=saved.newer, message=ask.words.text("web_conflict"))
        return _screen(ask, question, queue, key, work=work, status=409)
    return _onward(ask, question, queue, saved.next, Said("web_said_saved"))


def undo(ask: Ask) -> Response:
    """Takes the reviewer's newest act back, says so, and goes there."""
    question, queue = ask.form.one("question"), ask.form.one("queue")
    undone = ask.desk.undo(ask.reviewer, ask.wish_id())
    if not undone.keys:
        back = (
            review_url(question, queue, ask.form.one("text"), undone=0)
            if question in ask.desk.books
            else "/?undone=0"
        )
        return go(back)
    # of a text that is gone there is nothing to show
    there, key = next(((there, key) for there, key in undone.keys if key), ("", ""))
    if not key:
        return go(f"/?undone={len(undone.keys)}")
    queue = queue if there == question and queue in QUEUES else "all"
    return go(review_url(there, queue, key, undone=len(undone.keys), overtaken=undone.overtaken))


def finished(ask: Ask, question: str, queue: str, said: Said | None = None) -> Response:
    """The queue is done: what was done, and where there is work left."""
    lines = ask.desk.queues(question, ask.reviewer)
    values: dict[str, Any] = {
        "question": question,
        "queue": queue,
        "line": _line(lines, queue),
        "lines": [line for line in lines if line.left and line.queue != queue],
        "others": [
            (
                other,
                sum(
                    line.left
                    for line in ask.desk.queues(other, ask.reviewer)
                    if line.queue == "all"
                ),
            )
            for other in ask.site.study.questions
            if other != question
        ],
        "said": said or _said(ask),
    }
    template = "_finished.html" if ask.partial else "finished.html"
    return ask.page(template, headers={"HX-Push-Url": review_url(question, queue)}, **values)


def _onward(ask: Ask, question: str, queue: str, key: str, said: Said) -> Response:
    if not ask.partial:
        return go(review_url(question, queue, key))
    if not key:
        return finished(ask, question, queue, said)
    return _screen(ask, question, queue, key, said=said)


def _screen(
    ask: Ask,
    question: str,
    queue: str,
    key: str,
    *,
    work: Work | None = None,
    said: Said | None = None,
    status: int = 200,
) -> Response:
    card = ask.desk.card(question, queue, key, ask.reviewer)
    ask.desk.at(ask.reviewer, question, key)
    template = "_card.html" if ask.partial else "review.html"
    # the same text again (nothing was kept) is no new step in the history
    headers = (
        {"HX-Push-Url": review_url(question, queue, key)} if ask.partial and status == 200 else {}
    )
    return ask.page(
        template, status=status, headers=headers, **_values(ask, card, work, said or Said())
    )


def _values(ask: Ask, card: Card, work: Work | None, said: Said) -> dict[str, Any]:
    book: Codebook = ask.desk.books[card.question]
    chosen: Sequence[str] = work.codes if work else card.chosen
    rows = code_rows(book, card, chosen, ask.special())
    lines = ask.desk.queues(card.question, ask.reviewer)
    return {
        "card": card,
        "work": work,
        "said": said,
        "book": book,
        "rows": rows,
        "by_id": {row.id: row for row in rows},
        "labels": labels(book, ask.special()),
        "lost": [code for code in chosen if code not in book.codes],
        "hints": hints(card.suggestions),
        "pieces": pieces(card.verbatim, card.suggestions),
        "guides": guides(book),
        "line": _line(lines, card.queue),
        "lines": lines,
        "question": card.question,
        "queue": card.queue,
        "reasons": ask.site.reasons,
        "most_note": MOST_NOTE,
    }


def _place(ask: Ask) -> tuple[str, str]:
    question, queue = ask.request.path_params["question"], ask.request.path_params["queue"]
    ask.site.study.question(question)
    if queue not in QUEUES:
        raise UnknownQuestionError(queue, ask.site.study.study, QUEUES)
    return question, queue


def _line(lines: Sequence[QueueLine], queue: str) -> QueueLine | None:
    return next((line for line in lines if line.queue == queue), None)


def _wish(ask: Ask, question: str, queue: str, key: str) -> RequestedDecision:
    form = ask.form
    return RequestedDecision(
        question=question,
        queue=queue,
        key=key,
        codes=form.many("code"),
        id=ask.wish_id(),
        seen=form.number("seen"),
        note=form.one("note", MOST_NOTE).strip(),
        only=form.has("only"),
        reason=form.one("reason") if form.one("reason") in ask.site.reasons else "",
        shown=(form.one("wave"), form.one("respondent"))
        if form.has("only") and form.has("respondent")
        else None,
    )


def _work(ask: Ask, *, message: str, newer: tuple[Decision, ...] = ()) -> Work:
    form = ask.form
    # an id once sent is kept: had the first sending been kept after all, the second would not be kept twice
    return Work(
        form.many("code"),
        form.one("note", MOST_NOTE),
        form.has("only"),
        form.one("reason"),
        form.one("wish"),
        message,
        newer,
        form.one("wave"),
        form.one("respondent"),
    )


def _message(ask: Ask, question: str, error: TurvenError) -> str:
    if isinstance(error, LogError):
        return ask.words.text("web_disk_full" if error.full else "web_not_kept")
    codes = ask.form.many("code")
    if not codes:
        return ask.words.text("web_empty_set")
    if isinstance(error, UnknownThemeError):
        known = ask.desk.books[question].codes
        return ask.words.text(
            "web_unknown_codes", codes=", ".join(code for code in codes if code not in known)
        )
    return ask.words.text("web_contradiction") if isinstance(error, MisuseError) else str(error)


def _status(error: TurvenError) -> int:
    if isinstance(error, LogError):
        return 507 if error.full else 503
    return 422


def _said(ask: Ask) -> Said:
    """What a form before this page did, as its address tells (works without script)."""
    if not ask.query.has("undone"):
        return Said()
    undone, overtaken = ask.query.number("undone"), ask.query.number("overtaken")
    if not undone:
        return Said("web_said_nothing_to_undo")
    key = "web_said_undone_one" if undone == 1 else "web_said_undone"
    return Said(key + ("_overtaken" if overtaken else ""), {"n": undone, "overtaken": overtaken})

"""The screen: one text, its suggestions, the codebook, and the reviewer's decision."""

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
from pipeline.review import ALL, FORMER_NAMES, PAGE_QUEUES, Card, QueueLine, RequestedDecision
from pipeline.web.codes import code_rows, guides, labels
from pipeline.web.evidence_spans import hints, pieces
from pipeline.web.form_fields import MAX_NOTE, FormError
from pipeline.web.site import Ask, go, log_problem, review_url


@dataclass(frozen=True)
class CardAddress:
    """The address of the screen: a text ('' for the first left) of a queue."""

    question: str
    queue: str
    key: str = ""

    @property
    def url(self) -> str:
        """The address within this site."""
        return review_url(self.question, self.queue, self.key)


@dataclass(frozen=True)
class Work:
    """The reviewer's work on a card that could not be saved; it stays on the screen."""

    codes: tuple[str, ...]
    note: str
    only: bool
    reason: str
    id: str
    wave: str
    respondent: str
    message: str
    newer: tuple[Decision, ...] = ()


@dataclass(frozen=True)
class Message:
    """A message on the page: a text of the language and its values."""

    key: str = ""
    values: dict[str, object] = field(default_factory=dict)


def show(ask: Ask) -> Response:
    """Show the text asked for; without one the first that is left, or what to do next."""
    renamed = FORMER_NAMES.get(ask.request.path_params["queue"])
    if renamed:
        name = ask.words.text(f"web_queue_{renamed}")
        return ask.problem(ask.words.text("web_queue_renamed", queue=renamed, name=name), 404)
    address = _address(ask)
    if address.key:
        return _screen(ask, address, message=_message(ask))
    first = ask.desk.first(address.question, address.queue, ask.reviewer)
    return go(review_url(address.question, address.queue, first)) if first else finished(ask)


def decide(ask: Ask) -> Response:
    """Save the reviewer's decision and show the next text, or the same with the reason."""
    address = _address(ask)
    try:
        saved = ask.desk.decide(ask.reviewer, _requested(ask, address))
    except (FormError, UnknownAnswerError, UnknownQuestionError):
        raise
    except TurvenError as error:
        message, status = _refusal(ask, address.question, error)
        return _screen(ask, address, work=_work(ask, message), status=status)
    if saved.decision is None:
        work = _work(ask, ask.words.text("web_conflict"), saved.newer)
        return _screen(ask, address, work=work, status=409)
    onward = CardAddress(address.question, address.queue, saved.next)
    if not ask.partial:
        return go(onward.url)
    saying = Message("web_message_saved")
    return _screen(ask, onward, message=saying) if onward.key else finished(ask, saying)


def undo(ask: Ask) -> Response:
    """Undo the reviewer's newest act, say so, and go there."""
    question, queue = ask.form.one("question"), ask.form.one("queue")
    undone = ask.desk.undo(ask.reviewer, ask.act_id())
    if not undone.keys:
        known = question in ask.desk.books
        return go(
            review_url(question, queue, ask.form.one("text"), undone=0) if known else "/?undone=0"
        )
    # if the text is gone there is nothing to show
    there, key = next(((there, key) for there, key in undone.keys if key), ("", ""))
    if not key:
        return go(f"/?undone={len(undone.keys)}")
    queue = queue if there == question and queue in PAGE_QUEUES else ALL
    return go(review_url(there, queue, key, undone=len(undone.keys), overtaken=undone.overtaken))


def finished(ask: Ask, message: Message | None = None) -> Response:
    """Show that the queue is done, and where there is work left."""
    address = _address(ask)
    question, queue = address.question, address.queue
    lines = ask.desk.queues(question, ask.reviewer)
    others = [other for other in ask.site.study.questions if other != question]
    return ask.page(
        "_finished.html" if ask.partial else "finished.html",
        headers={"HX-Push-Url": review_url(question, queue)},
        question=question,
        queue=queue,
        line=_line(lines, queue),
        lines=[line for line in lines if line.left and line.queue != queue],
        others=[(other, _texts_left(ask, other)) for other in others],
        message=message or _message(ask),
    )


def _texts_left(ask: Ask, question: str) -> int:
    line = _line(ask.desk.queues(question, ask.reviewer), ALL)
    return line.left if line else 0


def _screen(
    ask: Ask,
    address: CardAddress,
    *,
    work: Work | None = None,
    message: Message | None = None,
    status: int = 200,
) -> Response:
    card = ask.desk.card(address.question, address.queue, address.key, ask.reviewer)
    ask.desk.at(ask.reviewer, address.question, address.key)
    # the same text again (nothing was saved) is no new step in the history
    moved = ask.partial and status == 200
    return ask.page(
        "_card.html" if ask.partial else "review.html",
        status=status,
        headers={"HX-Push-Url": address.url} if moved else {},
        work=work,
        message=message or Message(),
        **_card_values(ask, card, work.codes if work else card.chosen),
    )


def _card_values(ask: Ask, card: Card, chosen: Sequence[str]) -> dict[str, Any]:
    book = ask.desk.books[card.question]
    rows = code_rows(book, card, chosen, ask.special())
    lines = ask.desk.queues(card.question, ask.reviewer)
    return {
        "card": card,
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
        "most_note": MAX_NOTE,
    }


def _address(ask: Ask) -> CardAddress:
    question, queue = ask.request.path_params["question"], ask.request.path_params["queue"]
    ask.site.study.question(question)
    if queue not in PAGE_QUEUES:
        raise UnknownQuestionError(queue, ask.site.study.study, PAGE_QUEUES)
    return CardAddress(question, queue, ask.query.one("text"))


def _line(lines: Sequence[QueueLine], queue: str) -> QueueLine | None:
    return next((line for line in lines if line.queue == queue), None)


def _requested(ask: Ask, address: CardAddress) -> RequestedDecision:
    form = ask.form
    reason, shown = form.one("reason"), None
    if form.has("only") and form.has("respondent"):
        shown = (form.one("wave"), form.one("respondent"))
    return RequestedDecision(
        question=address.question,
        queue=address.queue,
        key=address.key,
        codes=form.many("code"),
        id=ask.act_id(),
        seen=form.number("seen"),
        note=form.one("note", MAX_NOTE).strip(),
        only=form.has("only"),
        reason=reason if reason in ask.site.reasons else "",
        shown=shown,
    )


def _work(ask: Ask, message: str, newer: tuple[Decision, ...] = ()) -> Work:
    form = ask.form
    return Work(
        codes=form.many("code"),
        note=form.one("note", MAX_NOTE),
        only=form.has("only"),
        reason=form.one("reason"),
        # a retry has the same id: had the first sending arrived after all, it would be saved once
        id=form.one("act"),
        wave=form.one("wave"),
        respondent=form.one("respondent"),
        message=message,
        newer=newer,
    )


def _refusal(ask: Ask, question: str, error: TurvenError) -> tuple[str, int]:
    """Return the message for a refused decision, and the status of the reply."""
    if isinstance(error, LogError):
        return log_problem(ask, error)
    codes = ask.form.many("code")
    if not codes:
        return ask.words.text("web_empty_set"), 422
    if isinstance(error, UnknownThemeError):
        known = ask.desk.books[question].codes
        unknown = ", ".join(code for code in codes if code not in known)
        return ask.words.text("web_unknown_codes", codes=unknown), 422
    if isinstance(error, MisuseError):
        return ask.words.text("web_contradiction"), 422
    return str(error), 422


def _message(ask: Ask) -> Message:
    """Return the message of the form before this page, from its address (works without script)."""
    if not ask.query.has("undone"):
        return Message()
    undone, overtaken = ask.query.number("undone"), ask.query.number("overtaken")
    if not undone:
        return Message("web_message_nothing_to_undo")
    key = "web_message_undone_one" if undone == 1 else "web_message_undone"
    values: dict[str, object] = {"n": undone, "overtaken": overtaken}
    return Message(f"{key}_overtaken" if overtaken else key, values)

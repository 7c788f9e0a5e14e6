"""The start page with the queues of every question, who is at work, and the progress."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from pipeline.web.site import Ask


def show(ask: Ask) -> Response:
    """Show the questions, each with its queues."""
    questions = [
        (question, ask.site.study.question(question).text, ask.desk.queues(question, ask.reviewer))
        for question in ask.desk.books
    ]
    undone = ask.query.one("undone")
    return ask.page("start.html", questions=questions, undone=undone, **_live(ask))


def progress(ask: Ask) -> Response:
    """Show the progress of each question, and of each reviewer."""
    far = [
        (question, ask.site.study.question(question).text, ask.desk.progress(question))
        for question in ask.desk.books
    ]
    return ask.page("progress.html", far=far, **_live(ask))


def live(ask: Ask) -> Response:
    """Show who is at work and the progress, if there is something new; 204 if there isn't."""
    question, key = ask.query.one("question"), ask.query.one("text")
    if question in ask.desk.books and key:
        ask.desk.at(ask.reviewer, question, key)
    if ask.query.number("since", -1) == ask.desk.newest():
        return Response(status_code=204)
    return ask.page("_live.html", **_live(ask, question, key))


def _live(ask: Ask, question: str = "", key: str = "") -> dict[str, Any]:
    return {"progress": ask.desk.progress(), "watched": (question, key)}

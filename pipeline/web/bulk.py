"""Bulk changes: search or find similar texts, select, preview, apply."""

from __future__ import annotations

from starlette.responses import Response

from pipeline.model import Codebook
from pipeline.review import Change
from pipeline.web.codes import labels
from pipeline.web.form_fields import MAX_NOTE, MAX_WORDS, FormError
from pipeline.web.site import Ask

SIZE = 50
"""Rows on a page; only rows in sight can be selected."""

STATES = ("", "open", "decided", "no-theme")
_WAYS = ("add", "remove", "whole")


def show(ask: Ask) -> Response:
    """Show the texts that were searched for, or those most similar to one."""
    question, book = _question(ask)
    like = ask.query.one("like")
    search = {name: ask.query.one(name, MAX_WORDS) for name in ("words", "theme", "state")}
    page = ask.query.number("page")
    if like:
        texts = ask.desk.similar(question, like, SIZE)
    else:
        state = search["state"] if search["state"] in STATES else ""
        texts = ask.desk.find(
            question, search["words"], theme=search["theme"], state=state, page=page, size=SIZE
        )
    return ask.page(
        "bulk.html",
        question=question,
        book=book,
        labels=labels(book, ask.special()),
        found=texts,
        like=like,
        search=search,
        states=STATES,
        page_number=page,
        pages=1 if like else max(1, -(-texts.texts // SIZE)),
        size=SIZE,
        done=ask.query.number("done", -1),
        left=ask.query.number("left"),
    )


def preview(ask: Ask) -> Response:
    """Preview the change to each selected text; nothing is saved yet."""
    question, book = _question(ask)
    keys, change, too = _wanted(ask)
    if not keys or not (change.add or change.remove):
        return ask.problem(ask.words.text("web_bulk_nothing_ticked"), 422)
    return ask.page(
        "preview.html",
        question=question,
        labels=labels(book, ask.special()),
        preview=ask.desk.preview(question, keys, change, decided_too=too),
        way=ask.form.one("way"),
        codes=ask.form.many("code"),
        keys_ticked=keys,
        decided_too=too,
        back=ask.form.one("back", 2000),
        id=ask.site.new_id(),
        most_note=MAX_NOTE,
    )


def apply(ask: Ask) -> Response:
    """Apply the previewed change, as one batch."""
    question, _ = _question(ask)
    keys, change, too = _wanted(ask)
    form = ask.form
    saved = ask.desk.bulk(
        ask.reviewer,
        question,
        keys,
        change,
        id=ask.act_id(),
        seen=form.number("seen"),
        decided_too=too,
        note=form.one("note", MAX_NOTE).strip(),
    )
    return ask.page("done.html", question=question, saved=saved, back=form.one("back", 2000))


def _question(ask: Ask) -> tuple[str, Codebook]:
    question = ask.request.path_params["question"]
    ask.site.study.question(question)
    return question, ask.desk.books[question]


def _wanted(ask: Ask) -> tuple[tuple[str, ...], Change, bool]:
    way, codes = ask.form.one("way"), ask.form.many("code")
    if way not in _WAYS:
        raise FormError("the form does not say what to do with the codes")
    change = Change(remove=codes) if way == "remove" else Change(add=codes, whole=way == "whole")
    return ask.form.many("key"), change, ask.form.has("decided_too")

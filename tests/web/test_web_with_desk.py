"""The page before a real desk: two reviewers, one log."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from web_desk import BASE, token_of

from pipeline.review.desk import Desk, open_desk
from pipeline.web import create_app

STUDY = """\
study: proef
title: Proef
respondent: {column: id}
codebooks: boeken
waves: [{id: "1", files: [antwoorden.csv]}]
questions:
  nadelen: {column: nadelen, text: "Wat zijn nadelen?"}
"""
BOOK = """\
id: nadelen
title: Nadelen
language: nl
version: "1"
themes:
  - {id: kosten, label: Kosten, definition: Te duur, examples: [duur], rules: [duur, kosten]}
  - {id: tijd, label: Tijd, definition: Te weinig tijd, examples: [weinig tijd], rules: [tijd]}
"""
ANSWERS = "id;nadelen\ng1;te duur\ng2;Te duur\ng3;kost veel tijd\ng4;iets heel anders\n"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk of three texts."""
    (tmp_path / "boeken").mkdir()
    for name, text in (
        ("study.yaml", STUDY),
        ("boeken/nadelen.yaml", BOOK),
        ("antwoorden.csv", ANSWERS),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    desk = open_desk(tmp_path)
    with desk.log:
        yield desk


def reviewer(desk: Desk, name: str) -> tuple[TestClient, str]:
    """A browser of that reviewer, and the token of its forms."""
    browser = TestClient(create_app(desk), base_url=BASE)
    token = token_of(browser.get("/sign-in").text)
    browser.post("/sign-in", data={"token": token, "name": name})
    return browser, token


def test_a_day_of_two_reviewers(desk: Desk) -> None:
    """Anna decides on all alike; Bert, whose page was older, sees hers before his is kept.

    He keeps his; undo takes it back.
    """
    (anna, annas), (bert, berts) = reviewer(desk, "Anna"), reviewer(desk, "Bert")
    first = anna.get("/review/nadelen/all")
    assert "2 respondenten schreven dit" in first.text
    url = str(first.url).removeprefix(BASE)
    bert.get(url)
    assert "Ook hier: Bert." in anna.get(url).text

    saved = anna.post(url, data={"token": annas, "code": "kosten", "seen": "0"})
    assert saved.status_code == 200
    refused = bert.post(url, data={"token": berts, "code": "tijd", "seen": "0"})
    assert refused.status_code == 409
    assert "Anna" in refused.text
    seen = re.findall(r'name="seen" value="(\d+)"', refused.text)[-1]
    assert bert.post(url, data={"token": berts, "code": "tijd", "seen": seen}).status_code == 200
    assert [decision.codes for decision in desk.log.since()] == [("kosten",), ("tijd",)]

    undone = bert.post("/undo", data={"token": berts, "question": "nadelen", "queue": "all"})
    assert str(undone.url).startswith(BASE + url)
    assert "Teruggenomen" in undone.text
    assert "Anna besliste op" in undone.text


def test_a_form_sent_twice_decides_once(desk: Desk) -> None:
    """An impatient reviewer who sends the same form twice has one decision in the log."""
    anna, token = reviewer(desk, "Anna")
    url = str(anna.get("/review/nadelen/all").url)
    sent = {"token": token, "code": "kosten", "seen": "0", "act": "e" * 32}
    for _ in range(2):
        assert anna.post(url, data=sent).status_code == 200
    assert len(desk.log.since()) == 1


def test_bulk_from_search_to_undo(desk: Desk) -> None:
    """Ticked texts change in one batch, and one undo takes them back."""
    anna, token = reviewer(desk, "Anna")
    keys = re.findall(r'name="key" value="([^"]*)"', anna.get("/bulk/nadelen").text)
    form = {"token": token, "way": "whole", "code": "overig", "key": keys}
    preview = anna.post("/bulk/nadelen/preview", data=form).text
    seen = re.findall(r'name="seen" value="(\d+)"', preview)[0]
    done = anna.post("/bulk/nadelen/apply", data={**form, "seen": seen})
    assert "Veranderd: 3" in done.text
    assert len(desk.log.since()) == 3
    undone = anna.post("/undo", data={"token": token, "question": "nadelen", "queue": "all"})
    assert "Teruggenomen: 3 besluiten" in undone.text


def test_every_queue_opens(desk: Desk) -> None:
    """Each queue shows a text or says that it is done; each page answers."""
    anna, _ = reviewer(desk, "Anna")
    for line in desk.queues("nadelen", "Anna"):
        assert anna.get(f"/review/nadelen/{line.queue}").status_code == 200
    for url in (
        "/",
        "/progress",
        "/bulk/nadelen?words=duur&theme=kosten&state=open",
        "/live?since=-1",
    ):
        assert anna.get(url).status_code == 200

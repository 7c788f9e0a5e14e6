"""Many texts at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from starlette.testclient import TestClient
from web_desk import FakeDesk

from pipeline.errors import LogError
from pipeline.review.values import Change

Post = Callable[..., Any]
ADD = {"way": "add", "code": "capaciteit-middelen-sturing", "key": ["t1", "t2"]}


def test_search_shows_texts_with_their_codes(client: TestClient) -> None:
    """The rows that hold the words, with count, codes and whose they are."""
    page = client.get("/bulk/uitdagingen?words=capaciteit").text
    assert "Gevonden: 1 (antwoorden: 41)" in page
    assert "Anna" in page
    assert "We missen kennis" not in page


def test_find_similar_shows_likeness(client: TestClient) -> None:
    """The nearest texts with how near they are."""
    page = client.get("/bulk/uitdagingen?like=t1").text
    assert "De meest gelijkende eerst" in page
    assert "80%" in page


def test_nothing_is_ticked_at_first(client: TestClient) -> None:
    """No row is changed that the reviewer did not tick."""
    rows = re.findall(
        r'<input type="checkbox" name="key"[^>]*>', client.get("/bulk/uitdagingen").text
    )
    assert len(rows) == 5
    assert not any("checked" in row for row in rows)


def test_preview_changes_nothing(post: Post, desk: FakeDesk) -> None:
    """What would change stands before and after; what a person decided stays, with the reason."""
    page = post("/bulk/uitdagingen/preview", ADD).text
    assert "Veranderen: 1 (antwoorden: 1)" in page
    assert "blijft: een mens besliste" in page
    assert desk.bulks == []


def test_apply_does_what_was_previewed(post: Post, desk: FakeDesk) -> None:
    """Keys, change, id and what was seen go to the desk as one act, and one undo is offered."""
    data = {**ADD, "act": "d" * 32, "seen": "3", "note": "samen", "decided_too": "1"}
    answer = post("/bulk/uitdagingen/apply", data)
    assert "Veranderd: 2" in answer.text
    assert 'action="/undo"' in answer.text
    change = Change(add=("capaciteit-middelen-sturing",))
    assert desk.bulks == [("Anna", "uitdagingen", ("t1", "t2"), change, "d" * 32, 3, True, "samen")]


def test_ways_of_changing(post: Post, desk: FakeDesk) -> None:
    """Take away, or exactly these."""
    post("/bulk/uitdagingen/apply", {**ADD, "way": "remove"})
    post("/bulk/uitdagingen/apply", {**ADD, "way": "whole"})
    codes = ("capaciteit-middelen-sturing",)
    assert [bulk[3] for bulk in desk.bulks] == [Change(remove=codes), Change(add=codes, whole=True)]


def test_nothing_ticked_is_told(post: Post) -> None:
    """Without rows or codes there is nothing to preview."""
    assert post("/bulk/uitdagingen/preview", {"way": "add", "code": "overig"}).status_code == 422
    assert post("/bulk/uitdagingen/preview", {"way": "add", "key": "t1"}).status_code == 422
    assert post("/bulk/uitdagingen/preview", {"way": "anders", "key": "t1"}).status_code == 400


def test_a_full_disk_is_told(post: Post, desk: FakeDesk) -> None:
    """Nothing of the act is kept, and the page says so."""
    desk.fails = LogError("full", full=True)
    answer = post("/bulk/uitdagingen/apply", ADD)
    assert answer.status_code == 507
    assert "niets bewaard" in answer.text


def test_back_leads_to_the_list_alone(post: Post) -> None:
    """The way back is an address of the list, whatever the form says."""
    page = post("/bulk/uitdagingen/apply", {**ADD, "back": "https://evil.example"}).text
    assert "evil" not in page
    page = post("/bulk/uitdagingen/apply", {**ADD, "back": "/bulk/uitdagingen?words=tijd"}).text
    assert 'href="/bulk/uitdagingen?words=tijd"' in page


def test_codes_that_are_guesses_are_marked(client: TestClient, desk: FakeDesk) -> None:
    """In the list a code that no label supports has the same mark as on its card."""
    assert "tag guess" not in client.get("/bulk/uitdagingen").text
    desk.guesses = ("capaciteit-middelen-sturing",)

    page = client.get("/bulk/uitdagingen").text

    assert page.count('class="tag guess"') == 2
    assert 'title="nog door geen label gesteund"' in page

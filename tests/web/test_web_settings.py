"""Keys and language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from web_desk import UNCERTAIN

import pipeline.language
import pipeline.web
from pipeline.model import SOURCES
from pipeline.review import PAGE_QUEUES
from pipeline.web.keys import DEFAULT_KEYS, KEYS_COOKIE, bad_keys, keys_cookie, keys_of

Post = Callable[..., Any]
HERE = Path(pipeline.web.__file__).parent
TEXTS = {
    code: tomllib.loads(
        (Path(pipeline.language.__file__).parent / f"{code}.toml").read_text(encoding="utf-8")
    )["texts"]
    for code in ("nl", "en")
}


def test_keys_are_shown_and_kept(post: Post, client: TestClient) -> None:
    """A key that was changed stands on the screen and comes back after a restart."""
    answer = post("/settings", {**DEFAULT_KEYS, "accept": "F2", "undo": "z"})
    assert answer.headers["location"] == "/settings?saved=1"
    page = client.get(UNCERTAIN + "?text=t1").text.replace("&#34;", '"')
    assert '"accept": "F2"' in page
    assert "<kbd>z</kbd>" in page


@pytest.mark.parametrize("key", ["1", "", "uu", "x", " ", "<"])
def test_keys_that_can_not_be(post: Post, key: str) -> None:
    """A figure, nothing, a word, or a key that another act has is refused, with the field marked;
    any other sign is fine.
    """
    answer = post("/settings", {**DEFAULT_KEYS, "undo": key})
    assert answer.status_code == (303 if key == "<" else 422)
    assert ('aria-invalid="true"' in answer.text) == (key != "<")


def test_keys_as_they_were(post: Post, client: TestClient) -> None:
    """One button brings the first keys back."""
    post("/settings", {**DEFAULT_KEYS, "undo": "z"})
    post("/settings", {**DEFAULT_KEYS, "reset": "1"})
    assert "<kbd>z</kbd>" not in client.get(UNCERTAIN + "?text=t1").text


@pytest.mark.parametrize(
    "cookie", ["", "x", "%7B%7D", "%5B1%5D", "null", "%22a%22", "%7B%22undo%22%3A%201%7D", "%FF"]
)
def test_a_spoilt_cookie_means_the_first_keys(cookie: str) -> None:
    """Whatever a cookie holds, there are keys."""
    assert keys_of({KEYS_COOKIE: cookie}) == DEFAULT_KEYS


def test_kept_keys_come_back() -> None:
    """What is kept is read again as it was, with signs beyond ASCII."""
    wanted = {**DEFAULT_KEYS, "undo": "é", "note": ";"}
    assert bad_keys(wanted) == ()
    assert keys_of({KEYS_COOKIE: keys_cookie(wanted)}) == wanted


def test_language_follows_the_study_until_chosen(client: TestClient, post: Post) -> None:
    """The page is Dutch as the study is; one button makes it English, there and ever after."""
    assert '<html lang="nl">' in client.get("/").text
    answer = post("/language", {"language": "en", "then": UNCERTAIN + "?text=t1"})
    assert answer.headers["location"] == UNCERTAIN + "?text=t1"
    page = client.get(UNCERTAIN + "?text=t1").text
    assert '<html lang="en">' in page
    assert "Accept, next" in page
    assert '<blockquote class="verbatim" lang="nl"' in page
    post("/language", {"language": "klingon"})
    assert '<html lang="en">' in client.get("/").text


def test_both_languages_say_the_same_things() -> None:
    """Every text of the page is there in Dutch and in English, with the same values to fill in."""
    web = {
        code: {key: text for key, text in TEXTS[code].items() if key.startswith("web_")}
        for code in TEXTS
    }
    assert web["nl"].keys() == web["en"].keys()
    for key, text in web["nl"].items():
        assert sorted(re.findall(r"\{\w*\}", text)) == sorted(
            re.findall(r"\{\w*\}", web["en"][key])
        ), key


def test_every_text_is_used_and_every_used_one_is_there() -> None:
    """Templates and views name each text of the page, and none that isn't there."""
    sources = [
        path.read_text(encoding="utf-8")
        for path in (*HERE.glob("*.py"), *HERE.glob("templates/**/*.html"))
    ]
    named = {
        name for source in sources for name in re.findall(r"web_[a-z_]+[a-z](?:-[a-z]+)?", source)
    }
    built = {
        *(f"web_queue_{queue}" for queue in PAGE_QUEUES),
        *(f"web_purpose_{queue}" for queue in PAGE_QUEUES),
        *(f"web_key_{act}" for act in DEFAULT_KEYS),
        *(f"web_source_{source}" for source in SOURCES),
        *(f"web_chance_{word}" for word in ("sure", "very", "likely", "maybe", "unlikely")),
        *(f"web_state_{state}" for state in ("any", "open", "decided", "no-theme")),
        *(f"web_way_{way}" for way in ("add", "remove", "whole")),
        *(f"web_kept_{why}" for why in ("decided", "same", "empty", "contradiction")),
        *(f"web_message_undone{how}_overtaken" for how in ("", "_one")),
    }
    there = {key for key in TEXTS["nl"] if key.startswith("web_")}
    stems = {
        "web_queue",
        "web_purpose",
        "web_key",
        "web_source",
        "web_chance",
        "web_state",
        "web_way",
        "web_kept",
    }
    assert built <= there
    assert there - named - built == set()
    assert named - there - stems == set()

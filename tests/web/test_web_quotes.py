"""The page of quotes: what is shown, approved, shortened, refused and taken back, and what is not
taken.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from web_desk import BASE, FakeDesk, token_of

from pipeline.decisions import DecisionLog, QuoteCandidate, QuoteLog, sqlite_url
from pipeline.errors import MisuseError
from pipeline.normalise import verbatim_hash
from pipeline.privacy import Redactor
from pipeline.quotes.desk import QuoteDesk
from pipeline.web import create_app

URL = "/quotes/uitdagingen"
VERBATIM = "Te weinig tijd, vraag maar aan <b>Jan</b> op 06-12345678."
PROPOSED = "Te weinig tijd, vraag maar aan <b>Jan</b> op [telefoonnummer]."


def candidate(
    who: str = "g&1", text: str = VERBATIM, proposed: str = PROPOSED, group: str = ""
) -> QuoteCandidate:
    """A possible quote about capacity."""
    theme = "capaciteit-middelen-sturing"
    return QuoteCandidate(
        "uitdagingen", theme, "2025", who, text, verbatim_hash(text), proposed, False, group, 12, 30
    )


@pytest.fixture
def quotes(desk: FakeDesk, tmp_path: Path) -> Iterator[QuoteDesk]:
    """A desk of four possible quotes, three of which are offered."""
    other = [
        candidate(
            f"g{i}",
            f"Wij missen de mensen en het geld, {i} keer",
            f"Wij missen de mensen en het geld, {i} keer",
        )
        for i in (2, 3, 4)
    ]
    with DecisionLog(sqlite_url(tmp_path / "decisions.sqlite"), desk.study.study) as log:
        yield QuoteDesk(
            desk.study,
            desk.books,
            [candidate(group="gemeentegrootte: klein"), *other],
            QuoteLog(log.engine, log.study),
            redactor=Redactor(),
        )


class Browser:
    """Somebody's browser on the page of quotes."""

    def __init__(self, desk: FakeDesk, quotes: Any, name: str = "Anna") -> None:
        self.client = TestClient(
            create_app(desk, quotes=quotes), base_url=BASE, raise_server_exceptions=False
        )
        self.token = token_of(self.client.get("/sign-in").text)
        self.client.post("/sign-in", data={"token": self.token, "name": name})

    def page(self, url: str = URL) -> str:
        """The page once the desk is made."""
        for _ in range(200):
            answer = self.client.get(url)
            if answer.status_code != 202:
                return answer.text
            time.sleep(0.01)
        raise AssertionError("it was never made")

    def form(self, number: int = 0) -> dict[str, str]:
        """The hidden fields of the form of a quote."""
        part = self.page().split('<form method="post" action="/quotes/')[1 + number]
        return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', part))

    def say(self, verb: str, number: int = 0, **more: Any) -> Any:
        """Sends that form."""
        data = {
            **self.form(number),
            "verb": verb,
            "token": self.token,
            "respondent": candidate().respondent_id,
            **more,
        }
        return self.client.post(URL, data=data, follow_redirects=False)


@pytest.fixture
def anna(desk: FakeDesk, quotes: QuoteDesk) -> Browser:
    """Anna's browser."""
    return Browser(desk, lambda: quotes)


def test_the_list_and_the_way_there(anna: Browser) -> None:
    """The start page leads to the list, and that to the questions with their numbers."""
    assert 'href="/quotes"' in anna.page("/")
    page = anna.page("/quotes")
    assert 'href="/quotes/uitdagingen"' in page
    assert "3 te bekijken" in page
    assert "namen en plaatsen zijn niet gezocht" in page


def test_redactions_are_marked_and_nothing_runs(anna: Browser) -> None:
    """Marks stand out, the whole answer is there to compare, and what a respondent wrote is text
    and nothing else.
    """
    page = anna.page()
    assert '<mark class="redacted">[telefoonnummer]</mark>' in page
    assert "06-12345678" in page
    assert "&lt;b&gt;Jan&lt;/b&gt;" in page
    assert "<b>Jan" not in page
    assert "gemeentegrootte: klein" in page
    assert page.count('class="panel quote-card"') == 3


def test_approved_as_it_stands(anna: Browser, quotes: QuoteDesk) -> None:
    """Approving keeps exactly what was shown, who did it, and that names were not looked for.

    The page shows so.
    """
    answer = anna.say("approve")
    assert answer.status_code == 303
    act = quotes.candidate(candidate().key).act
    assert act is not None
    assert (act.reviewer, act.text, act.via, act.names_sought) == ("Anna", PROPOSED, "page", False)
    assert answer.headers["location"].startswith(f"{URL}#q-")
    assert f'id="{answer.headers["location"].split("#")[1]}"' in anna.page()
    assert "goedgekeurd door Anna" in anna.page()
    assert "1 van hoogstens 3" in anna.page()


def test_approved_with_less(anna: Browser, quotes: QuoteDesk) -> None:
    """Ticked words are left out, with the mark that was chosen."""
    anna.say("approve", word=["3", "4", "5", "6"], mark="[naam]")
    act = quotes.candidate(candidate().key).act
    assert act is not None
    assert act.text == "Te weinig tijd, [naam]> op [telefoonnummer]."


@pytest.mark.parametrize(
    "more",
    [{"mark": "[Jan is gek]"}, {"word": [str(i) for i in range(9)]}],
    ids=["no mark", "nothing is left"],
)
def test_what_can_not_be_printed(anna: Browser, quotes: QuoteDesk, more: dict[str, Any]) -> None:
    """It is told on the card, and nothing is kept."""
    answer = anna.say("approve", **more)
    assert answer.status_code == 422
    assert "Dit kan zo niet in het rapport" in answer.text
    assert quotes.candidate(candidate().key).act is None


def test_refused_and_taken_back(anna: Browser) -> None:
    """A refused one goes to the end and another comes; taken back it is asked again."""
    anna.say("refuse")
    page = anna.page()
    assert page.count("quote-card") >= 4
    assert "niet gebruikt, zei Anna" in page
    anna.say("withdraw", 3)
    assert "opnieuw te bekijken" in anna.page()


def test_two_reviewers(anna: Browser, desk: FakeDesk, quotes: QuoteDesk) -> None:
    """Who looked before the other acted is told, and what the other did stands."""
    bert = Browser(desk, lambda: quotes, "Bert")
    before = bert.form()
    anna.say("refuse")
    answer = bert.client.post(
        URL, data={**before, "verb": "approve", "token": bert.token, "respondent": "g&1"}
    )
    assert answer.status_code == 409
    assert "intussen" in answer.text
    assert quotes.candidate(candidate().key).act.reviewer == "Anna"  # type: ignore[union-attr]


def test_sent_twice_is_kept_once(anna: Browser, quotes: QuoteDesk) -> None:
    """The same form again changes nothing and is no error."""
    data = {**anna.form(), "verb": "approve", "token": anna.token, "respondent": "g&1"}
    assert [
        anna.client.post(URL, data=data, follow_redirects=False).status_code for _ in range(2)
    ] == [303, 303]
    assert len(quotes._log.since()) == 1


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"token": "x"}, 403),
        ({"verb": "print"}, 400),
        ({"theme": "niets"}, 404),
        ({"respondent": "niemand"}, 404),
        ({"text_hash": "0"}, 409),
    ],
)
def test_what_no_page_sends(
    anna: Browser, quotes: QuoteDesk, more: dict[str, str], status: int
) -> None:
    """A foreign or made-up form is refused, and nothing is kept."""
    data = {"verb": "approve", **more}
    assert anna.say(data.pop("verb"), **data).status_code == status
    assert quotes._log.since() == ()


def test_nobody_sees_it_without_a_name(desk: FakeDesk, quotes: QuoteDesk) -> None:
    """Without a name the page leads to the door."""
    with TestClient(create_app(desk, quotes=lambda: quotes), base_url=BASE) as client:
        assert client.get(URL, follow_redirects=False).status_code == 303


def test_without_quotes_and_with_trouble(desk: FakeDesk) -> None:
    """Where there is no quote desk there is no link.

    What its maker refused with is told, and asked again it is tried again.
    """
    assert 'href="/quotes"' not in Browser(desk, None).page("/")

    def refuses() -> QuoteDesk:
        raise MisuseError("de antwoorden zijn weg")

    assert "de antwoorden zijn weg" in Browser(desk, refuses).page("/quotes")


def test_both_languages(anna: Browser) -> None:
    """The page speaks English when asked to; the quote stays in its own language."""
    anna.client.post("/language", data={"token": anna.token, "language": "en"})
    page = anna.page()
    assert "Leave out more" in page
    assert '<blockquote class="quote" lang="nl"' in page

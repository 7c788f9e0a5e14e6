"""The screen: what a reviewer sees and what becomes of a decision."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from starlette.testclient import TestClient
from web_desk import HTMX, TEXTS, UNCERTAIN, FakeDesk, decision

from pipeline.errors import LogError
from pipeline.review.values import Opinion, Suggestion

Post = Callable[..., Any]
CAPACITY, PRIVACY = "capaciteit-middelen-sturing", "privacy-veiligheid-compliance"


def ticked(page: str) -> list[str]:
    """The codes ticked on a page."""
    boxes = re.findall(r'<input type="checkbox" name="code"[^>]*>', page)
    return [re.findall(r'value="([^"]*)"', box)[0] for box in boxes if box.endswith("checked>")]


def test_a_queue_opens_at_the_first_text_that_is_left(client: TestClient) -> None:
    """The address of a queue leads to the address of a text."""
    assert str(client.get(UNCERTAIN).url).endswith("/review/uitdagingen/uncertain?text=t1")


def test_each_code_has_one_box(client: TestClient) -> None:
    """Every code of the codebook can be ticked, in one place alone, and the suggested ones above
    50% are.
    """
    page = client.get(UNCERTAIN + "?text=t1").text
    boxes = re.findall(r'name="code" value="([^"]*)"', page)
    assert len(boxes) == len(set(boxes)) == 9
    assert set(ticked(page)) == {CAPACITY, "bewustwording-verantwoordelijkheid"}


def test_figures_go_to_suggestions_first(client: TestClient) -> None:
    """1, 2, 3 are the suggestions in their order.

    Then come the other themes, and no figure twice.
    """
    page = client.get(UNCERTAIN + "?text=t1").text
    keys = dict(re.findall(r'value="([^"]*)" id="code-[^>]*? data-key="(\d)"', page))
    assert keys[CAPACITY] == "1"
    assert keys[PRIVACY] == "3"
    assert sorted(keys.values()) == ["1", "2", "3", "4", "5", "6", "7"]


def test_a_decision_goes_to_the_desk_whole(post: Post, desk: FakeDesk) -> None:
    """Codes, note, `only this one`, the id and what was seen arrive as they were sent, and the next
    text is shown.
    """
    data = {
        "code": [CAPACITY, "overig"],
        "note": " let op\r\nregel twee ",
        "only": "1",
        "act": "a" * 32,
        "seen": "4",
    }
    answer = post(UNCERTAIN + "?text=t1", data)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/review/uitdagingen/uncertain?text=t2"
    (wish,) = desk.requested
    assert (wish.question, wish.queue, wish.key, wish.codes) == (
        "uitdagingen",
        "uncertain",
        "t1",
        (CAPACITY, "overig"),
    )
    assert (wish.note, wish.only, wish.id, wish.seen) == ("let op\nregel twee", True, "a" * 32, 4)


def test_htmx_gets_the_next_card_alone(post: Post) -> None:
    """With htmx the next card comes back at once, with its address for the history."""
    answer = post(UNCERTAIN + "?text=t1", {"code": CAPACITY}, headers=HTMX)
    assert answer.status_code == 200
    assert answer.headers["hx-push-url"] == "/review/uitdagingen/uncertain?text=t2"
    assert "<html" not in answer.text
    assert 'id="card"' in answer.text
    assert "Bewaard." in answer.text


def test_going_back_gets_a_whole_page(client: TestClient) -> None:
    """A browser that goes back in its history gets a page, not a part of one."""
    headers = {**HTMX, "HX-History-Restore-Request": "true"}
    assert "<html" in client.get(UNCERTAIN + "?text=t1", headers=headers).text


def test_an_empty_set_is_not_saved(post: Post, desk: FakeDesk) -> None:
    """Nothing ticked: the page says what to do instead, and nothing is kept."""
    answer = post(UNCERTAIN + "?text=t1", {"note": "wat is dit?"})
    assert answer.status_code == 422
    assert "Kies een thema, of Overig" in answer.text
    assert "wat is dit?" in answer.text
    assert desk.log == []


def test_work_stays_when_the_disk_is_full(post: Post, desk: FakeDesk) -> None:
    """A full disk: the page says that nothing was saved and shows codes, note and the same id
    again.
    """
    desk.fails = LogError("nothing was kept: the disk is full", full=True)
    sent = {"code": PRIVACY, "note": "mijn notitie", "only": "1", "act": "b" * 32}
    answer = post(UNCERTAIN + "?text=t2", sent, headers=HTMX)
    assert answer.status_code == 507
    assert "De schijf is vol: niets bewaard" in answer.text
    assert ticked(answer.text) == [PRIVACY]
    assert "mijn notitie" in answer.text
    assert f'name="act" value="{"b" * 32}"' in answer.text
    assert re.search(r'id="only"[^>]* checked', answer.text)


def test_work_stays_when_the_log_can_not_be_reached(post: Post, desk: FakeDesk) -> None:
    """A database that doesn't answer is told without its inner words, and the choice stays."""
    desk.fails = LogError("nothing was kept: could not connect to 10.0.0.7")
    answer = post(UNCERTAIN + "?text=t1", {"code": PRIVACY})
    assert answer.status_code == 503
    assert "10.0.0.7" not in answer.text
    assert ticked(answer.text) == [PRIVACY]


def test_an_unknown_code_is_told(post: Post, desk: FakeDesk) -> None:
    """A theme that the codebook lacks is refused by the desk.

    The page shows why and keeps the rest.
    """
    answer = post(UNCERTAIN + "?text=t1", {"code": ["nergens", CAPACITY]})
    assert answer.status_code == 422
    assert "Dit thema staat niet (meer) in het codeboek: nergens." in answer.text
    assert ticked(answer.text) == [CAPACITY]
    assert desk.log == []


def test_a_contradiction_is_told(post: Post, desk: FakeDesk) -> None:
    """No answer beside a theme is not kept; the page says why in the reviewer's language."""
    answer = post(UNCERTAIN + "?text=t1", {"code": ["geen-antwoord", CAPACITY]})
    assert answer.status_code == 422
    assert "Geen antwoord staat alleen" in answer.text
    assert set(ticked(answer.text)) == {"geen-antwoord", CAPACITY}
    assert desk.log == []


def test_a_newer_decision_is_shown_beside_mine(post: Post, desk: FakeDesk) -> None:
    """When somebody decided meanwhile nothing is saved: theirs stands beside mine, each with a
    button, and mine is still ticked.
    """
    desk.newer = (decision("Bert", (PRIVACY,), note="gaat om AVG"),)
    answer = post(UNCERTAIN + "?text=t1", {"code": CAPACITY, "note": "mijn notitie"})
    assert answer.status_code == 409
    assert "gaat om AVG" in answer.text
    assert ticked(answer.text) == [CAPACITY]
    theirs, mine = re.findall(r'<input type="hidden" name="code" value="([^"]*)">', answer.text)
    assert (theirs, mine) == (PRIVACY, CAPACITY)
    ids = re.findall(r'name="act" value="([^"]*)"', answer.text)
    assert len(ids) == len(set(ids))
    assert desk.log == []


def test_undo_says_what_it_took_back_and_goes_there(
    post: Post, desk: FakeDesk, client: TestClient
) -> None:
    """Undo shows the text whose decision was taken back, and says so."""
    post(UNCERTAIN + "?text=t1", {"code": CAPACITY})
    answer = post("/undo", {"question": "uitdagingen", "queue": "uncertain", "act": "c" * 32})
    assert (
        answer.headers["location"] == "/review/uitdagingen/uncertain?text=t1&undone=1&overtaken=0"
    )
    assert "Teruggenomen: je laatste besluit" in client.get(answer.headers["location"]).text
    assert desk.undos == ["c" * 32]


def test_undo_in_another_queue_goes_to_all(post: Post) -> None:
    """What was decided on another question is shown among all texts of that question."""
    post(UNCERTAIN + "?text=t1", {"code": CAPACITY})
    answer = post("/undo", {"question": "functies", "queue": "random"})
    assert answer.headers["location"].startswith("/review/uitdagingen/all?text=t1")


def test_nothing_to_undo_stays_here(post: Post, client: TestClient) -> None:
    """With nothing left to take back the page stays and says so."""
    answer = post("/undo", {"question": "uitdagingen", "queue": "uncertain", "text": "t2"})
    assert answer.headers["location"] == "/review/uitdagingen/uncertain?text=t2&undone=0"
    assert "Er is niets om terug te nemen" in client.get(answer.headers["location"]).text


def test_the_last_text_ends_in_what_next(post: Post, desk: FakeDesk) -> None:
    """When the queue is done, the page tells so and leads to queues with work left."""
    desk.texts = {"t1": desk.texts["t1"]}
    answer = post(UNCERTAIN + "?text=t1", {"code": CAPACITY}, headers=HTMX)
    assert "Twijfel: klaar" in answer.text
    assert "/review/uitdagingen/no-theme" in answer.text
    assert answer.headers["hx-push-url"] == "/review/uitdagingen/uncertain"


def test_overlapping_evidence_is_underlined(client: TestClient) -> None:
    """Words that two themes rest on carry both lines, and the verbatim is whole."""
    page = client.get(UNCERTAIN + "?text=t1").text
    quote = re.findall(r'<blockquote class="verbatim"[^>]*>(.*?)</blockquote>', page, re.S)[0]
    assert re.sub(r"<[^>]+>", "", quote) == TEXTS["t1"]
    assert re.search(
        r'data-theme="bewustwording-verantwoordelijkheid"><mark [^>]*capaciteit[^>]*>geld</mark></mark>',
        quote,
    )


def test_blind_hides_suggestions(client: TestClient) -> None:
    """In a blind queue nothing is suggested, nothing ticked, and the page says why."""
    page = client.get("/review/uitdagingen/random?text=t1").text
    assert ticked(page) == []
    assert "<mark" not in page
    assert "verborgen" in page


def test_an_address_of_before_leads_to_the_new_name(client: TestClient) -> None:
    """An address with a former name of a queue says how the queue is called now."""
    answer = client.get("/review/uitdagingen/unsure")
    assert answer.status_code == 404
    assert "Deze lijst heet nu ‘Twijfel’. Het adres eindigt op uncertain." in answer.text


def test_a_stale_decision_stands_beside_the_new_text(client: TestClient, desk: FakeDesk) -> None:
    """What was decided on an earlier text is shown with who and when."""
    desk.changes = {"stale": decision("Bert", (PRIVACY,))}
    page = client.get("/review/uitdagingen/stale?text=t2").text
    assert "Bert besliste op 2026-03-04, toen het antwoord anders luidde" in page


def test_adjudication_hides_names_and_asks_why(
    client: TestClient, desk: FakeDesk, post: Post
) -> None:
    """Both codings stand side by side under a letter, with a switch for the names.

    The reason chosen goes with the decision.
    """
    desk.changes = {
        "opinions": (Opinion("Anna", (CAPACITY,), "", ""), Opinion("Bert", (PRIVACY,), "", ""))
    }
    page = client.get("/review/uitdagingen/disagreement?text=t1").text
    assert "Codering A" in page
    assert "Codering B" in page
    assert '<input type="checkbox" id="names">' in page
    assert '<span class="who">Bert</span>' in page
    post("/review/uitdagingen/disagreement?text=t1", {"code": PRIVACY, "reason": "slip"})
    post("/review/uitdagingen/disagreement?text=t1", {"code": PRIVACY, "reason": "zomaar"})
    assert [wish.reason for wish in desk.requested] == ["slip", ""]
    assert "Vergissing bij het coderen" in page


def test_who_else_is_here_is_told(client: TestClient, desk: FakeDesk) -> None:
    """A colleague with the same text before them is named, and opening a text tells the desk that
    one is there.
    """
    desk.changes = {"also_here": ("Bert",)}
    assert "Ook hier: Bert." in client.get(UNCERTAIN + "?text=t1").text
    assert desk.here == [("Anna", "uitdagingen", "t1")]


def test_a_code_that_is_no_longer_there_is_told(client: TestClient, desk: FakeDesk) -> None:
    """A code of an earlier codebook is named but can't be ticked."""
    desk.changes = {"chosen": ("vroeger-thema", CAPACITY)}
    page = client.get(UNCERTAIN + "?text=t1").text
    assert "Niet meer in het codeboek, en niet meer gekozen: vroeger-thema" in page
    assert ticked(page) == [CAPACITY]


def test_keys_with_odd_signs_are_safe(client: TestClient, post: Post, desk: FakeDesk) -> None:
    """A key with slashes and signs of addresses goes there and back."""
    post(UNCERTAIN + "?text=t1", {"code": CAPACITY})
    post(UNCERTAIN + "?text=t2", {"code": CAPACITY})
    answer = post(UNCERTAIN + "?text=t3", {"code": CAPACITY})
    assert answer.headers["location"] == "/review/uitdagingen/uncertain?text=t%2F4%3F%26%23%25"
    assert client.get(answer.headers["location"]).status_code == 200
    post(answer.headers["location"], {"code": "overig"})
    assert desk.requested[-1].key == "t/4?&#%"


def test_what_is_not_there_is_404(client: TestClient) -> None:
    """An unknown text, question, queue or page is told plainly."""
    for url in (
        UNCERTAIN + "?text=zz",
        "/review/nergens/uncertain",
        "/review/uitdagingen/zz",
        "/bulk/nergens",
        "/nergens",
    ):
        answer = client.get(url)
        assert answer.status_code == 404, url
        assert "Dat ging niet" in answer.text


def test_start_shows_queues_with_purpose_and_time(client: TestClient) -> None:
    """Each queue with its name, what it is for, what is left and about how long."""
    page = client.get("/").text
    for words in ("Steekproef", "Door het lot gekozen", "± 12 min.", "Anna de Vries: functies"):
        assert words in page


def test_live_says_nothing_when_nothing_is_new(
    client: TestClient, desk: FakeDesk, post: Post
) -> None:
    """The part that polls gets 204 until there is a new decision.

    It keeps telling what the reviewer has before them.
    """
    assert client.get("/live?since=0&question=uitdagingen&text=t1").status_code == 204
    assert desk.here == [("Anna", "uitdagingen", "t1")]
    post(UNCERTAIN + "?text=t1", {"code": CAPACITY})
    answer = client.get("/live?since=0")
    assert answer.status_code == 200
    assert "/live?since=1" in answer.text


def test_progress_tells_who_did_what(client: TestClient) -> None:
    """A line for each question and each reviewer."""
    page = client.get("/progress").text
    assert "Anna de Vries" in page
    assert "1.204" in page


def test_everything_works_without_script(client: TestClient) -> None:
    """Whatever htmx does is a link or a form too, with the same address."""
    page = client.get(UNCERTAIN + "?text=t2").text
    for tag in re.findall(r"<form[^>]*hx-post[^>]*>", page):
        assert re.findall(r' action="([^"]*)"', tag) == re.findall(r'hx-post="([^"]*)"', tag)
        assert 'method="post"' in tag
    for tag in re.findall(r"<a[^>]*hx-get[^>]*>", page):
        assert re.findall(r' href="([^"]*)"', tag) == re.findall(r'hx-get="([^"]*)"', tag)


def test_only_this_one_names_who_was_shown(post: Callable[..., Any], desk: FakeDesk) -> None:
    """The form tells which respondent was on the screen, also when one's own is kept after a
    conflict.
    """
    form = {"code": "overig", "seen": 0, "only": 1, "wave": "2025", "respondent": "g07"}
    desk.newer = (decision("Bert", ("capaciteit-middelen-sturing",)),)
    page = post(f"{UNCERTAIN}?text=t2", form).text
    desk.newer = ()
    assert desk.requested == []
    mine = page[page.index("coding mine") :]
    assert '<input type="hidden" name="respondent" value="g07">' in mine[: mine.index("</form>")]
    post(f"{UNCERTAIN}?text=t2", form)
    assert desk.requested[-1].shown == ("2025", "g07")


def test_a_blind_card_does_not_lead_to_what_it_hides(client: TestClient) -> None:
    """The list of similar texts shows codes and names, this text's first: a blind card has no link
    (and so no key) to it.
    """
    assert "?like=" in client.get(f"{UNCERTAIN}?text=t2").text
    assert "?like=" not in client.get("/review/uitdagingen/random?text=t2").text


def test_taking_over_what_was_said_of_one_leaves_the_others(
    post: Callable[..., Any], desk: FakeDesk
) -> None:
    """A colleague's decision on one respondent is shown as such, and taken over for that respondent
    alone.
    """
    whole = decision("Bert", ("capaciteit-middelen-sturing",))
    desk.newer = (replace(whole, subject=replace(whole.subject, respondent_id="g11", scope="one")),)
    page = post(f"{UNCERTAIN}?text=t2", {"code": "overig", "seen": 0}).text
    theirs = page[page.index("<h3>Bert</h3>") : page.index("coding mine")]
    assert "alleen deze respondent" in theirs
    assert '<input type="hidden" name="only" value="1">' in theirs
    assert '<input type="hidden" name="respondent" value="g11">' in theirs


GUESS = Suggestion(PRIVACY, "classifier", 0.41, (), "AVG", guess=True)


def test_suggestion_that_is_a_guess_is_marked(client: TestClient, desk: FakeDesk) -> None:
    """In words that anybody reads or hears, in the reviewer's language; other suggestions not."""
    assert "tag guess" not in client.get(UNCERTAIN + "?text=t1").text
    desk.changes["suggestions"] = (GUESS, replace(GUESS, theme=CAPACITY, guess=False))

    dutch = client.get(UNCERTAIN + "?text=t1").text
    client.cookies.set("turven_language", "en")
    english = client.get(UNCERTAIN + "?text=t1").text

    mark = '<span class="tag guess" title="{why}">{word}<span class="unseen">, {why}</span></span>'
    assert dutch.count(mark.format(word="vermoeden", why="nog door geen label gesteund")) == 1
    assert english.count(mark.format(word="guess", why="no label supports it yet")) == 1


def test_language_model_is_named_as_a_source(client: TestClient, desk: FakeDesk) -> None:
    """With its probability, as that of the classifier."""
    desk.changes["suggestions"] = (replace(GUESS, source="llm"),)

    page = client.get(UNCERTAIN + "?text=t1").text

    assert '<span class="tag llm">taalmodel</span>' in page
    assert "41%" in page

"""The desk: what reviewers see, what becomes of what they decide."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan
from pathlib import Path

import pytest
from desks import Ticking, written

from pipeline.coding.prepare import prepare
from pipeline.decisions.study_log import open_log
from pipeline.errors import MisuseError, UnknownAnswerError, UnknownQuestionError, UnknownThemeError
from pipeline.review import (
    PAGE_QUEUES,
    Card,
    Change,
    QuestionTexts,
    QueueLine,
    RequestedDecision,
    Saved,
)
from pipeline.review.desk import Desk, open_desk
from pipeline.review.study_texts import read_texts
from pipeline.study import read_study

MORE = """\
g06;klein;Te ver;fijn
g07;groot;TE  VER!;fijn
g08;klein;te ver;fijn
g09;klein;zes bergen onderweg;fijn
"""


@pytest.fixture(scope="module")
def files(survey_files: dict[str, str]) -> dict[str, str]:
    """The survey with alike answers (two respondents of 2025 wrote `te ver`, as one of 2024 did),
    without labels, all drawn for second coding.
    """
    drawn = survey_files["study.yaml"].replace("labels: [labels.csv]\n", "review: {second: 1}\n")
    return {**survey_files, "study.yaml": drawn, "a-2025.csv": survey_files["a-2025.csv"] + MORE}


@pytest.fixture
def study(tmp_path: Path, files: dict[str, str]) -> Path:
    """Its folder, free to change."""
    return written(tmp_path / "studie", files)


@pytest.fixture(scope="module")
def texts_of(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, str]
) -> dict[str, QuestionTexts]:
    """Its distinct texts, read once: they never change."""
    study = read_study(written(tmp_path_factory.mktemp("planken") / "studie", files))
    return read_texts(prepare(study), tuple(study.questions))


@pytest.fixture
def desk(study: Path, texts_of: dict[str, QuestionTexts]) -> Desk:
    """A desk of that study."""
    found = read_study(study)
    return Desk(found, texts_of, open_log(found), Ticking())


@pytest.fixture
def key(desk: Desk) -> Callable[[str], str]:
    """The key of the text that begins so, among the answers to `nadelen`."""

    def of(words: str) -> str:
        rows = desk.find("nadelen", words).rows
        return next(
            row.key for row in rows if row.verbatim.strip().lower().startswith(words.lower())
        )

    return of


def decide(
    desk: Desk, reviewer: str, card: Card, *codes: str, id: str = "", **wish: object
) -> Saved:
    """Decides on a card as a page would."""
    made = RequestedDecision(
        card.question,
        card.queue,
        card.key,
        codes,
        id or f"{reviewer}-{card.key}-{card.seen}",
        card.seen,
    )
    return desk.decide(reviewer, made.__class__(**{**made.__dict__, **wish}))


def line(desk: Desk, queue: str, reviewer: str = "anna") -> QueueLine:
    """A queue of `nadelen`."""
    return desk.queues("nadelen", reviewer)[PAGE_QUEUES.index(queue)]


def test_alike_answers_are_one_card(desk: Desk, key: Callable[[str], str]) -> None:
    """Answers that differ in capitals and white space alone are one card with their number.

    `!` is a difference.
    """
    card = desk.card("nadelen", "all", key("te ver"), "anna")
    assert card.count == 3
    assert {(wave, who) for wave, who, _ in card.members} == {
        ("2024", "g02"),
        ("2025", "g06"),
        ("2025", "g08"),
    }


def test_suggestions_with_evidence(desk: Desk, key: Callable[[str], str]) -> None:
    """A card shows what the machine suggests, who, how sure, and the words in the verbatim as
    shown.
    """
    card = desk.card("nadelen", "all", key("nat worden"), "anna")
    found = {s.theme: s for s in card.suggestions}
    start, end = found["regen"].spans[0]
    assert card.verbatim[start:end] == "Nat"
    assert (found["regen"].source, found["regen"].chance) == ("rules", 1.0)
    assert card.chosen == tuple(s.theme for s in card.suggestions)


def test_context(desk: Desk, key: Callable[[str], str]) -> None:
    """A card shows the respondent's segment and other answers, the same question in another wave
    among them.
    """
    card = desk.card("nadelen", "all", key("nat worden"), "anna")
    assert card.segments == (("grootte", "klein"),)
    assert ("voordelen", "2025", "lekker buiten") in [
        (o.question, o.wave, o.verbatim) for o in card.others
    ]
    assert ("nadelen", "2024") in [(o.question, o.wave) for o in card.others]


def test_decision_is_kept_with_its_occasion(desk: Desk, key: Callable[[str], str]) -> None:
    """The log tells who, when, on which text, each theme's verdict, the queue, and what was in
    sight.
    """
    card = desk.card("nadelen", "all", key("nat worden"), "anna")
    saved = decide(desk, "anna", card, "regen", "weer", note="gladheid")
    (kept,) = desk.log.since()
    assert saved.decision == kept
    assert {(v.theme, v.verb) for v in kept.verdicts} == {
        ("regen", "accept"),
        ("weer", "add"),
        ("afstand", "reject"),
    }
    assert (kept.reviewer, kept.note, kept.occasion.queue, kept.occasion.shown) == (
        "anna",
        "gladheid",
        "all",
        "everything",
    )
    assert kept.at == "2026-03-02T09:00:20.000000Z"
    assert kept.codebook_version.startswith("1 (")


def test_decided_leaves_the_queue(desk: Desk) -> None:
    """What is decided is no longer left, and the next text comes."""
    first = desk.first("nadelen", "all", "anna")
    before = line(desk, "all").left
    saved = decide(desk, "anna", desk.card("nadelen", "all", first, "anna"), "overig")
    assert line(desk, "all").left == before - 1
    assert saved.next == desk.first("nadelen", "all", "bob") != first


def test_sent_twice_is_kept_once(desk: Desk, key: Callable[[str], str]) -> None:
    """A decision that arrives twice, as when a reply got lost, is confirmed again and kept once."""
    card = desk.card("nadelen", "all", key("te ver"), "anna")
    first, again = (decide(desk, "anna", card, "afstand", id="x") for _ in range(2))
    assert first.decision is not None and again.decision is not None
    assert first.decision.number == again.decision.number
    assert len(desk.log.since()) == 1


def test_sent_again_with_other_codes(desk: Desk, key: Callable[[str], str]) -> None:
    """A form that went back and forth and now holds other codes is not told as saved: what stands
    is shown instead.
    """
    card = desk.card("nadelen", "all", key("te ver"), "anna")
    decide(desk, "anna", card, "afstand", id="x")
    again = decide(desk, "anna", card, "overig", id="x")
    assert again.decision is None
    assert [d.codes for d in again.newer] == [("afstand",)]


def test_second_sees_the_first_before_saving(desk: Desk, key: Callable[[str], str]) -> None:
    """Who decides on a card that somebody else decided on meanwhile is shown that decision.

    Nothing is overwritten until they insist.
    """
    cards = [desk.card("nadelen", "all", key("te ver"), name) for name in ("anna", "bob")]
    decide(desk, "anna", cards[0], "afstand")
    refused = decide(desk, "bob", cards[1], "overig")
    assert refused.decision is None
    assert [(d.reviewer, d.codes) for d in refused.newer] == [("anna", ("afstand",))]
    insisted = decide(desk, "bob", desk.card("nadelen", "all", key("te ver"), "bob"), "overig")
    assert insisted.decision is not None
    assert desk.card("nadelen", "all", key("te ver"), "anna").chosen == ("overig",)


@pytest.mark.parametrize(
    ("codes", "says"),
    [
        (("afstnd",), "Did you mean afstand"),
        ((), "at least one code"),
        (("geen-antwoord", "afstand"), "stands alone"),
        (("afstand", "afstand"), "twice"),
    ],
)
def test_codes_that_cannot_be(
    desk: Desk, key: Callable[[str], str], codes: tuple[str, ...], says: str
) -> None:
    """An unknown theme, no code, and no answer beside a theme are refused with what to do.

    Nothing is kept.
    """
    with pytest.raises((MisuseError, UnknownThemeError), match=says):
        decide(desk, "anna", desk.card("nadelen", "all", key("te ver"), "anna"), *codes)
    assert desk.log.since() == ()


@pytest.mark.parametrize("wrong", ["", "nee", "0" * 32, "~0", "é~1"])
def test_unknown_keys(desk: Desk, wrong: str) -> None:
    """A key that names no text is an error of one line."""
    with pytest.raises(UnknownAnswerError):
        desk.card("nadelen", "all", wrong, "anna")


def test_unknown_respondent_of_a_text(desk: Desk, key: Callable[[str], str]) -> None:
    """So is one that names no member of a text, and a question or queue that isn't there."""
    for member in ("~9", "~x", "~²", "~"):
        if member != "~":
            with pytest.raises(UnknownAnswerError):
                desk.card("nadelen", "all", key("te ver") + member, "anna")
    with pytest.raises(UnknownQuestionError):
        desk.card("nadeln", "all", key("te ver"), "anna")
    with pytest.raises(MisuseError, match="no queue"):
        desk.card("nadelen", "everything", key("te ver"), "anna")


def test_blind_queue_hides(desk: Desk) -> None:
    """In the random sample neither suggestions nor others' decisions are in sight, the chance of
    being drawn is known, and the log says so.
    """
    key = desk.first("nadelen", "random", "anna")
    decide(desk, "bob", desk.card("nadelen", "all", key, "bob"), "overig")
    card = desk.card("nadelen", "random", key, "anna")
    assert (card.blind, card.suggestions, card.opinions, card.chosen, card.settled) == (
        True,
        (),
        (),
        (),
        None,
    )
    saved = decide(desk, "anna", card, "afstand")
    assert saved.decision is not None
    occasion = saved.decision.occasion
    assert (occasion.shown, occasion.probability, occasion.queue) == ("nothing", 1.0, "random")
    assert {v.verb for v in saved.decision.verdicts} == {"add"}


def test_blind_decision_does_not_overrule(desk: Desk, key: Callable[[str], str]) -> None:
    """The label stays with who decided in sight of everything.

    That a blind coder differs is a disagreement.
    """
    text = key("te ver")
    decide(desk, "bob", desk.card("nadelen", "all", text, "bob"), "afstand")
    decide(desk, "anna", desk.card("nadelen", "second", text, "anna"), "overig")
    assert desk.card("nadelen", "all", text, "carla").chosen == ("afstand",)
    assert line(desk, "disagreement").left == 1


def test_second_coding_is_of_others(desk: Desk, key: Callable[[str], str]) -> None:
    """Second coding offers what others decided, not one's own."""
    decide(desk, "anna", desk.card("nadelen", "all", key("te ver"), "anna"), "afstand")
    assert line(desk, "second", "anna").left == 0
    assert line(desk, "second", "bob").left == 1
    card = desk.card("nadelen", "second", key("te ver"), "bob")
    saved = decide(desk, "bob", card, "afstand")
    assert saved.decision is not None and saved.decision.occasion.round == "second"
    assert line(desk, "second", "bob").left == 0
    assert line(desk, "disagreement").left == 0


def test_adjudication_settles(desk: Desk, key: Callable[[str], str]) -> None:
    """Both opinions are side by side.

    The outcome is a decision of its own with its reason, becomes the label, and ends the
    disagreement.
    """
    text = key("te ver")
    decide(desk, "anna", desk.card("nadelen", "random", text, "anna"), "afstand")
    decide(desk, "bob", desk.card("nadelen", "second", text, "bob"), "overig")
    card = desk.card(
        "nadelen", "disagreement", desk.first("nadelen", "disagreement", "carla"), "carla"
    )
    assert {(o.reviewer, o.codes) for o in card.opinions} == {
        ("anna", ("afstand",)),
        ("bob", ("overig",)),
    }
    assert card.chosen == ()  # nothing that both gave, and no lead for the first
    assert "anna" not in card.reason
    saved = decide(desk, "carla", card, "afstand", reason="slip")
    assert saved.decision is not None
    assert (saved.decision.occasion.round, saved.decision.occasion.reason) == (
        "adjudication",
        "slip",
    )
    assert line(desk, "disagreement").left == 0
    assert desk.card("nadelen", "all", text, "anna").chosen == ("afstand",)


def test_undo_is_a_decision(desk: Desk, key: Callable[[str], str]) -> None:
    """Undo takes back one's own newest decision by another one, as far back as one goes, and only
    once for one request.
    """
    for words in ("te ver", "slecht weer"):
        decide(desk, "anna", desk.card("nadelen", "all", key(words), "anna"), "overig")
    decide(desk, "bob", desk.card("nadelen", "all", key("zes bergen"), "bob"), "overig")
    assert [desk.undo("anna", id).keys for id in ("u1", "u1", "u2", "u3")] == [
        (("nadelen", key("slecht weer")),),
        (("nadelen", key("slecht weer")),),
        (("nadelen", key("te ver")),),
        (),
    ]
    assert len(desk.log.since()) == 5
    assert [row.verbatim for row in desk.find("nadelen", state="decided").rows] == [
        "zes bergen onderweg"
    ]


def test_undo_over_sessions(desk: Desk, study: Path, key: Callable[[str], str]) -> None:
    """After a restart undo still goes back to what was decided before."""
    decide(desk, "anna", desk.card("nadelen", "all", key("te ver"), "anna"), "overig")
    desk.log.close()
    again = open_desk(study, clock=Ticking())
    assert again.undo("anna", "u").keys == (("nadelen", key("te ver")),)
    assert again.find("nadelen", state="decided").texts == 0


def test_undo_leaves_what_others_decided_since(desk: Desk, key: Callable[[str], str]) -> None:
    """Where somebody else has decided since, theirs stands, and undo says so."""
    text = key("te ver")
    decide(desk, "anna", desk.card("nadelen", "all", text, "anna"), "overig")
    decide(desk, "bob", desk.card("nadelen", "all", text, "bob"), "afstand")
    assert desk.undo("anna", "u").overtaken == 1
    assert desk.card("nadelen", "all", text, "anna").chosen == ("afstand",)


def test_only_this_one(desk: Desk, key: Callable[[str], str]) -> None:
    """One answer can be split off from those alike; a decision on the others leaves it alone."""
    text = key("te ver")
    card = desk.card("nadelen", "all", text, "anna")
    decide(desk, "anna", card, "overig", only=True)
    rest = desk.card("nadelen", "all", text, "anna")
    assert rest.count == 2
    assert rest.members[0][:2] != card.members[0][:2]
    decide(desk, "anna", rest, "afstand")
    apart = desk.card("nadelen", "all", f"{text}~0", "anna")
    assert (apart.one, apart.count, apart.chosen) == (True, 1, ("overig",))


def test_only_this_one_is_the_one_that_was_blindly_shown(
    desk: Desk, key: Callable[[str], str]
) -> None:
    """What a colleague split off meanwhile does not move a blind decision to another respondent,
    and does not show.
    """
    text = key("te ver")
    anna, bob = (desk.card("nadelen", "random", text, name) for name in ("anna", "bob"))
    decide(desk, "anna", anna, "overig", only=True)
    assert desk.card("nadelen", "random", text, "bob").members == bob.members
    saved = decide(desk, "bob", bob, "afstand", only=True)
    assert saved.decision is not None
    assert (saved.decision.subject.wave, saved.decision.subject.respondent_id) == bob.members[0][:2]


def test_only_this_one_stays_the_one_after_a_conflict(
    desk: Desk, key: Callable[[str], str]
) -> None:
    """Who keeps their own after a colleague split off the same answer decides on the answer that
    they saw.
    """
    text = key("te ver")
    card = desk.card("nadelen", "all", text, "bob")
    decide(desk, "anna", desk.card("nadelen", "all", text, "anna"), "overig", only=True)
    shown = card.members[0][:2]
    assert decide(desk, "bob", card, "afstand", only=True, shown=shown).decision is None
    again = desk.card("nadelen", "all", text, "bob")
    kept = decide(desk, "bob", again, "afstand", only=True, shown=shown).decision
    assert kept is not None
    assert (kept.subject.wave, kept.subject.respondent_id, kept.subject.scope) == (*shown, "one")


def test_only_this_one_must_be_there(desk: Desk, key: Callable[[str], str]) -> None:
    """A respondent who wrote something else can't be split off."""
    card = desk.card("nadelen", "all", key("te ver"), "bob")
    with pytest.raises(UnknownAnswerError, match="g99"):
        decide(desk, "bob", card, "afstand", only=True, shown=("2025", "g99"))


def test_lists_count_whom_they_would_change(desk: Desk, key: Callable[[str], str]) -> None:
    """An answer that was split off counts with none of those alike: in lists, previews, queues and
    what a reviewer did.
    """
    text = key("te ver")
    answers = line(desk, "all").answers_left
    decide(desk, "anna", desk.card("nadelen", "all", text, "anna"), "overig", only=True)
    assert line(desk, "all").answers_left == answers - 1
    assert [(row.count) for row in desk.find("nadelen", "te ver").rows if row.key == text] == [2]
    assert desk.preview("nadelen", [text], Change(add=("regen",))).answers == 2
    decide(desk, "anna", desk.card("nadelen", "all", text, "anna"), "afstand")
    assert desk.progress("nadelen").reviewers[0].answers == 3


def test_bulk_leaves_a_text_whose_answers_were_all_split_off(
    desk: Desk, key: Callable[[str], str]
) -> None:
    """Where a person decided on each alike answer by itself nothing is left to change at once."""
    text = key("te ver")
    for _ in range(3):
        decide(desk, "anna", desk.card("nadelen", "all", text, "anna"), "overig", only=True)
    (row,) = desk.preview("nadelen", [text], Change(add=("regen",)), decided_too=True).rows
    assert (row.kept, row.row.count) == ("decided", 0)


def test_who_was_not_drawn_has_no_chance(desk: Desk, key: Callable[[str], str]) -> None:
    """A decision on a text that does not stand in the queue of second coding claims no chance of
    being drawn.
    """
    saved = decide(desk, "anna", desk.card("nadelen", "second", key("te ver"), "anna"), "afstand")
    assert saved.decision is not None
    assert isnan(saved.decision.occasion.probability)


def test_bulk_previews_and_does_that(desk: Desk) -> None:
    """A bulk act does what its preview showed, as one batch that one undo takes back."""
    rows = desk.find("nadelen", "te").rows
    keys = [row.key for row in rows]
    preview = desk.preview("nadelen", keys, Change(add=("overig",), whole=True))
    done = desk.bulk(
        "anna", "nadelen", keys, Change(add=("overig",), whole=True), id="b", seen=preview.seen
    )
    assert len(done.decisions) == preview.texts == len(rows) > 2
    assert {row.codes for row in desk.find("nadelen", "te").rows} == {("overig",)}
    again = desk.bulk(
        "anna", "nadelen", keys, Change(add=("overig",), whole=True), id="b", seen=preview.seen
    )
    assert again.decisions == done.decisions
    assert len(desk.undo("anna", "u").decisions) == preview.texts
    assert [row.codes for row in desk.find("nadelen", "te").rows] == [row.codes for row in rows]


def test_bulk_leaves_what_a_person_decided(desk: Desk, key: Callable[[str], str]) -> None:
    """A text that a person decided stays as it is unless that is asked for."""
    decide(desk, "bob", desk.card("nadelen", "all", key("te ver"), "bob"), "afstand")
    keys = [row.key for row in desk.find("nadelen", "ver").rows]
    kept = {
        row.row.key: row.kept
        for row in desk.preview("nadelen", keys, Change(add=("overig",), whole=True)).rows
    }
    assert kept[key("te ver")] == "decided"
    asked = desk.preview("nadelen", keys, Change(add=("overig",), whole=True), decided_too=True)
    assert {row.kept for row in asked.rows} == {""}


def test_bulk_sees_what_was_decided_since_the_preview(
    desk: Desk, key: Callable[[str], str]
) -> None:
    """A text that somebody decided on between preview and act is left alone and told."""
    keys = [row.key for row in desk.find("nadelen", "ver").rows]
    change = Change(add=("overig",), whole=True)
    preview = desk.preview("nadelen", keys, change, decided_too=True)
    decide(desk, "bob", desk.card("nadelen", "all", key("te ver"), "bob"), "afstand")
    done = desk.bulk("anna", "nadelen", keys, change, id="b", seen=preview.seen, decided_too=True)
    assert done.newer == (key("te ver"),)
    assert desk.card("nadelen", "all", key("te ver"), "anna").chosen == ("afstand",)


def test_bulk_never_leaves_nonsense(desk: Desk, key: Callable[[str], str]) -> None:
    """No text is left without code or with a theme beside no answer: these stay as they are."""
    keys = [key("te ver"), key("Dat mag ik")]
    empty = desk.preview("nadelen", keys, Change(remove=("afstand",)))
    assert {row.kept for row in empty.rows} == {"empty"}
    beside = desk.preview("nadelen", keys[:1], Change(add=("geen-antwoord",)))
    assert [row.kept for row in beside.rows] == ["contradiction"]


def test_search(desk: Desk) -> None:
    """Search takes parts of words without capitals and accents, a theme with those below it, and a
    state.
    """
    assert [row.verbatim for row in desk.find("nadelen", "BERG zes").rows] == [
        "zes bergen onderweg"
    ]
    of_weather = {row.verbatim for row in desk.find("nadelen", theme="weer").rows}
    assert {"de wind", "slecht weer"} <= of_weather
    assert "Dat mag ik niet van hem" in {
        row.verbatim for row in desk.find("nadelen", state="no-theme").rows
    }
    everything = desk.find("nadelen")
    pages = [desk.find("nadelen", page=page, size=3).rows for page in range(4)]
    assert [row.key for page in pages for row in page][: everything.texts] == [
        row.key for row in everything.rows
    ]


def test_find_similar(desk: Desk, key: Callable[[str], str]) -> None:
    """The text comes first, then those that share its words; others are not there."""
    rows = desk.similar("nadelen", key("slecht weer")).rows
    assert rows[0].verbatim == "slecht weer"
    assert "zes bergen onderweg" not in [row.verbatim for row in rows]


def test_queues_by_purpose(desk: Desk) -> None:
    """What no rule finds is under no theme; every queue says about how long it takes."""
    assert desk.card(
        "nadelen", "no-theme", desk.first("nadelen", "no-theme", "anna"), "anna"
    ).verbatim
    for queue in PAGE_QUEUES:
        of = line(desk, queue)
        assert (of.minutes > 0) == (of.left > 0)
        first = desk.first("nadelen", queue, "anna")
        assert bool(first) == (of.left > 0)
        assert not first or desk.card("nadelen", queue, first, "anna").reason or queue == "all"


def test_moving_through_a_queue(desk: Desk) -> None:
    """Next and previous lead through the whole queue and back."""
    key, seen = desk.first("nadelen", "all", "anna"), []
    while key:
        card = desk.card("nadelen", "all", key, "anna")
        seen.append(card.place)
        key = card.next
    assert seen == list(range(1, card.of + 1))
    assert desk.card("nadelen", "all", card.previous, "anna").next == card.key


def test_changed_text_comes_back(desk: Desk, study: Path, key: Callable[[str], str]) -> None:
    """When the verbatim changes, the decision is kept, the answer stands in the queue of stale
    ones, and the card shows what was decided.
    """
    decide(desk, "anna", desk.card("nadelen", "all", key("zes bergen"), "anna"), "overig")
    desk.log.close()
    file = study / "a-2025.csv"
    file.write_text(
        file.read_text(encoding="utf-8").replace("zes bergen", "zeven bergen"), encoding="utf-8"
    )
    changed = open_desk(study, clock=Ticking())
    assert line(changed, "stale").left == 1
    card = changed.card("nadelen", "stale", changed.first("nadelen", "stale", "anna"), "anna")
    assert card.verbatim == "zeven bergen onderweg"
    assert card.stale is not None and card.stale.codes == ("overig",)
    assert len(changed.log.since()) == 1
    decide(changed, "anna", card, "overig")
    assert line(changed, "stale").left == 0


def test_changed_codebook_comes_back(desk: Desk, study: Path, key: Callable[[str], str]) -> None:
    """What was decided by other definitions is queued again.

    A new rule alone changes nothing for people.
    """
    decide(desk, "anna", desk.card("nadelen", "all", key("te ver"), "anna"), "afstand")
    desk.log.close()
    book = study / "boeken" / "nadelen.yaml"
    book.write_text(
        book.read_text(encoding="utf-8").replace('"kilometer"', '"kilometer", "mijl"'),
        encoding="utf-8",
    )
    assert line(open_desk(study, clock=Ticking()), "codebook-changed").left == 0
    book.write_text(
        book.read_text(encoding="utf-8").replace("te ver weg", "verder dan 10 km"), encoding="utf-8"
    )
    again = open_desk(study, clock=Ticking())
    assert line(again, "codebook-changed").left == 1
    decide(
        again,
        "anna",
        again.card(
            "nadelen",
            "codebook-changed",
            again.first("nadelen", "codebook-changed", "anna"),
            "anna",
        ),
        "afstand",
    )
    assert line(again, "codebook-changed").left == 0


def test_progress_and_presence(desk: Desk, key: Callable[[str], str]) -> None:
    """Progress counts texts and the answers they cover.

    Who has the same text before them is told.
    """
    decide(desk, "anna", desk.card("nadelen", "all", key("te ver"), "anna"), "afstand")
    of = desk.progress("nadelen")
    assert (of.texts_decided, of.answers_decided) == (1, 3)
    assert [(r.reviewer, r.decisions, r.answers) for r in of.reviewers] == [("anna", 1, 3)]
    desk.at("bob", "nadelen", key("slecht weer"))
    assert desk.card("nadelen", "all", key("slecht weer"), "anna").also_here == ("bob",)
    assert desk.card("nadelen", "all", key("slecht weer"), "bob").also_here == ()


def test_pace(desk: Desk) -> None:
    """How long the rest takes follows from how fast the reviewer decides."""
    slow = line(desk, "all")
    for _ in range(7):
        decide(
            desk,
            "anna",
            desk.card("nadelen", "all", desk.first("nadelen", "all", "anna"), "anna"),
            "overig",
        )
    after = line(desk, "all")
    assert after.minutes / after.left == pytest.approx(20 / 60)
    assert slow.minutes / slow.left != pytest.approx(20 / 60)


def test_chosen_texts_have_no_chance(desk: Desk) -> None:
    """A text that was chosen, not drawn, has no probability."""
    assert isnan(
        desk.card("nadelen", "all", desk.first("nadelen", "all", "anna"), "anna").probability
    )


def split_twice(desk: Desk, text: str) -> None:
    """Two blind coders split the same answer off and differ on it."""
    first = desk.card("nadelen", "random", text, "anna")
    decide(desk, "anna", first, "overig", only=True, shown=(first.wave, first.respondent_id))
    second = desk.card("nadelen", "random", text, "bob")
    decide(desk, "bob", second, "afstand", only=True, shown=(first.wave, first.respondent_id))


def test_disagreement_on_one_answer_is_queued(desk: Desk, key: Callable[[str], str]) -> None:
    """Reviewers who differ on an answer that was split off are a disagreement about that answer,
    and settling it ends it.
    """
    split_twice(desk, key("te ver"))
    assert line(desk, "disagreement", "carla").left == 1
    card = desk.card(
        "nadelen", "disagreement", desk.first("nadelen", "disagreement", "carla"), "carla"
    )
    assert (card.one, card.count, len(card.opinions)) == (True, 1, 2)
    saved = decide(desk, "carla", card, "afstand")
    assert saved.decision is not None
    assert (saved.decision.occasion.round, saved.decision.subject.scope) == ("adjudication", "one")
    assert line(desk, "disagreement", "carla").left == 0


def test_answers_decided_apart_can_be_opened(desk: Desk, key: Callable[[str], str]) -> None:
    """The card of the others leads to those that were split off; a blind card only to one's own."""
    split_twice(desk, key("te ver"))
    ((apart, wave, who),) = desk.card("nadelen", "all", key("te ver"), "carla").split_off
    card = desk.card("nadelen", "all", apart, "carla")
    assert (card.wave, card.respondent_id, card.one) == (wave, who, True)
    assert desk.card("nadelen", "random", key("te ver"), "carla").split_off == ()


def test_nobody_is_blind_to_what_they_saw(desk: Desk, key: Callable[[str], str]) -> None:
    """Who had the text open with suggestions and others' codes is not told as blind, and is not
    asked to code it a second time.
    """
    text = key("te ver")
    decide(desk, "bob", desk.card("nadelen", "all", text, "bob"), "afstand")
    assert line(desk, "second", "anna").left == 1
    desk.card("nadelen", "all", text, "anna")
    assert line(desk, "second", "anna").left == 0
    saved = decide(desk, "anna", desk.card("nadelen", "random", text, "anna"), "overig")
    assert saved.decision is not None and saved.decision.occasion.shown == "suggestions"


def test_a_text_that_is_not_in_the_queue(desk: Desk, key: Callable[[str], str]) -> None:
    """Deciding through the address of a queue that lacks the text is a decision as from the whole
    list: no adjudication, no drawn answer.
    """
    saved = decide(
        desk, "anna", desk.card("nadelen", "disagreement", key("te ver"), "anna"), "afstand"
    )
    assert saved.decision is not None
    occasion = saved.decision.occasion
    assert (occasion.round, occasion.queue) == ("first", "all")
    assert isnan(occasion.probability)

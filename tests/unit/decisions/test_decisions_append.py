"""Decisions are appended once, in order, whole or not at all, and come back as they were."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from math import inf

import pytest
from decided import decided, undoing

from pipeline.decisions import (
    ACCEPT,
    ADD,
    REJECT,
    DecisionLog,
    Occasion,
    Subject,
    Verdict,
    fingerprint,
)
from pipeline.errors import MisuseError

FULL = replace(
    decided(1),
    verdicts=(
        Verdict("weer", ACCEPT, "classifier", 0.8125),
        Verdict("wind", REJECT, "rules", 1.0),
        Verdict("regen", ACCEPT, "llm", 0.25),
        Verdict("afstand", ADD),
    ),
    occasion=Occasion("second", "sample", "drawn by chance", 0.125, "nothing", "workbook"),
    subject=Subject("nadelen", "2025", "g01", "abc", "one"),
    batch="b1",
    note="  zie verslag\r\n",
)

TEXTS = {
    "emoji": "👩🏽‍💻 goed 🇳🇱",
    "sql": "'); DROP TABLE decisions; -- %s %(x)s :note ?",
    "white space": " \t\r\n\x0b\x85\u2028 ",
    "controls": "".join(map(chr, range(1, 32))) + "\x7f\x80\x9f\ufeff\ufffe\uffff",
    "other planes": "\U00010000\U0010ffff",
    "long": "ë" * 2_000_000,
    "empty": "",
}


def test_comes_back_as_it_was(log: DecisionLog) -> None:
    """Every field of a decision is kept, chances exactly; an empty log has number 0."""
    assert (log.newest(), log.since()) == (0, ())
    (kept,) = log.append([FULL]).taken
    assert kept == replace(FULL, number=kept.number)
    assert log.since() == (kept,)
    assert log.newest() == kept.number >= 1


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_any_text(log: DecisionLog, text: str) -> None:
    """A note, a reason and a name hold whatever people write; none of it is taken for SQL."""
    name = text[:100] or "anna"
    log.append(
        [replace(FULL, note=text, reviewer=name, occasion=replace(FULL.occasion, reason=text))]
    )
    (kept,) = log.since()
    assert (kept.note, kept.occasion.reason, kept.reviewer) == (text, text, name)


@pytest.mark.parametrize("sign", ["\0", "\ud83d", "\udfff"], ids=ascii)
def test_signs_that_no_database_keeps(log: DecisionLog, sign: str) -> None:
    """A NUL or half an emoji in a note becomes a replacement sign: the decision is kept; in a name
    it is refused in one line.
    """
    (kept,) = log.append([replace(FULL, note=f"a{sign}b")]).taken
    assert kept.note == "a\ufffdb"
    assert log.since() == (kept,)
    assert log.append([replace(FULL, note=f"a{sign}b")]).taken == (kept,)
    with pytest.raises(MisuseError, match="reviewer holds a character that no database keeps"):
        log.append([replace(FULL, id="x", reviewer=f"an{sign}na")])
    assert log.since() == (kept,)


FAULTS = {
    "the id is empty": replace(FULL, id=""),
    "the reviewer is empty": replace(FULL, reviewer=""),
    "the moment is empty": replace(FULL, at=""),
    "the text_hash is empty": replace(FULL, subject=replace(FULL.subject, text_hash="")),
    "the id is longer than 200 characters": replace(FULL, id="x" * 201),
    "scope 'all' is none of alike, one": replace(FULL, subject=replace(FULL.subject, scope="all")),
    "round 'third' is none of": replace(FULL, occasion=Occasion(round="third")),
    "verdict 'undo' is none of": replace(FULL, verdicts=(Verdict("weer", "undo"),)),
    "source 'robot' is none of": replace(FULL, verdicts=(Verdict("weer", ADD, "robot"),)),
    "chance inf is not between 0 and 1": replace(
        FULL, verdicts=(Verdict("weer", ADD, "rules", inf),)
    ),
    "chance 1.5 is not between": replace(FULL, occasion=Occasion(probability=1.5)),
    "leaves at least one code": replace(FULL, verdicts=()),
    "at least one code": replace(FULL, verdicts=(Verdict("weer", REJECT),)),
    "weer is there twice": replace(FULL, verdicts=(Verdict("weer", ADD), Verdict("weer", REJECT))),
    "geen-antwoord stands alone": replace(
        FULL, verdicts=(Verdict("weer", ADD), Verdict("geen-antwoord", ADD))
    ),
    "the theme 1 is empty": replace(FULL, verdicts=(Verdict("", ADD),)),
    "it undoes another and has codes": replace(FULL, undoes="d0"),
}


@pytest.mark.parametrize("what", FAULTS)
def test_what_is_not_whole_is_refused(log: DecisionLog, what: str) -> None:
    """A decision that isn't whole is refused in a line that says why, and with it all of the same
    call.
    """
    with pytest.raises(MisuseError, match=what) as told:
        log.append([decided(7), FAULTS[what]])
    assert "\n" not in str(told.value)
    assert log.since() == ()


def test_sent_twice_kept_once(log: DecisionLog) -> None:
    """A decision whose id is there already is told as taken, as it stands there; within one call
    too.
    """
    (first,) = log.append([FULL]).taken
    again = log.append([replace(FULL, note="anders"), decided(2), decided(2)], seen={})
    assert [d.id for d in again.taken] == ["d1", "d2", "d2"]
    assert again.taken[0] == first
    assert again.known == {"d1"}
    assert [d.id for d in log.since()] == ["d1", "d2"]


def test_nothing_to_append(log: DecisionLog) -> None:
    """Appending nothing takes nothing."""
    assert log.append([]).taken == ()


def test_studies_apart(opened: Callable[[str], DecisionLog]) -> None:
    """Studies in one database don't see each other's decisions, not even those with the same id."""
    one, two = opened("fietsen"), opened("lopen")
    one.append([decided(1), decided(2)])
    taken = two.append([decided(1, "wind")], seen={"d1": 0})
    assert (len(taken.taken), taken.known) == (1, frozenset())
    assert [d.codes for d in two.since()] == [("wind",)]
    assert [d.codes for d in one.since()] == [("weer",), ("weer",)]
    assert one.newest() < two.newest()
    assert one.studies() == {"fietsen": 2, "lopen": 1}


def test_undo_is_a_decision(log: DecisionLog) -> None:
    """Taking back is appended like any other, and leaves what it takes back in the log."""
    (first,) = log.append([decided(1)]).taken
    (second,) = log.append([undoing(2, first)], seen={"d2": first.number}).taken
    assert (second.undoes, second.verdicts, second.number) == ("d1", (), first.number + 1)
    assert log.since() == (first, second)
    assert log.since(first.number) == (second,)


class TestSeen:
    """What somebody else decided in the meantime is not overwritten unseen."""

    def test_newer_is_told_and_kept(self, log: DecisionLog) -> None:
        """A decision made without sight of a newer one on the same text is not taken, and told what
        it missed.
        """
        (anna,) = log.append([decided(1, "weer", text="t")], seen={"d1": 0}).taken
        bob = decided(2, "wind", text="t", reviewer="bob")
        told = log.append([bob, decided(3, reviewer="bob")], seen={"d2": 0, "d3": 0})
        assert [d.id for d in told.taken] == ["d3"]
        assert told.newer == {"d2": (anna,)}
        assert [d.id for d in log.since()] == ["d1", "d3"]
        assert [d.id for d in log.append([bob], seen={"d2": anna.number}).taken] == ["d2"]

    def test_own_newer_too(self, log: DecisionLog) -> None:
        """One's own decision of another window counts as newer: it wasn't in sight either."""
        log.append([decided(1, text="t")])
        assert set(log.append([decided(2, text="t")], seen={"d2": 0}).newer) == {"d2"}

    def test_not_told_what_was_seen_means_nothing(self, log: DecisionLog) -> None:
        """A decision of which `seen` says nothing saw nothing."""
        log.append([decided(1, text="t")])
        assert set(log.append([decided(2, text="t")], seen={}).newer) == {"d2"}

    def test_undo_counts_as_newer(self, log: DecisionLog) -> None:
        """Who saw a decision but not that it was taken back is told."""
        (first,) = log.append([decided(1, text="t")]).taken
        (undo,) = log.append([undoing(2, first)]).taken
        told = log.append([decided(3, text="t", reviewer="bob")], seen={"d3": first.number})
        assert told.newer == {"d3": (undo,)}

    @pytest.mark.parametrize("shown", ["suggestions", "nothing"])
    def test_independent(self, log: DecisionLog, shown: str) -> None:
        """Who decides blind is stopped by an own newer decision, not by that of others."""
        log.append([decided(1, text="t")])
        blind = decided(2, "wind", text="t", reviewer="bob", shown=shown)
        assert [d.id for d in log.append([blind], seen={"d2": 0}).taken] == ["d2"]
        assert set(log.append([replace(blind, id="d3")], seen={"d3": 0}).newer) == {"d3"}

    def test_other_texts_and_questions(self, log: DecisionLog) -> None:
        """Decisions on another text, or on the same text to another question, are no hindrance."""
        log.append([decided(1, text="t")])
        other = replace(
            decided(2, text="t"),
            subject=replace(decided(2, text="t").subject, question="voordelen"),
        )
        assert len(log.append([other, decided(3, text="u")], seen={}).taken) == 2

    def test_within_a_call(self, log: DecisionLog) -> None:
        """In one call a reviewer has the own decisions in sight, and not those of another."""
        mine = [
            decided(1, text="t"),
            decided(2, text="t", scope="one"),
            decided(3, text="t", reviewer="bob"),
        ]
        told = log.append(mine, seen={})
        assert [d.id for d in told.taken] == ["d1", "d2"]
        assert told.newer == {"d3": told.taken}

    def test_each_its_own(self, log: DecisionLog) -> None:
        """Every decision of a call is held to what it saw itself."""
        (first,) = log.append([decided(1, text="t")]).taken
        told = log.append(
            [decided(2, text="t", reviewer="bob"), decided(3, text="t", reviewer="bob")],
            seen={"d2": first.number, "d3": 0},
        )
        assert ([d.id for d in told.taken], set(told.newer)) == (["d2"], {"d3"})


@pytest.mark.slow
def test_large_batch(log: DecisionLog) -> None:
    """5,000 decisions in one call are numbered in their order, and take seconds at most; sent again
    they are known.
    """
    many = [decided(i, "weer", "wind", text=f"t{i % 4000}") for i in range(1, 5001)]
    start = time.perf_counter()
    taken = log.append(many, seen={}).taken
    took = time.perf_counter() - start
    assert [d.id for d in taken] == [d.id for d in many]
    numbers = [d.number for d in taken]
    assert numbers == sorted(set(numbers))
    assert log.since() == taken
    assert log.append(many, seen={}).known == {d.id for d in many}
    assert fingerprint(log.since()) == fingerprint(many)
    assert took < 10


def test_threads(log: DecisionLog) -> None:
    """Threads of one program share a log: each decision is taken once, and a reader never sees a
    number before a lower one.
    """
    seen_in_order: list[tuple[int, ...]] = []
    done = threading.Event()

    def read() -> None:
        known: tuple[int, ...] = ()
        while not done.is_set():
            known += tuple(d.number for d in log.since(known[-1] if known else 0))
        seen_in_order.append((*known, *(d.number for d in log.since(known[-1] if known else 0))))

    def decide(who: int) -> None:
        for i in range(15):
            log.append([decided(who * 100 + i)], seen={})

    reader = threading.Thread(target=read)
    reader.start()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda who: decide(who) if who % 2 else log.append([decided(who)]), range(8)))
    done.set()
    reader.join()
    kept = log.since()
    assert len({d.id for d in kept}) == len(kept) == 4 * 15 + 4
    assert seen_in_order == [tuple(d.number for d in kept)]

"""The log of quotes: appended, read, never changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from pipeline.decisions import (
    APPROVE,
    REFUSE,
    WITHDRAW,
    DecisionLog,
    QuoteAct,
    QuoteLog,
    fault_of_act,
    fingerprint,
    read_quote_archive,
    write_quote_archive,
)
from pipeline.decisions.database import connect
from pipeline.errors import MisuseError

ACT = QuoteAct(
    "a1",
    "2026-03-04T10:11:12.000000+00:00",
    "Anna",
    APPROVE,
    "nadelen",
    "tijd",
    "2025",
    "g1",
    "hash",
    "=Te weinig [...]",
    True,
    "page",
)


@pytest.fixture
def quotes(log: DecisionLog) -> QuoteLog:
    """An empty log, in a database of either kind."""
    return QuoteLog(log.engine, log.study)


def test_what_was_said_comes_back(quotes: QuoteLog) -> None:
    """Acts come back in order with their numbers, each id once, and only those after a number."""
    refused = replace(ACT, id="a2", verb=REFUSE, text="")
    first = quotes.append([ACT, refused])
    assert [replace(act, number=0) for act in first.taken] == [ACT, refused]
    again = quotes.append([replace(ACT, text="iets anders")])
    assert again.taken == first.taken[:1]
    assert again.known == {"a1"}
    assert quotes.since() == first.taken
    assert quotes.since(first.taken[0].number) == first.taken[1:]
    assert quotes.since()[-1].number == first.taken[1].number


def test_studies_are_apart(quotes: QuoteLog, log: DecisionLog) -> None:
    """Another study in the same database sees nothing of it."""
    quotes.append([ACT])
    assert QuoteLog(log.engine, "een andere").since() == ()
    assert QuoteLog(log.engine, "een andere").since() == ()


def test_nothing_is_overtaken_unseen(quotes: QuoteLog) -> None:
    """Who had not seen the newest act on a quote is not taken; one on another quote is."""
    (first,) = quotes.append([ACT], seen={"a1": 0}).taken
    late, other = (
        replace(ACT, id="late", verb=WITHDRAW, text=""),
        replace(ACT, id="other", respondent_id="g2"),
    )
    told = quotes.append([late, other], seen={"late": 0, "other": 0})
    assert [act.id for act in told.taken] == ["other"]
    assert told.overtaken == {"late"}
    assert quotes.append([late], seen={"late": first.number}).taken


@pytest.mark.parametrize("change", ["UPDATE quotes SET text = 'anders'", "DELETE FROM quotes"])
def test_rows_are_only_added(database: str, change: str) -> None:
    """The database itself refuses to change or remove what was approved."""
    engine = connect(database)
    QuoteLog(engine, "fietsen").append([ACT])
    with pytest.raises(DBAPIError, match="only ever added to"), engine.begin() as connection:
        connection.execute(text(change))
    assert len(QuoteLog(engine, "fietsen").since()) == 1
    engine.dispose()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reviewer": ""}, "reviewer is empty"),
        ({"theme": "x" * 201}, "longer than 200"),
        ({"at": "gisteren"}, "no moment"),
        ({"verb": "maybe"}, "none of approve"),
        ({"via": "robot"}, "none of page"),
        ({"text": " "}, "the text that may be printed"),
        ({"verb": REFUSE}, "only an approval"),
        ({"text": "x" * 5001}, "longer than 5000"),
        ({"respondent_id": "a\0b"}, "no database keeps"),
    ],
)
def test_what_is_not_whole_is_refused(quotes: QuoteLog, change: dict[str, str], said: str) -> None:
    """An act that is not whole is told, and nothing is kept."""
    act = replace(ACT, **change)  # type: ignore[arg-type]
    assert said in fault_of_act(act)
    with pytest.raises(MisuseError, match=said):
        quotes.append([replace(ACT, id="good"), act])
    assert quotes.since() == ()


def test_archive_without_loss() -> None:
    """Acts survive the archive, also a text that a spreadsheet would take for a formula; a spoilt
    row is told and the others are read.
    """
    acts = (
        ACT,
        replace(ACT, id="a2", verb=WITHDRAW, text="", names_sought=False),
        replace(ACT, id="a3", text='a;b\nc "d"'),
    )
    content = write_quote_archive(acts)
    archived, problems = read_quote_archive("q.csv", content)
    assert [each.act for each in archived] == list(acts)
    assert problems == ()
    spoilt = content.decode("utf-8-sig").replace("withdraw", "perhaps").encode()
    archived, problems = read_quote_archive("q.csv", spoilt)
    assert [each.act.id for each in archived] == ["a1", "a3"]
    assert "none of approve" in problems[0].what
    assert fingerprint(acts) != fingerprint(acts[:2])

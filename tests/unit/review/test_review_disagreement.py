"""The order in which what reviewers differ on is settled."""

from __future__ import annotations

import pytest

from pipeline.decisions import CurrentDecisions, Decision, Occasion, Outcome, Subject, Verdict
from pipeline.language import language
from pipeline.review import ADJUDICATION_REASONS, arrange, distance


def opinion(reviewer: str, *codes: str, number: int = 0) -> Decision:
    """A decision made blind."""
    return Decision(
        id=f"{reviewer}{number}",
        at="2026-03-02T09:00:00.000000Z",
        reviewer=reviewer,
        subject=Subject("nadelen", "2025", "g01", "abc"),
        verdicts=tuple(Verdict(code, "add") for code in codes),
        occasion=Occasion(shown="nothing"),
        number=number,
    )


def outcome(*sets: tuple[str, ...]) -> Outcome:
    """What reviewers 0, 1, ... made of a text."""
    opinions = tuple(opinion(str(i), *codes, number=i + 1) for i, codes in enumerate(sets))
    return Outcome(opinions[0], opinions)


def test_lowest_agreement_first() -> None:
    """Nothing in common comes before an overlap, that before one set within the other.

    Agreement needs no settling.
    """
    found = arrange(
        {
            "same": outcome(("tijd", "geld"), ("geld", "tijd")),
            "within": outcome(("tijd", "geld"), ("tijd",)),
            "nothing": outcome(("tijd",), ("geld",)),
            "overlap": outcome(("tijd", "geld"), ("tijd", "kennis")),
            "nothing-too": outcome(("overig",), ("geld",)),
        }
    )
    assert found == ["nothing", "nothing-too", "overlap", "within"]


def test_mean_over_pairs() -> None:
    """Of three reviewers the mean of the three pairs counts: one who differs from two is not worse
    than two who differ.
    """
    assert distance(outcome(("tijd",), ("tijd",), ("geld",))) == pytest.approx(2 / 3)
    assert distance(outcome(("tijd",), ("kennis",), ("geld",))) == 1
    assert distance(outcome(("tijd",))) == 0


def test_arranges_what_stands() -> None:
    """The outcomes of a log are arranged as they stand."""
    standing = CurrentDecisions(
        [opinion("anna", "tijd", number=1), opinion("bob", "geld", number=2)]
    )
    found = standing.outcome(("nadelen", "abc"))
    assert found is not None
    assert arrange({"abc": found}) == ["abc"]


@pytest.mark.parametrize("tongue", ["nl", "en"])
def test_reasons_have_words(tongue: str) -> None:
    """Every reason to choose from has words in the language itself, and no two the same."""
    words = [
        language(tongue).text(f"adjudicate_reason_{reason.replace('-', '_')}")
        for reason in ADJUDICATION_REASONS
    ]
    assert len(set(words)) == len(ADJUDICATION_REASONS)

"""The table of queues: one set of names in command, page, log and texts, and the names before."""

from __future__ import annotations

from pathlib import Path

import pytest
from desks import Ticking

import pipeline
from pipeline.decisions import Decision, Occasion, Subject, Verdict, open_log
from pipeline.errors import MisuseError
from pipeline.language import language
from pipeline.review import FORMER_NAMES, LABEL_QUEUES, PAGE_QUEUES, QUEUES, open_desk
from pipeline.review.workbook import export_workbook
from pipeline.study import read_study


def test_page_and_command_share_one_table() -> None:
    """Each queue is one entry; those on the page and those of the command are named alike."""
    assert set(PAGE_QUEUES) | set(LABEL_QUEUES) == set(QUEUES)
    assert set(PAGE_QUEUES) & set(LABEL_QUEUES) == {
        "random",
        "uncertain",
        "rules-vs-classifier",
        "rare",
    }


@pytest.mark.parametrize("tongue", ["nl", "en"])
def test_queues_have_words(tongue: str) -> None:
    """Every queue on the page has a name and a purpose in the language itself, no two the same."""
    texts = language(tongue).texts
    for kind in ("queue", "purpose"):
        words = [texts[f"web_{kind}_{name}"] for name in PAGE_QUEUES]
        assert len(set(words)) == len(PAGE_QUEUES)


@pytest.mark.parametrize(("former", "name"), FORMER_NAMES.items())
def test_a_former_name_leads_to_the_new(survey: Path, former: str, name: str) -> None:
    """A name of version 0.1 is refused with the name that the queue has now."""
    with pytest.raises(MisuseError, match=f"it is called '{name}' now"):
        open_desk(survey).first("nadelen", former, "anna")


def test_a_former_strategy_leads_to_the_new(survey: Path) -> None:
    """So is a strategy of the command, and a queue of a workbook."""
    with pytest.raises(MisuseError, match="it is called 'rules-vs-classifier' now"):
        pipeline.queue(survey, strategy="disagree")
    with pytest.raises(MisuseError, match="it is called 'random' now"):
        export_workbook(survey, survey / "werkmap", queue="sample")


@pytest.mark.parametrize("queue", ["sample", "random"])
def test_a_logged_decision_keeps_what_its_queue_meant(survey: Path, queue: str) -> None:
    """A decision made under a former name counts for the queue of now; the log keeps the name."""
    before = open_desk(survey, clock=Ticking())
    key = before.first("nadelen", "random", "anna")
    card = before.card("nadelen", "random", key, "anna")
    left = before.keys("nadelen", "random", "anna")
    before.log.append([sampled(card.wave, card.respondent_id, key, queue)])

    desk = open_desk(survey, clock=Ticking())

    assert desk.keys("nadelen", "random", "anna") == left[1:]
    (kept,) = open_log(read_study(survey)).since()
    assert kept.occasion.queue == queue


def sampled(wave: str, respondent: str, key: str, queue: str) -> Decision:
    """A decision on a text of the random sample, as the log has it."""
    return Decision(
        id="a",
        at="2026-03-02T09:00:00.000000Z",
        reviewer="anna",
        subject=Subject("nadelen", wave, respondent, key),
        verdicts=(Verdict("overig", "add"),),
        occasion=Occasion(queue=queue, probability=1.0, shown="nothing", via="page"),
    )

"""No decision that was confirmed is lost, however processes end and however many decide at once."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from deciders import deciding, needs_fork
from log_deciders import batch_of, decide_on, decide_together, open_at_once

from pipeline.decisions import DecisionLog

KILLS = 200
REVIEWERS = 8
DECISIONS = 5_000

pytestmark = needs_fork


@pytest.mark.slow
def test_killed_at_random_moments(database: str) -> None:
    """After 200 kills at random moments every confirmed call is there once and whole, in order, and
    no call in part.
    """
    rng = random.Random(7)
    confirmed: set[int] = set()
    upto = 0
    for _ in range(KILLS):
        # a call that was not confirmed is sent again, as a page does
        with deciding(decide_on, (database, "fietsen", upto)) as (decider,):
            # however slow the machine is: while it opens the log, or amid one of the first calls
            decider.listen(rng.randrange(5))
            time.sleep(rng.uniform(0, 0.02))
            confirmed |= set(decider.kill()) - {-1}
        upto = max(confirmed, default=-1) + 1
    with DecisionLog(database, "fietsen") as log:
        there = log.since()
    expected = [d.id for number in range(upto) for d in batch_of(number)]
    assert confirmed == set(range(upto))
    assert upto > KILLS
    # the last call may have been written and not confirmed
    assert [d.id for d in there] in (expected, expected + [d.id for d in batch_of(upto)])
    assert all(d.codes == ("weer", "wind") for d in there)


@pytest.mark.slow
def test_eight_at_once(database: str) -> None:
    """Of 5,000 decisions by 8 reviewers on the same texts none is lost, and none was made without
    sight of all before it on its text.
    """
    calls = [
        (database, "fietsen", who, DECISIONS // REVIEWERS, 1000) for who in range(1, REVIEWERS + 1)
    ]
    with deciding(decide_together, *calls) as deciders:
        told = [decider.end() for decider in deciders]
    confirmed = [one for said in told for one in said[0][0]]
    with DecisionLog(database, "fietsen") as log:
        there = log.since()
    assert len(there) == len(confirmed) == DECISIONS
    assert {d.id for d in there} == set(confirmed)
    newest: dict[str, int] = {}
    for decision in there:
        assert newest.get(decision.subject.text_hash, 0) <= int(decision.note) < decision.number
        newest[decision.subject.text_hash] = decision.number
    assert sum(said[0][1] for said in told) > 100, "they were not in each other's way"


@pytest.mark.slow
def test_a_new_log_opened_by_many_at_once(database: str, tmp_path: Path) -> None:
    """Processes that open a log at once where there is none all succeed, and see one log."""
    with deciding(open_at_once, *[(database, "fietsen")] * 6) as deciders:
        assert [decider.end() for decider in deciders] == [["ready", 1]] * 6

"""What the page confirmed is kept, whenever the server is killed and however many decide."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from small import Client, served, small_shelf, small_study

from pipeline.decisions import DecisionLog

pytestmark = pytest.mark.slow

PATIENCE = 20.0


def killed(database: str, folder: Path, times: int) -> None:
    """Kills the server that often at moments drawn by chance, each time while a reviewer decides,
    and holds the log against what was confirmed.
    """
    study, shelf, chance = small_study(folder), small_shelf(2_000), random.Random(times)
    confirmed: dict[str, tuple[str, ...]] = {}
    for round in range(times):
        with served(study, shelf, database) as server:
            client, stop = Client(server.port, f"lezer {round % 3}"), threading.Event()
            deciding = threading.Thread(target=client.decide_all, args=(stop,))
            deciding.start()
            begun = time.monotonic()
            while (
                not client.confirmed and deciding.is_alive() and time.monotonic() < begun + PATIENCE
            ):
                time.sleep(0.001)
            time.sleep(chance.uniform(0, 0.04))
            server.kill()
            stop.set()
            deciding.join(PATIENCE)
            assert client.confirmed, "the server confirmed nothing before it was killed"
            confirmed |= client.confirmed
    with DecisionLog(database, study.study) as log:
        kept = log.since()
    assert Counter(d.id for d in kept).most_common(1)[0][1] == 1
    codes = {d.id: d.codes for d in kept}
    assert {id: codes.get(id) for id in confirmed} == confirmed
    # what was written and not confirmed any more is at most one a kill
    assert len(confirmed) <= len(kept) <= len(confirmed) + times
    texts = Counter(d.subject.text_hash for d in kept)
    assert texts.most_common(1)[0][1] == 1


def test_killed_at_random_moments(database: str, tmp_path: Path) -> None:
    """Every decision that a reply confirmed is there after SIGKILL and restart, none twice."""
    killed(database, tmp_path, 6)


def test_killed_at_two_hundred_moments(database: str, tmp_path: Path) -> None:
    """The same two hundred times."""
    killed(database, tmp_path, 200)


def decided_together(database: str, folder: Path, decisions: int) -> None:
    """Eight reviewers go through the same queue at once until it is done, two of them from each of
    four places.
    """
    study, shelf = small_study(folder), small_shelf(decisions)
    starts = [shelf.texts[i // 2 * decisions // 4].key for i in range(8)]
    with served(study, shelf, database) as server:
        clients = [Client(server.port, f"lezer {i}") for i in range(8)]
        threads = [
            threading.Thread(
                target=client.decide_all, args=(threading.Event(),), kwargs={"start": start}
            )
            for client, start in zip(clients, starts, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    with DecisionLog(database, study.study) as log:
        kept = log.since()
    confirmed = {id: codes for client in clients for id, codes in client.confirmed.items()}
    assert {d.id: d.codes for d in kept} == confirmed
    # nobody overwrote anybody: of each text there is one decision, and who came second was shown it
    assert Counter(d.subject.text_hash for d in kept).most_common(1)[0][1] == 1
    assert len(kept) == decisions
    # of two who start at the same place a busy machine may let one be second every time
    assert sum(bool(client.confirmed) for client in clients) >= 4


def test_eight_reviewers_at_once(database: str, tmp_path: Path) -> None:
    """Eight who take the same cards at the same time: none of their decisions is lost, none
    silently overwritten.
    """
    decided_together(database, tmp_path, 120)


def test_eight_reviewers_make_five_thousand_decisions(database: str, tmp_path: Path) -> None:
    """The same for five thousand decisions."""
    decided_together(database, tmp_path, 5_000)

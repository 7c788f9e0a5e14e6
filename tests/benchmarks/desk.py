"""How quick the desk is: `python tests/benchmarks/desk.py [answers] [decisions]` prints, for each
thing a reviewer does, the median and 95th percentile.

By default 10,000 answers to one question of 60 themes, and 1,000 decisions by four reviewers.
Milliseconds on this machine; the last column is the 95th percentile as a multiple of one durable
commit of SQLite, measured in the same minute.
"""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import corpus
import numpy as np
from rich.console import Console
from rich.table import Table

from pipeline.review import PAGE_QUEUES, Change, RequestedDecision
from pipeline.review.desk import open_desk

REVIEWERS = ("anna", "bob", "carla", "dirk")


def milliseconds(work: Callable[[], object]) -> float:
    """Wall milliseconds of one call."""
    begin = time.perf_counter()
    work()
    return (time.perf_counter() - begin) * 1000


def commits(folder: Path) -> list[float]:
    """A durable commit of one row each, as the log makes them."""
    with sqlite3.connect(folder / "bare.sqlite", isolation_level=None) as database:
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            database.execute(f"PRAGMA {pragma}")
        database.execute("CREATE TABLE t (x)")
        return [
            milliseconds(lambda: database.execute("INSERT INTO t VALUES (1)")) for _ in range(200)
        ]


def main(n: int, decisions: int) -> None:
    """Opens a desk, decides, and prints the table."""
    chance = random.Random(0)
    with tempfile.TemporaryDirectory() as folder:
        study = corpus.write_study(Path(folder) / "studie", n)
        begin = time.perf_counter()
        desk = open_desk(study)
        opened = time.perf_counter() - begin
        told: dict[str, list[float]] = {}

        def timed(name: str, work: Callable[[], object]) -> None:
            told.setdefault(name, []).append(milliseconds(work))

        for i in range(decisions):
            reviewer, queue = (
                REVIEWERS[i % 4],
                chance.choice(("all", "uncertain", "random", "rules-vs-classifier")),
            )
            key = desk.first("antwoord", queue, reviewer)
            if not key:
                continue
            timed("card", lambda q=queue, k=key, r=reviewer: desk.card("antwoord", q, k, r))
            card = desk.card("antwoord", queue, key, reviewer)
            wish = RequestedDecision(
                "antwoord", queue, key, card.chosen or ("overig",), f"d{i}", card.seen
            )
            timed("decide", lambda r=reviewer, w=wish: desk.decide(r, w))
            if i % 10 == 0:
                timed("queues", lambda r=reviewer: desk.queues("antwoord", r))
                timed("progress", lambda: desk.progress())
                timed(
                    "first of each queue",
                    lambda r=reviewer: [desk.first("antwoord", q, r) for q in PAGE_QUEUES],
                )
                timed("find", lambda: desk.find("antwoord", "gemeente sys"))
                timed("find by theme", lambda: desk.find("antwoord", theme="thema-7", state="open"))
                timed("similar", lambda k=key: desk.similar("antwoord", k))
                keys = [row.key for row in desk.find("antwoord", "de", size=200).rows]
                timed(
                    "preview of 200",
                    lambda ks=keys: desk.preview("antwoord", ks, Change(("overig",), (), True)),
                )
            if i % 50 == 0:
                timed("undo", lambda r=reviewer, i=i: desk.undo(r, f"u{i}"))
        keys = [row.key for row in desk.find("antwoord", state="open", size=1000).rows]
        seen = desk.newest()
        timed(
            "bulk of 1,000",
            lambda: desk.bulk(
                "anna", "antwoord", keys, Change(("overig",), (), True), id="b", seen=seen
            ),
        )
        timed("undo of 1,000", lambda: desk.undo("anna", "bu"))
        one = float(np.percentile(commits(Path(folder)), 50))
        table = Table(
            title=f"{n:,} answers, {decisions:,} decisions; opened in {opened:.1f} s; one commit {one:.2f} ms"
        )
        for name in ("what", "times", "median ms", "p95 ms", "p95 / commit"):
            table.add_column(name, justify="left" if name == "what" else "right")
        for name, times in told.items():
            p50, p95 = np.percentile(times, [50, 95])
            table.add_row(name, str(len(times)), f"{p50:.1f}", f"{p95:.1f}", f"{p95 / one:.0f}")
        Console().print(table)


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:3]]
    main(*numbers, *(10_000, 1_000)[len(numbers) :])

"""What the processes of these tests do."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import count
from multiprocessing.connection import Connection
from typing import Any

from decided import decided

from pipeline.log import DecisionLog


def batch_of(number: int) -> list[Any]:
    """The decisions of a call: one, two or three of a batch, each with two codes."""
    return [
        replace(decided(number * 10 + i, "weer", "wind"), batch=f"b{number}", note="x" * 200)
        for i in range(1 + number % 3)
    ]


def decide_on(pipe: Connection, url: str, study: str, start: int) -> None:
    """Appends call after call from that number, without end; tells each when it is confirmed."""
    with DecisionLog(url, study) as log:
        for number in count(start):
            log.append(batch_of(number), seen={})
            pipe.send(number)


def decide_together(pipe: Connection, url: str, study: str, who: int, decisions: int, texts: int) -> None:
    """Makes so many decisions on texts that others decide on too; the note of each says what its maker had seen. Tells (ids, times overtaken)."""
    rng = random.Random(who)
    in_sight: dict[str, int] = {}
    confirmed, overtaken = [], 0
    with DecisionLog(url, study) as log:
        for i in range(decisions):
            text = f"text-{rng.randrange(texts)}"
            while True:
                seen = in_sight.get(text, 0)
                decision = decided(who * 1_000_000 + i, text=text, reviewer=f"r{who}", note=str(seen))
                told = log.append([decision], seen={decision.id: seen})
                if told.taken:
                    in_sight[text] = told.taken[0].number
                    confirmed.append(decision.id)
                    break
                overtaken += 1
                in_sight[text] = max(d.number for d in told.newer[decision.id])
    pipe.send((confirmed, overtaken))


def open_at_once(pipe: Connection, url: str, study: str) -> None:
    """Opens the log and appends one decision; tells what happened."""
    pipe.send("ready")
    try:
        with DecisionLog(url, study) as log:
            log.append([decided(1)])
            pipe.send(len(log.since()))
    except Exception as error:
        pipe.send(repr(error))

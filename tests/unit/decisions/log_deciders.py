"""What the processes of these tests do."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import count
from multiprocessing.connection import Connection
from typing import Any

from decided import decided

from pipeline.decisions import DecisionLog


def batch_of(number: int) -> list[Any]:
    """The decisions of a call: one, two or three of a batch, each with two codes."""
    return [
        replace(decided(number * 10 + i, "weer", "wind"), batch=f"b{number}", note="x" * 200)
        for i in range(1 + number % 3)
    ]


def decide_on(pipe: Connection, url: str, study: str, start: int) -> None:
    """Tells -1 when the log is open, then appends call after call from that number, without end,
    and tells each when it is confirmed.
    """
    with DecisionLog(url, study) as log:
        pipe.send(-1)
        for number in count(start):
            log.append(batch_of(number), seen={})
            pipe.send(number)


def decide_together(
    pipe: Connection, url: str, study: str, who: int, decisions: int, texts: int
) -> None:
    """Makes so many decisions, one to 25 at a time, on texts that others decide on too.

    The note of each says what its maker had seen.

    Tells the ids confirmed, and how often it was overtaken and decided anew.
    """
    rng = random.Random(who)
    in_sight: dict[str, int] = {}
    confirmed: list[str] = []
    overtaken = 0
    wishes: list[tuple[str, str]] = []
    with DecisionLog(url, study) as log:
        while len(confirmed) < decisions:
            # what was overtaken is decided anew, with the newer in sight
            more = min(rng.choice((1, 1, 2, 10, 25)), decisions - len(confirmed))
            texts_now = [text for text, _ in wishes] or [
                f"text-{t}" for t in rng.sample(range(texts), more)
            ]
            ids = [wish for _, wish in wishes] or [
                f"{who}-{len(confirmed)}-{i}" for i in range(more)
            ]
            made = [
                replace(
                    decided(1, text=text, reviewer=f"r{who}", note=str(in_sight.get(text, 0))),
                    id=id,
                )
                for text, id in zip(texts_now, ids, strict=True)
            ]
            told = log.append(made, seen={d.id: int(d.note) for d in made})
            confirmed += [d.id for d in told.taken]
            in_sight |= {d.subject.text_hash: d.number for d in told.taken}
            in_sight |= {
                newer[-1].subject.text_hash: newer[-1].number for newer in told.newer.values()
            }
            wishes = [(d.subject.text_hash, d.id) for d in made if d.id in told.newer]
            overtaken += len(wishes)
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

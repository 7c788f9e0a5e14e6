"""Processes that decide, to be killed or let loose together.

They are forked from one that has the imports done, so that starting takes milliseconds.

A decider is any function at the top of a module that tests can import; it gets the sending end of a
pipe first, and tells through it what was confirmed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

import pytest

needs_fork = pytest.mark.skipif(
    sys.platform == "win32", reason="this system can't fork processes nor kill them at once"
)


@dataclass
class Decider:
    """A process that decides, and all that it told so far."""

    process: BaseProcess
    _pipe: Connection
    told: list[Any] = field(default_factory=list)

    def listen(self, messages: int, seconds: float = 60) -> None:
        """Waits until it told so many things more.

        `AssertionError` when it takes too long or ends before.
        """
        for _ in range(messages):
            assert self._pipe.poll(seconds), "it tells nothing"
            try:
                self.told.append(self._pipe.recv())
            except EOFError:
                raise AssertionError("it ended by itself") from None

    def kill(self) -> list[Any]:
        """Ends it with SIGKILL, without warning; all that it told before."""
        self.process.kill()
        return self.end()

    def end(self) -> list[Any]:
        """All that it told, when it has ended."""
        try:
            while True:
                self.told.append(self._pipe.recv())
        except (EOFError, OSError):
            # a message cut off by its death was not told
            pass
        self.process.join(60)
        self._pipe.close()
        return self.told


@contextmanager
def deciding(decide: Callable[..., None], *calls: Sequence[Any]) -> Iterator[list[Decider]]:
    """A process for each call of `decide(pipe, *call)`.

    Those that still live are killed at the end.
    """
    context = get_context("forkserver")
    context.set_forkserver_preload(["pytest", decide.__module__, "pipeline.decisions", "psycopg"])
    started = []
    for call in calls:
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=decide, args=(theirs, *call), daemon=True)
        process.start()
        theirs.close()
        started.append(Decider(process, ours))
    try:
        yield started
    finally:
        for decider in started:
            if decider.process.is_alive():
                decider.kill()

"""Processes that share a run's work: each holds the same prepared state and applies work to it."""

from __future__ import annotations

import os
import sys
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from types import TracebackType
from typing import Any, Generic, TypeVar

State = TypeVar("State")
Item = TypeVar("Item")
Result = TypeVar("Result")

CAN_FORK = sys.platform == "linux"


class Pool(Generic[State]):
    """Processes that each hold one state, made by `prepare`; used as a context manager.

    If the system can fork, `prepare` may return what is ready, which all processes then share.
    Otherwise each process is new: `prepare` is pickled and makes the state from files.
    """

    def __init__(self, processes: int, prepare: Callable[[], State], *, fork: bool) -> None:
        self._processes = processes
        context = get_context("fork" if fork else "spawn")
        self._executor = ProcessPoolExecutor(processes, context, _Worker.start, (prepare,))
        if fork:
            self._fork_now()

    def __enter__(self) -> Pool[State]:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._executor.shutdown(cancel_futures=True)

    def map(
        self, work: Callable[[State, Item], Result], items: Iterable[Item]
    ) -> Iterator[tuple[Item, Result]]:
        """Yield each item with its result, in order; only a few items are taken ahead."""
        waiting: deque[tuple[Item, Future[Result]]] = deque()
        for item in items:
            waiting.append((item, self._executor.submit(_Worker.apply, work, item)))
            if len(waiting) > self._processes + 1:
                done, future = waiting.popleft()
                yield done, future.result()
        for done, future in waiting:
            yield done, future.result()

    def as_completed(
        self, work: Callable[[State, Item], Result], items: Iterable[Item]
    ) -> Iterator[tuple[Item, Result]]:
        """Yield each item with its result, as soon as it is done."""
        futures = {self._executor.submit(_Worker.apply, work, item): item for item in items}
        for future in as_completed(futures):
            yield futures[future], future.result()

    def _fork_now(self) -> None:
        """Start all processes; the executor would fork each on its first work."""
        with warnings.catch_warnings():
            # Python warns of threads held elsewhere; the workers only compute, and take no lock
            # of another thread
            warnings.simplefilter("ignore", DeprecationWarning)
            started = [self._executor.submit(os.getpid) for _ in range(self._processes)]
            for future in started:
                future.result()


def process_count(processes: int, *, is_large: bool, at_most: int | None = None) -> int:
    """Return how many processes work: those asked for, or with 0 all cores where it pays."""
    if processes:
        return processes
    if not CAN_FORK or not is_large:
        return 1
    return min(os.cpu_count() or 1, at_most or sys.maxsize)


class _Worker:
    """The state of one process of a pool; in the process that opened the pool it stays empty."""

    state: Any = None

    @classmethod
    def start(cls, prepare: Callable[[], Any]) -> None:
        cls.state = prepare()

    @classmethod
    def apply(cls, work: Callable[[Any, Any], Any], item: Any) -> Any:
        return work(cls.state, item)

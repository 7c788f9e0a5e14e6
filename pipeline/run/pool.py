"""Processes that share work: the results are those of one process, whichever does what."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextvars import ContextVar
from multiprocessing import get_context
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

FORKS = sys.platform == "linux"
"""Whether a process can begin with all that is ready in this one."""

_work: ContextVar[Callable[[Any], Any]] = ContextVar("_work")
"""What a worker does; set in workers alone."""


def map_in_processes(
    work: Callable[[Item], Result], items: Sequence[Item], *, processes: int, is_small: bool
) -> Iterator[tuple[int, Result]]:
    """Yield the index and the result of every item, as each is done.

    `processes` of 0 leaves their number to this function: one for work that `is_small`, and where
    the system can't fork; else as many as there are cores. Where it can't, `work` and items are
    pickled.
    """
    if not processes:
        several = FORKS and not is_small
        processes = min(os.cpu_count() or 1, len(items)) if several else 1
    if processes == 1:
        for index, item in enumerate(items):
            yield index, work(item)
        return
    with worker_pool(work, processes) as pool:
        futures = {pool.submit(do_work, item): index for index, item in enumerate(items)}
        for future in as_completed(futures):
            yield futures[future], future.result()


def worker_pool(work: Callable[[Item], Result], processes: int) -> ProcessPoolExecutor:
    """Return processes that are ready for the work, to which `do_work` is submitted.

    Where the system can fork they share what is ready; elsewhere each unpickles the work once.
    """
    context = get_context("fork" if FORKS else "spawn")
    pool = ProcessPoolExecutor(processes, context, _work.set, (work,))
    with warnings.catch_warnings():
        # Python warns of threads held elsewhere; workers only compute and take no lock of another
        warnings.simplefilter("ignore", DeprecationWarning)
        # all of them now: processes begin when work is first handed in
        for future in [pool.submit(os.getpid) for _ in range(processes)]:
            future.result()
    return pool


def do_work(item: Any) -> Any:
    """Return what the work of this process makes of the item."""
    return _work.get()(item)

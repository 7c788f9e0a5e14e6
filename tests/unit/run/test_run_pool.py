"""Work shared by processes that hold one state."""

from __future__ import annotations

import os

import pytest

from pipeline.run import Pool


def test_every_item_comes_back_once() -> None:
    """In order, or as soon as each is done, the results are those of one process."""
    with Pool(2, lambda: 10, fork=True) as pool:
        in_order = list(pool.map(_times, [3, 1, 2]))
        as_completed = list(pool.as_completed(_times, [3, 1, 2]))

    assert in_order == [(3, 30), (1, 10), (2, 20)]
    assert sorted(as_completed) == sorted(in_order)


def test_state_is_held_in_the_workers() -> None:
    """Work is done elsewhere, by processes that were given what is ready."""
    with Pool(1, lambda: os.getpid(), fork=True) as pool:
        ((_, (worker, prepared_in)),) = pool.map(_where, [0])

    assert worker == prepared_in != os.getpid()


def test_error_of_a_worker_is_raised_here() -> None:
    """What goes wrong in a worker is told where its result is awaited."""
    with Pool(1, lambda: 1, fork=True) as pool, pytest.raises(ZeroDivisionError):
        list(pool.map(_divided, [0]))


def _times(state: int, item: int) -> int:
    return state * item


def _where(state: int, item: int) -> tuple[int, int]:
    return os.getpid(), state


def _divided(state: int, item: int) -> float:
    return state / item

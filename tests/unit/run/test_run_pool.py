"""Work shared by processes."""

from __future__ import annotations

import os

import pytest

from pipeline.run.pool import map_in_processes


def test_results_are_those_of_one_process() -> None:
    """Every item comes back once with its index, whichever process did it."""
    items = [3, 1, 2]

    alone = dict(map_in_processes(_square, items, processes=1, is_small=True))
    shared = dict(map_in_processes(_square, items, processes=2, is_small=True))

    assert alone == shared == {0: 9, 1: 1, 2: 4}


def test_small_work_stays_here() -> None:
    """Left to the pool, small work is done in this process; two that were asked for do it."""
    (here,) = dict(map_in_processes(_process, [0], processes=0, is_small=True)).values()
    (elsewhere,) = dict(map_in_processes(_process, [0], processes=2, is_small=True)).values()

    assert here == os.getpid()
    assert elsewhere != os.getpid()


def test_an_error_in_a_process_is_an_error_here() -> None:
    """What goes wrong in a worker is told where the results are awaited."""
    with pytest.raises(ZeroDivisionError):
        list(map_in_processes(_inverse, [0], processes=2, is_small=True))


def _square(number: int) -> int:
    return number * number


def _process(number: int) -> int:
    return os.getpid()


def _inverse(number: int) -> float:
    return 1 / number

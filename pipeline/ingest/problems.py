"""Faults of a file as lines of the problems table."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from pipeline.ingest.export import Fault
from pipeline.model import PROBLEMS


def tell_problems(file: str, faults: Iterable[Fault], *, cost: int) -> pd.DataFrame:
    """The faults as model.PROBLEMS in the order of the rows; a lost row costs `cost` answers."""
    ordered = sorted(faults, key=lambda fault: fault.row)
    return PROBLEMS.frame(
        {
            "file": [file] * len(ordered),
            "row": [fault.row for fault in ordered],
            "column": [fault.column for fault in ordered],
            "what": [fault.what for fault in ordered],
            "what_to_do": [fault.what_to_do for fault in ordered],
            "refused": [cost if fault.lost else 0 for fault in ordered],
        }
    )

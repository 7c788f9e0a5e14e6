"""A problem with a file, and the table of problems."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from pipeline.model.tables import PROBLEMS


@dataclass(frozen=True)
class Problem:
    """A problem with a row of a file (the header is row 1; 0: the whole file), and what to do.

    `refused` is the number of answers left out because of it.
    """

    file: str
    row: int
    what: str
    what_to_do: str
    column: str = ""
    refused: int = 0


def problems_table(problems: Iterable[Problem]) -> pd.DataFrame:
    """Return the problems as a table (`PROBLEMS`), one row each, in their order."""
    rows = list(problems)
    return PROBLEMS.frame({name: [getattr(row, name) for row in rows] for name in PROBLEMS.columns})

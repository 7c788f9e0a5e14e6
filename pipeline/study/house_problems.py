"""What is wrong with the look of a study: colours that nobody can read are told, and used as they are."""

from __future__ import annotations

import pandas as pd

from pipeline.model import PROBLEMS
from pipeline.study.house import illegible
from pipeline.study.study import Study


def house_problems(study: Study) -> pd.DataFrame:
    """A line (`model.PROBLEMS`) for every colour of the house style that can't be read or told apart."""
    found = illegible(study.look)
    return PROBLEMS.frame(
        {
            "file": [study.house] * len(found),
            "row": [0] * len(found),
            "column": [f"colours.{key}" for key, _ in found],
            "what": [what for _, what in found],
            "what_to_do": ["choose a colour with more contrast"] * len(found),
            "refused": [0] * len(found),
        }
    )

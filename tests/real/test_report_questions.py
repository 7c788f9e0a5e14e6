"""The closed questions of a published report, where a copy lies beside the project: all
contradictions are found and nothing else.
"""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

from pipeline.lint.lint_report import lint

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("TURVEN_SHARED", ROOT.parent / "shared" / "data"))
REPORT = SHARED.parent / "report" / "ai-monitor-2025.yaml"

pytestmark = pytest.mark.skipif(not REPORT.is_file(), reason=f"no published report at {REPORT}")

CONTRADICTIONS = {
    # question: sureness, check
    "eu-beleid": ("certain", "swapped"),
    "basistraining-bereik": ("certain", "figures"),
    "embedded": ("likely", "left-out"),
    "experimenten-domeinen": ("likely", "base"),
}


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    """What is found in the file."""
    return lint(REPORT)


def test_contradictions(found: pd.DataFrame) -> None:
    """Exchanged n's, a per cent that no base gives, an option left out, and a base that nobody of
    the question before adds up to.
    """
    told = {row.place.split(".")[1]: (row.sure, row.check) for row in found.itertuples()}
    assert told == CONTRADICTIONS
    assert len(found) == len(CONTRADICTIONS)


def test_certain_come_first(found: pd.DataFrame) -> None:
    """The surest stand first, in the order of the file."""
    assert found["sure"].tolist() == ["certain", "certain", "likely", "likely"]

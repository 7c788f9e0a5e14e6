"""Published values of prediction-powered inference, where a copy of the data lies beside the
project.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "unit" / "counts"))

from published_mean import predicted_mean  # noqa: E402

SHARED = Path(os.environ.get("TURVEN_SHARED", ROOT.parent / "shared" / "data"))
DATA = SHARED / "agreement"
VALUES = DATA / "ppi_reference_values.json"

pytestmark = pytest.mark.skipif(
    not VALUES.is_file(), reason=f"no published values of prediction-powered inference at {VALUES}"
)

Row = dict[str, str]
POWERS = {"lam1": 1.0, "tuned": None, "classical": 0.0}
LEVELS = {"humans": "Hoomans"}


@pytest.fixture(scope="module")
def published() -> dict[str, Any]:
    return json.loads(VALUES.read_text("utf-8"))


@pytest.fixture(scope="module")
def dilemmas() -> list[Row]:
    with gzip.open(
        DATA / "moral_machine_ppi_small.csv.gz", "rt", encoding="utf-8", newline=""
    ) as file:
        return list(csv.DictReader(file))


def inside(row: Row, subset: str) -> bool:
    """Whether a row is in the subset that the file names: 'Intervention==0', or 'scenario: level'."""
    if subset == "Intervention==0":
        return row["Intervention"] == "0"
    scenario, level = subset.split(": ")
    return row["ScenarioType"] == scenario and row["AttributeLevel"] == LEVELS.get(level, level)


@pytest.mark.parametrize("number", range(4))
def test_means_as_published(published: dict[str, Any], dilemmas: list[Row], number: int) -> None:
    """Estimates and intervals of the method's own package, for all three powers: who was saved, by
    people and by a model.
    """
    expected = published["ppi_python_0.2.3_mean_references"][number]
    rows = [row for row in dilemmas if inside(row, expected["subset"])]
    said = {
        labelled: np.array(
            [[row["Saved"], row[expected["model"]]] for row in rows if row["labelled"] == labelled],
            float,
        )
        for labelled in ("1", "0")
    }
    assert (len(said["1"]), len(said["0"])) == (expected["n"], expected["N"])
    for name, power in POWERS.items():
        found = predicted_mean(said["1"][:, 0], said["1"][:, 1], said["0"][:, 1], power=power)
        values = expected[name]
        assert (found.share, found.low, found.high) == pytest.approx(
            (values["est"], values["lo"], values["hi"]), abs=1e-12
        )


def test_no_signal_as_published(published: dict[str, Any]) -> None:
    """Where predictions carry no signal, the tuned interval is the classical one."""
    expected = published["forest_badmodel"]
    with np.load(DATA / "forest_badmodel.npz") as file:
        y, f = file["Y"], file["Yhat"]
    labelled = expected["n"]
    for name in ("lam1", "tuned"):
        found = predicted_mean(y[:labelled], f[:labelled], f[labelled:], power=POWERS[name])
        values = expected[name]
        assert (found.share, found.low, found.high) == pytest.approx(
            (values["est"], values["lo"], values["hi"]), abs=1e-12
        )
    tuned = predicted_mean(y[:labelled], f[:labelled], f[labelled:])
    assert tuned == predicted_mean(y[:labelled], f[:labelled], f[labelled:], power=0.0)
    assert (tuned.power, tuned.name) == (0.0, "classical")

"""Published values of prediction-powered inference, where a copy of the data lies beside the project."""

from __future__ import annotations

import csv
import gzip
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.counts import Rows, predicted_mean, predicted_slopes

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("TURVEN_SHARED", ROOT.parent / "shared" / "data"))
DATA = SHARED / "agreement"
VALUES = DATA / "ppi_reference_values.json"

pytestmark = pytest.mark.skipif(
    not VALUES.is_file(), reason=f"no published values of prediction-powered inference at {VALUES}"
)

Row = dict[str, str]
POWERS = {"lam1": 1.0, "tuned": None, "classical": 0.0}
LEVELS = {"humans": "Hoomans"}
MODEL = "gpt4turbo_wp_Saved"
SPARED = {"More", "Hoomans", "Female", "Young", "Fit", "High"}
SLOPES = (
    "Intervention",
    "Barrier",
    "Gender",
    "Fitness",
    "Social_Status",
    "CrossingSignal",
    "Age",
    "Utilitarian",
    "Species",
)


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
    """Estimates and intervals of the method's own package, for all three powers: who was saved, by people and by a model."""
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


def chance_shown(row: Row) -> float:
    """How often the experiment shows such a side of a dilemma (Awad et al. 2018, supplement): crossing signal by who is at risk."""
    swerves, signal = row["Intervention"] == "1", row["CrossingSignal"]
    if row["Barrier"] == "1":
        return 0.32 if swerves else 0.2
    if row["PedPed"] == "1":
        return (
            0.48
            * ({"0": 0.48, "1": 0.32, "2": 0.2} if swerves else {"0": 0.48, "1": 0.2, "2": 0.32})[
                signal
            ]
        )
    return (0.2 if swerves else 0.32) * {"0": 0.48, "1": 0.2, "2": 0.32}[signal]


def compared(row: Row, attribute: str) -> float | None:
    """0 or 1 for a side of a dilemma that compares this attribute, None for others."""
    if attribute == "Intervention":
        return float(row["Intervention"])
    if attribute == "Barrier":
        return (
            1 - float(row["Barrier"])
            if (row["CrossingSignal"], row["PedPed"]) == ("0", "0")
            else None
        )
    if attribute == "CrossingSignal":
        return (
            2 - float(row["CrossingSignal"])
            if row["CrossingSignal"] != "0" and row["PedPed"] == "1"
            else None
        )
    scenario = attribute.replace("_", " ")
    of_it = row["ScenarioType"] == row["ScenarioTypeStrict"] == scenario
    return float(row["AttributeLevel"] in SPARED) if of_it else None


def rows_of(dilemmas: list[Row], attribute: str, labelled: str) -> Rows:
    """The sides that compare the attribute, labelled or not, weighted by how seldom they are shown."""
    sides = [(row, compared(row, attribute)) for row in dilemmas if row["labelled"] == labelled]
    found = [(row, side) for row, side in sides if side is not None]
    return Rows(
        np.array([[1.0, side] for _, side in found]),
        np.array([float(row[MODEL]) for row, _ in found]),
        np.array([float(row["Saved"]) for row, _ in found]),
        np.array([1 / chance_shown(row) for row, _ in found]),
    )


@pytest.mark.parametrize("attribute", SLOPES)
def test_slopes_as_published(
    published: dict[str, Any], dilemmas: list[Row], attribute: str
) -> None:
    """The nine weighted regressions of who is saved, to the six printed decimals."""
    expected = next(row for row in published["published_ols"] if row["x"] == attribute)
    found = predicted_slopes(rows_of(dilemmas, attribute, "1"), rows_of(dilemmas, attribute, "0"))
    values = [expected[name] for name in ("ppi", "ppi_lo", "ppi_hi")]
    assert [found.slope[1], found.low[1], found.high[1]] == pytest.approx(values, abs=1e-6)

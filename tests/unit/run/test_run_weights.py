"""Weights that are of no use stop a run, and say where."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from pipeline.errors import WeightlessWaveError
from pipeline.run import check_study, run
from pipeline.study import Study, read_study


def weighted(survey: Path, first: list[str], second: list[str]) -> Study:
    """Return the study with these weights in its two waves."""
    file = survey / "study.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text + "weights: {column: gewicht}\n", encoding="utf-8")
    for wave, weights in (("2024", first), ("2025", second)):
        export = survey / f"a-{wave}.csv"
        rows = pd.read_csv(export, sep=None, engine="python", dtype=str, keep_default_na=False)
        weights = (weights * len(rows))[: len(rows)]
        rows.assign(gewicht=weights).to_csv(export, index=False)
    return read_study(survey)


@pytest.mark.parametrize("weights", [["0"], [""], ["0,0", "-", "geen"]])
@pytest.mark.parametrize("read", [check_study, run])
def test_wave_in_which_nobody_weighs_anything(
    survey: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    weights: list[str],
    read: Callable[[Study], object],
) -> None:
    """No share of such a wave exists, so that its report would be empty: file and column are told."""
    monkeypatch.chdir(tmp_path)
    study = weighted(survey, ["1"], weights)

    with pytest.raises(WeightlessWaveError, match=r"a-2025\.csv: no respondent of wave 2025 has a"):
        read(study)


def test_one_weight_is_enough(survey: Path) -> None:
    """Rows without a weight are problems, as long as somebody weighs anything."""
    problems = check_study(weighted(survey, ["1"], ["2.5", "", "0"])).problems

    assert (problems["column"] == "gewicht").any()

"""A study as its file says, and what can be asked of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from pipeline.errors import UnknownQuestionError
from pipeline.study import read_study


def test_folder_file_and_text(survey: Path) -> None:
    """The folder, study.yaml itself and the same as text give the same study."""
    studies = [read_study(survey), read_study(survey / "study.yaml"), read_study(str(survey))]
    assert [s.study for s in studies] == ["fietsen"] * 3
    assert {s.folder for s in studies} == {survey}


def test_waves_keep_their_order(survey: Path) -> None:
    """Waves stand in the order of the file, not sorted."""
    file = survey / "study.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("2025", "1999"), encoding="utf-8")
    (survey / "a-2025.csv").rename(survey / "a-1999.csv")
    assert read_study(survey).wave_ids == ("2024", "1999")


def test_no_stays_text(survey: Path) -> None:
    """YAML 1.2: NO, off and yes are texts, so that Norway and a segment value 'no' survive."""
    file = survey / "study.yaml"
    text = file.read_text(encoding="utf-8").replace("[klein, groot]", "[NO, off, yes, 012a]")
    file.write_text(text, encoding="utf-8")
    assert read_study(survey).segments["grootte"].values == ("NO", "off", "yes", "012a")


def test_a_study_never_changes(survey: Path) -> None:
    """A study is frozen."""
    with pytest.raises(ValidationError, match="frozen"):
        read_study(survey).title = "anders"  # type: ignore[misc]


def test_asked_in(survey: Path) -> None:
    """A question without waves was asked in all of them, one with waves in those."""
    file = survey / "study.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("show: list", 'waves: ["2025"]'), encoding="utf-8"
    )
    study = read_study(survey)
    assert study.asked_in("nadelen") == ("2024", "2025")
    assert study.asked_in("voordelen") == ("2025",)


def test_unknown_question(survey: Path) -> None:
    """A question that isn't there is told with the nearest, or with all when none is near."""
    study = read_study(survey)
    with pytest.raises(
        UnknownQuestionError,
        match=r"Question 'nadeln' is not in study 'fietsen'\. Did you mean nadelen\?",
    ):
        study.question("nadeln")
    with pytest.raises(UnknownQuestionError, match="It has nadelen, voordelen"):
        study.question("xyz")


@pytest.mark.parametrize(
    ("named", "file"), [("", "nadelen.yaml"), ("weer", "weer.yaml"), ("weer.yml", "weer.yml")]
)
def test_codebook_path(survey: Path, named: str, file: str) -> None:
    """A question's codebook is named after it, or by it, with or without the ending."""
    (survey / "boeken" / file).touch()
    text = (
        (survey / "study.yaml")
        .read_text(encoding="utf-8")
        .replace("{column: q1,", f"{{column: q1, codebook: '{named}',")
    )
    (survey / "study.yaml").write_text(text, encoding="utf-8")
    assert read_study(survey).codebook_path("nadelen") == survey / "boeken" / file

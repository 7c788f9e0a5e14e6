"""The house style of a study.

What its file may say, what follows from it, and what is told when it can't be used.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import matplotlib
import pytest

from pipeline.errors import TurvenError
from pipeline.study import HOUSE, contrast, house_problems, illegible, read_study

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"


def _with_house(survey: Path, text: str) -> Path:
    """The survey with that house style."""
    file = survey / "study.yaml"
    file.write_text(f"house: huisstijl.yaml\n{file.read_text(encoding='utf-8')}", encoding="utf-8")
    (survey / "huisstijl.yaml").write_text(text, encoding="utf-8")
    return survey


def test_without_a_file_it_is_our_own(survey: Path) -> None:
    """A study that names no house style has turven's, and no problems with it."""
    study = read_study(survey)
    assert study.house_style == HOUSE and study.house_files == [] and house_problems(study).empty


def test_all_of_it(survey: Path) -> None:
    """Colours, fonts and logo are read, the files found beside the house style.

    All of them named as inputs.
    """
    shutil.copy(FONTS / "DejaVuSerif.ttf", survey / "letter.ttf")
    (survey / "logo.svg").write_bytes(SVG)
    text = "colours: {ink: '#102030', waves: ['#003366', '#6699aa']}\n"
    text += "fonts: {regular: letter.ttf}\nlogo: logo.svg\n"
    study = read_study(_with_house(survey, text))
    look = study.house_style
    assert (look.ink, look.waves, look.muted) == ("#102030", ("#003366", "#6699aa"), HOUSE.muted)
    assert look.font == look.font_bold == str((survey / "letter.ttf").resolve())
    assert (look.logo, look.logo_kind) == (SVG, "image/svg+xml")
    assert [path.name for path in study.house_files] == ["huisstijl.yaml", "letter.ttf", "logo.svg"]


@pytest.mark.parametrize("deep", ["#154273", "#7b1e3a", "#00594c", "#000000", "#5b2c83"])
def test_one_colour_is_enough(survey: Path, deep: str) -> None:
    """The others follow from the main colour.

    So that bars of two waves can be read and told apart.
    """
    look = read_study(_with_house(survey, f"colours: {{deep: '{deep.upper()}'}}\n")).house_style
    assert look.deep == look.waves[0] == look.words[0] == deep
    assert illegible(look) == []
    assert contrast(*look.waves) >= 1.5


def test_pale_colours_are_told_and_used(survey: Path) -> None:
    """A colour that can't be read is a line of problems with the colour and what it needs.

    The study runs.
    """
    text = "colours: {muted: '#aaaaaa', waves: ['#0f3d57', '#123f59'], accent: '#ff8800'}\n"
    study = read_study(_with_house(survey, text))
    problems = house_problems(study)
    assert study.house_style.muted == "#aaaaaa"
    assert set(problems["column"]) == {"colours.muted", "colours.waves", "colours.accent"}
    assert set(problems["file"]) == {"huisstijl.yaml"} and set(problems["row"]) == set(
        problems["refused"]
    ) == {0}
    told = list(problems["what"])
    assert "#aaaaaa on wash #f2f6f7 has a contrast of 2.1; text needs 4.5" in told
    assert len(told) == 3
    assert any("look alike in grey print" in what for what in told)


MISTAKES = [
    (
        "colours: {deep: blauw}",
        1,
        "'colours.deep': should be a colour such as '#0f3d57' (it says 'blauw')",
    ),
    (
        "colours:\n  ink: '#000000'\n  deep: #154273",
        3,
        "'colours.deep': empty; put a colour in quotes",
    ),
    ("colours: {waves: ['#123456', '#12345']}", 1, "'colours.waves.1': should be a colour"),
    ("colours: {diep: '#000000'}", 1, "unknown key 'diep'. Did you mean deep?"),
    ("logo: lgo.svg", 1, "no file lgo.svg in"),
    ("logo: lgo.svg", 1, "Did you mean logo.svg?"),
    ("logo: a-2024.csv", 1, "a-2024.csv is no PNG and no SVG"),
    ("fonts: {regular: huisletter.ttf}", 1, "no file huisletter.ttf in"),
    ("fonts: {regular: logo.svg}", 1, "logo.svg is no TrueType or OpenType font"),
    ("colours: {waves: []}", 1, "'colours.waves'"),
]


@pytest.mark.parametrize(("text", "line", "said"), MISTAKES)
def test_mistakes(survey: Path, text: str, line: int, said: str) -> None:
    """A mistake is one line with file, line and the nearest right name."""
    (survey / "logo.svg").write_bytes(SVG)
    with pytest.raises(TurvenError) as caught:
        read_study(_with_house(survey, f"{text}\n"))
    assert f"huisstijl.yaml:{line}: " in str(caught.value) and said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_house_style_that_is_not_there(survey: Path) -> None:
    """The study file is told, with the nearest file."""
    (_with_house(survey, "") / "huisstijl.yaml").rename(survey / "huis-stijl.yaml")
    with pytest.raises(
        TurvenError,
        match=r"study.yaml:1: no file huisstijl.yaml in .* Did you mean huis-stijl.yaml\?",
    ):
        read_study(survey)

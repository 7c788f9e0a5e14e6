"""Pictures and page in a house's own colours, letters and logo."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from pathlib import Path

import matplotlib
import pytest
from picture_samples import rich

from pipeline.errors import TurvenError
from pipeline.report import render
from pipeline.report.pictures import bars, cloud
from pipeline.report.pictures.fonts import Fonts, dejavu
from pipeline.report.style import wave_colours
from pipeline.study import HOUSE, House

FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
OWN = House(
    ink="#220022",
    deep="#5b2c83",
    second="#7a3fb0",
    waves=("#5b2c83", "#a17fc0"),
    words=("#5b2c83", "#7a3fb0", "#51606b"),
    font=str(FONTS / "DejaVuSerif.ttf"),
    font_bold=str(FONTS / "DejaVuSerif-Bold.ttf"),
    logo=b"<svg/>",
    logo_kind="image/svg+xml",
)


def test_pictures_wear_the_house_style() -> None:
    """Bars, texts and words have the house's colours and none of turven's own.

    The letter is the house's.
    """
    run = replace(rich(), house=OWN)
    chart, words = bars(run.questions[1], run), cloud(run.questions[0], "2025", run)
    assert words
    assert b"#5b2c83" in chart.svg and b"#a17fc0" in chart.svg and b"#220022" in chart.svg
    assert HOUSE.waves[0].encode() not in chart.svg + words.svg
    assert b"DejaVuSerif-" in chart.svg and b"DejaVuSans-" not in chart.svg


def test_page_wears_the_house_style() -> None:
    """The page has the house's colours, and its logo whole."""
    run = rich()
    page = dict(render(replace(run, house=OWN, questions=run.questions[3:4])))[
        "report.html"
    ].decode()
    assert "--deep: #5b2c83;" in page and "--teal: #7a3fb0;" in page
    assert f'src="data:image/svg+xml;base64,{b64encode(OWN.logo).decode()}"' in page
    assert (
        'class="logo"'
        not in dict(render(replace(run, questions=run.questions[3:4])))["report.html"].decode()
    )


def test_a_sign_that_the_house_letter_lacks() -> None:
    """A text with such a sign is drawn whole in DejaVu Sans, others keep the house's font."""
    cmr = str(FONTS / "cmr10.ttf")
    fonts = Fonts(cmr)
    assert fonts.file("tijd") == cmr
    assert fonts.file("tijd \N{SNOWMAN}") == dejavu()
    assert fonts.file("tijd", bold=True) == cmr


def test_a_broken_font_is_one_line(tmp_path: Path) -> None:
    """A file that only begins like a font is told in one line, with its name."""
    broken = tmp_path / "huis.ttf"
    broken.write_bytes(b"\x00\x01\x00\x00 no font")
    run = replace(rich(), house=House(font=str(broken)))
    with pytest.raises(TurvenError, match=r"huis\.ttf: no font that can be used"):
        bars(run.questions[3], run)


def test_waves_run_evenly_from_newest_to_oldest() -> None:
    """Where a house has two colours and a study three waves, the middle one lies between."""
    assert wave_colours(House(waves=("#000000", "#808080")), 3) == ("#000000", "#404040", "#808080")
    assert wave_colours(House(waves=("#000000", "#808080", "#0000ff")), 2) == ("#000000", "#808080")
    assert wave_colours(House(waves=("#123456",)), 3) == ("#123456",) * 3


def test_what_a_picture_shows_is_in_its_files() -> None:
    """Title and description stand in the SVG and in the PNG."""
    from io import BytesIO
    from xml.etree import ElementTree

    from PIL import Image

    run = rich()
    picture = bars(run.questions[1], run)
    root = ElementTree.fromstring(picture.svg)
    space = "{http://www.w3.org/2000/svg}"
    title, described = root.find(f"{space}title"), root.find(f"{space}desc")
    assert title is not None and title.text == run.questions[1].title
    assert described is not None and described.text == picture.alt and root.get("role") == "img"
    with Image.open(BytesIO(picture.png)) as image:
        image.load()
        assert image.info["Description"] == picture.alt and image.info["Title"] == title.text
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)

"""SVG from marks: each letter once, in its place, whatever it is."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from pipeline.report.pictures.canvas import Canvas
from pipeline.report.pictures.fonts import Fonts
from pipeline.report.pictures.svg import as_svg
from pipeline.study import HOUSE

SVG, XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"


def _written(*texts: str, size: float = 10.0) -> ElementTree.Element:
    canvas = Canvas()
    for place, text in enumerate(texts):
        canvas.paragraph(0, place * 0.2, [text], size, HOUSE.ink)
    return ElementTree.fromstring(as_svg(canvas, 1.0, "titel <&>", "alt <&>"))


def test_each_letter_is_outlined_once() -> None:
    """However often a letter is written, its outline is there once; every use has its outline."""
    root = _written("tijd en geld", "geld en tijd")
    names = [path.get("id") for path in root.iter(f"{SVG}path") if path.get("id")]
    assert len(names) == len(set(names)) == len(set("tijdengeld"))
    uses = [use.get(f"{XLINK}href", "")[1:] for use in root.iter(f"{SVG}use")]
    assert len(uses) == 2 * len("tijdengeld") and set(uses) == set(names)


def test_letters_stand_as_wide_as_they_are_measured() -> None:
    """The last letter begins where the width of those before it says, but for the little that pairs
    are drawn together.
    """
    root = _written("nnnnnnnnnn")
    last = [float(use.get("x", "")) for use in root.iter(f"{SVG}use")][-1]
    assert last / 100 * 10 / 72 == pytest.approx(Fonts.of(HOUSE).width("nnnnnnnnn", 10), rel=1e-3)


@pytest.mark.parametrize(
    "text", ["עירייה", "e\N{COMBINING ACUTE ACCENT}e\N{COMBINING DIAERESIS}", "بلدية"]
)
def test_what_is_shaped_is_one_outline(text: str) -> None:
    """Texts from right to left, and accents that join a letter, are drawn as a whole."""
    root = _written(text)
    group = root.find(f"{SVG}g")
    assert group is not None and not list(root.iter(f"{SVG}use"))
    outline = group.find(f"{SVG}path")
    assert outline is not None and len(outline.get("d", "")) > 100


def test_signs_and_lines() -> None:
    """Every kind of mark is written, the grid behind the bars and signs above lines."""
    canvas = Canvas()
    for place, shape in enumerate("osD^v"):
        canvas.dot(1, place / 10, 5, HOUSE.deep, shape, hollow=shape == "o")
    canvas.path([(0, 0), (1, 1)], HOUSE.accent, dashed=True)
    canvas.bar(0, 0, 1, 0.1, HOUSE.deep)
    canvas.ellipse(1, 1, 1, 0.5, HOUSE.wash)
    canvas.grid([0, 1], 0, 1, HOUSE.line)
    root = ElementTree.fromstring(as_svg(canvas, 1.0, "t", "a"))
    drawn = [child.tag.removeprefix(SVG) for child in root][4:]
    assert drawn == [
        "ellipse",
        "path",
        "rect",
        "path",
        "circle",
        "polygon",
        "polygon",
        "polygon",
        "polygon",
    ]
    assert root.get("viewBox") == "0 0 482.4 72"

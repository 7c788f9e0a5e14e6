"""Tables for a notebook: what they show, and what they say of the rest."""

from __future__ import annotations

import re

from pipeline.model import Codebook, Theme, notebook_table
from pipeline.model.notebook_table import codebook_html


def cells_of(html: str) -> list[list[str]]:
    """Return the texts of the rows, headings included."""
    rows = re.findall(r"<tr>(.*?)</tr>", html)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]


def test_rows_stand_under_their_headings() -> None:
    """A table has a caption, headings, and a row for each given; numbers are aligned right."""
    html = notebook_table("Counts", {"Theme": "left", "n": "right"}, [("Rain", "3")], whole="x")

    assert re.findall(r"<caption.*?>(.*)</caption>", html) == ["Counts"]
    assert cells_of(html) == [["Theme", "n"], ["Rain", "3"]]
    assert re.findall(r"text-align: (\w+)[^>]*>(?:Rain|3)<", html) == ["left", "right"]


def test_forty_rows_are_shown_and_the_others_counted() -> None:
    """Of more than 40 rows the last line says how many more there are, and where."""
    rows = [(str(number),) for number in range(1240)]

    html = notebook_table("Counts", {"n": "right"}, rows, whole="run.counts has them all")

    assert cells_of(html)[1:-1] == [[str(number)] for number in range(40)]
    assert cells_of(html)[-1] == ["and 1,200 more; run.counts has them all"]
    assert "more" not in notebook_table("Counts", {"n": "right"}, rows[:40], whole="x")


def test_texts_are_never_markup() -> None:
    """What looks like markup in a caption or a cell stays text."""
    html = notebook_table("<b>", {"<i>": "left"}, [("<script>&",)], whole="x")

    assert "<b>" not in html
    assert cells_of(html) == [["&lt;i&gt;"], ["&lt;script&gt;&amp;"]]


def test_codebook_shows_its_tree_with_definitions() -> None:
    """Themes stand in the order of the tree, those below another indented."""
    rain = Theme("regen", "Regen", "Nat worden.")
    themes = (Theme("weer", "Weer", "Regen en wind.", themes=(rain,)), Theme("geld", "Geld"))
    book = Codebook("nadelen", "Nadelen", "nl", "3", themes)

    html = codebook_html(book)

    assert "Nadelen: codebook nadelen, version 3" in html
    assert cells_of(html)[1:] == [
        ["Weer", "weer", "Regen en wind."],
        ["\u2003Regen", "regen", "Nat worden."],
        ["Geld", "geld", ""],
    ]

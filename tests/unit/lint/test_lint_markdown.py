"""What the linter reads of a Markdown text: pieces and tables, each with its line."""

from __future__ import annotations

import pytest

from pipeline.lint.read.blocks import Grid, TextBlock
from pipeline.lint.read.markdown import blocks_of_markdown


def read(text: str) -> list[tuple[str, str, str]]:
    """Kind, text and place of the pieces; the rows of a table stand a line each."""
    parts = blocks_of_markdown(text, "(?:figuur|tabel)")
    return [(kind_of(part), text_of(part), part.place.part) for part in parts]


def kind_of(part: TextBlock | Grid) -> str:
    """The kind of a piece, or table."""
    return part.kind if isinstance(part, TextBlock) else "table"


def text_of(part: TextBlock | Grid) -> str:
    """The text of a piece, or the rows of a table with bars between cells."""
    if isinstance(part, TextBlock):
        return part.text
    return "\n".join("|".join(row) for row in part.rows)


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("**23%** van _de_ gemeenten", "23% van de gemeenten"),
        ("23\\% (n=7) en 30&nbsp;%", "23% (n=7) en 30 %"),
        ("zie [het rapport](https://voorbeeld.nl/a_(b).pdf 'titel')", "zie het rapport"),
        ("zie [het rapport][1]\n\n[1]: https://voorbeeld.nl/2024", "zie het rapport"),
        ("zie ![](grafiek.png) en `n=7`", "zie en n=7"),
        ("snake_case, 2 * 3 * 4 en [n=30 gemeenten]", "snake_case, 2 * 3 * 4 en [n=30 gemeenten]"),
        ("Bereik 23%[^1] is laag", "Bereik 23% is laag"),
        ("<b>23%</b> (n=4)", "<b>23%</b> (n=4)"),
        ("> Van de 30\n> gemeenten", "Van de 30 gemeenten"),
        ("    Ver naar rechts", "Ver naar rechts"),
    ],
)
def test_text_is_what_a_reader_sees(written: str, seen: str) -> None:
    """Marks of emphasis, links, escapes and notes are no text; brackets and lone stars are."""
    assert [text for _, text, _ in read(written)] == [seen]


def test_code_is_no_text() -> None:
    """A fence ends with as many of its own signs as it began with."""
    assert read("~~~\n```\n23% (n=4)\n~~~\nna\n\n````\n```\n23%\n````\n") == [
        ("paragraph", "na", "line 5")
    ]


def test_lists_of_lists() -> None:
    """Each item is one, with the line it begins on; numbers are no part of it."""
    text = "Is er een plan?\n- Ja: 67%\n  en wel\n- Nee\n\n  * bijna: 23%\n10. Later\n11. 10% nooit"

    assert read(text) == [
        ("paragraph", "Is er een plan?", "line 1"),
        ("item", "Ja: 67% en wel", "line 2"),
        ("item", "Nee", "line 4"),
        ("item", "bijna: 23%", "line 6"),
        ("item", "Later", "line 7"),
        ("item", "10% nooit", "line 8"),
    ]


def test_tables() -> None:
    """Cells are plain text, and text right below a table is none of it."""
    text = "| A | % |\n|---|--:|\n| **a** \\| `b` | [67%](x) |\n| c |\nBron: eigen onderzoek"

    assert read(text) == [
        ("table", "A|%\na | b|67%\nc|", "table 1 (line 1)"),
        ("paragraph", "Bron: eigen onderzoek", "line 5"),
    ]


def test_lines_stay_below_what_nobody_sees() -> None:
    """Front matter, comments and code count as lines."""
    text = "---\ntitle: Rapport 23%\n---\n<!--\n-->\n\nTitel\n=====\n\n```\nx\n```\nTekst"

    assert read(text) == [("heading", "Titel", "line 7"), ("paragraph", "Tekst", "line 13")]


@pytest.mark.parametrize("text", ["> " * 5000 + "a", "[" * 5000, "- " * 5000, "|" * 5000, "\0", ""])
def test_odd_texts_are_read(text: str) -> None:
    """No text is too deep, too bare or too odd."""
    assert isinstance(read(text), list)

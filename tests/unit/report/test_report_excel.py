"""The Excel book: live numbers, texts that stay texts, hidden figures as words, sheets that any
spreadsheet opens.
"""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from export_samples import CROSSING, plain_monitor, rich
from samples import edges, guessing, summary

from pipeline.report.excel.book import NAME_UNITS, excel_book, sheet_names


@pytest.fixture(scope="module")
def book() -> Any:
    """The book of the rich run, opened."""
    return openpyxl.load_workbook(BytesIO(excel_book(rich())))


def cells(sheet: Any) -> list[Any]:
    """Every cell that holds something."""
    return [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]


def links_of(sheet: Any) -> list[str]:
    """Where the links of a sheet lead."""
    return [cell.hyperlink.location for cell in cells(sheet) if cell.hyperlink]


def row_of(sheet: Any, label: str, start: int = 1) -> list[Any]:
    """The cells of the first row from there whose first cell says so."""
    return next(list(row) for row in sheet.iter_rows(min_row=start) if row[0].value == label)


def test_numbers_are_live(book: Any) -> None:
    """A share is a number at full precision with a format of per cents, its n a whole number.

    Intervals stand beside, waves side by side.
    """
    row = row_of(book["1 Voordelen van AI"], "Efficiënter werken")
    assert [cell.value for cell in row[1:3]] == [20, 20 / 30]
    assert "0%" in row[2].number_format
    assert row[3].value < row[2].value < row[4].value
    assert row[5].value == 11
    assert row[6].value == 11 / 31


def test_bases_stand_above_the_themes(book: Any) -> None:
    """Asked, no answer, the base and what isn't coded yet have rows of their own, per wave."""
    sheet = book["1 Voordelen van AI"]
    found = {
        label: [row_of(sheet, label)[column].value for column in (1, 5)]
        for label in ("Gevraagd", "Gaf geen antwoord", "Basis: gaf antwoord")
    }
    assert found == {
        "Gevraagd": [34, 33],
        "Gaf geen antwoord": [4, 2],
        "Basis: gaf antwoord": [30, 31],
    }


def test_hidden_figures_are_words(book: Any) -> None:
    """Where a figure is hidden a word stands in its place and its interval is empty.

    The change says nothing either.
    """
    row = row_of(book["1 Voordelen van AI"], "Zelden genoemd")
    assert [cell.value for cell in row[1:5]] == ["te weinig om te tonen", None, None, None]
    assert row[5].value == 4
    assert row[9].value == "te weinig om te tonen"


def test_segments_and_crossings_stand_below(book: Any) -> None:
    """Each segment variable and crossing has a block with its values' names, bases and figures."""
    texts = [cell.value for cell in cells(book["1 Voordelen van AI"])]
    at = texts.index("Gemeentegrootte, 2025")
    assert texts[at + 1 : at + 3] == ["klein", "groot"]
    assert f"Gemeentegrootte {CROSSING[-11:]}, 2025" in texts
    assert "klein × Fryslân" in texts


def test_changes_have_words(book: Any) -> None:
    """A change stands in words that its verdict bears, and as a live difference in percentage
    points.
    """
    sheet = book["1 Voordelen van AI"]
    texts = [cell.value for cell in cells(sheet)]
    assert {"toegenomen", "niet aantoonbaar veranderd"} <= set(texts)
    start = next(
        cell.row for cell in cells(sheet) if cell.value == "Verandering van 2024 naar 2025"
    )
    difference = row_of(sheet, "Efficiënter werken", start)[1]
    assert difference.value == pytest.approx((20 / 30 - 11 / 31) * 100)
    assert "+0.0" in difference.number_format


def test_no_cell_is_a_formula(book: Any) -> None:
    """A label that looks like a formula stays a text; nothing in the book computes or calls."""
    found = cells(book.worksheets[3])
    assert "=HYPERLINK(\"http://x\") & <script>alert('x')</script> {{ 7*7 }}" in [
        cell.value for cell in found
    ]
    assert all(cell.data_type != "f" for sheet in book for cell in cells(sheet))


def test_front_leads_to_each_question(book: Any) -> None:
    """The front sheet names each question with bases and a link to its sheet, which links back."""
    front = book.worksheets[0]
    links = links_of(front)
    assert [link.removesuffix("'!A1")[1:].replace("''", "'") for link in links] == book.sheetnames[
        1:
    ]
    assert row_of(front, "1. Voordelen van AI")[1].value == 30
    assert {link for sheet in book.worksheets[1:] for link in links_of(sheet)} == {"'Overzicht'!A1"}


def test_front_says_how_to_read(book: Any) -> None:
    """The front sheet tells what bases, changes and hidden figures are, which filter applies."""
    said = " ".join(str(cell.value) for cell in cells(book.worksheets[0]))
    assert "basis onder 5 staan niet in dit bestand. Getallen van minder dan 3 gemeenten" in said
    assert "Geteld zijn alleen gemeenten die experimenteren." in said
    assert "4 gemeenten gaven geen antwoord" in said
    assert "Gecorrigeerd aandeel met een interval uit de nagekeken steekproef (PPI++)." in said


def test_front_names_the_intervals() -> None:
    """Each kind of interval is named, and for whom it was used where that differs."""
    made = rich()
    figures = [
        replace(t, waves={w: replace(f, interval="mid-p-finite") for w, f in t.waves.items()})
        for t in made.questions[0].themes
    ]
    figures = [
        replace(t, segments={k: replace(f, interval="mid-p") for k, f in t.segments.items()})
        for t in figures
    ]
    made = replace(made, questions=(replace(made.questions[0], themes=tuple(figures)),))
    front = openpyxl.load_workbook(BytesIO(excel_book(made))).worksheets[0]
    said = row_of(front, "Intervallen")[1].value
    assert said.startswith("Voor iedereen samen: Mid-p-interval van 95% voor een eindige populatie")
    assert "Voor groepen: Mid-p-interval van 95%." in said


def test_every_sheet_prints_on_a4(book: Any) -> None:
    """Each sheet is set up for A4, as wide as one page, with frozen panes."""
    for sheet in book:
        assert (
            sheet.page_setup.paperSize,
            sheet.page_setup.fitToHeight,
            sheet.freeze_panes is not None,
        ) == (9, 0, True)


def test_in_english() -> None:
    """An English study has an English book."""
    book = openpyxl.load_workbook(BytesIO(excel_book(rich("en"))))
    assert book.sheetnames[0] == "Overview"
    texts = [cell.value for cell in cells(book.worksheets[1])]
    assert {"increased", "too few to show", "Base: gave an answer"} <= set(texts)


def test_same_bytes() -> None:
    """The same run gives the same bytes."""
    assert excel_book(rich()) == excel_book(rich())


@pytest.mark.parametrize(
    "make", [edges, plain_monitor, lambda: summary([])], ids=["edges", "monitor", "nothing"]
)
def test_edges_open(make: Any) -> None:
    """Base 0, nobody, everybody, sixty themes, millions, markup and no question at all give a book
    that opens.
    """
    made = make()
    book = openpyxl.load_workbook(BytesIO(excel_book(made)))
    assert len(book.sheetnames) == len(made.questions) + 1


def test_sheet_names_are_valid() -> None:
    """Names are at most 31 UTF-16 units, without what Excel forbids, each once whatever its
    capitals.
    """
    wanted = [
        "Overzicht",
        "a/b\\c?*[x]:",
        "",
        "'",
        "History",
        "overzicht",
        "OVERZICHT",
        "😀" * 40,
        "😀" * 40,
        "x" * 50,
        "x" * 50 + "y",
    ]
    names = sheet_names(wanted)
    assert len({name.casefold() for name in names}) == len(wanted)
    for name in names:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= NAME_UNITS
        assert not set(name) & set("[]:*?/\\")
        assert name == name.strip("' ")
        assert name.casefold() != "history"


def test_guesses_stand_beside_n() -> None:
    """A question with guesses has a column of them after n; the front says what they are."""
    book = openpyxl.load_workbook(BytesIO(excel_book(guessing(rich()))))
    sheet = book["1 Voordelen van AI"]
    theme = row_of(sheet, "Efficiënter werken")
    front = " ".join(str(cell.value) for cell in cells(book.worksheets[0]))

    heads = [cell.value for cell in row_of(sheet, "Thema")[1:6]]
    assert heads == ["Aantal", "Waarvan vermoeden", "Aandeel", "Laag (95%)", "Hoog (95%)"]
    assert [cell.value for cell in theme[1:4]] == [20, 4, 20 / 30]
    assert theme[6].value == 11
    assert "Een vermoeden is een codering door een classifier of taalmodel" in front


def test_book_without_guesses_has_no_column_of_them(book: Any) -> None:
    """Nothing speaks of guesses where labels support every coding."""
    said = [str(cell.value) for sheet in book for cell in cells(sheet)]
    assert not any("ermoeden" in text for text in said)

"""A workbook that came back, after what people do to workbooks."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import BOOK, ENTRIES, EXPORTED, FIRST, HEADER, Book, codes, entry, returned, written
from openpyxl.styles import PatternFill

from pipeline.errors import UnreadableFileError
from pipeline.model import Codebook
from pipeline.review.workbook import read_workbook, validate_rows


def test_untouched(tmp_path: Path) -> None:
    """A workbook as it went out says who, what and when, and wants nothing."""
    back = read_workbook(written(tmp_path))
    assert validate_rows(back, BOOK.codes) == ((), ())
    assert (back.reviewer, back.open, back.exported.id) == ("Anna", 4, EXPORTED.id)
    assert (back.exported.newest, back.exported.codebook_version) == (7, "1 (abc)")


def test_chosen(tmp_path: Path) -> None:
    """Codes chosen from the list are taken, in the order of the codebook, with the note."""

    def edit(book: Book) -> None:
        book.put(1, "Code 2", "Afstand")
        book.put(1, "Code 1", "Kosten")
        book.put(1, "Notitie", "duur!")

    wanted, told = returned(written(tmp_path), edit)
    assert codes(wanted) == {"g2": ("afstand", "kosten")}
    assert (wanted["g2"].note, told) == ("duur!", [])


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("  weer>REGEN ", "regen"),
        ("Régen", "regen"),
        ("regen", "regen"),
        ("geen-antwoord", "geen-antwoord"),
        ("geen antwoord", "geen-antwoord"),
        ("WEER  >  wind", "wind"),
    ],
)
def test_typed_by_hand(tmp_path: Path, typed: str, code: str) -> None:
    """Capitals, accents, white space, a sub-theme alone and theme ids are understood."""
    wanted, told = returned(written(tmp_path), lambda book: book.put(0, "Code 3", typed))
    assert (codes(wanted), told) == ({"g1": (code,)}, [])


def test_typing_error(tmp_path: Path) -> None:
    """The nearest label is offered, not taken."""
    wanted, (told,) = returned(written(tmp_path), lambda book: book.put(0, "Code 1", "Afstnd"))
    assert wanted == {}
    assert (told.sheet, told.row, told.outcome) == ("Antwoorden", FIRST, "not taken")
    assert "'Afstnd' is no code" in told.what
    assert "'Afstand'" in told.what_to_do


def test_several_in_one_cell(tmp_path: Path) -> None:
    """Labels parted by a semicolon or a new line are taken each."""
    wanted, _ = returned(
        written(tmp_path), lambda book: book.put(0, "Code 1", "Afstand; kosten\nwind")
    )
    assert codes(wanted) == {"g1": ("wind", "afstand", "kosten")}


def test_agreed(tmp_path: Path) -> None:
    """Yes takes the suggestion whole."""
    wanted, told = returned(written(tmp_path), lambda book: book.put(2, "Akkoord", "Ja"))
    assert (codes(wanted), told) == ({"g3": ("regen", "wind")}, [])


@pytest.mark.parametrize(
    ("row", "agreed", "code", "what"),
    [
        (0, "ja", "Kosten", "other codes stand there too"),
        (1, "ja", None, "nothing was suggested"),
        (0, "nee", None, "turned down and no code"),
        (0, "mwah", None, "neither yes nor no"),
    ],
)
def test_agreed_to_what(tmp_path: Path, row: int, agreed: str, code: str | None, what: str) -> None:
    """A yes that contradicts the codes, or agrees to nothing, is told."""

    def edit(book: Book) -> None:
        book.put(row, "Akkoord", agreed)
        book.put(row, "Code 1", code)

    wanted, (told,) = returned(written(tmp_path), edit)
    assert wanted == {}
    assert what in told.what


def test_contradiction(tmp_path: Path) -> None:
    """No answer beside a theme is told, not taken."""

    def edit(book: Book) -> None:
        book.put(0, "Code 1", "Regen")
        book.put(0, "Code 2", "Geen antwoord")

    wanted, (told,) = returned(written(tmp_path), edit)
    assert wanted == {}
    assert "geen-antwoord stands alone" in told.what


def test_note_alone(tmp_path: Path) -> None:
    """A note without codes is told, since nothing would keep it."""
    wanted, (told,) = returned(written(tmp_path), lambda book: book.put(0, "Notitie", "?"))
    assert (wanted, told.what) == ({}, "a note without codes")


def test_rearranged(tmp_path: Path) -> None:
    """Sorted, filtered, hidden, recoloured, deleted rows, moved, added and renamed columns and
    sheets: each row keeps its answer.
    """

    def edit(book: Book) -> None:
        book.put(0, "Code 1", "Regen")
        book.put(3, "Code 1", "geen antwoord")
        sheet = book.sheet
        rows = [
            [cell.value for cell in row]
            for row in sheet.iter_rows(min_row=FIRST, max_row=FIRST + 3)
        ]
        order = [rows[3], rows[0], rows[2]]
        sheet.delete_rows(FIRST, 4)
        for i, row in enumerate(order):
            for j, value in enumerate(row, start=1):
                sheet.cell(FIRST + i, j, value).fill = PatternFill("solid", fgColor="FF0000")
        sheet.row_dimensions[FIRST + 1].hidden = True
        sheet.column_dimensions["C"].hidden = True
        sheet.insert_cols(2)
        sheet.cell(HEADER, 2, "Mijn kolom")
        sheet.cell(FIRST, 2, "vrije tekst")
        sheet.insert_rows(1, 2)
        last = sheet.max_column
        for row in sheet.iter_rows(min_row=HEADER + 2):
            # the key comes to the front
            row[1].value, row[last - 1].value = row[last - 1].value, row[1].value
        sheet.title = "Van Anna"

    wanted, told = returned(written(tmp_path), edit)
    assert (codes(wanted), told) == ({"g1": ("regen",), "g4": ("geen-antwoord",)}, [])


def test_key_column_without_header(tmp_path: Path) -> None:
    """Keys are found by what they look like, whatever their column is called."""

    def edit(book: Book) -> None:
        book.put(0, "Code 1", "Regen")
        book.sheet.cell(HEADER, book.column("Sleutel"), "id")

    wanted, told = returned(written(tmp_path), edit)
    assert (codes(wanted), told) == ({"g1": ("regen",)}, [])


def test_added_code_column(tmp_path: Path) -> None:
    """Who needs a sixth code adds a column for it."""

    def edit(book: Book) -> None:
        at = book.sheet.max_column + 1
        book.sheet.cell(HEADER, at, "code 6")
        book.sheet.cell(FIRST, at, "Kosten")

    assert codes(returned(written(tmp_path), edit)[0]) == {"g1": ("kosten",)}


def test_renamed_code_column(tmp_path: Path) -> None:
    """A code column that is not found any more is told, and where codes stand that are not read."""

    def edit(book: Book) -> None:
        book.put(0, "Code 2", "Kosten")
        book.sheet.cell(HEADER, book.column("Code 2"), "Thema")

    wanted, told = returned(written(tmp_path), edit)
    assert wanted == {}
    assert [each.what for each in told] == [
        "column 'Code 2' is gone, with what stood in it",
        "codes stand in column 'Thema', which is no code column",
    ]


def test_same_row_twice(tmp_path: Path) -> None:
    """A row that was copied is taken once where both say the same, and not at all where they
    differ.
    """

    def copied(book: Book, other: str) -> None:
        book.put(0, "Code 1", "Regen")
        for cell in book.sheet[FIRST]:
            book.sheet.cell(FIRST + 9, cell.column, cell.value)
        book.put(9, "Code 1", other)

    wanted, told = returned(written(tmp_path), lambda book: copied(book, "regen"))
    assert (codes(wanted), told) == ({"g1": ("regen",)}, [])
    wanted, told = returned(written(tmp_path), lambda book: copied(book, "Wind"))
    assert wanted == {}
    assert [each.row for each in told] == [FIRST, FIRST + 9]
    assert "say different things" in told[0].what


def test_pasted_from_another_workbook(tmp_path: Path) -> None:
    """A row with a key of another workbook is told."""
    other = Book(written(tmp_path, texts=(entry(9, "een ander"),)))
    pasted = [cell.value for cell in other.sheet[FIRST]]

    def edit(book: Book) -> None:
        # a blind workbook has fewer columns; here they are the same
        for at, value in enumerate(pasted, start=1):
            book.sheet.cell(FIRST + 4, at, value)
        book.put(4, "Code 1", "Kosten")

    wanted, (told,) = returned(written(tmp_path), edit)
    assert (wanted, told.row) == ({}, FIRST + 4)
    assert "another workbook" in told.what


def test_other_text_under_the_key(tmp_path: Path) -> None:
    """Where an answer and its key came apart, nothing is taken; an emptied answer leaves the key to
    say.
    """

    def apart(book: Book) -> None:
        book.put(0, "Antwoord", ENTRIES[1].verbatim)
        book.put(0, "Code 1", "Kosten")
        book.put(2, "Antwoord", None)
        book.put(2, "Code 1", "Wind")

    wanted, (told,) = returned(written(tmp_path), apart)
    assert codes(wanted) == {"g3": ("wind",)}
    assert "not the one that its key stands for" in told.what


def test_row_without_key(tmp_path: Path) -> None:
    """Codes on a row without a key are told."""

    def edit(book: Book) -> None:
        book.put(0, "Sleutel", None)
        book.put(0, "Code 1", "Kosten")

    wanted, (told,) = returned(written(tmp_path), edit)
    assert wanted == {}
    assert "without its key" in told.what


def test_theme_gone(tmp_path: Path) -> None:
    """A theme that the codebook has no longer is told."""
    smaller = Codebook("nadelen", "", "nl", "2", BOOK.themes[:1])
    wanted, (told,) = returned(
        written(tmp_path), lambda book: book.put(0, "Code 1", "Kosten"), smaller
    )
    assert wanted == {}
    assert told.what == "'Kosten' is no longer in the codebook"


def test_name_filled_in(tmp_path: Path) -> None:
    """The reviewer may fill in a name at the top."""
    path = written(tmp_path, reviewer="")
    assert read_workbook(path).reviewer == ""
    book = Book(path)
    book.sheet["C4"] = " Bob "
    assert read_workbook(book.save()).reviewer == "Bob"


def test_without_the_hidden_sheet(tmp_path: Path) -> None:
    """A sheet copied to a new workbook is refused in one line."""
    book = Book(written(tmp_path))
    del book.workbook["turven"]
    with pytest.raises(UnreadableFileError, match="copied into a new workbook"):
        read_workbook(book.save())


def test_damaged_hidden_sheet(tmp_path: Path) -> None:
    """What the program keeps in a workbook and somebody changed is refused in one line."""
    for cell, value, why in (
        ("B2", "[1", "damaged"),
        ("B2", "[]", "damaged"),
        ("B1", "99", "another version"),
    ):
        book = Book(written(tmp_path))
        book.workbook["turven"][cell] = value
        with pytest.raises(UnreadableFileError, match=why):
            read_workbook(book.save())


def test_without_keys(tmp_path: Path) -> None:
    """A workbook whose keys are gone is refused in one line."""
    book = Book(written(tmp_path))
    book.sheet.delete_cols(book.column("Sleutel"))
    with pytest.raises(UnreadableFileError, match="no row has its key"):
        read_workbook(book.save())


def test_long_typing_is_told_short(tmp_path: Path) -> None:
    """A whole text pasted where a code should be is told on one line."""
    _, (told,) = returned(
        written(tmp_path), lambda book: book.put(0, "Code 1", "een heel\nverhaal " * 50)
    )
    assert told.what.startswith("'een heel verhaal een heel")
    assert len(told.what) < 130

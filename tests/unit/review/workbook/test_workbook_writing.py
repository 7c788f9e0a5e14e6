"""A workbook as it goes out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from books import BOOK, ENTRIES, EXPORTED, FIRST, HEADER, Book, entry, written

from pipeline.errors import MisuseError
from pipeline.model import Codebook, Theme
from pipeline.review import Suggestion
from pipeline.review.workbook import write_workbook
from pipeline.review.workbook.labels import CodeLabels, labels_of
from pipeline.review.workbook.machine_sheet import read_machine


def _column(book: Book, header: str) -> list[object]:
    at = book.column(header)
    return [book.sheet.cell(FIRST + i, at).value for i in range(len(ENTRIES))]


def test_answers(tmp_path: Path) -> None:
    """Each text has a row with its count, verbatim and suggestions in words; codes are open."""
    book = Book(written(tmp_path))
    assert _column(book, "Aantal") == [3, 1, 1, 1]
    assert _column(book, "Antwoord") == [e.verbatim for e in ENTRIES]
    assert _column(book, "Voorstel")[0] == "Weer > Regen (regels)"
    assert _column(book, "Code 1") == [None] * 4


def test_same_bytes() -> None:
    """The same input gives the same bytes."""
    assert write_workbook(EXPORTED, BOOK) == write_workbook(EXPORTED, BOOK)


def test_blind(tmp_path: Path) -> None:
    """A blind workbook holds no suggestion, reason or earlier decision, on the hidden sheet
    neither.
    """
    entries = (entry(1, "het hoost", "afstand", decided=("kosten",), reason="twijfel"),)
    path = written(tmp_path, blind=True, texts=entries)
    book = Book(path)
    headers = [cell.value for cell in book.sheet[HEADER]]
    assert headers == [
        "Klaar",
        "Aantal",
        "Antwoord",
        *(f"Code {i + 1}" for i in range(5)),
        "Notitie",
        "Sleutel",
    ]
    machine = [row for row in book.workbook["turven"].values if row[0] == "text"]
    assert not any(word in str(machine) for word in ("afstand", "kosten", "twijfel"))


def test_locked(tmp_path: Path) -> None:
    """Answers and keys are locked without a password, codes and notes are not; filtering and
    formatting stay allowed.
    """
    book = Book(written(tmp_path))
    locked = {
        cell.value: book.sheet.cell(FIRST, cell.column).protection.locked
        for cell in book.sheet[HEADER]
    }
    assert locked["Antwoord"] and locked["Sleutel"] and locked["Voorstel"]
    assert not (locked["Code 1"] or locked["Notitie"] or locked["Akkoord"])
    rules = book.sheet.protection
    assert (rules.sheet, rules.password) == (True, None)
    assert not (rules.autoFilter or rules.formatColumns or rules.deleteRows or rules.sort)


def test_drop_down(tmp_path: Path) -> None:
    """The codes are chosen from a named list on a very hidden sheet: every theme, then the special
    codes in the study's language.
    """
    workbook = openpyxl.load_workbook(written(tmp_path))
    rules = workbook.worksheets[0].data_validations.dataValidation
    assert "turven_codes" in {rule.formula1 for rule in rules}
    sheet, cells = next(iter(workbook.defined_names["turven_codes"].destinations))
    assert workbook[sheet].sheet_state == "veryHidden"
    labels = [row[0].value for row in workbook[sheet][cells]]
    assert labels == [
        "Weer",
        "Weer > Regen",
        "Weer > Wind",
        "Afstand",
        "Kosten",
        "Geen antwoord",
        "Overig: past bij geen thema",
    ]


def test_readable_set_up(tmp_path: Path) -> None:
    """Panes are frozen, the table is filtered; a page is A4 landscape with the header on each."""
    sheet = Book(written(tmp_path)).sheet
    assert sheet.freeze_panes == f"D{FIRST}"
    assert sheet.auto_filter.ref.startswith(f"A{HEADER}:")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == f"${HEADER}:${HEADER}"


def test_formulas_are_text(tmp_path: Path) -> None:
    """What looks like a formula or a link is text, and nothing of it is lost."""
    texts = [
        '=HYPERLINK("http://x")',
        "+1",
        "-2",
        "@SUM(A1)",
        "\t=1",
        "=cmd|'/c calc'!A0",
        "https://x.nl",
        "12",
        "{=1}",
    ]
    path = written(tmp_path, texts=tuple(entry(i, text) for i, text in enumerate(texts)))
    book = Book(path)
    cells = [book.sheet.cell(FIRST + i, book.column("Antwoord")) for i in range(len(texts))]
    assert [(cell.value, cell.data_type) for cell in cells] == [(text, "s") for text in texts]
    with ZipFile(path) as archive:
        assert not any(
            "externalLink" in name or "sheet1.xml.rels" in name for name in archive.namelist()
        )


def test_long_text(tmp_path: Path) -> None:
    """A text that no cell can hold is shortened where one sees it, emoji and all."""
    book = Book(written(tmp_path, texts=(entry(1, "🌧️x" * 20_000),)))
    shown = str(book.sheet.cell(FIRST, book.column("Antwoord")).value)
    assert shown.endswith("… [ingekort: een cel kan niet meer bevatten]")
    assert 32_760 <= len(shown.encode("utf-16-le")) // 2 <= 32_767


def test_codebook_sheet(tmp_path: Path) -> None:
    """The second sheet tells what themes mean, the third how to work, in the study's language."""
    workbook = openpyxl.load_workbook(written(tmp_path))
    assert workbook.sheetnames == ["Antwoorden", "Codeboek", "Uitleg", "turven"]
    rows = list(workbook["Codeboek"].values)
    assert ("Afstand", "Het werk is te ver weg.", None, None, "‘te ver’", "afstand") in rows
    english = openpyxl.load_workbook(written(tmp_path, language="en"))
    assert english.sheetnames == ["Answers", "Codebook", "How to", "turven"]


def test_nothing_to_write() -> None:
    """A workbook without answers is refused."""
    with pytest.raises(MisuseError, match="no answer of 'nadelen' waits"):
        write_workbook(replace(EXPORTED, texts=()), BOOK)


def test_labels_are_unique() -> None:
    """Two themes that share a label, or one that is called as a special code, are told apart."""
    book = Codebook(
        "b", "B", "nl", "1", (Theme("a", "Geld"), Theme("b", "geld "), Theme("c", "Geen antwoord"))
    )
    labels = labels_of(book, "nl")
    assert labels["a"] == "Geld [a]"
    assert labels["b"] == "geld [b]"
    assert len(set(labels.values())) == 5
    assert [CodeLabels(labels).code(label) for label in labels.values()] == list(labels)


def test_labels_made_unique_stay_unique() -> None:
    """A label that looks like one told apart by its id is told apart too."""
    book = Codebook(
        "b",
        "B",
        "nl",
        "1",
        (Theme("a", "x"), Theme("b", "x"), Theme("c", "x [b]"), Theme("d", "p > q")),
    )
    labels = labels_of(book, "nl")
    assert len({label.casefold() for label in labels.values()}) == 6
    assert [CodeLabels(labels).code(label) for label in labels.values()] == list(labels)


def test_suggestions_that_are_guesses_say_so(tmp_path: Path) -> None:
    """A guess is marked in words, whichever machine made it; the hidden sheet keeps it."""
    by = Suggestion("afstand", "classifier", 0.41, (), "")
    suggested = (by, replace(by, guess=True), replace(by, source="llm", guess=True))
    text = replace(entry(1, "te ver"), suggestions=suggested)
    book = Book(written(tmp_path, texts=(text,)))

    assert book.sheet.cell(FIRST, book.column("Voorstel")).value.splitlines() == [
        "Afstand (classifier, 41%)",
        "Afstand (classifier, 41%): vermoeden, nog door geen label gesteund",
        "Afstand (taalmodel, 41%): vermoeden, nog door geen label gesteund",
    ]
    rows = [[cell or "" for cell in row] for row in book.workbook["turven"].values]
    (read,) = read_machine(rows).texts.values()
    assert read.suggestions == suggested


def test_workbook_that_knows_no_guesses_is_read(tmp_path: Path) -> None:
    """One that went out before there were guesses comes back with suggestions that are none."""
    suggestion = Suggestion("afstand", "classifier", 0.41, (), "")
    text = replace(entry(1, "te ver"), suggestions=(suggestion,))
    book = Book(written(tmp_path, texts=(text,)))
    rows = [[cell or "" for cell in row] for row in book.workbook["turven"].values]
    older = [[cell.replace(",0.41,false]", ",0.41]") for cell in map(str, row)] for row in rows]
    assert ",0.41]" in str(older)

    (read,) = read_machine(older).texts.values()

    assert read.suggestions == (suggestion,)

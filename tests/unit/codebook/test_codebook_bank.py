"""The bank of a codebook: labelled texts beside it, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

import pipeline
from pipeline.codebook.bank import bank_path
from pipeline.errors import TurvenError
from pipeline.model import BankText

BOOK = """\
id: zorgen
title: Zorgen
language: nl
version: "1"
themes:
  - {id: tijd, label: Tijd, themes: [{id: uren, label: Uren}]}
  - {id: geld, label: Geld}
"""


def with_bank(folder: Path, bank: str) -> Path:
    """Write a codebook with that bank; return the file of the codebook."""
    book = folder / "zorgen.yaml"
    book.write_text(BOOK, encoding="utf-8")
    bank_path(book).parent.mkdir()
    bank_path(book).write_text(bank, encoding="utf-8")
    return book


def test_bank_stands_in_a_folder_beside_the_codebook() -> None:
    """Its file has the name of the codebook."""
    assert bank_path(Path("books/zorgen.yaml")) == Path("books/bank/zorgen.csv")


def test_bank_is_read_with_its_codebook(tmp_path: Path) -> None:
    """Each row is a text, its codes with spaces between them, and where it comes from."""
    book = pipeline.read_codebook(
        with_bank(
            tmp_path,
            'text,codes,source\n"te druk, te duur",uren geld,synthetic\nmooi weer,overig,\n',
        )
    )

    assert book.bank == (
        BankText("te druk, te duur", ("uren", "geld"), "synthetic"),
        BankText("mooi weer", ("overig",), ""),
    )


def test_codebook_without_a_bank_has_no_texts(tmp_path: Path) -> None:
    """A bank need not be there."""
    book = tmp_path / "zorgen.yaml"
    book.write_text(BOOK, encoding="utf-8")

    assert pipeline.read_codebook(book).bank == ()


def test_text_that_begins_as_a_formula_is_read_without_its_guard(tmp_path: Path) -> None:
    """A quote that keeps a spreadsheet from computing a text is no part of it."""
    book = pipeline.read_codebook(with_bank(tmp_path, "text,codes,source\n'=meer geld,geld,\n"))

    assert book.bank[0].text == "=meer geld"


@pytest.mark.parametrize(
    ("bank", "says"),
    [
        ("text,codes,source\nduur,geld,\nkrap,gld,\n", "row 3: code 'gld' is not in codebook"),
        ("text,codes,source\nkrap,gld,\n", "Did you mean geld?"),
        ("text,codes,source\n  ,geld,\n", "row 2 lacks a text or codes; fill it in or remove it"),
        ("text,codes,source\nduur, ,\n", "row 2 lacks a text or codes"),
        ("text,code\nduur,geld\n", "codes"),
    ],
)
def test_mistake_in_a_bank_names_file_and_row(tmp_path: Path, bank: str, says: str) -> None:
    """It is refused in one line that says where to look."""
    with pytest.raises(TurvenError) as caught:
        pipeline.read_codebook(with_bank(tmp_path, bank))

    message = str(caught.value)
    assert says in message
    assert "zorgen.csv" in message
    assert "\n" not in message


def test_bank_of_another_encoding_is_refused_in_one_line(tmp_path: Path) -> None:
    """A file that is no text names itself."""
    book = with_bank(tmp_path, "")
    bank_path(book).write_bytes(b"PK\x03\x04\x00\x00")

    with pytest.raises(TurvenError, match=r"zorgen\.csv") as caught:
        pipeline.read_codebook(book)

    assert "\n" not in str(caught.value)

"""The bank of a codebook: labelled texts beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.codebook import Advice, advise, read_codebook
from pipeline.errors import TurvenError
from pipeline.model import BankText
from pipeline.run import Run, run
from pipeline.run.check import check_study
from pipeline.study import read_study

BOOK = """\
id: nadelen
title: Nadelen
version: "1"
themes:
  - id: regen
    label: Regen
    examples: [kletsnat]
  - id: afstand
    label: Afstand
"""


def with_bank(tmp_path: Path, rows: str) -> Path:
    """A codebook with a bank of those rows."""
    (tmp_path / "bank").mkdir()
    (tmp_path / "bank" / "nadelen.csv").write_text(f"text,codes,source\n{rows}", encoding="utf-8")
    (tmp_path / "nadelen.yaml").write_text(BOOK, encoding="utf-8")
    return tmp_path / "nadelen.yaml"


def bank_of_survey(survey: Path, rows: str) -> Path:
    """A bank of those rows beside the codebook of nadelen."""
    bank = survey / "boeken" / "bank" / "nadelen.csv"
    bank.parent.mkdir(exist_ok=True)
    bank.write_text(f"text,codes,source\n{rows}", encoding="utf-8")
    return bank


def test_bank_is_read_with_its_codebook(tmp_path: Path) -> None:
    """A row is a text with one or more codes, special codes included, and where it comes from."""
    book = read_codebook(with_bank(tmp_path, "nat en ver,regen afstand,2024\nweet niet,overig,\n"))

    assert book.bank == (
        BankText("nat en ver", ("regen", "afstand"), "2024"),
        BankText("weet niet", ("overig",), ""),
    )


def test_codebook_without_a_bank_has_no_bank_texts(tmp_path: Path) -> None:
    """A bank is optional."""
    (tmp_path / "nadelen.yaml").write_text(BOOK, encoding="utf-8")

    assert read_codebook(tmp_path / "nadelen.yaml").bank == ()


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ("nat,regen,x\nver,afstnd,x\n", "row 3: code 'afstnd' is not in codebook 'nadelen'."),
        (",regen,x\n", "row 2 lacks a text or codes"),
        ("nat,,x\n", "row 2 lacks a text or codes"),
    ],
    ids=["unknown code", "no text", "no codes"],
)
def test_mistake_in_a_bank_is_told_with_file_and_row(tmp_path: Path, rows: str, what: str) -> None:
    """A mistake names the file and the row."""
    path = with_bank(tmp_path, rows)

    with pytest.raises(TurvenError) as raised:
        read_codebook(path)

    assert str(raised.value).startswith(str(tmp_path / "bank" / "nadelen.csv"))
    assert what in str(raised.value)


def test_text_that_stands_twice_is_advised_against(tmp_path: Path) -> None:
    """A text is an example or in the bank, and there once; capitals make no difference."""
    book = read_codebook(
        with_bank(tmp_path, "Kletsnat,regen,\nver weg,afstand,\nVer  weg,regen,\n")
    )

    doubled = [advice for advice in advise(book) if "bank" in advice.what]

    assert doubled == [
        Advice("regen", "row 2 of the bank: 'Kletsnat' is an example of regen too"),
        Advice("regen", "row 4 of the bank: 'Ver  weg' stands in row 3 too"),
    ]


def test_check_tells_of_a_mistake_in_a_bank(survey: Path) -> None:
    """Checking a study reads the banks of its codebooks."""
    bank = bank_of_survey(survey, "nat,nattigheid,\n")

    with pytest.raises(TurvenError, match="row 2: code 'nattigheid' is not in codebook"):
        check_study(read_study(survey))

    bank.write_text("text,codes,source\nte ver,afstand,\n", encoding="utf-8")
    advice = check_study(read_study(survey)).advice["nadelen"]
    assert "row 2 of the bank: 'te ver' is an example of afstand too" in {a.what for a in advice}


@pytest.mark.slow
def test_manifest_lists_the_bank_with_its_hash(survey: Path, finished: Run, tmp_path: Path) -> None:
    """A bank is an input of a run: another bank is another hash."""
    banks = []
    for rows in ("doornat,regen,\n", "doornat,wind,\n"):
        bank_of_survey(survey, rows)
        made = run(survey, out=tmp_path / "uit")
        inputs = json.loads((made.folder / "manifest.json").read_text("utf-8"))["inputs"]
        banks += [each for each in inputs if each["file"] == "boeken/bank/nadelen.csv"]

    assert "boeken/bank/nadelen.csv" not in (finished.folder / "manifest.json").read_text("utf-8")
    assert len({each["sha256"] for each in banks}) == 2


@pytest.mark.slow
def test_bank_texts_are_never_scored(survey: Path, finished: Run, tmp_path: Path) -> None:
    """A run, an evaluation and an agreement count answers; a bank adds none."""
    import pipeline

    before = pipeline.evaluate(survey)
    bank_of_survey(survey, "doornat van de regen,regen,\nveel te ver,afstand,\n")

    made = run(survey, out=tmp_path / "uit")
    after = pipeline.evaluate(survey)

    assert made.summary.answers == finished.summary.answers
    assert set(made.codings["respondent_id"]) == set(finished.codings["respondent_id"])
    assert [q.answers for q in after.questions] == [q.answers for q in before.questions]


def test_text_that_begins_as_a_formula_is_read_without_its_guard(tmp_path: Path) -> None:
    """A quote that keeps a spreadsheet from computing a text is no part of it."""
    book = read_codebook(with_bank(tmp_path, "'=meer geld,regen,\n"))

    assert book.bank[0].text == "=meer geld"


def test_bank_of_another_encoding_is_refused_in_one_line(tmp_path: Path) -> None:
    """A file that is no text names itself."""
    book = with_bank(tmp_path, "")
    (tmp_path / "bank" / "nadelen.csv").write_bytes(b"PK\x03\x04\x00\x00")

    with pytest.raises(TurvenError, match=r"nadelen\.csv") as caught:
        read_codebook(book)

    assert "\n" not in str(caught.value)

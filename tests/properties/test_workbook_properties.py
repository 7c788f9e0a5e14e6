"""Whatever texts and labels go into a workbook, they come back as what they were."""

from __future__ import annotations

import string
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.decisions import Subject
from pipeline.files.xlsx_guard import MOST_UNITS, cell_text
from pipeline.model import Codebook, Theme
from pipeline.review import Suggestion
from pipeline.review.workbook import (
    ExportedWorkbook,
    WorkbookText,
    read_workbook,
    validate_rows,
    write_workbook,
)
from pipeline.review.workbook.labels import CodeLabels, labels_of

TEXT = st.text(st.characters(codec=None), max_size=60)
LABELS = st.lists(
    TEXT | st.sampled_from(["Geen antwoord", "a > b", "a", "A ", "=1", "x;y", "*", ""]),
    min_size=1,
    max_size=6,
)
HEADER = 5


def book_of(labels: list[str]) -> Codebook:
    """A codebook with those labels, every other theme below the first."""
    themes = [Theme(f"t{string.ascii_lowercase[i]}", label) for i, label in enumerate(labels)]
    first = replace(themes[0], themes=tuple(themes[1::2]))
    return Codebook("vraag", "Vraag", "nl", "1", (first, *themes[2::2]))


def exported(texts: list[str], code: str) -> ExportedWorkbook:
    """Those texts, each with a suggestion."""
    suggestion = Suggestion(code, "classifier", 0.5, (), "")
    entries = tuple(
        WorkbookText(
            Subject("vraag", f"w{text[:3]}", text[:5], f"{i:032x}"),
            text,
            i + 1,
            (suggestion,),
            reason=text,
        )
        for i, text in enumerate(texts)
    )
    return ExportedWorkbook(
        "s",
        "T",
        "vraag",
        texts[0],
        "nl",
        "1",
        "2026-03-02T09:00:00.000000+00:00",
        "Anna",
        texts=entries,
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts=st.lists(TEXT, min_size=1, max_size=5), labels=LABELS)
def test_round_trip(texts: list[str], labels: list[str]) -> None:
    """Each code chosen by its label comes back on its own answer, after the workbook was opened and
    saved by another program.
    """
    book = book_of(labels)
    out = exported(texts, book.codes[0])
    names = list(labels_of(book, "nl").items())
    with TemporaryDirectory() as folder:
        path = Path(folder) / "boek.xlsx"
        path.write_bytes(write_workbook(out, book))
        workbook = openpyxl.load_workbook(path)
        sheet = workbook.worksheets[0]
        at = next(cell.column for cell in sheet[HEADER] if cell.value == "Code 1")
        for i in range(len(texts)):
            cell = sheet.cell(HEADER + 1 + i, at)
            # as typed: what begins with = is a text to whoever chooses from a list
            cell.value, cell.data_type = names[i % len(names)][1], "s"
        workbook.save(path)
        back = read_workbook(path)
    wanted, told = validate_rows(back, book.codes)
    assert told == ()
    assert [w.codes for w in wanted] == [(names[i % len(names)][0],) for i in range(len(texts))]
    assert [w.text.subject for w in wanted] == [entry.subject for entry in out.texts]
    assert [w.text.suggestions for w in wanted] == [entry.suggestions for entry in out.texts]


@given(labels=LABELS)
def test_labels_are_found_again(labels: list[str]) -> None:
    """Every label is one of its own, and leads to its code, in capitals too."""
    of = labels_of(book_of(labels), "nl")
    found = CodeLabels(of)
    assert [found.code(label) for label in of.values()] == list(of)
    assert [found.code(f" {label.upper()} ") for label in of.values()] == list(of)


@given(
    text=st.text(st.characters(codec=None))
    | st.text("🌧️\ud800x\r\n", min_size=1).map(lambda t: t * (40_000 // len(t)))
)
def test_any_text_fits_a_cell(text: str) -> None:
    """Every text becomes one that XML and a cell can hold, and stays as it is where it was one
    already.
    """
    shown = cell_text(text)
    assert len(shown.encode("utf-16-le")) // 2 <= MOST_UNITS
    assert all(c in "\n\t" or c >= " " for c in shown)
    assert cell_text(shown) == shown

"""The sample of answers behind the numbers.

Who is in it, in which order, and how many it leaves out.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

import pipeline
from pipeline.report.page import VerbatimList
from pipeline.run.verbatims import VerbatimSample
from pipeline.study import read_study

BOOK = """
id: zorgen
title: Zorgen
language: nl
version: "1"
themes:
  - id: middelen
    label: Middelen
    definition: Tijd en geld.
    themes:
      - {id: tijd, label: Tijd, definition: Te weinig tijd., rules: [tijd]}
      - {id: geld, label: Geld, definition: Te weinig geld., rules: [geld]}
  - {id: privacy, label: Privacy, definition: Privacy., rules: [privacy]}
"""
STUDY = """
study: proef
title: Proef
language: nl
respondent: {column: id, unit: gemeente}
codebooks: .
waves: [{id: "2025", files: [a.csv]}]
segments: {grootte: {column: grootte}}
filters: {groot: {label: grote gemeenten, column: grootte, values: [groot]}}
questions:
  zorgen: {column: zorgen, text: "Welke zorgen?", classifier: false}
"""
ROWS = [
    ("g1", "klein", "weinig tijd en weinig geld"),
    ("g2", "groot", "meer tijd"),
    ("g3", "groot", "privacy"),
    ("g4", "klein", ""),
    ("g5", "klein", "tijd, tijd <b> en privacy"),
]


def _run(folder: Path, study: str = STUDY) -> str:
    (folder / "zorgen.yaml").write_text(BOOK, encoding="utf-8")
    (folder / "study.yaml").write_text(study, encoding="utf-8")
    lines = ["id;grootte;zorgen", *(f'{a};{b};"{c}"' for a, b, c in ROWS)]
    (folder / "a.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    pipeline.run(folder, out=folder / "uit")
    return (folder / "uit" / "coding" / "verbatims.html").read_text(encoding="utf-8")


def test_a_run_writes_the_page_in_the_house(tmp_path: Path) -> None:
    """Every answer stands at its theme with its evidence, file and row.

    Above themes the number is that of the union.
    """
    html = _run(tmp_path)
    assert "weinig <mark>tijd</mark> en weinig geld" in html and "a.csv, rij 2" in html
    assert "Middelen <small>3 in 2025</small>" in html and "Tijd <small>3 in 2025</small>" in html
    assert "Geld <small>1 in 2025</small>" in html and "Privacy <small>2 in 2025</small>" in html
    assert "&lt;b&gt;" in html and "grootte: groot" in html
    assert "verbatims" not in (tmp_path / "uit" / "report" / "report.html").read_text(
        encoding="utf-8"
    )


def test_the_numbers_are_those_of_the_counts(tmp_path: Path) -> None:
    """Within a filter only who is inside it: as many as theme_counts says."""
    html = _run(tmp_path, STUDY.replace("classifier: false", "classifier: false, filter: groot"))
    counts = pd.read_csv(tmp_path / "uit" / "report" / "theme_counts.csv")
    everybody = counts[counts["segment"].isna() & (counts["level"] > 0)]
    for label, n in zip(everybody["label"], everybody["n"], strict=True):
        assert f"{label} <small>{n} in 2025</small>" in html
    assert "meer <mark>tijd</mark>" in html and "weinig geld" not in html


def _sample(tmp_path: Path, most: int) -> list[VerbatimList]:
    from pipeline.coding.batch import code_answers
    from pipeline.coding.prepare import prepare
    from pipeline.ingest import read_answers

    _run(tmp_path)
    study = read_study(tmp_path)
    coder = prepare(study)
    sample = VerbatimSample.zeros(study, coder.books, most)
    for batch in read_answers(study, rows=2):
        sample.add(batch, code_answers(coder, batch.answers))
    return list(sample.lists())


def test_no_more_are_kept_than_asked_and_all_are_counted(tmp_path: Path) -> None:
    """The first in reading order are kept, over batches too, and the others are counted."""
    found = {one.theme: one for one in _sample(tmp_path, 2)}
    assert [v.respondent for v in found["tijd"].verbatims] == ["g1", "g2"]
    assert (found["tijd"].count, found["tijd"].n, found["middelen"].count, found["middelen"].n) == (
        3,
        3,
        0,
        3,
    )
    assert [v.respondent for v in found["privacy"].verbatims] == ["g3", "g5"]
    for one in found.values():
        assert all(v.text[start:end] for v in one.verbatims for start, end in v.spans)


def test_many_themes_keep_fewer_each(tmp_path: Path) -> None:
    """Lists share the room of a page."""
    _run(tmp_path)
    study = read_study(tmp_path)
    book = pipeline.read_codebook(tmp_path / "zorgen.yaml")
    assert VerbatimSample.zeros(study, {"zorgen": book}).most == 200
    from unittest.mock import patch

    with patch("pipeline.run.verbatims.MOST_IN_ALL", 180):
        assert VerbatimSample.zeros(study, {"zorgen": book}).most == 30
    with patch("pipeline.run.verbatims.MOST_IN_ALL", 1):
        assert VerbatimSample.zeros(study, {"zorgen": book}).most == 20

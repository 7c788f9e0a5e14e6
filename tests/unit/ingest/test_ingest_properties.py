"""What holds for any table whatever."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ingest import read_answers
from pipeline.ingest.respondents import Seen
from pipeline.study import Study

CELLS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12) | st.sampled_from(
    ["", " ", "g1", "NA", 'a"b', "x\r\ny"]
)
ROWS = st.lists(st.lists(CELLS, max_size=5), min_size=1, max_size=15)


def study_of(content: bytes, folder: str) -> Study:
    """A study of two questions with one export."""
    (Path(folder) / "a.csv").write_bytes(content)
    question = {"text": "?"}
    study = Study.model_validate(
        {
            "study": "proef",
            "title": "Proef",
            "respondent": {"column": "id"},
            "codebooks": ".",
            "waves": [{"id": "1", "files": ("a.csv",)}],
            "questions": {"q": {"column": "q", **question}, "r": {"column": "r", **question}},
            "segments": {"s": {"column": "s", "values": ("NA",)}},
        }
    )
    study._file = Path(folder) / "study.yaml"
    return study


@settings(max_examples=150, deadline=None)
@given(rows=ROWS, size=st.integers(1, 6))
def test_reconcile(rows: list[list[str]], size: int) -> None:
    """For any table: answers read = answers handed on + refused, and the problems tell of each that
    is refused.
    """
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";").writerows(
        [["id", "q", "r", "s"], ["eerste", "a", "b", ""], *rows]
    )
    with tempfile.TemporaryDirectory() as folder:
        batches = list(read_answers(study_of(buffer.getvalue().encode(), folder), rows=size))
    full = [row for row in rows if any(cell.strip() for cell in row)]
    assert sum(batch.read for batch in batches) == 2 * (1 + len(full))
    for batch in batches:
        assert batch.read == len(batch.answers) + batch.refused
        assert batch.refused == batch.problems["refused"].sum()
        assert len(batch.answers) == 2 * batch.respondents


@settings(max_examples=150, deadline=None)
@given(texts=st.lists(st.text(st.characters(exclude_categories=("Cs",))), max_size=20))
def test_verbatim(texts: list[str]) -> None:
    """Any text that can be written to a file comes back character by character."""
    rows = [[f"g{at}", text, "", ""] for at, text in enumerate(texts)]
    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows(
        [["id", "q", "r", "s"], ["eerste", "a", "b", ""], *rows]
    )
    with tempfile.TemporaryDirectory() as folder:
        (batch,) = read_answers(study_of(buffer.getvalue().encode(), folder))
    assert list(batch.answers["text"])[1 : 1 + len(texts)] == texts


@settings(max_examples=200, deadline=None)
@given(content=st.binary(max_size=200))
def test_any_bytes(content: bytes) -> None:
    """Any bytes after a header are read or accounted for; nothing raises."""
    with tempfile.TemporaryDirectory() as folder:
        study = study_of(b"id;q;r;s\ng0;a;b;c\n" + content, folder)
        for batch in read_answers(study, rows=3):
            assert batch.refused == batch.problems["refused"].sum()
            "".join(batch.answers["text"]).encode()


@given(batches=st.lists(st.lists(st.sampled_from("abcdefghij"), max_size=6), max_size=12))
def test_first_places(batches: list[list[str]]) -> None:
    """Over any batches each respondent is given the place of the first time."""
    seen, first, place = Seen(), dict[str, int](), 0
    for ids in batches:
        places = np.arange(place, place + len(ids), dtype=np.int64)
        place += len(ids)
        for name, at in zip(ids, places.tolist(), strict=True):
            first.setdefault(name, at)
        assert seen.first_places(ids, places).tolist() == [first[name] for name in ids]

"""The pipeline over real municipal texts: the 951 municipal records of the Dutch algorithm register
(CC0), where a copy lies beside the project.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

import pipeline
from pipeline.run import Run

ROOT = Path(__file__).resolve().parents[2]
REGISTER = ROOT.parent / "shared" / "data" / "register" / "algoritmes.json"
CODEBOOK = Path(__file__).with_name("doel.yaml")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not REGISTER.is_file(), reason=f"no copy of the algorithm register at {REGISTER}"
    ),
]


@pytest.fixture(scope="module")
def records() -> list[dict[str, str]]:
    """The records of municipalities."""
    everything = json.loads(REGISTER.read_text(encoding="utf-8"))["algoritmes"]
    return [record for record in everything if "gemeente " in record["organisatie"].lower()]


@pytest.fixture(scope="module")
def register_run(records: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run over the records, one respondent each, in the Dutch Excel dialect."""
    folder = tmp_path_factory.mktemp("register")
    with (folder / "register.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["id", "status", "doel"])
        writer.writerows((record["id"], record["status"], record["doel"]) for record in records)
    (folder / "doel.yaml").write_text(CODEBOOK.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "study.yaml").write_text(
        "study: register\ntitle: Algoritmeregister\nlanguage: nl\nrespondent: {column: id, unit: algoritme, unit_plural: algoritmen}\n"
        'codebooks: .\nwaves: [{id: "2026", files: [register.csv]}]\nsegments:\n  status: {column: status}\n'
        "questions:\n  doel: {column: doel, text: Waarvoor is het algoritme?}\n",
        encoding="utf-8",
    )
    return pipeline.run(folder, out=folder / "out")


def test_every_record_is_accounted_for(register_run: Run, records: list[dict[str, str]]) -> None:
    """Each of the 951 records is coded, overig, geen-antwoord, uncoded or refused, and none is
    refused.
    """
    answers = register_run.summary.answers
    assert len(records) == answers.read == 951
    assert answers.coded + answers.other + answers.no_answer + answers.uncoded == 951
    assert set(register_run.codings["respondent_id"]) == {record["id"] for record in records}


def test_evidence_slices_the_record(register_run: Run, records: list[dict[str, str]]) -> None:
    """Every piece of evidence is the slice of the record's own text that its offsets name."""
    text = {record["id"]: record["doel"] for record in records}
    spans = register_run.codings.dropna(subset=["start"])
    assert len(spans) > 800
    for who, start, end, evidence in zip(
        *(spans[c] for c in ("respondent_id", "start", "end", "evidence")), strict=True
    ):
        assert text[who][start:end] == evidence != ""


def test_most_records_find_a_theme(register_run: Run) -> None:
    """A codebook of ten purposes finds one in at least seven of ten records, and empty records are
    geen-antwoord.
    """
    answers = register_run.summary.answers
    assert answers.coded >= 0.7 * (answers.read - answers.no_answer)
    empty = register_run.answers["text"].str.strip() == ""
    codings = register_run.codings.set_index("respondent_id")
    for who in register_run.answers.loc[empty, "respondent_id"]:
        assert codings.loc[who, "theme"] == "geen-antwoord"

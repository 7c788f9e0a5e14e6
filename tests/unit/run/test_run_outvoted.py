"""Many labels may outvote the rules of a codebook, unless the study wants rules to stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cli.study import _show_explanation
from pipeline.coding import StudyCoder, code_answers, prepare
from pipeline.coding.explain import explain
from pipeline.ingest import read_answers
from pipeline.study import read_study

STUDY = """\
study: proef
title: Proef
language: nl
respondent: {column: id}
codebooks: .
embeddings: "off"
waves: [{id: "2024", files: [a-2024.csv]}, {id: "2025", files: [a-2025.csv]}]
labels: [labels.csv]
questions: {zorgen: {column: zorgen, text: "Welke zorgen?", classifier: auto}}
"""
BOOK = """\
id: zorgen
title: Zorgen
language: nl
version: "1"
themes:
  - {id: tijd, label: Tijd, definition: Te weinig tijd., rules: [tijdgebrek]}
  - {id: geld, label: Geld, definition: Te weinig geld., rules: [{any: [geld], negated: keep}]}
"""
TIME = "geld is het niet, er zijn geen uren over"
MONEY = "de centen zijn op"


def make_study(folder: Path, classifier: str, labels: int = 60) -> Path:
    """Write a study whose rule of money is wrong in half of the labelled answers."""
    rows, lines = ["id;zorgen"], ["wave;respondent_id;question;theme;coder"]
    for number in range(labels):
        text, theme = ((TIME, "tijd"), (MONEY, "geld"))[number % 2]
        rows.append(f"g{number};{text} ({number})")
        lines.append(f"2024;g{number};zorgen;{theme};anna")
    files = {
        "study.yaml": STUDY.replace("classifier: auto", f"classifier: {classifier}"),
        "zorgen.yaml": BOOK,
        "a-2024.csv": "\n".join(rows) + "\n",
        "a-2025.csv": f"id;zorgen\nn0;{TIME}\nn1;n.v.t.\n",
        "labels.csv": "\n".join(lines) + "\n",
    }
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def new_codings(coder: StudyCoder) -> set[tuple[str, str]]:
    """Theme and source of the codings of the new answer."""
    (batch,) = read_answers(coder.study, waves=["2025"])
    codings = code_answers(coder, batch.answers).codings
    codings = codings[codings["respondent_id"] == "n0"]
    return set(zip(codings["theme"], codings["source"], strict=True))


@pytest.mark.parametrize(
    ("classifier", "labels", "codings"),
    [
        ("auto", 60, {("tijd", "classifier")}),
        ("true", 60, {("tijd", "classifier")}),
        ("rules", 60, {("tijd", "classifier"), ("geld", "rules")}),
        ("false", 60, {("geld", "rules")}),
        ("auto", 40, {("tijd", "classifier"), ("geld", "rules")}),
    ],
)
def test_enough_labels_outvote_rules_where_the_study_lets_them(
    tmp_path: Path, classifier: str, labels: int, codings: set[tuple[str, str]]
) -> None:
    """With `auto` and 60 labels the hit is not coded; with `rules`, or fewer labels, it is."""
    coder = prepare(read_study(make_study(tmp_path, classifier, labels)))

    assert new_codings(coder) == codings


def test_explanation_tells_which_rule_was_outvoted(tmp_path: Path, capsys) -> None:
    """The theme, the rule and how likely labels make it; in the terminal as well."""
    found = explain(read_study(make_study(tmp_path, "auto")), "2025/n0/zorgen")

    (outvoted,) = found.outvoted
    assert (outvoted.theme, outvoted.label, outvoted.why) == ("geld", "Geld", "geld.1")
    assert outvoted.rule == "{any: [geld], negated: keep}"
    assert outvoted.probability < 0.5

    _show_explanation(found)
    printed = capsys.readouterr().out
    assert f"Geld [geld] not given: labels make it {outvoted.probability:.0%} likely" in printed
    assert "outvoted rule geld.1: {any: [geld], negated: keep}" in printed


def test_explanation_of_rules_that_stand_tells_of_no_outvoted_rule(tmp_path: Path) -> None:
    """Where rules stand none is outvoted."""
    found = explain(read_study(make_study(tmp_path, "rules")), "2025/n0/zorgen")

    assert found.outvoted == ()


def test_rules_are_not_outvoted_where_something_else_decides(tmp_path: Path) -> None:
    """People and non-answers come before rules and model: nothing was outvoted there."""
    study = read_study(make_study(tmp_path, "auto"))

    assert explain(study, "2024/g0/zorgen").outvoted == ()
    assert explain(study, "2025/n1/zorgen").outvoted == ()

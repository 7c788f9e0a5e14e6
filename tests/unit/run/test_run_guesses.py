"""Guesses in a whole run: codings of a model with a theme that no label has."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import pipeline
from pipeline.cli.show_run import show_run
from pipeline.cli.study import _show_explanation
from pipeline.coding.explain import explain
from pipeline.review.desk import open_desk
from pipeline.run import Run, run
from pipeline.run.accumulators import RunTotals
from pipeline.study import read_study

STUDY = """\
study: proef
title: Proef
language: nl
respondent: {column: id}
codebooks: .
waves: [{id: "2024", files: [a-2024.csv]}, {id: "2025", files: [a-2025.csv]}]
labels: [labels.csv]
questions: {zorgen: {column: zorgen, text: "Welke zorgen?"}}
"""
BOOK = """\
id: zorgen
title: Zorgen
language: nl
version: "1"
themes:
  - {id: tijd, label: Tijd, definition: Te weinig tijd., rules: [tijdgebrek]}
  - {id: geld, label: Geld, definition: Te weinig geld., rules: [geldgebrek],
     examples: [de centen zijn op, geen centen, centen tekort, het kost centen]}
"""
TIME = ["veel te weinig uren", "de uren ontbreken", "uren, uren, uren", "te krap in de uren"]
NEW = ["te krap in uren", "centen ontbreken", "geldgebrek"]


def write_study(folder: Path) -> None:
    """Write a study of labelled answers in 2024, none about money, and three new ones in 2025."""
    rows, labels = ["id;zorgen"], ["wave;respondent_id;question;theme;coder"]
    for number, text in enumerate(TIME * 2):
        rows.append(f"g{number};{text} ({number})")
        labels.append(f"2024;g{number};zorgen;tijd;anna")
    new = [f"n{number};{text}" for number, text in enumerate(NEW)]
    files = {
        "study.yaml": STUDY,
        "zorgen.yaml": BOOK,
        "a-2024.csv": "\n".join(rows) + "\n",
        "a-2025.csv": "\n".join(["id;zorgen", *new]) + "\n",
        "labels.csv": "\n".join(labels) + "\n",
    }
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study: whatever a model codes as money is a guess."""
    folder = tmp_path_factory.mktemp("vermoedens")
    write_study(folder)
    return folder


@pytest.fixture(scope="module")
def made(study: Path) -> Run:
    """A run of it."""
    return run(study, out=study / "uit")


def of_new(codings: pd.DataFrame) -> dict[str, tuple[str, str, bool]]:
    """Theme, source and guess of each respondent of 2025."""
    rows = codings[codings["wave"] == "2025"]
    columns = (rows[name] for name in ("respondent_id", "theme", "source", "guess"))
    return {who: tuple(rest) for who, *rest in zip(*columns, strict=True)}


def test_codings_say_which_are_guesses(made: Run) -> None:
    """The classifier's coding without a label behind it, and no other; as written and read back."""
    assert of_new(made.codings) == {
        "n0": ("tijd", "classifier", False),
        "n1": ("geld", "classifier", True),
        "n2": ("geld", "rules", False),
    }
    assert made.codings["guess"].dtype == bool
    assert made.codings["guess"].sum() == 1
    assert ",geld,classifier," in (made.folder / "coding" / "codings.csv").read_text()


def test_theme_counts_say_how_many_rest_on_guesses(made: Run) -> None:
    """Of two respondents with the theme one rests on a guess alone."""
    counts = made.counts.set_index(["wave", "theme"])

    assert counts.loc[("2025", "geld"), ["n", "n_guess"]].tolist() == [2, 1]
    assert counts.loc[("2024", "geld"), "n_guess"] == 0
    assert counts.loc[("2025", "tijd"), "n_guess"] == 0


def test_counting_the_codings_again_gives_the_same_guesses(made: Run) -> None:
    """Codings of a run can be counted without the study, guesses included."""
    book = pipeline.read_codebook(made.folder.parent / "zorgen.yaml")
    again = pipeline.count_themes(made.codings, made.answers, book)

    assert again["n_guess"].tolist() == made.counts["n_guess"].tolist()


def test_manifest_and_terminal_tell_of_guesses(made: Run, capsys) -> None:
    """One coding is a guess: in the manifest, and where the command tells of the run."""
    manifest = json.loads((made.folder / "manifest.json").read_text(encoding="utf-8"))
    show_run(made)

    assert manifest["guesses"] == 1
    assert "Guesses: 1 of these codings; no label supports it yet." in capsys.readouterr().out


def test_report_and_answers_mark_guesses(made: Run) -> None:
    """The page says it of the question, the answers behind the numbers of the coding."""
    page = (made.folder / "report" / "report.html").read_text(encoding="utf-8")
    verbatims = (made.folder / "coding" / "verbatims.html").read_text(encoding="utf-8")

    assert "1 van de 3 coderingen is een vermoeden: nog door geen label gesteund" in page
    assert verbatims.count("classifier (vermoeden)") == 1


def test_explanation_says_what_is_a_guess(study: Path, capsys) -> None:
    """Walking a coding back tells that no label supports it."""
    of_study = read_study(study)
    guess, known = (explain(of_study, f"2025/{who}/zorgen") for who in ("n1", "n0"))

    assert [because.guess for because in (*guess.because, *known.because)] == [True, False]
    _show_explanation(guess)
    assert "a guess: no label supports it yet" in capsys.readouterr().out
    _show_explanation(known)
    assert "guess" not in capsys.readouterr().out


def test_reviewer_sees_which_suggestions_are_guesses(study: Path) -> None:
    """The card of a text, and the list of texts, mark the theme that no label supports."""
    desk = open_desk(study)
    with desk.log:
        found = {row.verbatim: row for row in desk.find("zorgen").rows}
        card = desk.card("zorgen", "all", found["centen ontbreken"].key, "anna")

    assert [(each.theme, each.guess) for each in card.suggestions] == [("geld", True)]
    assert found["centen ontbreken"].guesses == ("geld",)
    assert found["te krap in uren"].guesses == ()
    assert found["geldgebrek"].guesses == ()


def test_totals_of_two_parts_have_the_guesses_of_both() -> None:
    """What two processes coded has the guesses of both."""
    totals, other = RunTotals(guesses=2), RunTotals(guesses=3)
    totals.merge(other)
    assert totals.guesses == 5

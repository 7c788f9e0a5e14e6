"""Walking a coding back, and looking before running."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.coding.explain import explain
from pipeline.errors import MisuseError, TurvenError, UnknownQuestionError
from pipeline.run.check import check_study
from pipeline.study import read_study


def test_explain_rules(survey: Path) -> None:
    """An explanation gives the verbatim with file and row, and what each coding rests on.

    That is the words, the rule and its text.
    """
    found = explain(read_study(survey), "2025/g01/nadelen")
    assert (found.file, found.row, found.verbatim) == (
        "a-2025.csv",
        2,
        "  Nat worden 🌧️ en twintig kilometer",
    )
    said = [
        (b.theme, b.label, b.source, found.verbatim[slice(*b.spans[0])], b.why)
        for b in found.because
        if b.spans
    ]
    assert said == [
        ("regen", "Regen", "rules", "Nat", "regen.nat"),
        ("afstand", "Afstand", "rules", "kilometer", "afstand.2"),
    ]
    assert found.because[0].rule == "{any: [nat], not: [natuur], id: nat}"


def test_explain_people_and_nothing(survey: Path) -> None:
    """A label is explained by its coder, a non-answer by what made it one.

    An uncoded answer has no theme.
    """
    study = read_study(survey)
    (label,) = explain(study, "2024/g01/nadelen").because
    assert (label.theme, label.source, label.spans, label.why) == (
        "afstand",
        "reviewer",
        (),
        "anna",
    )
    (nothing,) = explain(study, "2024/g04/nadelen").because
    assert nothing.theme == "geen-antwoord"
    assert nothing.why.startswith("non-answer")
    (uncoded,) = explain(study, "2025/g04/nadelen").because
    assert (uncoded.theme, uncoded.source) == ("", "none")


@pytest.mark.slow
def test_explain_as_the_run(survey: Path, finished) -> None:
    """Each answer is explained with the codings that the run gave it."""
    study = read_study(survey)
    for who in ("g01", "g05"):
        c = finished.codings.query(
            f"wave == '2025' and respondent_id == '{who}' and question == 'voordelen'"
        )
        assert [b.theme for b in explain(study, f"2025/{who}/voordelen").because] == list(
            c["theme"]
        )


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("g01", "write wave/respondent/question, such as 2025/"),
        ("2024/g01", "names no answer"),
        ("2052/g01/nadelen", "Did you mean 2025?"),
        ("2024/g99/nadelen", "no respondent 'g99' in wave 2024"),
        ("2024/g01/nadeln", "Did you mean nadelen?"),
    ],
)
def test_explain_an_answer_that_is_not_there(survey: Path, answer: str, says: str) -> None:
    """An answer that isn't there is told with what is."""
    with pytest.raises(TurvenError) as caught:
        explain(read_study(survey), answer)
    assert says in str(caught.value)
    assert isinstance(caught.value, MisuseError | UnknownQuestionError)


def test_respondents_with_a_slash(survey: Path) -> None:
    """A respondent's id may hold a slash."""
    export = survey / "a-2024.csv"
    export.write_text(export.read_text(encoding="utf-8").replace("g02", "g/0/2"), encoding="utf-8")
    assert explain(read_study(survey), "2024/g/0/2/nadelen").verbatim == "te ver"


def test_check(survey: Path) -> None:
    """A check tells respondents, answers, labels, problems and advice without coding."""
    found = check_study(read_study(survey))
    assert (found.respondents, found.read, found.refused) == ({"2024": 4, "2025": 5}, 20, 2)
    assert {"there is no respondent id"} <= set(found.problems["what"])
    assert any(
        advice.theme == "weer" and "examples" in advice.what for advice in found.advice["nadelen"]
    )


def test_check_finds_what_a_run_would_find(survey: Path, finished) -> None:
    """A check tells the same problems as the run after it, labels included."""
    found = check_study(read_study(survey))
    assert set(found.problems["what"]) == set(finished.problems["what"])


def test_check_reports_a_population_smaller_than_a_wave(survey: Path) -> None:
    """More respondents than there are said to be is a problem of the check as of the run."""
    file = survey / "study.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("population: 50", "population: 4"), encoding="utf-8")

    problems = check_study(read_study(survey)).problems

    of_population = problems[problems["column"] == "population"]
    assert of_population["what"].tolist() == ["population is 4, but wave 2025 has 5 respondents"]


@pytest.mark.parametrize(
    ("rule", "tells"),
    [
        ("n: 6", ["n is 6, but no wave has more than 5 respondents: no figure could be shown"]),
        ("base: 99", ["base is 99, but no wave has more than 5 respondents: no figure could be"]),
        ("n: 5", []),
        ("base: 5", []),
    ],
)
def test_check_warns_of_rules_that_hide_everything(
    survey: Path, rule: str, tells: list[str]
) -> None:
    """A rule above the number of respondents leaves no figure to show."""
    file = survey / "study.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text + f"disclosure: {{{rule}}}\n", encoding="utf-8")

    problems = check_study(read_study(survey)).problems

    of_rules = problems[problems["column"] == "disclosure"]["what"].tolist()
    assert len(of_rules) == len(tells)
    assert all(tell in of_rules[0] for tell in tells)


def test_check_refuses_what_a_run_would_refuse(survey: Path) -> None:
    """A mistake in a codebook stops a check."""
    book = survey / "boeken" / "nadelen.yaml"
    book.write_text(
        book.read_text(encoding="utf-8").replace("id: afstand", "id: Afstand"), encoding="utf-8"
    )
    with pytest.raises(TurvenError, match=r"nadelen\.yaml:\d+: theme id 'Afstand'"):
        check_study(read_study(survey))


def test_check_writes_nothing(
    survey: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A check leaves no file behind."""
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    check_study(read_study(survey))
    assert sorted(tmp_path.rglob("*")) == before


def test_check_asks_for_a_disclosure_rule_where_segments_are_small(survey: Path) -> None:
    """A report on teams of two would tell what each of them said, unless the study decides."""
    study = survey / "study.yaml"
    (asked,) = check_study(read_study(survey)).undecided
    assert "disclosure: {base: 5, n: 3}" in asked

    text = study.read_text(encoding="utf-8")
    study.write_text(text + "\ndisclosure: {base: 1}\n", encoding="utf-8")

    assert check_study(read_study(survey)).undecided == ()

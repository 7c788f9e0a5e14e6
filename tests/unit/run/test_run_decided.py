"""A run codes by the decisions of reviewers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from pipeline.coding.batch import code_answers
from pipeline.coding.prepare import prepare
from pipeline.decisions import Decision, Occasion, Subject, Verdict
from pipeline.decisions.study_log import log_url, open_log, read_decisions
from pipeline.ingest import read_answers
from pipeline.normalise import text_hash
from pipeline.run import run
from pipeline.run.check import check_study
from pipeline.study import read_study

pytestmark = pytest.mark.slow


def decision(
    wave: str,
    who: str,
    text: str,
    codes: Sequence[str],
    *,
    id: str = "",
    scope: str = "alike",
    **more: object,
) -> Decision:
    """A decision of anna on an answer to `nadelen`."""
    made = Decision(
        id=id or f"{wave}/{who}",
        at="2026-03-02T09:00:00.000000Z",
        reviewer="anna",
        subject=Subject("nadelen", wave, who, text_hash(text), scope),  # type: ignore[arg-type]
        verdicts=tuple(Verdict(code, "add") for code in codes),
    )
    return Decision(**{**made.__dict__, **more})


def keep(study: Path, *decisions: Decision) -> None:
    """Appends decisions to the study's log."""
    with open_log(read_study(study)) as log:
        log.append(decisions)


def coded(study: Path, wave: str, who: str, **how: object) -> set[tuple[str, str, str]]:
    """The themes of an answer to `nadelen` as a run codes it, each with source and reason."""
    coder = prepare(read_study(study), **how)  # type: ignore[arg-type]
    codings = pd.concat(
        [code_answers(coder, batch.answers).codings for batch in read_answers(coder.study)]
    )
    mine = codings[
        (codings.wave == wave) & (codings.respondent_id == who) & (codings.question == "nadelen")
    ]
    return set(zip(mine["theme"], mine["source"], mine["why"], strict=True))


def test_a_decision_wins(survey: Path) -> None:
    """A person's decision comes before rules, classifier and label files, with their name."""
    keep(
        survey, decision("2024", "g01", "Het regent te vaak en er is altijd tegenwind", ["overig"])
    )
    assert coded(survey, "2024", "g01") == {("overig", "reviewer", "anna")}


def test_a_decision_covers_alike_answers(survey: Path) -> None:
    """All answers that say the same get it, capitals and white space aside, in other waves too."""
    file = survey / "a-2025.csv"
    file.write_text(file.read_text(encoding="utf-8") + "g06;klein;TE  ver;fijn\n", encoding="utf-8")
    keep(survey, decision("2024", "g02", "te ver", ["overig"]))
    assert coded(survey, "2025", "g06") == {("overig", "reviewer", "anna")}


def test_a_decision_on_one_answer(survey: Path) -> None:
    """A decision on one answer alone leaves those alike to the one on all, or to the machine."""
    file = survey / "a-2025.csv"
    file.write_text(
        file.read_text(encoding="utf-8") + "g06;klein;te ver;fijn\ng07;klein;te ver;fijn\n",
        encoding="utf-8",
    )
    keep(survey, decision("2025", "g06", "te ver", ["overig"], scope="one"))
    assert coded(survey, "2025", "g06") == {("overig", "reviewer", "anna")}
    assert {source for _, source, _ in coded(survey, "2025", "g07")} == {"rules"}


def test_an_undone_decision_is_not_used(survey: Path) -> None:
    """What was taken back changes nothing."""
    made = decision("2024", "g02", "te ver", ["overig"])
    before = coded(survey, "2024", "g02")
    keep(survey, made, decision("2024", "g02", "te ver", [], id="terug", undoes=made.id))
    assert coded(survey, "2024", "g02") == before


def test_the_last_decision_in_sight_of_others_counts(survey: Path) -> None:
    """Of blind decisions the first reviewer's counts until one in sight of all settles it."""
    blind = Occasion(shown="nothing")
    first = decision("2024", "g02", "te ver", ["afstand"], id="1", occasion=blind)
    keep(
        survey,
        first,
        decision("2024", "g02", "te ver", ["weer"], id="2", occasion=blind, reviewer="bob"),
    )
    assert coded(survey, "2024", "g02") == {("afstand", "reviewer", "anna")}
    keep(survey, decision("2024", "g02", "te ver", ["wind"], id="3", reviewer="carla"))
    assert coded(survey, "2024", "g02") == {("wind", "reviewer", "carla")}


def test_no_labels_means_no_decisions(survey: Path) -> None:
    """Coded as if nobody had labelled, decisions count as little as label files."""
    keep(survey, decision("2024", "g02", "te ver", ["overig"]))
    assert {source for _, source, _ in coded(survey, "2024", "g02", use_labels=False)} == {"rules"}


def test_a_changed_text_makes_a_decision_stale(survey: Path) -> None:
    """A decision on a text that its answer has no longer is kept, but not used for it.

    It is counted, and told in problems.csv.
    """
    keep(survey, decision("2024", "g02", "te ver, en heuvels", ["overig"]))
    made = run(survey, out=survey.parent / "uit")
    assert (made.decisions, made.stale) == (1, 1)
    (line,) = made.problems[made.problems["file"] == "decisions"].to_dict("records")
    assert "2024/g02/nadelen has changed since anna decided" in line["what"]
    assert {source for _, source, _ in coded(survey, "2024", "g02")} == {"rules"}
    assert len(read_decisions(read_study(survey))) == 1


def test_a_changed_text_that_was_decided_anew_is_not_stale(survey: Path) -> None:
    """Once somebody decides on the new text nothing is stale."""
    keep(survey, decision("2024", "g02", "te ver, en heuvels", ["overig"], id="1"))
    keep(survey, decision("2024", "g02", "te ver", ["afstand"], id="2"))
    assert run(survey, out=survey.parent / "uit").stale == 0


def test_white_space_and_capitals_make_nothing_stale(survey: Path) -> None:
    """A verbatim that was typed over with other capitals or spaces is the same text."""
    keep(survey, decision("2024", "g02", " TE   VER", ["overig"]))
    assert run(survey, out=survey.parent / "uit").stale == 0


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"codes": ["afstnd"]}, "theme 'afstnd', which is not in codebook"),
        ({"who": "g99"}, "which isn't there"),
    ],
)
def test_what_cannot_be_used_is_told(survey: Path, changed: dict[str, object], says: str) -> None:
    """A theme that the codebook lost, and an answer that is gone, are lines of problems.csv.

    The decision is kept and the run goes on.
    """
    keep(
        survey,
        decision(
            **{"wave": "2024", "who": "g02", "text": "te ver", "codes": ["overig"], **changed}
        ),
    )  # type: ignore[arg-type]
    problems = run(survey, out=survey.parent / "uit").problems
    assert [says in what for what in problems.loc[problems["file"] == "decisions", "what"]] == [
        True
    ]


def test_a_dropped_question(survey: Path) -> None:
    """Decisions on a question that the study no longer has are told and kept."""
    made = decision("2024", "g02", "te ver", ["overig"])
    keep(
        survey,
        Decision(
            **{**made.__dict__, "subject": Subject("weg", "2024", "g02", text_hash("te ver"))}
        ),
    )
    problems = run(survey, out=survey.parent / "uit").problems
    assert (
        "a question that is not in the study"
        in problems.loc[problems["file"] == "decisions", "what"].item()
    )


def test_same_decisions_same_bytes(survey: Path) -> None:
    """The same decisions give the same outputs with one process and two.

    The manifest holds their number and hash, and no place.
    """
    keep(survey, decision("2024", "g02", "te ver", ["overig"]))
    folders = [run(survey, out=survey.parent / f"uit{n}", processes=n).folder for n in (1, 2)]
    files = [
        {p.relative_to(f).as_posix(): p.read_bytes() for p in f.rglob("*") if p.is_file()}
        for f in folders
    ]
    assert files[0] == files[1]
    settings = json.loads(files[0]["manifest.json"])["settings"]
    assert settings["decisions"]["number"] == 1
    assert len(settings["decisions"]["sha256"]) == 64


def test_nothing_is_made_by_reading(survey: Path) -> None:
    """A run and a check of a study without decisions make no log."""
    run(survey, out=survey.parent / "uit")
    assert check_study(read_study(survey)).decisions == 0
    assert not list(survey.glob("decisions*"))


def test_check_counts_decisions(survey: Path) -> None:
    """`turven check` tells how many decisions there are, and what is wrong with them."""
    keep(survey, decision("2024", "g02", "te ver, en heuvels", ["overig"]))
    found = check_study(read_study(survey))
    assert found.decisions == 1
    assert "has changed since" in " ".join(found.problems["what"])


def test_where_the_log_is(survey: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside study.yaml, unless the study names a database, or the environment does."""
    study = read_study(survey)
    assert log_url(study) == f"sqlite:///{survey / 'decisions.sqlite'}"
    named = (
        (survey / "study.yaml")
        .read_text(encoding="utf-8")
        .replace("language: nl\n", "language: nl\ndecisions: postgresql://team\n")
    )
    (survey / "study.yaml").write_text(named, encoding="utf-8")
    assert log_url(read_study(survey)) == "postgresql://team"
    monkeypatch.setenv("TURVEN_DECISIONS", "postgresql://other")
    assert log_url(read_study(survey)) == "postgresql://other"

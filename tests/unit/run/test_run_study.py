"""A small study from end to end."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import pipeline
from pipeline.errors import MisuseError, TurvenError, UnreadableFileError
from pipeline.run import STAGES, Run, batches, outputs, run

CODINGS = [
    "wave",
    "respondent_id",
    "question",
    "theme",
    "source",
    "confidence",
    "guess",
    "start",
    "end",
    "evidence",
    "why",
]
COUNTS = [
    "study", "question", "wave", "segment_variable", "segment", "theme", "label", "parent", "level",
    "n", "base", "share", "low", "high",
    "n_rules", "n_classifier", "n_llm", "n_reviewer", "n_guess", "suppressed",
    "mentions", "asked", "coded", "interval", "weighted", "weighted_base", "effective_base",
    "rounded", "unweighted",
]  # fmt: skip
THEMES = {"nadelen": ["weer", "regen", "wind", "afstand"], "voordelen": ["gezond", "goedkoop"]}


def header(path: Path) -> list[str]:
    """The first line of a table."""
    with path.open(encoding="utf-8") as file:
        return file.readline().rstrip("\n").split(",")


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a run."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def coded(result: Run, wave: str, respondent: str, question: str) -> list[tuple[str, str]]:
    """Theme and source of an answer's codings."""
    c = result.codings
    mine = c[(c["wave"] == wave) & (c["respondent_id"] == respondent) & (c["question"] == question)]
    return list(zip(mine["theme"], mine["source"], strict=True))


def test_files_of_a_run(finished: Run) -> None:
    """A run makes the files of the contract.

    What stays in the house, what may leave it, and the manifest.
    """
    made = set(files(finished.folder))
    assert {
        "coding/answers.csv",
        "coding/codings.csv",
        "coding/problems.csv",
        "manifest.json",
    } <= made
    assert {
        f"report/{name}"
        for name in ("theme_counts.csv", "theme_counts.json", "report.html", "datapackage.json")
    } <= made
    assert {name.split("/")[0] for name in made} == {"coding", "report", "manifest.json"}


def test_columns(finished: Run) -> None:
    """The tables have the columns of the contract in its order.

    The segments follow the columns of answers.csv.
    """
    assert header(finished.folder / "coding" / "codings.csv") == CODINGS
    assert header(finished.folder / "report" / "theme_counts.csv") == COUNTS
    assert header(finished.folder / "coding" / "answers.csv") == [
        "wave", "respondent_id", "question", "text", "file", "row", "grootte",
    ]  # fmt: skip
    assert header(finished.folder / "coding" / "problems.csv") == [
        "file",
        "row",
        "column",
        "what",
        "what_to_do",
        "refused",
    ]


def test_nothing_vanishes(finished: Run) -> None:
    """Every answer read has codings or was refused, and the parts add up."""
    a = finished.summary.answers
    assert (a.read, a.coded, a.other, a.no_answer, a.uncoded, a.refused) == (20, 11, 1, 5, 1, 2)
    keys = ["wave", "respondent_id", "question"]
    answers = set(finished.answers[keys].itertuples(index=False, name=None))
    assert set(finished.codings[keys].itertuples(index=False, name=None)) == answers
    assert len(answers) + int(finished.problems["refused"].sum()) == a.read


def test_verbatims_are_never_rewritten(finished: Run) -> None:
    """answers.csv holds every text as the export has it, with its file and row."""
    answers = finished.answers.set_index(["wave", "respondent_id", "question"])
    row = answers.loc[("2025", "g01", "nadelen")]
    assert (row["text"], row["file"], row["row"]) == (
        "  Nat worden 🌧️ en twintig kilometer",
        "a-2025.csv",
        2,
    )


def test_evidence_slices_the_verbatim(finished: Run) -> None:
    """The evidence of each coding is the verbatim from start to end."""
    texts = finished.answers.set_index(["wave", "respondent_id", "question"])["text"]
    spans = finished.codings[finished.codings["start"].notna()]
    assert len(spans) >= 10
    for c in spans.itertuples():
        assert texts[(c.wave, c.respondent_id, c.question)][c.start : c.end] == c.evidence != ""
    assert set(finished.codings.loc[finished.codings["start"].isna(), "evidence"]) == {""}


def test_uncoded_answers_have_a_row(finished: Run) -> None:
    """An answer without a content word, in which nothing was found, has one row: source none."""
    assert coded(finished, "2025", "g04", "nadelen") == [("", "none")]


def test_people_win(finished: Run) -> None:
    """The labels of a person replace what the rules find, also geen-antwoord and overig."""
    assert coded(finished, "2024", "g01", "nadelen") == [
        ("afstand", "reviewer")
    ]  # the rules find regen and wind
    assert coded(finished, "2025", "g02", "nadelen") == [
        ("geen-antwoord", "reviewer")
    ]  # a rule finds overig
    assert coded(finished, "2024", "g04", "voordelen") == [("overig", "reviewer")]  # weet niet
    why = finished.codings[finished.codings["source"] == "reviewer"]["why"]
    assert set(why) == {"anna", "bob"}


def test_without_labels(survey: Path, tmp_path: Path) -> None:
    """With use_labels=False answers are coded as if nobody had labelled any.

    Labels cause no problems.
    """
    result = run(survey, out=tmp_path / "uit", use_labels=False)
    assert "reviewer" not in set(result.codings["source"])
    assert {theme for theme, _ in coded(result, "2024", "g01", "nadelen")} == {"regen", "wind"}
    assert coded(result, "2025", "g02", "nadelen") == [("overig", "rules")]
    assert not any(result.problems["file"] == "labels.csv")


def test_labels_survive_a_rerun(survey: Path, tmp_path: Path) -> None:
    """A label still wins after the codebook has changed and the study was run again."""
    first = run(survey, out=tmp_path / "uit")
    book = survey / "boeken" / "nadelen.yaml"
    book.write_text(
        book.read_text(encoding="utf-8").replace('"te ver", ', '"te ver", "regen*", '),
        encoding="utf-8",
    )
    second = run(survey, out=tmp_path / "uit")
    for result in (first, second):
        assert coded(result, "2024", "g03", "nadelen") == [
            ("regen", "reviewer"),
            ("wind", "reviewer"),
        ]
    labels = (survey / "labels.csv").read_text(encoding="utf-8")
    assert labels.count("\n") == 8


def test_label_of_an_unknown_theme(finished: Run) -> None:
    """A label with a theme that the codebook lacks is a problem at its row, with the nearest.

    It codes nothing.
    """
    (line,) = (
        finished.problems[finished.problems["row"] == 7].query("file == 'labels.csv'").itertuples()
    )
    assert (line.column, line.refused) == ("theme", 0)
    assert "'afstnd' is not in codebook 'nadelen'" in line.what
    assert "Did you mean afstand?" in line.what_to_do
    assert coded(finished, "2024", "g02", "nadelen") == [("afstand", "rules")]


def test_label_of_an_absent_respondent(finished: Run) -> None:
    """A label for somebody who isn't there is a problem that names them."""
    (line,) = finished.problems[finished.problems["what"].str.contains("g99")].itertuples()
    assert line.file == "labels.csv"
    assert "who isn't there" in line.what


def test_problem_names_its_own_label_file(survey: Path, tmp_path: Path) -> None:
    """With two label files, a problem names the file and the row in which the label stands."""
    study = survey / "study.yaml"
    study.write_text(
        study.read_text(encoding="utf-8").replace("[labels.csv]", "[labels.csv, meer.csv]"),
        encoding="utf-8",
    )
    (survey / "meer.csv").write_text(
        "wave,respondent_id,question,theme,coder\n2024,g77,nadelen,weer,x\n"
    )
    problems = run(survey, out=tmp_path / "uit").problems
    (line,) = problems[problems["what"].str.contains("g77")].itertuples()
    assert (line.file, line.row) == ("meer.csv", 2)


def test_no_answer_beside_a_theme(survey: Path, tmp_path: Path) -> None:
    """geen-antwoord beside a theme on one answer is a problem, and the theme stays."""
    with (survey / "labels.csv").open("a") as file:
        file.write("2024,g02,voordelen,gezond,anna\n2024,g02,voordelen,geen-antwoord,anna\n")
    result = run(survey, out=tmp_path / "uit")
    assert coded(result, "2024", "g02", "voordelen") == [("gezond", "reviewer")]
    assert any(result.problems["what"].str.contains("geen-antwoord and gezond"))


def test_counts_follow_from_codings(finished: Run) -> None:
    """Each n of everybody counts who has the theme, or one below it, in codings.csv."""
    c = finished.codings
    everybody = finished.counts[finished.counts["segment_variable"] == ""]
    assert len(everybody) == 2 * (6 + 4)
    for row in everybody.itertuples():
        family = {row.theme, *(["regen", "wind"] if row.theme == "weer" else [])}
        of = c[(c["question"] == row.question) & (c["wave"] == row.wave)]
        assert row.n == of[of["theme"].isin(family)]["respondent_id"].nunique(), row
        assert row.base == of["respondent_id"].nunique() - (of["theme"] == "geen-antwoord").sum()


def test_counts_are_sorted(finished: Run) -> None:
    """theme_counts.csv is sorted by question, wave and segment, themes as in the codebook.

    Special codes come last.
    """
    t = finished.counts
    keys = list(zip(t["question"], t["wave"], t["segment_variable"], t["segment"], strict=True))
    assert keys == sorted(keys)
    for (question, *_), group in t.groupby(["question", "wave", "segment_variable", "segment"]):
        assert list(group["theme"]) == [*THEMES[question], "geen-antwoord", "overig"]


def test_confidences(finished: Run) -> None:
    """Confidence is 1 for rules and reviewers, between 0 and 1 for the classifier.

    It is 0 where nothing was found.
    """
    by_source = finished.codings.groupby("source")["confidence"].agg(["min", "max"])
    assert by_source.loc[["rules", "reviewer"]].to_numpy().tolist() == [[1.0, 1.0]] * 2
    assert by_source.loc["none"].tolist() == [0.0, 0.0]


def test_two_runs_have_equal_bytes(survey: Path, finished: Run, tmp_path: Path) -> None:
    """The same study in another folder gives the same bytes, in the manifest too."""
    assert files(run(survey, out=tmp_path / "elders").folder) == files(finished.folder)


@pytest.mark.slow
@pytest.mark.parametrize("forks", [True, False], ids=["fork", "spawn"])
def test_processes_change_nothing(
    survey: Path, finished: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forks: bool
) -> None:
    """Two processes give byte for byte what one gives, also where each has to prepare itself."""
    monkeypatch.setattr(batches, "CAN_FORK", forks and batches.CAN_FORK)
    assert files(run(survey, out=tmp_path / "uit", processes=2).folder) == files(finished.folder)


@pytest.mark.slow
def test_batches_in_processes_keep_their_order(
    survey: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many batches in two processes come back in the order in which they were read."""
    monkeypatch.setattr(batches, "BATCH_RESPONDENTS", 1)
    made = [files(run(survey, out=tmp_path / str(n), processes=n).folder) for n in (1, 2)]
    assert made[0] == made[1]


def test_batches_change_no_counts(
    survey: Path, finished: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Batches of two respondents give the same counts, and codings in another order."""
    monkeypatch.setattr(batches, "BATCH_RESPONDENTS", 2)
    result = run(survey, out=tmp_path / "uit")
    pd.testing.assert_frame_equal(result.counts, finished.counts)
    by = ["wave", "respondent_id", "question", "theme"]
    same = [r.codings.sort_values(by, ignore_index=True) for r in (result, finished)]
    pd.testing.assert_frame_equal(*same)
    assert result.summary.answers == finished.summary.answers


def test_run_takes_text(survey: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """pipeline.run takes the folder as text and writes to outputs/<study> where it runs."""
    monkeypatch.chdir(tmp_path)
    result = pipeline.run(str(survey))
    assert (tmp_path / "outputs" / "fietsen" / "manifest.json").is_file()
    assert len(result.codings) == 22


def test_study_file_of_another_name(survey: Path, finished: Run, tmp_path: Path) -> None:
    """A study file may have another name than study.yaml.

    It is read, hashed and run under that name.
    """
    (survey / "study.yaml").rename(survey / "anders.yaml")
    result = run(survey / "anders.yaml", out=tmp_path / "uit")
    assert result.summary.answers == finished.summary.answers


def test_progress_tells_the_stages(survey: Path, tmp_path: Path) -> None:
    """Progress is told by stages of STAGES, in their order, with the answers done so far."""
    told: list[tuple[str, int]] = []
    run(survey, out=tmp_path / "uit", progress=lambda stage, done: told.append((stage, done)))
    stages = list(dict.fromkeys(stage for stage, _ in told))
    assert stages == [stage.name for stage in STAGES if stage.name in stages]
    assert [done for _, done in told] == sorted(done for _, done in told)
    assert told[-1][1] == 20


@pytest.mark.parametrize("where", [".", "boeken", ".."])
def test_out_that_holds_inputs(survey: Path, where: str) -> None:
    """A folder that holds what the run reads is refused, and nothing in it changes."""
    before = files(survey)
    with pytest.raises(MisuseError, match="which the run reads; choose another folder with --out"):
        run(survey, out=survey / where)
    assert files(survey) == before


def test_out_that_is_no_run(survey: Path, tmp_path: Path) -> None:
    """A folder with other things in it, or a file, is refused and stays as it is.

    An empty folder is fine.
    """
    other, empty = tmp_path / "foto's", tmp_path / "leeg"
    other.mkdir()
    empty.mkdir()
    (other / "foto.jpg").write_text("x")
    for target in (other, other / "foto.jpg"):
        with pytest.raises(MisuseError, match="no earlier run of turven"):
            run(survey, out=target)
    assert files(other) == {"foto.jpg": b"x"}
    assert run(survey, out=empty).folder == empty


def test_out_with_the_manifest_of_another_program(survey: Path, tmp_path: Path) -> None:
    """A folder with a manifest.json that turven did not write is no earlier run.

    It is refused, not replaced.
    """
    app = tmp_path / "app"
    app.mkdir()
    (app / "manifest.json").write_text('{"name": "a web app"}')
    (app / "werk.txt").write_text("kostbaar")
    with pytest.raises(MisuseError):
        run(survey, out=app)
    assert (app / "werk.txt").read_text() == "kostbaar"


def test_out_here(survey: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--out .` in an empty folder either works or is refused in words."""
    here = tmp_path / "hier"
    here.mkdir()
    monkeypatch.chdir(here)
    try:
        run(survey, out=".")
    except TurvenError:
        assert not any(here.iterdir())
    else:
        assert (here / "manifest.json").is_file()


def test_failing_run_keeps_the_earlier(
    survey: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that dies while drawing leaves the earlier outputs whole, and nothing beside them."""
    before = files(run(survey, out=tmp_path / "uit").folder)
    monkeypatch.setattr(outputs, "render", lambda summary: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run(survey, out=tmp_path / "uit")
    assert files(tmp_path / "uit") == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["studie", "uit"]


def test_refused_before_anything_is_written(survey: Path, tmp_path: Path) -> None:
    """Misuse is found before the outputs' folder is touched."""
    (survey / "a-2025.csv").write_bytes(b"PAR1")
    with pytest.raises(UnreadableFileError, match=r"a-2025\.csv"):
        run(survey, out=tmp_path / "uit")
    with pytest.raises(MisuseError, match="processes: -1 is too few"):
        run(survey, out=tmp_path / "uit", processes=-1)
    assert not (tmp_path / "uit").exists()


def test_codebook_of_another_language(survey: Path, tmp_path: Path) -> None:
    """A codebook in another language than the study is refused, both named."""
    book = survey / "boeken" / "nadelen.yaml"
    book.write_text(
        book.read_text(encoding="utf-8").replace("language: nl", "language: en"), encoding="utf-8"
    )
    with pytest.raises(
        TurvenError, match=r"nadelen\.yaml: language 'en', but the study is in 'nl'"
    ):
        run(survey, out=tmp_path / "uit")

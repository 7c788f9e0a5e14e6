"""`pipeline.count_themes` counts codings that stand in a table, as a run of a study does."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import pipeline
from pipeline.counts import THEME_COUNTS
from pipeline.model import Codebook
from pipeline.run import Run

WEIGHTS = {"g01": "0,5", "g02": "2", "g03": "1", "g04": "0,25", "g05": "4", "": "1"}
"""Sums of these are exact, so that their order leaves no trace."""


@pytest.fixture(scope="module")
def books(survey_files: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the codebooks of the survey."""
    folder = tmp_path_factory.mktemp("boeken")
    for question in ("nadelen", "voordelen"):
        text = survey_files[f"boeken/{question}.yaml"]
        (folder / f"{question}.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def by_question(books: Path) -> dict[str, Codebook]:
    """The codebook of each question."""
    return {
        name: pipeline.read_codebook(books / f"{name}.yaml") for name in ("nadelen", "voordelen")
    }


@pytest.fixture(scope="module")
def weighed(survey_files: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run of the survey with weights, a second segment variable, and both of them crossed."""
    folder = tmp_path_factory.mktemp("gewogen")
    files = dict(survey_files)
    more = "weights: {column: gewicht}\ncrossings: [[grootte, streek]]\nsegments:\n"
    more += "  streek: {column: streek}\n"
    files["study.yaml"] = files["study.yaml"].replace("segments:\n", more)
    for name in ("a-2024.csv", "a-2025.csv"):
        header, *rows = files[name].splitlines()
        lines = [f"{header};gewicht;streek"]
        for number, row in enumerate(rows):
            lines.append(
                f"{row};{WEIGHTS[row.partition(';')[0]]};{'oost' if number % 2 else 'west'}"
            )
        files[name] = "\n".join(lines) + "\n"
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return pipeline.run(folder, out=folder / "uit")


def assert_same_counts(counts: pd.DataFrame, of_run: pd.DataFrame) -> None:
    """Check that all figures are the same, to the last digit."""
    pd.testing.assert_frame_equal(counts, of_run, check_dtype=False, check_exact=True)


def test_counts_are_those_of_the_run(finished: Run, by_question: dict[str, Codebook]) -> None:
    """The codings and answers of a run give its theme counts, of several questions and waves."""
    counts = pipeline.count_themes(
        finished.codings,
        finished.answers,
        by_question,
        by="grootte",
        population=50,
        study="fietsen",
    )

    assert set(counts["question"]) == {"nadelen", "voordelen"}
    assert set(counts["segment"]) == {"", "klein", "groot"}
    assert "mid-p-finite" in set(counts["interval"])
    assert_same_counts(THEME_COUNTS.check(counts), finished.counts)


def test_weighted_and_crossed_counts_are_those_of_the_run(
    weighed: Run, by_question: dict[str, Codebook]
) -> None:
    """Weights, several segment variables and their crossing count as they do in a run."""
    answers = weighed.answers.assign(weight=weighed.answers["weight"].astype(float))

    counts = pipeline.count_themes(
        weighed.codings,
        answers,
        by_question,
        by=["streek", "grootte"],
        crossings=[["grootte", "streek"]],
        weight="weight",
        population=50,
        study="fietsen",
    )

    assert set(counts["segment_variable"]) == {"", "grootte", "streek", "grootte × streek"}
    assert (counts["weighted_base"] != counts["base"]).any()
    assert_same_counts(counts, weighed.counts)


def test_one_codebook_serves_one_question(finished: Run, by_question: dict[str, Codebook]) -> None:
    """A codebook may be given by itself; codings of other questions than the answers' are none."""
    answers = finished.answers[finished.answers["question"] == "nadelen"]

    counts = pipeline.count_themes(
        finished.codings, answers, by_question["nadelen"], population=50, study="fietsen"
    )

    is_row = (finished.counts["question"] == "nadelen") & (finished.counts["segment"] == "")
    assert_same_counts(counts, finished.counts[is_row].reset_index(drop=True))


def test_codebook_may_be_a_file(finished: Run, books: Path) -> None:
    """The path of a codebook serves as the codebook itself, for one question or for each."""
    files = {name: str(books / f"{name}.yaml") for name in ("nadelen", "voordelen")}
    answers = finished.answers[finished.answers["question"] == "nadelen"]

    of_both = pipeline.count_themes(finished.codings, finished.answers, files)
    of_one = pipeline.count_themes(finished.codings, answers, books / "nadelen.yaml")

    assert set(of_both["question"]) == {"nadelen", "voordelen"}
    is_row = of_both["question"] == "nadelen"
    assert_same_counts(of_one, of_both[is_row].reset_index(drop=True))


def test_something_else_is_no_codebook(finished: Run) -> None:
    """A book that is neither codebook nor path is refused, with what to give."""
    says = "book: give a codebook, or the path of its file"

    with pytest.raises(pipeline.MisuseError, match=says):
        pipeline.count_themes(finished.codings, finished.answers, {"nadelen": 3})
    with pytest.raises(pipeline.MisuseError, match=says):
        pipeline.count_themes(finished.codings, finished.answers, ["nadelen"])


def test_without_a_codebook_themes_have_no_parents(finished: Run) -> None:
    """Themes then stand in the order of their names, and each counts its own codings alone."""
    counts = pipeline.count_themes(finished.codings, finished.answers)

    of_wave = counts[(counts["question"] == "nadelen") & (counts["wave"] == "2025")]
    special = ["geen-antwoord", "overig"]
    named = of_wave["theme"].tolist()
    assert named == [*sorted(set(named) - {*special}), *special]
    assert set(counts["parent"]) == {""}
    rows = finished.codings
    rows = rows[(rows["question"] == "nadelen") & (rows["wave"] == "2025")]
    respondents = rows.groupby("theme")["respondent_id"].nunique()
    counted = of_wave[of_wave["n"] > 0].set_index("theme")["n"]
    assert counted.to_dict() == respondents.drop("", errors="ignore").to_dict()


def test_answers_may_be_left_out(finished: Run, by_question: dict[str, Codebook]) -> None:
    """`where` says of each answer whether it is counted: a part has the figures of its segment."""
    is_small = finished.answers["grootte"] == "klein"

    counts = pipeline.count_themes(
        finished.codings, finished.answers, by_question, where=is_small.tolist()
    )

    of_segment = finished.counts[finished.counts["segment"] == "klein"]
    figures = ["question", "wave", "theme", "n", "base", "share", "mentions", "asked", "coded"]
    assert_same_counts(counts[figures], of_segment[figures].reset_index(drop=True))


def test_a_wave_without_anybody_has_no_rows(
    finished: Run, by_question: dict[str, Codebook]
) -> None:
    """Where `where` leaves nobody of a wave, the wave is not in the theme counts."""
    is_new = finished.answers["wave"] == "2025"

    counts = pipeline.count_themes(
        finished.codings, finished.answers, by_question, where=is_new.tolist()
    )

    assert set(counts["wave"]) == {"2025"}


@pytest.mark.parametrize("column", ["wave", "respondent_id", "question", "theme", "source"])
def test_a_missing_column_is_named(finished: Run, column: str) -> None:
    """Codings that lack a column are refused by its name."""
    codings = finished.codings.drop(columns=column)

    with pytest.raises(TypeError, match=f"codings: no column {column}"):
        pipeline.count_themes(codings, finished.answers)


@pytest.mark.parametrize(
    ("changes", "options", "says"),
    [
        ({"theme": "regn"}, {}, "Theme 'regn' is not in codebook 'nadelen'"),
        ({"respondent_id": "g99"}, {}, "a coding of 2024/g99/nadelen, who was not asked"),
        ({"source": "guess"}, {}, "no source 'guess'"),
        ({}, {"by": "groote"}, "no column 'groote' in the answers. Did you mean grootte?"),
        ({}, {"population": 0}, "population: 0 is no number of respondents"),
        ({}, {"population": 4}, "population: 4 is less than the 5 respondents asked in wave 2025"),
    ],
)
def test_nothing_is_dropped_unsaid(
    finished: Run,
    by_question: dict[str, Codebook],
    changes: dict[str, str],
    options: dict[str, object],
    says: str,
) -> None:
    """A theme, respondent, source or column that is not there is an error in one line."""
    answers = finished.answers[finished.answers["question"] == "nadelen"]
    codings = finished.codings[finished.codings["question"] == "nadelen"].copy()
    codings.iloc[0, [codings.columns.get_loc(name) for name in changes]] = list(changes.values())

    with pytest.raises(pipeline.TurvenError, match=says):
        pipeline.count_themes(codings, answers, by_question, **options)


@pytest.mark.parametrize(
    ("where", "says"),
    [
        (["ja", "nee"], "where: give True or False for each answer, and nothing else"),
        ("grootte == 'klein'", "where: give True or False for each answer"),
        ([1, 0], "where: give True or False for each answer"),
        ([True, None], "where: give True or False for each answer"),
        ([True, False], "where: 2 values for 18 answers; give True or False for each"),
    ],
)
def test_where_is_a_truth_for_each_answer(finished: Run, where: object, says: str) -> None:
    """Texts would all count as true, and a shorter list would fail far from here: both refused."""
    with pytest.raises(pipeline.MisuseError, match=says):
        pipeline.count_themes(finished.codings, finished.answers, where=where)


@pytest.mark.parametrize("weight", ["0,5", "zwaar", None, -1.0, float("inf"), float("nan")])
def test_weights_are_numbers_from_0(finished: Run, weight: object) -> None:
    """A column of weights that holds anything else is refused by its name."""
    answers = finished.answers.assign(gewicht=[weight, *[1.0] * (len(finished.answers) - 1)])

    with pytest.raises(pipeline.MisuseError, match="column 'gewicht' holds what is no weight"):
        pipeline.count_themes(finished.codings, answers, weight="gewicht")


def test_weights_may_be_as_a_run_wrote_them(weighed: Run) -> None:
    """Weights that a table holds as texts count as the numbers they say."""
    answers = weighed.answers.assign(weight=weighed.answers["weight"].astype(float).map(str))

    counts = pipeline.count_themes(weighed.codings, answers, weight="weight")

    numbers = weighed.answers.assign(weight=weighed.answers["weight"].astype(float))
    of_numbers = pipeline.count_themes(weighed.codings, numbers, weight="weight")
    assert_same_counts(counts, of_numbers)


def test_missing_segment_is_in_no_crossing(finished: Run, by_question: dict[str, Codebook]) -> None:
    """A respondent without a value of a segment is in none of its cells, crossed ones included."""
    answers = finished.answers[finished.answers["question"] == "nadelen"].copy()
    answers["grootte"] = [None, *answers["grootte"].iloc[1:]]
    answers["streek"] = "noord"

    counts = pipeline.count_themes(
        finished.codings, answers, by_question, crossings=[["grootte", "streek"]]
    )

    of_wave = counts[counts["wave"] == "2024"]
    asked = of_wave.groupby(["segment_variable", "segment"])["asked"].first()
    assert asked["grootte × streek"].to_dict() == {"groot × noord": 2, "klein × noord": 1}
    assert asked["streek", "noord"] == 4

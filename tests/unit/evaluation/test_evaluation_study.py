"""evaluate: cross-validation by respondent, and the files it leaves."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from llm_replies import write_replies
from static_model import make_model

import pipeline
from pipeline.errors import MisuseError
from pipeline.evaluation import (
    CONFUSIONS,
    EVALUATION,
    LEARNING,
    THEME_SCORES,
    CrossValidation,
    Evaluation,
    Fold,
    write_evaluation,
)
from pipeline.report.data import measurement_folder
from pipeline.run import evaluate, run
from pipeline.study import read_study

pytestmark = pytest.mark.slow

NADELEN = {
    "regen": ["regen", "altijd regen", "veel regen onderweg", "regenbuien"],
    "wind": ["wind", "tegenwind", "harde wind", "te veel wind"],
    "afstand": ["te ver", "dertig kilometer", "veel te ver weg", "tien kilometer"],
}


def with_labels(files: dict[str, str]) -> dict[str, str]:
    """The survey with twelve labelled respondents in 2024; the rules code one otherwise.

    It is coded by words alone.
    """
    answers, labels = ["id;grootte;q1;q2"], ["wave,respondent_id,question,theme,coder"]
    for number, (theme, text) in enumerate(
        (theme, text) for theme, texts in NADELEN.items() for text in texts
    ):
        answers.append(f"g{number:02};klein;{text};gezond")
        labels.append(f"2024,g{number:02},nadelen,{'afstand' if number == 0 else theme},anna")
        labels.append(f"2024,g{number:02},voordelen,gezond,anna")
    return files | {
        "study.yaml": files["study.yaml"] + "embeddings: off\n",
        "a-2024.csv": "\n".join(answers) + "\n",
        "labels.csv": "\n".join(labels) + "\n",
    }


def written(folder: Path, files: dict[str, str]) -> Path:
    """The folder with those files in it."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return folder


@pytest.fixture
def labelled(tmp_path: Path, survey_files: dict[str, str]) -> Path:
    """That survey in a folder that is free to change."""
    return written(tmp_path / "gelabeld", with_labels(survey_files))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory, survey_files: dict[str, str]) -> Evaluation:
    """Its evaluation in three folds."""
    return evaluate(
        written(tmp_path_factory.mktemp("studie"), with_labels(survey_files)), folds=3, processes=1
    )


def test_figures(found: Evaluation) -> None:
    """The rules are right but for one answer, a confusion; every theme has labels and scores."""
    nadelen, voordelen = found.questions
    assert (found.answers, found.respondents, nadelen.answers) == (24, 12, 12)
    assert nadelen.scores["rules"].exact.value == round(11 / 12, 4)
    assert voordelen.scores["rules"].f1.value == 1.0
    labels = {t.theme: t.labels for t in nadelen.themes}
    assert (labels["regen"], labels["weer"], labels["afstand"]) == (3, 7, 5)
    regen = {t.theme: t for t in nadelen.themes}["regen"].scores["rules"]
    assert (regen.found, regen.right, regen.precision.value, regen.recall.value) == (
        4,
        3,
        0.75,
        1.0,
    )
    first = nadelen.confusions[0]
    assert (first.given, first.found, first.examples[0].verbatim) == ("afstand", "regen", "regen")
    assert all(t.few for t in nadelen.themes)
    assert nadelen.learning.points[-1].labels == 8.0
    assert found.without_labels == ()


def test_no_respondent_is_judged_by_own_answers(labelled: Path) -> None:
    """What a fold learns from and what it codes have no respondent in common.

    Less is learned from a part of the same respondents.
    """
    validation = CrossValidation(read_study(labelled), 3, 0)
    answers = validation.labelled["nadelen"]
    seen: set[int] = set()
    for number in range(3):
        fold, smaller = (Fold("nadelen", number, share) for share in (1.0, 1 / 3))
        rows = validation.result(fold).rows.tolist()
        learned = {answer.group for answer in validation.learned_from(fold)}
        assert not learned & {answers[row].group for row in rows}
        assert {answer.group for answer in validation.learned_from(smaller)} < learned
        seen |= set(rows)
    assert seen == set(range(12))
    assert validation.learned_from(Fold("nadelen", -1, 0.0)) == []


def test_without_vectors_the_classifier_is_by_words_alone(found: Evaluation) -> None:
    """Without an embedder there is no coder with vectors, in no table and no line of the curve."""
    nadelen = found.questions[0]

    assert tuple(nadelen.scores) == found.methods == ("rules", "words", "both", "people")
    assert set(nadelen.learning.gains) == {"words", "both"}
    assert nadelen.scores["both"].added.over == "words"


def test_vectors_stand_beside_words(labelled: Path) -> None:
    """With an embedder the classifier is tried with and without, at every number of labels."""
    make_model(labelled / "model")
    text = (labelled / "study.yaml").read_text("utf-8")
    (labelled / "study.yaml").write_text(text.replace("embeddings: off", "embeddings: ./model"))

    found = evaluate(labelled, folds=3, processes=1)

    assert found.methods == ("rules", "words", "vectors", "both", "people")
    assert found.scores["vectors"].added.over == "words"
    assert found.scores["both"].added.over == "vectors"
    assert set(found.learning.points[0].f1) == {"words", "vectors", "both"}


def test_people_are_measured_among_themselves(labelled: Path) -> None:
    """Where two coded the same answers, their F1 is that of one's codes against the other's.

    Who coded an answer alone agrees with nobody, and the label is no second opinion.
    """
    themes = ["wind", "regen", "afstand", "afstand", "afstand"]
    rows = [f"2024,g{n:02},nadelen,{theme},bob" for n, theme in enumerate(themes, 4)]
    with (labelled / "labels.csv").open("a", encoding="utf-8") as file:
        file.write("\n".join(rows) + "\n")

    nadelen, voordelen = evaluate(labelled, folds=3, processes=1).questions

    people = nadelen.scores["people"]
    assert (people.answers, people.exact.value, people.f1.value) == (5, 0.4, 0.5)
    assert people.added.over == "both"
    assert (voordelen.scores["people"].answers, voordelen.scores["people"].f1.value) == (0, None)
    assert "people" not in nadelen.themes[0].scores


def test_language_model_is_a_coder_where_it_replied(labelled: Path) -> None:
    """Its own codes are scored on the answers that it replied to; other questions have no row."""
    write_replies(
        labelled,
        "nadelen",
        {"altijd regen": ["regen"], "tegenwind": ["regen"], "tien kilometer": ["afstand"]},
        also_of="voordelen",
    )

    found = evaluate(labelled, folds=3, processes=1)

    nadelen, voordelen = found.questions
    assert found.methods == ("rules", "words", "llm", "both", "people")
    score = nadelen.scores["llm"]
    assert (score.answers, score.exact.value) == (3, 0.6667)
    assert score.added.over == "words"
    assert "llm" not in voordelen.scores
    assert found.scores["llm"].answers == 3
    wind = next(t for t in nadelen.themes if t.theme == "wind").scores["llm"]
    assert (wind.found, wind.recall.value) == (0, 0.0)


def test_processes_change_nothing(labelled: Path, found: Evaluation) -> None:
    """Two processes find what one finds, to the last digit."""
    assert evaluate(labelled, folds=3, processes=2) == found


def test_same_bytes(labelled: Path, found: Evaluation, tmp_path: Path) -> None:
    """The same study gives the same files, byte by byte."""
    study = read_study(labelled)
    first = write_evaluation(study, found, out=tmp_path / "een")
    again = write_evaluation(study, evaluate(study, folds=3), out=tmp_path / "twee")
    files = sorted(p.relative_to(first) for p in first.rglob("*") if p.is_file())
    assert Path("evaluation.html") in files
    assert Path("pictures/nadelen-themes.svg") in files
    assert all((first / name).read_bytes() == (again / name).read_bytes() for name in files)


def test_tables(labelled: Path, found: Evaluation, tmp_path: Path) -> None:
    """The CSV tables have the columns that the model declares, and their figures."""
    folder = write_evaluation(read_study(labelled), found, out=tmp_path / "uit")
    declared = {
        "evaluation": EVALUATION,
        "themes": THEME_SCORES,
        "confusions": CONFUSIONS,
        "learning": LEARNING,
    }
    tables = {name: pd.read_csv(folder / f"{name}.csv", keep_default_na=False) for name in declared}
    assert all(
        list(tables[name].columns) == list(table.columns) for name, table in declared.items()
    )
    scores = tables["evaluation"].set_index(["question", "coder"])
    assert float(scores.loc[("nadelen", "rules"), "exact"]) == round(11 / 12, 4)
    assert set(scores.index.get_level_values("coder")) == {"rules", "words", "both", "people"}
    assert len(tables["themes"]) == 3 * (6 + 4)
    assert "regen" in tables["confusions"]["verbatim"].tolist()


def test_rules_alone(labelled: Path) -> None:
    """A question that is left to the rules has no classifier to judge, but all other figures."""
    text = (labelled / "study.yaml").read_text(encoding="utf-8")
    (labelled / "study.yaml").write_text(
        text.replace("show: themes}", "show: themes, classifier: false}"), encoding="utf-8"
    )
    nadelen, voordelen = evaluate(labelled, folds=3).questions
    assert set(nadelen.scores) == {"rules", "both", "people"}
    assert (nadelen.calibration, nadelen.coverage, nadelen.learning) == (None, None, None)
    assert voordelen.calibration is not None


def test_a_respondent_or_two(survey: Path) -> None:
    """The survey's few labels are enough to be evaluated: one of voordelen, three of nadelen."""
    found = evaluate(survey)
    assert [(q.id, q.answers, q.respondents) for q in found.questions] == [
        ("nadelen", 3, 3),
        ("voordelen", 1, 1),
    ]
    assert found.questions[1].scores["rules"].f1.value is not None


def test_neither_wipes_the_other(
    labelled: Path, found: Evaluation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An evaluation lies beside the run, and neither takes the folder of the other."""
    monkeypatch.chdir(tmp_path)
    study = read_study(labelled)
    done, folder = run(study), write_evaluation(study, found)
    assert folder == Path("outputs") / "fietsen-evaluation"
    assert (done.folder / "report" / "report.html").is_file()
    with pytest.raises(MisuseError, match="no earlier evaluation"):
        write_evaluation(study, found, out=done.folder)
    with pytest.raises(MisuseError, match="no earlier run"):
        run(study, out=folder)
    write_evaluation(study, found)
    run(study)
    assert (folder / "evaluation.html").is_file()


def test_without_labels(survey: Path) -> None:
    """A study without labels is told what to do."""
    text = (survey / "study.yaml").read_text(encoding="utf-8")
    (survey / "study.yaml").write_text(text.replace("labels: [labels.csv]\n", ""), encoding="utf-8")
    with pytest.raises(
        MisuseError, match="has no labels to evaluate with; label answers with  turven review"
    ):
        evaluate(survey)


def test_labels_of_nobody(survey: Path) -> None:
    """Labels that belong to no answer are no labels."""
    (survey / "labels.csv").write_text(
        "wave,respondent_id,question,theme,coder\n2024,g99,nadelen,wind,anna\n", encoding="utf-8"
    )
    with pytest.raises(MisuseError, match=r"no label that belongs to an answer in labels\.csv"):
        evaluate(survey)


@pytest.mark.parametrize(
    ("options", "says"),
    [({"folds": 1}, "folds"), ({"seed": -1}, "seed"), ({"error": 1.0}, "error")],
)
def test_misuse(survey: Path, options: dict[str, float], says: str) -> None:
    """Folds, seed and error that make no sense are refused before anything is trained."""
    with pytest.raises(MisuseError, match=says):
        evaluate(survey, **options)


def test_inputs_are_safe(survey: Path) -> None:
    """An evaluation never replaces a folder that the study reads."""
    with pytest.raises(MisuseError, match="which the evaluation reads"):
        measurement_folder(read_study(survey), "evaluation", survey)


def test_from_the_package() -> None:
    """`pipeline.evaluate` is the verb."""
    assert pipeline.evaluate is evaluate

"""agreement: whose codings count, what is made of them, and the files it leaves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from llm_replies import write_replies

import pipeline
from pipeline.agreement import (
    AGREEMENT_CODERS,
    AGREEMENT_PAIRS,
    AGREEMENT_SETS,
    AGREEMENT_THEMES,
    Agreement,
    Codings,
    agreement,
    agreement_page,
    question_codings,
    write_agreement,
)
from pipeline.coding import prepare
from pipeline.coding.classifier import classifier_only_sets
from pipeline.decisions import Decision, Occasion, Subject, Verdict
from pipeline.decisions.study_log import open_log
from pipeline.errors import MisuseError, UnknownQuestionError
from pipeline.ingest import read_labels
from pipeline.normalise import text_hash
from pipeline.report.data import measurement_folder
from pipeline.run import run
from pipeline.study import read_study

pytestmark = pytest.mark.slow

TEXTS = {
    "regen": [
        *("regen", "altijd regen", "veel regen onderweg", "regenbuien"),
        *("regen in de ochtend", "steeds die regen", "regen, regen", "de regen"),
    ],
    "wind": [
        *("wind", "tegenwind", "harde wind", "te veel wind"),
        *("zeewind", "wind van voren", "de wind", "storm en wind"),
    ],
    "afstand": [
        *("te ver", "dertig kilometer", "veel te ver weg", "tien kilometer"),
        *("zo te ver", "te ver fietsen", "veel kilometers", "vijf km ver"),
    ],
}
BLIND = Occasion(shown="nothing")


def survey_with(folder: Path, files: dict[str, str], labels: Sequence[str] = ()) -> Path:
    """The survey in a folder, with 24 answers of 2024 to `nadelen` and these rows of labels."""
    answers = ["id;grootte;q1;q2"]
    texts = [text for of_theme in TEXTS.values() for text in of_theme]
    answers += [f"g{number:02};klein;{text};gezond" for number, text in enumerate(texts)]
    head = "wave,respondent_id,question,theme,coder"
    changed = {
        "a-2024.csv": "\n".join(answers) + "\n",
        "labels.csv": "\n".join([head, *labels]) + "\n",
    }
    for name, content in (files | changed).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def by(coder: str, wrong: Sequence[int] = (), left_out: Sequence[int] = ()) -> list[str]:
    """Rows of labels of a coder who gives every text its theme, but for the `wrong` ones."""
    themes = [theme for theme, texts in TEXTS.items() for _ in texts]
    return [
        f"2024,g{i:02},nadelen,{'overig' if i in wrong else theme},{coder}"
        for i, theme in enumerate(themes)
        if i not in left_out
    ]


@pytest.fixture
def study(tmp_path: Path, survey_files: dict[str, str]) -> Path:
    """The survey without a label."""
    return survey_with(tmp_path / "studie", survey_files)


@pytest.fixture(scope="module")
def study_of_three(tmp_path_factory: pytest.TempPathFactory, survey_files: dict[str, str]) -> Path:
    """As three labelled it: bob differs twice from anna, carla often, with one left out."""
    rows = [
        *by("anna"),
        *by("bob", wrong=[0, 9]),
        *by("carla", wrong=range(0, 20, 2), left_out=[23]),
    ]
    return survey_with(tmp_path_factory.mktemp("studie"), survey_files, rows)


@pytest.fixture(scope="module")
def found(study_of_three: Path) -> Agreement:
    """Its agreement."""
    return agreement(study_of_three, draws=200)


def decision(
    id: str, reviewer: str, text: str, *codes: str, who: str = "g16", **more: object
) -> Decision:
    """A decision on an answer to `nadelen`, blind unless told otherwise."""
    scope = more.pop("scope", "alike")
    made = Decision(
        id=id,
        at="2026-03-02T09:00:00.000000Z",
        reviewer=reviewer,
        subject=Subject("nadelen", "2024", who, text_hash(text), scope),  # type: ignore[arg-type]
        verdicts=tuple(Verdict(code, "add") for code in codes),
        occasion=BLIND,
    )
    return Decision(**{**made.__dict__, **more})


def codings(study: Path, *decisions: Decision) -> Codings | None:
    """The codings of `nadelen` with these decisions in the log."""
    settled = read_study(study)
    with open_log(settled) as log:
        log.append(decisions)
    return question_codings(
        prepare(settled, questions=["nadelen"]), "nadelen", read_labels(settled)[0]
    )


def said(found: Codings | None) -> dict[str, list[set[str] | None]]:
    """What each person said of each text."""
    assert found is not None
    return {
        name: [None if row[place] is None else set(row[place] or ()) for row in found.sets]
        for place, (kind, name) in enumerate(found.coders)
        if kind == "person"
    }


def test_coders(tmp_path: Path, survey_files: dict[str, str]) -> None:
    """Coders are who labelled in a file or decided in review, then rules and classifier."""
    study = survey_with(
        tmp_path, survey_files, [*by("anna"), *by("bob"), *by("carla", left_out=[23])]
    )
    made = codings(study, decision("d", "dirk", "te ver", "afstand"))
    assert made is not None
    assert [kind for kind, _ in made.coders] == ["person"] * 4 + ["rules", "classifier"]
    assert [name for _, name in made.coders] == ["anna", "bob", "carla", "dirk", "", ""]
    assert (len(made.sets), len(set(made.respondents)), made.people) == (24, 24, 4)


def test_language_model_is_a_coder_of_the_texts_it_replied_to(
    tmp_path: Path, survey_files: dict[str, str]
) -> None:
    """It stands beside rules and classifier with its own codes; other texts it did not code.

    Nor did it code `te ver`, an example of the codebook that its prompt shows.
    """
    study = survey_with(tmp_path, survey_files, by("anna"))
    write_replies(
        study, "nadelen", {"tien kilometer": ["afstand"], "wind": ["regen"], "te ver": ["wind"]}
    )

    made = codings(study)

    assert made is not None
    assert [kind for kind, _ in made.coders] == ["person", "rules", "classifier", "llm"]
    of_llm = [set(row[3]) for row in made.sets if row[3] is not None]
    assert sorted(of_llm, key=sorted) == [{"afstand"}, {"regen"}]
    assert made.people == 1


def test_in_sight_of_another_is_no_coding(study: Path) -> None:
    """The first to see everything codes by themselves, who follows with that in sight does not.

    Who is blind to it does.
    """
    shown = Occasion(shown="everything")
    made = codings(
        study,
        decision("1", "anna", "te ver", "afstand", occasion=shown),
        decision("2", "bob", "te ver", "overig", occasion=shown),
        decision("3", "carla", "te ver", "weer", occasion=Occasion(shown="suggestions")),
        decision("4", "dirk", "te ver", "wind"),
    )
    assert said(made) == {"anna": [{"afstand"}], "carla": [{"weer"}], "dirk": [{"wind"}]}


def test_in_sight_of_a_label_is_no_coding(tmp_path: Path, survey_files: dict[str, str]) -> None:
    """A label of another in a file was in sight, too."""
    labelled = survey_with(tmp_path / "gelabeld", survey_files, by("anna")[:17])
    shown = Occasion(shown="everything")
    made = codings(
        labelled,
        decision("1", "bob", "te ver", "overig", occasion=shown),
        decision("2", "bob", "dertig kilometer", "overig", who="g17", occasion=shown),
    )
    assert [sets for sets in said(made)["bob"] if sets] == [{"overig"}]


def test_what_was_taken_back_was_out_of_sight(study: Path) -> None:
    """Who decides after another undid a decision saw nothing of it; undone later, it was seen."""
    shown = Occasion(shown="everything")
    made = codings(
        study,
        decision("1", "anna", "te ver", "afstand", occasion=shown),
        decision("2", "anna", "te ver", undoes="1"),
        decision("3", "bob", "te ver", "overig", occasion=shown),
        decision("4", "carla", "tien kilometer", "wind", who="g19", occasion=shown),
        decision("5", "bob", "tien kilometer", "afstand", who="g19", occasion=shown),
        decision("6", "carla", "tien kilometer", who="g19", undoes="4"),
    )
    assert said(made) == {"bob": [{"overig"}]}


def test_adjudication_is_no_coding(study: Path) -> None:
    """What settles a difference says nothing of agreement, whoever does it."""
    made = codings(
        study,
        decision("1", "anna", "te ver", "afstand"),
        decision("2", "bob", "te ver", "overig"),
        decision(
            "3",
            "bob",
            "te ver",
            "afstand",
            occasion=Occasion(round="adjudication", shown="everything"),
        ),
    )
    assert said(made) == {"anna": [{"afstand"}], "bob": [{"overig"}]}


def test_latest_of_each(study: Path) -> None:
    """The latest coding of a reviewer counts, before what they put in a file.

    Codes that a code below them implies are left out.
    """
    made = codings(
        study,
        decision("1", "anna", "te ver", "afstand"),
        decision("2", "anna", "te ver", "weer", "wind"),
        decision("3", "bob", "te ver", "overig"),
        decision("4", "bob", "te ver", "afstand"),
        decision("5", "bob", "te ver", undoes="4"),
    )
    assert said(made) == {"anna": [{"wind"}], "bob": [{"overig"}]}


def test_alike_answers_count_once(study: Path) -> None:
    """A decision on all alike answers is one coding, and so are two labels on alike answers.

    An answer that was split off is a text of its own.
    """
    with (study / "a-2024.csv").open("a", encoding="utf-8") as file:
        file.write("g30;klein;TE  VER;\ng31;klein;te ver;\n")
    with (study / "labels.csv").open("a", encoding="utf-8") as file:
        file.write(
            "2024,g16,nadelen,afstand,carla\n"
            "2024,g30,nadelen,afstand,carla\n"
            "2024,g31,nadelen,overig,carla\n"
        )
    made = codings(
        study,
        decision("1", "anna", "te ver", "afstand"),
        decision("2", "bob", "te ver", "overig", who="g31", scope="one"),
    )
    assert said(made) == {
        "anna": [{"afstand"}, None],
        "bob": [None, {"overig"}],
        "carla": [{"afstand"}, None],
    }
    assert made is not None and made.respondents == ("g16", "g31")


def test_text_that_is_gone(study: Path) -> None:
    """People's codings of a text that nobody has any more still count; the machine never saw it."""
    made = codings(
        study,
        decision("1", "anna", "iets anders", "afstand"),
        decision("2", "bob", "iets anders", "wind"),
    )
    assert made is not None
    assert dict(zip(made.coders, made.sets[0], strict=True)) == {
        ("person", "anna"): {"afstand"},
        ("person", "bob"): {"wind"},
        ("rules", ""): None,
    }


def test_classifier_codes_what_it_has_not_seen(study_of_three: Path) -> None:
    """Answers that the classifier learned from are coded by classifiers that had not seen them."""
    settled = read_study(study_of_three)
    coder = prepare(settled, questions=["nadelen"])
    made = question_codings(coder, "nadelen", read_labels(settled)[0])
    assert made is not None
    of_question, book = coder.coders["nadelen"], coder.books["nadelen"]
    held_out = of_question.held_out_probabilities()
    assert held_out is not None
    chosen = classifier_only_sets(book, held_out, np.zeros(24, dtype=bool))
    expected = {
        text_hash(answer.verbatim): frozenset(
            book.codes[code] for code in np.flatnonzero(row).tolist()
        )
        for answer, row in zip(coder.labelled["nadelen"], chosen, strict=True)
    }
    place = made.coders.index(("classifier", ""))
    assert [row[place] for row in made.sets] == [expected[text] for text in sorted(expected)]


def test_figures(found: Agreement) -> None:
    """anna and bob differ on 2 of 24; themes stand in order, the lowest agreement first."""
    (nadelen,) = found.questions
    assert found.without == ("voordelen",)
    anna_bob = next(pair for pair in nadelen.pairs if (pair.one, pair.other) == (0, 1)).figures
    assert (anna_bob.n, anna_bob.of["percent"].value) == (24, round(22 / 24, 6))
    assert [c.name for c in nadelen.coders[:3]] == ["anna", "bob", "carla"]
    assert [c.texts for c in nadelen.coders] == [24, 24, 23, 24, 24]
    assert nadelen.people.n == 24 and nadelen.compares_people
    said = [
        t.people.of["alpha"].value
        for t in nadelen.themes
        if t.people.verdict in ("too-low", "tentative", "reliable")
    ]
    assert said == sorted(said) and len(said) >= 3
    assert [t.theme for t in nadelen.themes if t.people.verdict == "not-given"] == ["geen-antwoord"]


def test_theme_has_what_lies_below_it(found: Agreement) -> None:
    """Regen and wind are weer: a text has the theme when it has one below it."""
    themes = {t.theme: t for t in found.questions[0].themes}
    assert (
        themes["weer"].people.given,
        themes["regen"].people.given,
        themes["wind"].people.given,
    ) == (16, 8, 8)
    assert themes["regen"].parent == "weer"


def test_odd_one_out(tmp_path: Path, survey_files: dict[str, str]) -> None:
    """Who agrees less with everyone than the others do among themselves is marked.

    Of a question without a classifier the rules take part.
    """
    rows = [*by("anna"), *by("bob", wrong=[0]), *by("carla", wrong=range(0, 24, 2))]
    study = survey_with(tmp_path, survey_files, rows)
    text = (
        (study / "study.yaml")
        .read_text(encoding="utf-8")
        .replace("themes}", "themes, classifier: false}")
    )
    (study / "study.yaml").write_text(text, encoding="utf-8")
    (nadelen,) = agreement(study, draws=20).questions
    assert [c.kind for c in nadelen.coders] == ["person"] * 3 + ["rules"]
    assert [c.odd for c in nadelen.coders] == [False, False, True, False]
    # people among people, and the rules, the last coder, with people
    for coder, others in ((0, {1, 2}), (3, {0, 1, 2})):
        alphas = [
            pair.figures.of["alpha"].value
            for pair in nadelen.pairs
            if coder in (pair.one, pair.other) and ({pair.one, pair.other} - {coder}) <= others
        ]
        assert len(alphas) == len(others)
        assert nadelen.coders[coder].alpha == pytest.approx(np.mean(alphas), abs=1e-6)


def test_one_coder(tmp_path: Path, survey_files: dict[str, str]) -> None:
    """Of one person nothing is said of people; rules and classifier stand apart on the page."""
    found = agreement(survey_with(tmp_path, survey_files, by("anna")), draws=20)
    (nadelen,) = found.questions
    assert not nadelen.compares_people
    assert (nadelen.people.n, nadelen.people.of["alpha"].why) == (0, "one-coder")
    assert all(t.people.of[name].value is None for t in nadelen.themes for name in t.people.of)
    assert nadelen.everyone.of["alpha"].value > 0.5
    assert nadelen.coders[0].alpha is not None
    assert "Eén mens codeerde deze vraag" in agreement_page(found)


def test_nobody_coded(study: Path) -> None:
    """Where nobody coded, the error says what to do; an unknown question is refused."""
    with pytest.raises(
        MisuseError, match="no codings of people to compare; let two reviewers code"
    ) as told:
        agreement(study)
    assert "\n" not in str(told.value)
    with pytest.raises(UnknownQuestionError):
        agreement(study, question="nadeln")
    with pytest.raises(MisuseError, match="1 or more draws"):
        agreement(study, draws=0)


def test_one_question(study_of_three: Path, found: Agreement) -> None:
    """Asked for one question, it gives the same figures of that one."""
    assert agreement(study_of_three, question="nadelen", draws=200).questions == found.questions


def test_files(
    study_of_three: Path, found: Agreement, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Page, tables and manifest lie in a folder of their own, the same bytes again.

    It takes no other folder, nor does a run take its.
    """
    monkeypatch.chdir(tmp_path)
    study = read_study(study_of_three)
    folder = write_agreement(study, found)
    assert folder == Path("outputs") / "fietsen-agreement"
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert set(first) == {
        "agreement.html",
        "sets.csv",
        "themes.csv",
        "pairs.csv",
        "coders.csv",
        "manifest.json",
    }
    again = write_agreement(study, agreement(study_of_three, draws=200))
    assert {path.name: path.read_bytes() for path in again.iterdir()} == first
    with pytest.raises(MisuseError, match="no earlier run"):
        run(study, out=folder)
    (tmp_path / "iets").mkdir()
    (tmp_path / "iets" / "van-mij.txt").write_text("x", encoding="utf-8")
    with pytest.raises(MisuseError, match="no earlier agreement"):
        measurement_folder(study, "agreement", tmp_path / "iets")


def test_tables(study_of_three: Path, found: Agreement, tmp_path: Path) -> None:
    """The tables have the columns that the model declares; an empty figure has its reason."""
    folder = write_agreement(read_study(study_of_three), found, out=tmp_path / "uit")
    declared = {
        "sets": AGREEMENT_SETS,
        "themes": AGREEMENT_THEMES,
        "pairs": AGREEMENT_PAIRS,
        "coders": AGREEMENT_CODERS,
    }
    tables = {name: pd.read_csv(folder / f"{name}.csv") for name in declared}
    assert all(
        list(tables[name].columns) == list(table.columns) for name, table in declared.items()
    )
    assert len(tables["pairs"]) == 10 and len(tables["coders"]) == 5
    themes = tables["themes"].set_index(["theme", "among"])
    assert themes.loc[("geen-antwoord", "people"), "why"] == "no-variance"
    assert themes["alpha"].isna()[("geen-antwoord", "people")]
    assert set(tables["sets"]["among"]) == {"people", "all"}


def test_page(found: Agreement) -> None:
    """The page is in the study's language, names coders and verdicts, and needs no network."""
    page = agreement_page(found)
    assert '<html lang="nl">' in page
    assert all(
        words in page
        for words in ("anna", "carla", "te laag om over te rapporteren", "Door niemand gegeven")
    )
    assert "http" not in page.replace("http-equiv", "") and "<script" not in page
    assert " style=" not in page


def test_names_are_no_markup(tmp_path: Path, survey_files: dict[str, str]) -> None:
    """A coder's name is text on the page, whatever stands in it."""
    rows = [*by("anna"), *by("<script>alert(1)</script>")]
    page = agreement_page(agreement(survey_with(tmp_path, survey_files, rows), draws=20))
    assert "<script" not in page and "&lt;script&gt;" in page


def test_from_python(study_of_three: Path, found: Agreement) -> None:
    """`pipeline.agreement(...)` is the verb, the package of its subject imported or not."""
    assert pipeline.agreement(study_of_three, draws=200) == found

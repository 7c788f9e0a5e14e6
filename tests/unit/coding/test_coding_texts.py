"""Coding texts and learning themes from Python, and the oddest of texts."""

from __future__ import annotations

import csv
import io
import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import pipeline
from pipeline.coding.codebook_examples import test_codebook
from pipeline.coding.pair_model import PairModel
from pipeline.coding.rules import RuleMatcher
from pipeline.model import Codebook
from pipeline.normalise import linguist
from pipeline.run import Run, run

ODD = {
    "emoji": "🌧️🌧️👩‍👩‍👧‍👦 regen 🚴🏽‍♀️",
    "right to left": "يوجد regen כל היום \u202egeregnd\u202c",
    "200,000 letters without a space": "x" * 200_000,
    "control characters": "re\x07gen \x1b[31mregen\x1b[0m \x85 regen",
    "NUL": "regen\0regen \0",
    "5,000 newlines": "regen" + "\n" * 5_000 + "te ver",
    "combining marks": "r\u0301\u0302\u0303" * 500 + " regen",
    "only marks": "\u200b\u200c\u200d\ufeff",
    "surrogate": "regen \ud800 regen",
    "nothing but a surrogate": "\udfff",
    "quotes": '"""\';--,\t=cmd|',
    "many words": "regen " * 20_000,
}


@pytest.fixture
def book(survey: Path) -> Codebook:
    """The survey's codebook."""
    return pipeline.read_codebook(survey / "boeken" / "nadelen.yaml")


def test_top_level_names() -> None:
    """The verbs of the contract are there at the top of the package."""
    assert all(
        callable(getattr(pipeline, name)) for name in pipeline.__all__ if name != "__version__"
    )
    assert set(pipeline.__all__) <= set(dir(pipeline))
    with pytest.raises(AttributeError, match="no attribute 'kode'"):
        _ = pipeline.kode


@pytest.mark.parametrize("name", [name for name in pipeline.__all__ if name != "__version__"])
def test_verbs_have_docstrings(name: str) -> None:
    """Every verb says in a sentence what it gives."""
    assert (getattr(pipeline, name).__doc__ or "").strip().split("\n")[0].endswith((".", ","))


def test_code(book: Codebook) -> None:
    """Codings of texts: which text, which theme, where, and by which rule."""
    frame = pipeline.code(["het regent", "n.v.t.", "te ver, en wind", "paars"], book)
    rows = list(
        zip(frame["answer"], frame["theme"], frame["source"], frame["evidence"], strict=True)
    )
    assert rows == [
        (0, "regen", "rules", "regent"), (1, "geen-antwoord", "rules", ""),
        (2, "wind", "rules", "wind"), (2, "afstand", "rules", "te ver"),
        (3, "", "none", ""),
    ]  # fmt: skip
    assert frame["why"].tolist()[0] == "regen.1"


def test_code_by_the_file_of_a_codebook(survey: Path, book: Codebook) -> None:
    """The path of a codebook serves as the codebook itself."""
    file = survey / "boeken" / "nadelen.yaml"

    by_path, by_text = (pipeline.code(["te ver"], path) for path in (file, str(file)))

    pd.testing.assert_frame_equal(by_path, pipeline.code(["te ver"], book))
    pd.testing.assert_frame_equal(by_text, by_path)


def test_code_of_a_table(book: Codebook) -> None:
    """A table or a dict is refused: what would be coded is the names of its columns."""
    table = pd.DataFrame({"te ver": ["het regent"]})

    for texts in (table, table.to_dict("list")):
        with pytest.raises(pipeline.MisuseError, match="texts: this is a table; give one column"):
            pipeline.code(texts, book)
    assert pipeline.code(table["te ver"], book)["theme"].tolist() == ["regen"]


@pytest.mark.parametrize("book", [None, 3, {"nadelen": "boek"}])
def test_code_by_no_codebook(book: object) -> None:
    """A book that is neither codebook nor path is refused, with what to give."""
    with pytest.raises(
        pipeline.MisuseError, match="book: give a codebook, or the path of its file"
    ):
        pipeline.code(["te ver"], book)


def test_code_of_nothing(book: Codebook) -> None:
    """No texts have no codings, with the same columns."""
    frame = pipeline.code([], book)
    assert len(frame) == 0
    assert list(frame.columns) == list(pipeline.code(["regen"], book).columns)


@pytest.mark.parametrize("name", ODD)
def test_odd_texts(book: Codebook, name: str) -> None:
    """Any text is coded or reported as uncoded, and evidence slices it."""
    text = ODD[name]
    frame = pipeline.code([text, "regen"], book)
    assert set(frame["answer"]) == {0, 1}
    for row in frame[frame["start"].notna()].itertuples():
        given = (text, "regen")[row.answer]
        assert given[row.start : row.end] == row.evidence != ""
    if "regen " in text or text.endswith(" regen"):
        assert "regen" in set(frame.loc[frame["answer"] == 0, "theme"])


def test_odd_texts_change_no_others(book: Codebook) -> None:
    """A text is coded alike alone and among odd ones."""
    alone = pipeline.code(["tegenwind en regen"], book).drop(columns="answer")
    among = pipeline.code([*ODD.values(), "tegenwind en regen"], book)
    mine = among[among["answer"] == len(ODD)].drop(columns="answer").reset_index(drop=True)
    assert mine.equals(alone)


@pytest.mark.slow
def test_odd_texts_in_a_study(survey: Path, tmp_path: Path) -> None:
    """A study of odd texts runs through: each answer is coded or reported, and evidence slices the
    verbatim."""
    buffer = io.StringIO()
    rows = [[f"g{i:02}", "klein", text, text] for i, text in enumerate(ODD.values())]
    csv.writer(buffer, delimiter=";").writerows([["id", "grootte", "q1", "q2"], *rows])
    (survey / "a-2025.csv").write_bytes(buffer.getvalue().encode("utf-8", "surrogatepass"))
    result: Run = run(survey, out=tmp_path / "uit")
    a = result.summary.answers
    assert a.read == 2 * (4 + len(ODD))
    assert len(result.answers) + a.refused == a.read
    texts = result.answers.set_index(["wave", "respondent_id", "question"])["text"]
    spans = result.codings[result.codings["start"].notna()]
    assert len(spans) > len(ODD) / 2
    for c in spans.itertuples():
        assert texts[(c.wave, c.respondent_id, c.question)][c.start : c.end] == c.evidence


def test_theme_classifier_has_sklearn_manners() -> None:
    """It learns from texts and a 0/1 matrix, is cloned and asked for parameters, and gives matrices
    back."""
    from sklearn.base import clone
    from sklearn.exceptions import NotFittedError

    texts = [
        "veel regen vandaag",
        "regen en nog eens regen",
        "te ver rijden",
        "veel te ver weg",
    ] * 6
    y = np.array([[1, 0], [1, 0], [0, 1], [0, 1]] * 6)
    classifier = clone(pipeline.ThemeClassifier(language="nl"))
    assert classifier.get_params() == {"language": "nl", "embeddings": ""}
    with pytest.raises(NotFittedError, match="fit"):
        classifier.predict(texts)
    assert classifier.fit(texts, y) is classifier
    probabilities = classifier.predict_proba(["regen", "te ver", "", "x" * 50_000])
    assert probabilities.shape == (4, 2)
    assert ((probabilities >= 0) & (probabilities <= 1)).all()
    assert classifier.predict(["veel regen vandaag", "te ver rijden"]).tolist() == [[1, 0], [0, 1]]


@pytest.mark.parametrize(
    ("texts", "y", "says"),
    [
        (["a"], [1], "shape"),
        (["a", "b"], [[1, 0]], "shape"),
        (["a"], [[2, 0]], "0 and 1 only"),
        ([], np.zeros((0, 2)), "no texts"),
    ],
)
def test_theme_classifier_refuses(texts: list[str], y: object, says: str) -> None:
    """Texts and matrix that don't fit are refused in words."""
    with pytest.raises(ValueError, match=says):
        pipeline.ThemeClassifier().fit(texts, y)


def test_theme_classifier_learns_alike() -> None:
    """Learned twice from the same, it gives the same probabilities to the last bit."""
    texts, y = (
        ["regen", "wind", "regen en wind", "zon"] * 5,
        np.array([[1, 0], [0, 1], [1, 1], [0, 0]] * 5),
    )
    one, two = (pipeline.ThemeClassifier().fit(texts, y).predict_proba(texts) for _ in range(2))
    assert (one == two).all()


def test_codebook_examples(survey: Path) -> None:
    """Examples run as tests: a child found counts for its parent.

    A counterexample that a rule finds fails, and says what was found.
    """
    path = survey / "boeken" / "nadelen.yaml"
    results = test_codebook(pipeline.read_codebook(path))
    assert [r.theme for r in results] == [
        "weer",
        "weer",
        "weer",
        "regen",
        "wind",
        "afstand",
        "afstand",
    ]
    assert {r.by for r in results if r.wanted} == {"rules"}
    assert [str(r) for r in results if not r.passed] == []
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            'counterexamples: ["te ver"]', 'counterexamples: ["tegenwind"]'
        ),
        encoding="utf-8",
    )
    (bad,) = [r for r in test_codebook(pipeline.read_codebook(path)) if not r.passed]
    assert str(bad) == (
        "weer: counterexample 'tegenwind': the rules should not find it; "
        "they find wind by rule wind.1 (*wind)"
    )


UNRULED = """\
id: nadelen
title: Nadelen
version: "1"
themes:
  - id: regen
    label: Nat worden
    examples: [nat van de regen, kletsnat van de regen, doornat van de regen, regen en nat]
    rules: [zeiknat]
  - id: afstand
    label: Te ver
    examples: [te ver fietsen, veel te ver weg, de fietstocht is ver, kletsnat van regen]
    rules: [kilometer]
"""


def test_example_without_a_rule_is_told_not_failed(tmp_path: Path) -> None:
    """An example that no rule finds passes; it says whether the model finds it by the others."""
    (tmp_path / "nadelen.yaml").write_text(UNRULED, encoding="utf-8")

    results = test_codebook(pipeline.read_codebook(tmp_path / "nadelen.yaml"))

    by = {result.text: result.by for result in results}
    assert all(result.passed for result in results)
    assert by["nat van de regen"] == "meaning"
    assert by["kletsnat van regen"] == ""
    assert str(results[-1]) == (
        "afstand: example 'kletsnat van regen': found by neither rules nor meaning; "
        "the rules find nothing"
    )


def test_example_is_coded_by_a_model_that_has_not_seen_it(tmp_path: Path) -> None:
    """An example that only its own text would lead to its theme is not found by meaning."""
    path = tmp_path / "nadelen.yaml"
    path.write_text(UNRULED, encoding="utf-8")
    book = pipeline.read_codebook(path)
    text = ["kletsnat van regen"]
    tongue = linguist("nl")
    tokens = tongue.tokens(text)
    hits = RuleMatcher(book, tongue).match(tokens)
    model = PairModel(book, tongue)

    seen = model.score(tokens, hits).probabilities[0]
    unseen = model.probabilities_unseen(text, tokens, hits)[0]

    regen, afstand = book.numbers["regen"], book.numbers["afstand"]
    assert seen[afstand] > unseen[afstand]
    assert unseen[regen] > unseen[afstand]


@pytest.mark.parametrize("name", ["run", "decisions", "quotes", "agreement"])
def test_callable_packages_travel(name: str) -> None:
    """A package that is its own verb can be sent to another process, and has the verb's help."""
    verb = getattr(pipeline, name)

    assert pickle.loads(pickle.dumps(verb)) is verb
    assert verb.__doc__.split("\n")[0].endswith((".", ","))


def test_errors_travel(book: Codebook) -> None:
    """An error comes out of another process with its class and its text."""
    with pytest.raises(pipeline.UnknownThemeError) as raised:
        book.theme("regn")

    again = pickle.loads(pickle.dumps(raised.value))

    assert (type(again), str(again)) == (pipeline.UnknownThemeError, str(raised.value))


def test_one_text_is_no_list(book: Codebook) -> None:
    """A text by itself is refused: its letters are no answers."""
    with pytest.raises(pipeline.MisuseError, match="give a list of texts"):
        pipeline.code("het regent", book)

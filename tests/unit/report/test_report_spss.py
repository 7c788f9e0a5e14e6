"""The coded data for SPSS: a row per respondent and wave, a 0/1 variable per theme, who is missing
told by a value.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.errors import MissingExtraError
from pipeline.model import NO_ANSWER, OTHER, Codebook, Theme
from pipeline.report.data import coded_data, save_spss
from pipeline.report.data.coded_data import GAVE_NONE, NOT_ASKED, OUTSIDE
from pipeline.report.data.spss_names import MAX_NAME_BYTES, Names, cut_label
from pipeline.study import Filter, Question, Respondent, Segment, Study, Wave, Weights

spss = pytest.importorskip("pyreadstat")
LONG = "Lang antwoord. " * 2500


def study(**more: Any) -> Study:
    """A study of two questions, the second of which only one wave asked."""
    return Study(
        study="s",
        title="Studie é",
        language="nl",
        respondent=Respondent(column="id"),
        codebooks=".",
        waves=(Wave(id="2024", files=("a",)), Wave(id="2025", files=("b",))),
        segments={
            "grootte": Segment(column="g", values=("klein", "groot"), label="Gemeentegrootte")
        },
        weights=Weights(column="w"),
        questions={
            "voor-delen": Question(column="a", text="?"),
            "nadelen": Question(column="b", text="?", waves=("2025",), **more.pop("of", {})),
        },
        **more,
    )


_WORK = Theme("werk", "Werk", themes=(Theme("plezier", "Plezier"),))
BOOKS = {
    "voor-delen": Codebook("voor-delen", "Voordelen", "nl", "1", (_WORK, Theme("tijd", "Tijd"))),
    "nadelen": Codebook("nadelen", "Nadelen", "nl", "1", (Theme("geld", "Geld"),)),
}
ANSWERS = pd.DataFrame(
    [
        ("2024", "g1", "voor-delen", "leuk werk", "klein", "0.5", "true"),
        ("2024", "g2", "voor-delen", "-", "groot", "2", "false"),
        ("2025", "g1", "voor-delen", "sneller", "klein", "1", "true"),
        ("2025", "g3", "voor-delen", "zomaar 🙂", "", "1", "false"),
        ("2025", "g1", "nadelen", "duur", "klein", "1", "true"),
        ("2025", "g3", "nadelen", LONG, "", "1", "false"),
    ],
    columns=["wave", "respondent_id", "question", "text", "grootte", "weight", "experiment"],
).astype(object)
CODINGS = pd.DataFrame(
    [
        ("2024", "g1", "voor-delen", "plezier", "true"),
        ("2024", "g1", "voor-delen", "tijd", "true"),
        ("2024", "g2", "voor-delen", NO_ANSWER, "false"),
        ("2025", "g1", "voor-delen", "tijd", "false"),
        ("2025", "g3", "voor-delen", OTHER, "false"),
        ("2025", "g1", "nadelen", "geld", "false"),
        ("2025", "g3", "nadelen", "", "false"),
    ],
    columns=["wave", "respondent_id", "question", "theme", "guess"],
).astype(object)


def written(path: Path, of: Study, *, missing: bool = True) -> tuple[pd.DataFrame, Any]:
    """The data as another program reads the file; with `missing` its missing values show."""
    parts = [ANSWERS.iloc[:3], ANSWERS.iloc[3:]]
    save_spss(path / "c.sav", coded_data(of, BOOKS, parts, [CODINGS]), of.title)
    frame, meta = spss.read_sav(str(path / "c.sav"), user_missing=missing)
    return frame, meta


def test_a_row_for_each_respondent_and_wave(tmp_path: Path) -> None:
    """Respondents keep their order.

    Wave and segment are categories with labels, an unknown segment is empty, the weight a number.
    """
    frame, meta = written(tmp_path, study())
    assert frame["respondent_id"].tolist() == ["g1", "g2", "g1", "g3"]
    assert frame["wave"].tolist() == [1, 1, 2, 2]
    assert meta.variable_value_labels["wave"] == {1: "2024", 2: "2025"}
    assert frame["grootte"].tolist()[:3] == [1, 2, 1]
    assert pd.isna(frame["grootte"].iloc[3])
    assert meta.variable_value_labels["grootte"] == {1: "klein", 2: "groot"}
    assert frame["weight"].tolist() == [0.5, 2, 1, 1]


def test_a_variable_for_each_theme(tmp_path: Path) -> None:
    """1 is mentioned, 0 is not, a parent counts its children.

    Who gave no answer and who was not asked have values of their own.
    """
    frame, meta = written(tmp_path, study())
    assert frame["voor_delen_werk"].tolist() == [1, GAVE_NONE, 0, 0]
    assert frame["voor_delen_plezier"].tolist() == [1, GAVE_NONE, 0, 0]
    assert frame["voor_delen_overig"].tolist() == [0, GAVE_NONE, 0, 1]
    assert frame["nadelen_geld"].tolist() == [NOT_ASKED, NOT_ASKED, 1, 0]
    assert meta.column_names_to_labels["voor_delen_plezier"] == "Voordelen: Plezier"
    assert meta.variable_value_labels["nadelen_geld"] == {
        0: "niet genoemd",
        1: "genoemd",
        NOT_ASKED: "niet gevraagd",
        GAVE_NONE: "geen antwoord",
    }


def test_the_mean_is_the_share(tmp_path: Path) -> None:
    """With missing values left out, as SPSS does, the mean of a theme is its share of the base."""
    frame, _ = written(tmp_path, study(), missing=False)
    assert frame.groupby("wave")["voor_delen_tijd"].mean().tolist() == [1, 0.5]
    assert frame["nadelen_geld"].mean() == 0.5


def test_texts_are_verbatims(tmp_path: Path) -> None:
    """Each question has its verbatims; one that is longer than SPSS holds is cut and says so."""
    frame, meta = written(tmp_path, study())
    assert frame["voor_delen_text"].tolist() == ["leuk werk", "-", "sneller", "zomaar 🙂"]
    cut = frame["nadelen_text"].iloc[3]
    assert len(cut) < len(LONG)
    assert LONG.startswith(cut.removesuffix("…"))
    assert meta.column_names_to_labels["nadelen_text"] == "Nadelen: Letterlijk antwoord"


def test_guesses_are_named(tmp_path: Path) -> None:
    """Each question names which of a respondent's themes are guesses; most have none."""
    frame, meta = written(tmp_path, study())

    assert frame["voor_delen_guess"].tolist() == ["plezier, tijd", "", "", ""]
    assert frame["nadelen_guess"].tolist() == [""] * 4
    label = "Voordelen: vermoedens, nog door geen label gesteund"
    assert meta.column_names_to_labels["voor_delen_guess"] == label


@pytest.mark.parametrize(
    "kept",
    [
        Filter(label="wie experimenteert", column="e", values=("ja",)),
        Filter(label="wie werk noemt", question="voor-delen", themes=("tijd",)),
    ],
    ids=["column", "theme"],
)
def test_outside_the_filter_is_missing(tmp_path: Path, kept: Filter) -> None:
    """Who is outside a question's filter, by a column or by a theme, is missing with a value that
    says so.
    """
    frame, meta = written(
        tmp_path, study(of={"filter": "experiment"}, filters={"experiment": kept})
    )
    assert frame["nadelen_geld"].tolist() == [NOT_ASKED, NOT_ASKED, 1, OUTSIDE]
    assert kept.label in meta.variable_value_labels["nadelen_geld"][OUTSIDE]
    assert OUTSIDE not in meta.variable_value_labels["voor_delen_werk"]


def test_same_bytes(tmp_path: Path) -> None:
    """The file knows no clock: the same data give the same bytes."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    written(tmp_path / "a", study())
    written(tmp_path / "b", study())
    assert (tmp_path / "a" / "c.sav").read_bytes() == (tmp_path / "b" / "c.sav").read_bytes()
    assert spss.read_sav(str(tmp_path / "a" / "c.sav"))[1].creation_time.year == 2000


def test_names_are_valid_and_unique() -> None:
    """Names begin with a letter, have at most 64 bytes, are no word of SPSS, and differ in more
    than capitals.
    """
    names = Names()
    wanted = [
        "énkele-vraag",
        "Enkele_vraag",
        "1e",
        "all",
        "x" * 90,
        "x" * 90,
        "_.",
        "漢",
        "a b c",
        "a.b.",
        "with",
    ]
    taken = [names.take(name) for name in wanted]
    assert taken[:4] == ["enkele_vraag", "Enkele_vraag_2", "v_1e", "v_all"]
    assert len({name.upper() for name in taken}) == len(wanted)
    for name in taken:
        assert name.isascii()
        assert len(name) <= MAX_NAME_BYTES
        assert name[0].isalpha()
        assert name.replace("_", "").replace(".", "").isalnum()
        assert name[-1] not in "._"


def test_labels_are_cut_between_letters() -> None:
    """A label is cut at whole letters, within its bytes."""
    assert cut_label("kort", 20) == "kort"
    assert cut_label("é" * 40, 20).encode() == ("é" * 8 + "…").encode()


def test_without_its_library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without pyreadstat one line says what to install."""
    monkeypatch.setitem(__import__("sys").modules, "pyreadstat", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'turven\[spss\]'"):
        save_spss(tmp_path / "x.sav", coded_data(study(), BOOKS, [ANSWERS], [CODINGS]), "t")

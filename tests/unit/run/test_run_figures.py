"""Figures of a run that a report can stand on.

Weights, filters, hidden figures, corrected shares, changes and bridges.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from test_run_decided import decision, keep

from pipeline.counts import Correction
from pipeline.decisions import Occasion
from pipeline.errors import DocumentError
from pipeline.run import run

pytestmark = pytest.mark.slow

Edit = Callable[[str, str], None]


@pytest.fixture
def edit(survey: Path) -> Edit:
    """Replaces a part of the study file."""

    def change(old: str, new: str) -> None:
        file = survey / "study.yaml"
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    return change


def write(survey: Path, name: str, rows: list[str]) -> None:
    """An export."""
    (survey / name).write_text(
        "\n".join(["id;grootte;gewicht;q1;q2", *rows]) + "\n", encoding="utf-8"
    )


@pytest.fixture
def weighed(survey: Path, edit: Edit) -> Path:
    """The survey with weights, of which one is wrong."""
    edit("segments:", "weights: {column: gewicht}\nsegments:")
    write(survey, "a-2024.csv", ["g01;klein;1;te ver;gezond"])
    write(
        survey,
        "a-2025.csv",
        ["g01;klein;2,5;regen;gezond", "g02;klein;0.5;te ver;", "g03;groot;veel;te ver;gezond"],
    )
    (survey / "labels.csv").write_text(
        "wave,respondent_id,question,theme,coder\n", encoding="utf-8"
    )
    return survey


def test_weights_of_a_run(weighed: Path, tmp_path: Path) -> None:
    """Weights with a comma or a point count.

    A wrong one is a problem, weighs nothing, and its respondent still counts.
    """
    result = run(weighed, out=tmp_path / "out")
    counts = result.counts
    row = counts[
        (counts["question"] == "nadelen")
        & (counts["wave"] == "2025")
        & (counts["theme"] == "afstand")
        & (counts["segment"] == "")
    ].iloc[0]
    assert (row["n"], row["base"], row["weighted"], row["weighted_base"]) == (2, 3, 0.5, 3.0)
    assert row["share"] == pytest.approx(0.5 / 3)
    assert row["interval"] == "mid-p-weighted-finite"
    assert result.summary.weighted
    said = result.problems[result.problems["column"] == "gewicht"]
    assert said["what"].tolist() == ["'veel' is no weight"]
    assert (said["row"].tolist(), said["refused"].tolist()) == ([4], [0])
    assert sorted(set(result.answers["weight"].astype(float))) == [0.0, 0.5, 1.0, 2.5]


def test_a_filter_by_column(survey: Path, edit: Edit, tmp_path: Path) -> None:
    """A question with a filter counts those within it alone; its answers are coded all the same."""
    edit(
        "questions:",
        'filters:\n  klein: {label: "kleine bedrijven", column: grootte, values: [klein]}\n'
        "questions:",
    )
    edit("show: themes}", "show: themes, filter: klein}")
    result = run(survey, out=tmp_path / "out")
    question = result.summary.questions[0]
    assert question.filter == "kleine bedrijven"
    assert {wave: base.asked for wave, base in question.bases.items()} == {"2024": 2, "2025": 2}
    assert result.summary.questions[1].bases["2025"].asked == 5
    assert len(result.answers[result.answers["question"] == "nadelen"]) == 9


def test_a_filter_by_theme(survey: Path, edit: Edit, tmp_path: Path) -> None:
    """Who named a theme in another question can be the base of this one.

    A parent stands for its children.
    """
    edit(
        "questions:",
        'filters:\n  nat: {label: "wie weer noemt", question: nadelen, themes: [weer]}\nquestions:',
    )
    edit("show: list}", "show: list, filter: nat}")
    result = run(survey, out=tmp_path / "out")
    # 2024: g03 by its label (that of g01 says something else); 2025: g01 and g05
    assert {wave: base.asked for wave, base in result.summary.questions[1].bases.items()} == {
        "2024": 1,
        "2025": 2,
    }


def test_a_filter_with_an_unknown_theme(survey: Path, edit: Edit, tmp_path: Path) -> None:
    """A theme that the codebook lacks is said before anything is coded."""
    edit(
        "questions:",
        'filters:\n  nat: {label: "x", question: nadelen, themes: [weeer]}\nquestions:',
    )
    with pytest.raises(DocumentError, match=r"filters\.nat: no theme 'weeer'.*Did you mean weer"):
        run(survey, out=tmp_path / "out")


def test_crossed_segments_of_a_run(survey: Path, edit: Edit, tmp_path: Path) -> None:
    """Segments that the study crosses are counted together under both names."""
    edit(
        "values: [klein, groot]}",
        "values: [klein, groot]}\n  baas: {column: q2}\ncrossings: [[grootte, baas]]",
    )
    counts = run(survey, out=tmp_path / "out").counts
    crossed = counts[counts["segment_variable"] == "grootte × baas"]
    assert {"klein × gezond", "groot × goedkoop"} <= set(crossed["segment"])


def test_what_is_hidden_stays_in_the_house(survey: Path, edit: Edit, tmp_path: Path) -> None:
    """With disclosure rules report/ lacks the figures of few, and coding/ has them all."""
    edit("segments:", "disclosure: {base: 3}\nsegments:")
    folder = tmp_path / "out"
    result = run(survey, out=folder)
    hidden = result.counts[result.counts["suppressed"]]
    assert len(hidden)
    assert hidden["n"].isna().all()
    told = json.loads((folder / "report" / "theme_counts.json").read_text(encoding="utf-8"))
    assert [row["n"] for row in told if row["suppressed"]] == [None] * len(hidden)
    full = (folder / "coding" / "theme_counts.csv").read_text(encoding="utf-8")
    assert ",true" not in full
    assert full.count("\n") == len(result.counts) + 1


def test_without_rules_coding_has_no_second_table(finished: object) -> None:
    """Where nothing is hidden the full table would be the same."""
    assert not (finished.folder / "coding" / "theme_counts.csv").exists()


SIZE = 400


@pytest.fixture
def misled(survey: Path, edit: Edit) -> Path:
    """Four hundred answers.

    The rules take rain trousers for rain, which a fifth of the respondents wear.
    """
    edit("show: themes}", "show: themes, classifier: false}")
    edit("population: 50", "population: 20000")
    texts = [
        f"het regent vaak in week {i}"
        if i % 10 < 5
        else f"regenbroek nummer {i}"
        if i % 10 < 7
        else f"te ver, {i} minuten"
        for i in range(SIZE)
    ]
    rows = [f"r{i:03};{'klein' if i % 2 else 'groot'};{text};" for i, text in enumerate(texts)]
    (survey / "a-2025.csv").write_text(
        "\n".join(["id;grootte;q1;q2", *rows]) + "\n", encoding="utf-8"
    )
    (survey / "labels.csv").write_text(
        "wave,respondent_id,question,theme,coder\n", encoding="utf-8"
    )
    drawn = np.random.default_rng(4).choice(SIZE, 80, replace=False).tolist()
    occasion = Occasion(queue="sample", probability=80 / SIZE, shown="nothing")
    truth = ["regen" if i % 10 < 5 else "overig" if i % 10 < 7 else "afstand" for i in range(SIZE)]
    keep(
        survey,
        *(
            replace(decision("2025", f"r{i:03}", texts[i], [truth[i]]), occasion=occasion)
            for i in drawn
        ),
    )
    return survey


def corrected(result: object) -> dict[str, Correction]:
    """The corrections of the first question by theme."""
    return {c.theme: c for c in result.summary.questions[0].corrections}


def test_a_reviewed_sample_corrects_the_machine(misled: Path, tmp_path: Path) -> None:
    """The machine finds rain too often.

    The reviewed sample brings the share back to the truth, with an interval that holds it.
    """
    found = corrected(run(misled, out=tmp_path / "out"))
    rain = found["regen"]
    assert rain.coded is not None
    assert rain.corrected is not None
    assert rain.coded > 0.63  # 70% less what was reviewed
    assert rain.low < 0.5 < rain.high
    assert rain.high < rain.coded
    assert (rain.labelled, rain.interval, rain.wave) == (80, "ppi++", "2025")
    assert found["weer"].corrected == pytest.approx(rain.corrected)
    far = found["afstand"]
    assert far.corrected == pytest.approx(0.3)
    assert far.power > 0.9
    assert found["overig"].low < 0.2 < found["overig"].high
    assert "geen-antwoord" not in found


def test_only_what_was_drawn_corrects(misled: Path, tmp_path: Path) -> None:
    """Answers that were chosen for review, not drawn, say nothing of the others.

    Without any that were drawn there is no correction.
    """
    keep(misled, decision("2025", "r399", "te ver, 399 minuten", ["overig"], id="gekozen"))
    found = corrected(run(misled, out=tmp_path / "out"))
    assert found["afstand"].labelled == 80
    assert (
        run(misled, out=tmp_path / "zonder", use_labels=False).summary.questions[0].corrections
        == ()
    )


def test_a_hidden_share_has_no_correction(misled: Path, edit: Edit, tmp_path: Path) -> None:
    """Where a disclosure rule hides a share its correction is hidden, too."""
    edit("segments:", "disclosure: {n: 15}\nsegments:")
    full = corrected(run(misled, out=tmp_path / "out"))
    rare = full["wind"]
    assert not rare.suppressed  # nobody named it: that tells of nobody
    edit("disclosure: {n: 15}", "disclosure: {base: 500}")
    hidden = corrected(run(misled, out=tmp_path / "uit"))
    assert all(c.suppressed and c.corrected is None and c.coded is None for c in hidden.values())


def test_a_bridge_tells_the_instrument_from_the_respondents(
    survey: Path, edit: Edit, tmp_path: Path
) -> None:
    """Answers that were coded otherwise then and the same now show a change of the instrument.

    Real is what remains.
    """
    edit("files: [a-2024.csv]", "files: [a-2024.csv], published: toen.csv")
    edit("show: themes}", "show: themes, classifier: false}")
    (survey / "labels.csv").write_text(
        "wave,respondent_id,question,theme,coder\n", encoding="utf-8"
    )
    rows = [f"g{i:02};klein;te ver nummer {i};" for i in range(40)]
    for name in ("a-2024.csv", "a-2025.csv"):
        (survey / name).write_text("\n".join(["id;grootte;q1;q2", *rows]) + "\n", encoding="utf-8")
    then = [f"2024,g{i:02},nadelen,{'afstand' if i < 10 else 'overig'}" for i in range(40)]
    (survey / "toen.csv").write_text(
        "\n".join(["wave,respondent_id,question,theme", *then, "2024,g39,nadelen,reistijd"]) + "\n",
        encoding="utf-8",
    )
    result = run(survey, out=tmp_path / "out")
    found = {b.theme: b for b in result.summary.questions[0].bridge}["afstand"]
    assert (found.answers, found.then, found.again) == (40, 0.25, 1.0)
    assert found.instrument == pytest.approx(0.75)
    assert found.low > 0
    assert found.total == pytest.approx(0.75)
    assert found.real == pytest.approx(0.0)
    assert found.real_low <= 0 <= found.real_high
    said = result.problems[result.problems["file"] == "toen.csv"]
    assert said["what"].tolist() == [
        "published theme 'reistijd' is not in the codebook of 'nadelen'"
    ]
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert "toen.csv" in {entry["file"] for entry in manifest["inputs"]}


def test_changes_of_a_run(finished: object) -> None:
    """Each question says how its themes changed between its waves, and of how many in both."""
    question = finished.summary.questions[0]  # type: ignore[attr-defined]
    assert {(c.before, c.now) for c in question.changes} == {("2024", "2025")}
    # g01, and g02, in whose answer the machine finds something that a label calls no answer
    assert {c.both for c in question.changes} == {2}
    assert {c.verdict for c in question.changes} == {"same"}


def test_a_cloud_of_telling_words(survey: Path, edit: Edit, tmp_path: Path) -> None:
    """Words that answers to one question use more than those to the other make its cloud.

    What one respondent alone wrote is no word.
    """
    edit("show: themes}", "show: cloud, classifier: false, cloud: {words: keyness, shape: circle}}")
    texts = ["regenjas vergeten"] * 12 + ["tegenwind op de brug"] * 8 + ["n.v.t."] * 4
    texts[3] += " door Zwaantje"
    rows = [f"r{i:02};klein;{text};lekker buiten" for i, text in enumerate(texts)]
    (survey / "a-2025.csv").write_text(
        "\n".join(["id;grootte;q1;q2", *rows]) + "\n", encoding="utf-8"
    )
    result = run(survey, out=tmp_path / "out")
    question = result.summary.questions[0]
    words = {keyword.word: keyword.n for keyword in question.keywords["2025"]}
    assert words["regenjas"] == 12
    assert words["tegenwind"] == 8
    assert not {"Zwaantje", "zwaantje", "buiten", "de", "n.v.t."} & set(words)
    assert result.summary.questions[1].keywords == {}
    drawn = (tmp_path / "out" / "report" / "clouds" / "nadelen-2025.csv").read_text(
        encoding="utf-8"
    )
    assert "regenjas,12,20" in drawn


def test_clouds_of_words_respect_the_guard(survey: Path, edit: Edit, tmp_path: Path) -> None:
    """A word of fewer respondents, or on a smaller base, than the rules want is in no cloud."""
    edit("show: themes}", "show: cloud, classifier: false, cloud: {words: keyness}}")
    rows = [
        f"r{i:02};klein;{'regenjas' if i < 12 else 'stropdas'};lekker buiten" for i in range(16)
    ]
    (survey / "a-2025.csv").write_text(
        "\n".join(["id;grootte;q1;q2", *rows]) + "\n", encoding="utf-8"
    )
    edit("segments:", "disclosure: {n: 5}\nsegments:")
    words = run(survey, out=tmp_path / "out").summary.questions[0].keywords["2025"]
    assert {keyword.word for keyword in words} == {"regenjas"}
    edit("disclosure: {n: 5}", "disclosure: {base: 17}")
    assert run(survey, out=tmp_path / "uit").summary.questions[0].keywords["2025"] == ()


def test_the_house_style_reaches_pictures_and_page(
    survey: Path, edit: Edit, tmp_path: Path
) -> None:
    """The colours of the house's file are those of the charts and the page.

    The file is an input of the manifest.
    """
    edit("labels:", "house: huis.yaml\nlabels:")
    (survey / "huis.yaml").write_text('colours: {deep: "#5b2a86"}\n', encoding="utf-8")
    run(survey, out=tmp_path / "out")
    report = tmp_path / "out" / "report"
    assert "#5b2a86" in (report / "charts" / "nadelen.svg").read_text(encoding="utf-8")
    assert "#5b2a86" in (report / "report.html").read_text(encoding="utf-8")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert "huis.yaml" in {entry["file"] for entry in manifest["inputs"]}


def test_a_population_that_cannot_be(survey: Path, edit: Edit, tmp_path: Path) -> None:
    """More respondents than there are said to be is a problem.

    The intervals do without that number.
    """
    edit("population: 50", "population: 3")
    result = run(survey, out=tmp_path / "out")
    said = result.problems[result.problems["column"] == "population"]["what"].tolist()
    assert said == [
        "population is 3, but wave 2024 has 4 respondents",
        "population is 3, but wave 2025 has 5 respondents",
    ]

"""The files of a report build, from a run to what reads them."""

from __future__ import annotations

import csv
import json
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

import pipeline
from pipeline.counts import CHANGES
from pipeline.errors import (
    DocumentError,
    MissingExtraError,
    MisuseError,
    TurvenError,
    UnreadableFileError,
)
from pipeline.run import Run, run
from pipeline.run.check import check_study
from pipeline.study import read_study

pytestmark = pytest.mark.slow

ALL = "files: [excel, parquet, spss, word, html, snippets]\ndisclosure: {n: 3}\n"


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory, survey_files: dict[str, str]) -> Run:
    """A run of the survey with every file, and a rule that hides what only one respondent said."""
    for library in ("pyarrow", "pyreadstat", "docxtpl"):
        pytest.importorskip(library)
    return run(
        with_files(tmp_path_factory.mktemp("vol"), survey_files),
        out=tmp_path_factory.mktemp("uit") / "fietsen",
    )


def with_files(folder: Path, files: dict[str, str], more: str = ALL) -> Path:
    """The survey, in a folder `studie`, with more in its study file."""
    for name, content in {**files, "study.yaml": files["study.yaml"] + more}.items():
        path = folder / "studie" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder / "studie"


def json_rows(of: Run) -> list[dict[str, Any]]:
    """The rows of theme_counts.json."""
    rows: list[dict[str, Any]] = json.loads(
        (of.folder / "report" / "theme_counts.json").read_text(encoding="utf-8")
    )
    return rows


def test_files_land_where_they_belong(full: Run) -> None:
    """What may leave stands in report/; the coded data, which hold every respondent, in coding/."""
    made = {p.relative_to(full.folder).as_posix() for p in full.folder.rglob("*") if p.is_file()}
    wanted = {
        "coding/coded-data.sav",
        "report/theme_counts.xlsx",
        "report/theme_counts.parquet",
        "report/theme_counts.schema.json",
        "report/chapters.docx",
        "report/chapters/nadelen.docx",
        "report/chapters-template.docx",
        "report/chapters.html",
        "report/chapters/voordelen.html",
        "report/snippets/_variables.yml",
        "report/snippets/figures.json",
        "report/snippets/nadelen.qmd",
        "report/snippets/pictures/nadelen.png",
    }
    assert wanted <= made
    assert not [name for name in made if name.endswith(".sav") and name.startswith("report/")]


def test_chapters_show_the_pictures(full: Run) -> None:
    """The charts of the run stand in the chapters and beside the snippets.

    With words for who can't see them.
    """
    docx = pytest.importorskip("docx")
    report = full.folder / "report"
    shapes = docx.Document(str(report / "chapters.docx")).inline_shapes
    assert [shape._inline.docPr.get("descr")[:12] for shape in shapes] == ["Staafdiagram"] * 2
    assert (report / "chapters.html").read_text(encoding="utf-8").count('alt="Staafdiagram') == 2
    assert (report / "snippets" / "pictures" / "nadelen.png").read_bytes() == (
        report / "charts" / "nadelen.png"
    ).read_bytes()


def test_without_a_wish_there_is_a_book(
    finished: Run, tmp_path: Path, survey_files: dict[str, str]
) -> None:
    """A study that says nothing gets the Excel book and none of the others.

    With `files: []` it wants not even that.
    """
    made = {p.name for p in finished.folder.rglob("*") if p.is_file()}
    assert "theme_counts.xlsx" in made
    assert not [name for name in made if name.endswith((".docx", ".sav", ".parquet", ".qmd"))]
    assert read_study(with_files(tmp_path, survey_files, "files: []\n")).files == ()


def test_datapackage_describes_every_table(full: Run) -> None:
    """Every CSV, JSON and Parquet table stands in the descriptor and fits it.

    By types, keys, bytes and hashes.
    """
    frictionless = pytest.importorskip("frictionless")
    path = full.folder / "report" / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    tables = {
        p.name
        for p in (full.folder / "report").glob("*")
        if p.suffix in {".csv", ".json", ".parquet"}
    }
    assert {resource["path"] for resource in package["resources"]} == tables - {
        "datapackage.json",
        "theme_counts.schema.json",
    }
    assert (package["version"], package["turven"]["waves"], package["turven"]["language"]) == (
        "2.2",
        ["2024", "2025"],
        "nl",
    )
    report = frictionless.Package(str(path)).validate()
    assert report.valid, report.flatten(["name", "type", "note"])


def test_json_fits_its_schema(full: Run) -> None:
    """theme_counts.json, with its hidden rows, fits the schema beside it."""
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(
        (full.folder / "report" / "theme_counts.schema.json").read_text(encoding="utf-8")
    )
    rows = json_rows(full)
    assert any(row["suppressed"] for row in rows)
    assert [
        error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(rows)
    ] == []


def test_all_forms_of_the_table_say_the_same(full: Run) -> None:
    """CSV, JSON and Parquet hold the same rows."""
    parquet = pytest.importorskip("pyarrow.parquet")
    report = full.folder / "report"
    table = parquet.read_table(report / "theme_counts.parquet").to_pylist()
    assert table == json_rows(full)
    with (report / "theme_counts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["theme"], row["n"]) for row in rows] == [
        (row["theme"], "" if row["n"] is None else str(row["n"])) for row in table
    ]


def test_spss_means_are_the_shares(full: Run, finished: Run) -> None:
    """The mean of each theme's variable is its share in the theme counts, hidden ones too.

    Missing values are left out.
    """
    spss = pytest.importorskip("pyreadstat")
    frame, meta = spss.read_sav(str(full.folder / "coding" / "coded-data.sav"))
    waves = meta.variable_value_labels["wave"]
    checked = 0
    for row in json_rows(finished):
        if not row["segment_variable"] and row["share"] is not None:
            column = f"{row['question']}_{row['theme']}".replace("-", "_")
            of_wave = frame[frame["wave"].map(waves) == row["wave"]][column]
            assert (of_wave.mean(), of_wave.count()) == (pytest.approx(row["share"]), row["base"])
            checked += 1
    assert checked > 8
    assert len(frame) == 9


def test_hidden_rows_are_hidden_everywhere(full: Run) -> None:
    """Each hidden figure is null in JSON, a word in snippets and in Python."""
    hidden = [row for row in json_rows(full) if row["suppressed"]]
    figures = json.loads(
        (full.folder / "report" / "snippets" / "figures.json").read_text(encoding="utf-8")
    )["figures"]
    for row in hidden:
        assert [row[name] for name in ("n", "share", "low", "high", "mentions")] == [None] * 5
        found = figures[row["question"]][row["theme"]]
        segment = None
        if row["segment_variable"]:
            found, segment = (
                found["segments"][row["wave"]][row["segment_variable"]][row["segment"]],
                (row["segment_variable"], row["segment"]),
            )
        else:
            found = found[row["wave"]]
        assert (found["n"], found["text"]) == (None, "te weinig om te tonen")
        said = pipeline.figure(full, row["question"], row["theme"], row["wave"], segment)
        assert (said, said.n, said.share, said.base) == (
            "te weinig om te tonen",
            None,
            None,
            row["base"],
        )


def test_same_bytes(full: Run, tmp_path: Path) -> None:
    """The same study gives the same bytes in every file."""
    again = run(study_of(full), out=tmp_path / "weer")
    for path in sorted(p for p in full.folder.rglob("*") if p.is_file()):
        other = again.folder / path.relative_to(full.folder)
        assert path.read_bytes() == other.read_bytes(), path.name


def study_of(of: Run) -> Path:
    """The study of the full run."""
    return next(folder for folder in of.folder.parent.parent.glob("vol*/studie"))


@pytest.mark.parametrize(
    ("name", "library", "extra"),
    [
        ("parquet", "pyarrow", "parquet"),
        ("spss", "pyreadstat", "spss"),
        ("word", "docxtpl", "word"),
    ],
)
def test_a_missing_library_is_told_first(
    tmp_path: Path,
    survey_files: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    library: str,
    extra: str,
) -> None:
    """Without the library of a wanted file one line says what to install.

    Before anything is coded or written.
    """
    monkeypatch.setitem(sys.modules, library, None)
    told: list[str] = []
    with pytest.raises(MissingExtraError, match=rf"pip install 'turven\[{extra}\]'"):
        run(
            with_files(tmp_path, survey_files, f"files: [{name}]\n"),
            out=tmp_path / "uit",
            progress=lambda stage, done: told.append(stage),
        )
    assert told == []
    assert not (tmp_path / "uit").exists()
    with pytest.raises(MissingExtraError, match=extra):
        check_study(read_study(tmp_path / "studie"))


def test_an_unknown_file_is_a_mistake_of_the_study(
    tmp_path: Path, survey_files: dict[str, str]
) -> None:
    """A kind of file that isn't known is told with its place; so is a template that isn't there."""
    with pytest.raises(DocumentError, match="excel"):
        run(with_files(tmp_path, survey_files, "files: [exel]\n"))
    with pytest.raises(DocumentError, match=r"huis\.docx"):
        run(with_files(tmp_path, survey_files, "template: huis.docx\n"))


def test_a_bad_template_is_told_first(tmp_path: Path, survey_files: dict[str, str]) -> None:
    """A template that can't be filled stops the run before anything is written.

    A good one is an input of the manifest.
    """
    docx = pytest.importorskip("docx")
    study = with_files(tmp_path, survey_files, "files: [word]\ntemplate: huis.docx\n")
    document = docx.Document()
    document.add_paragraph("{{ onbekend }}")
    document.save(study / "huis.docx")
    with pytest.raises(UnreadableFileError, match="there is no placeholder 'onbekend' here"):
        run(study, out=tmp_path / "uit")
    assert not (tmp_path / "uit").exists()
    document.paragraphs[0].text = "{{ title }} van ons huis"
    document.save(study / "huis.docx")
    made = run(study, out=tmp_path / "uit")
    assert (
        docx.Document(str(made.folder / "report" / "chapters.docx")).paragraphs[0].text
        == "Fietsen naar het werk van ons huis"
    )
    manifest = json.loads((made.folder / "manifest.json").read_text(encoding="utf-8"))
    assert "huis.docx" in [entry["file"] for entry in manifest["inputs"]]


def test_figure_in_words(finished: Run) -> None:
    """A figure is what the report writes, with its numbers beside.

    The run, its folder and its report/ all do.
    """
    said = pipeline.figure(finished, "voordelen", "gezond", "2025")
    assert said == "75% (n=3)"
    assert (said.n, said.base, said.share, said.suppressed) == (3, 4, 0.75, False)
    assert said.low is not None
    assert said.high is not None
    assert said.low < 0.75 < said.high
    for place in (finished.folder, str(finished.folder / "report")):
        assert pipeline.figure(place, "voordelen", "gezond") == f"{said}"


def test_figure_of_a_segment(finished: Run) -> None:
    """A segment is named in one text or in two."""
    both = [
        pipeline.figure(finished, "voordelen", "gezond", "2025", segment)
        for segment in ("grootte=klein", ("grootte", "klein"))
    ]
    assert both == ["100% (n=2)", "100% (n=2)"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("voordeel", "gezond"), "Did you mean voordelen?"),
        (("voordelen", "gezont"), "Did you mean gezond?"),
        (("voordelen", "gezond", "205"), "Did you mean 2025?"),
        (("voordelen", "gezond", "2025", "grootte=klien"), "Did you mean grootte=klein?"),
        (("voordelen", "gezond", "2025", "x=y"), "It has grootte=groot, grootte=klein."),
        (
            ("voordelen", "gezond", "2025", "klein"),
            "no segment 'klein' in wave 2025; write variable=value, such as grootte=groot",
        ),
    ],
)
def test_unknown_ids_are_told(full: Run, asked: tuple[Any, ...], said: str) -> None:
    """An id that isn't there is an error of one line with the nearest one."""
    with pytest.raises(TurvenError) as told:
        pipeline.figure(full, *asked)
    assert said in str(told.value)


def test_no_run_no_figure(tmp_path: Path) -> None:
    """A folder without a run, or with a damaged one, is told in a line."""
    with pytest.raises(UnreadableFileError, match="turven run"):
        pipeline.figure(tmp_path, "a", "b")
    (tmp_path / "theme_counts.json").write_text("[]", encoding="utf-8")
    (tmp_path / "datapackage.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UnreadableFileError, match="turven run"):
        pipeline.figure(tmp_path, "a", "b")


def test_change_in_words(full: Run, tmp_path: Path) -> None:
    """Words follow the verdict in changes.csv.

    Without a comparison, or for a hidden one, they say so.
    """
    report = tmp_path / "report"
    report.mkdir()
    for name in ("theme_counts.json", "datapackage.json"):
        (report / name).write_bytes((full.folder / "report" / name).read_bytes())
    assert pipeline.change_words(tmp_path, "voordelen", "gezond") == "niet te vergelijken"
    rows = [
        ("gezond", 0.5, "up", False),
        ("goedkoop", None, "unknown", True),
        ("overig", 0.1, "same", False),
    ]
    values = {
        "study": "s",
        "question": "voordelen",
        "label": "x",
        "before": "2024",
        "now": "2025",
        "low": 0.1,
        "high": 0.9,
        "p": 0.01,
        "both": 3,
        "instrument": "machine",
        "share_before": 0.2,
        "share_now": 0.7,
        "tests": 3,
    }
    frame = CHANGES.frame(
        {
            **{name: [value] * 3 for name, value in values.items()},
            **{
                name: [row[place] for row in rows]
                for place, name in enumerate(("theme", "difference", "verdict", "suppressed"))
            },
        }
    )
    frame["suppressed"] = ["true" if value else "false" for value in frame["suppressed"]]
    into = BytesIO()
    frame.to_csv(into, index=False)
    (report / "changes.csv").write_bytes(into.getvalue())
    # the files that were read before have changed
    (report / "theme_counts.json").write_bytes((report / "theme_counts.json").read_bytes() + b"\n")
    said = {
        theme: pipeline.change_words(tmp_path, "voordelen", theme)
        for theme in ("gezond", "goedkoop", "overig")
    }
    assert said == {
        "gezond": "toegenomen",
        "goedkoop": "te weinig om te tonen",
        "overig": "niet aantoonbaar veranderd",
    }
    assert pipeline.change_words(tmp_path, "voordelen", "gezond", "2024") == "niet te vergelijken"
    with pytest.raises(TurvenError, match="Did you mean gezond"):
        pipeline.change_words(tmp_path, "voordelen", "gezont")
    with pytest.raises(MisuseError, match="no wave"):
        pipeline.change_words(tmp_path, "voordelen", "gezond", "1999")

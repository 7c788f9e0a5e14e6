"""Nothing hidden shows anywhere in report/.

Two surveys that differ in hidden figures alone have the same report, byte for byte.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.run import run

pytestmark = pytest.mark.slow

STUDY_CHANGES = {
    "show: themes}": "show: themes, classifier: false}",
    "show: list}": "show: cloud, classifier: false}",
    "segments:": "disclosure: {n: 3}\nsegments:",
    '  - {id: "2025", files: [a-2025.csv]}\n': "",
    "labels: [labels.csv]\n": "",
}


def survey_with(survey: Path, far_small: int, far_large: int, *, rain_small: int = 3) -> Path:
    """Thirty respondents of one wave, ten small and twenty large.

    So many of each live too far away, all of whom get wet.

    Others say nothing that fits, so that the two themes are free of each other.
    """
    study = survey / "study.yaml"
    text = study.read_text(encoding="utf-8")
    for old, new in STUDY_CHANGES.items():
        assert old in text
        text = text.replace(old, new)
    study.write_text(text, encoding="utf-8")
    rows = ["id;grootte;q1;q2"]
    for size, many, far, rain in (
        ("klein", 10, far_small, rain_small),
        ("groot", 20, far_large, 12),
    ):
        for i in range(many):
            words = [
                w
                for w, said in (
                    ("te ver", i >= many - far),
                    ("het regent te vaak", i >= many - rain),
                )
                if said
            ]
            rows.append(f"{size[0]}{i:02};{size};{' en '.join(words) or 'zomaar'};gezond")
    (survey / "a-2024.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return survey


def report_files(folder: Path) -> dict[str, bytes]:
    """Everything that may leave the house."""
    files = sorted((folder / "report").rglob("*"))
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files if p.is_file()}


@pytest.fixture
def twice(survey: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The survey in two folders."""
    other = tmp_path / "ander"
    other.mkdir()
    for path in sorted(survey.rglob("*")):
        if path.is_file():
            (other / path.relative_to(survey)).parent.mkdir(parents=True, exist_ok=True)
            (other / path.relative_to(survey)).write_bytes(path.read_bytes())
    return survey, other


def test_hidden_figures_leave_no_trace(twice: tuple[Path, Path], tmp_path: Path) -> None:
    """Who reads the report can't tell one small and six large from two small and five large."""
    first = run(survey_with(twice[0], 1, 6), out=tmp_path / "a" / "fietsen")
    second = run(survey_with(twice[1], 2, 5), out=tmp_path / "b" / "fietsen")
    hidden = first.counts[first.counts["suppressed"]]
    assert {("klein", "afstand"), ("groot", "afstand")} <= set(
        zip(hidden["segment"], hidden["theme"], strict=True)
    )
    made, again = report_files(first.folder), report_files(second.folder)
    assert made.keys() == again.keys()
    assert [name for name in made if made[name] != again[name]] == []


def test_shown_figures_do_differ(twice: tuple[Path, Path], tmp_path: Path) -> None:
    """The comparison sees what is shown: another total of those too far away changes the report."""
    first = run(survey_with(twice[0], 1, 6), out=tmp_path / "a" / "fietsen")
    second = run(survey_with(twice[1], 1, 7), out=tmp_path / "b" / "fietsen")
    made, again = report_files(first.folder), report_files(second.folder)
    assert "report/theme_counts.csv" in [name for name in made if made[name] != again[name]]


def test_filtered_question_of_few_is_not_in_the_report(survey: Path, tmp_path: Path) -> None:
    """Two of thirty live too far away; a question asked of them alone would tell that.

    Weights make no difference, and every kind of file can be written.
    """
    study = survey_with(survey, 1, 1) / "study.yaml"
    text = study.read_text(encoding="utf-8")
    for old, new in (
        ("disclosure: {n: 3}", FILTER + "weights: {column: gewicht}\ndisclosure: {n: 3}"),
        ("{column: q2,", "{column: q2, filter: ver,"),
    ):
        assert old in text
        text = text.replace(old, new)
    study.write_text(text, encoding="utf-8")
    answers = survey / "a-2024.csv"
    header, *rows = answers.read_text(encoding="utf-8").splitlines()
    weighted = [f"{row};{'1,4' if row.startswith('k') else '0,8'}" for row in rows]
    answers.write_text("\n".join([f"{header};gewicht", *weighted]) + "\n", encoding="utf-8")

    made = run(survey, out=tmp_path / "uit" / "fietsen")

    assert len(made.summary.left_out) == 1
    (question, _) = made.summary.left_out[0]
    assert question not in set(made.counts["question"])
    assert question not in {shown.id for shown in made.summary.questions}


FILTER = """\
filters:
  ver: {label: wie ver woont, question: nadelen, themes: [afstand]}
"""

"""Every mistake in a study file is one line with file, line and the nearest right word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import TurvenError
from pipeline.study import read_study

Mistake = Callable[[str, str], TurvenError]


@pytest.fixture
def mistake(survey: Path) -> Mistake:
    """The error of a study in which `before` was changed to `after`."""

    def make(before: str, after: str) -> TurvenError:
        file = survey / "study.yaml"
        text = file.read_text(encoding="utf-8")
        assert before in text
        file.write_text(text.replace(before, after, 1), encoding="utf-8")
        with pytest.raises(TurvenError) as caught:
            read_study(survey)
        return caught.value

    return make


MISTAKES = [
    ("title: Fietsen", "titel: Fietsen", 2, "unknown key 'titel'. Did you mean title?"),
    ("unit: respondent", "unti: respondent", 4, "unknown key 'unti'. Did you mean unit?"),
    ("unit: respondent", "kleur: rood", 4, "Known here: column, unit, unit_plural, population."),
    (
        "population: 50",
        "population: 0",
        4,
        "'respondent.population': should be greater than 0 (it says 0)",
    ),
    ('id: "2024"', "id: 2024", 7, "'waves.0.id': should be a valid string (it says 2024)"),
    ('id: "2024", files', 'id: "2024", file', 7, "unknown key 'file'. Did you mean files?"),
    ("files: [a-2024.csv]", "files: []", 7, "'waves.0.files'"),
    ("{column: grootte,", "{kolom: grootte,", 10, "unknown key 'kolom'. Did you mean column?"),
    ("{column: q1,", "{colum: q1,", 13, "column"),
    ("show: list", "show: lijst", 14, "(it says 'lijst')"),
    ("language: nl", "language: nl\ntitle: Twee", 4, 'duplicate key "title"'),
    ("a-2024.csv", "a-2042.csv", 7, "Did you mean a-2025.csv?"),
    ("labels.csv", "label.csv", 11, "no file label.csv in "),
    ("nadelen: {", "nadeel: {", 13, "no codebook for question 'nadeel'"),
    ("study: fietsen", "study: a/b", 1, "'a/b' cannot name a folder"),
    ("grootte: {", "groot/klein: {", 9, "'groot/klein' cannot name a file"),
    ("title: Fietsen naar het werk", "title: [", None, "study.yaml:"),
]


@pytest.mark.parametrize(("before", "after", "line", "says"), MISTAKES)
def test_mistakes_have_a_place(
    mistake: Mistake, before: str, after: str, line: int | None, says: str
) -> None:
    """The error names the file and line of the mistake and what is right."""
    text = str(mistake(before, after))
    assert (f"study.yaml:{line}: " if line else "study.yaml") in text
    assert says in text
    assert "\n" not in text


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('id: "2025"', 'id: "2024"', "wave 2024 is there twice"),
        ('id: "2025"', 'id: "20/25"', "wave '20/25' cannot name a file"),
        (
            "show: list",
            'waves: ["2052"]',
            "questions.voordelen: no wave '2052'. Did you mean 2025?",
        ),
        ("grootte: {", "wave: {", "'wave' is the name of a column of answers.csv"),
    ],
)
def test_parts_that_do_not_fit(mistake: Mistake, before: str, after: str, says: str) -> None:
    """What is wrong between two parts of the file is told without an empty name before it."""
    text = str(mistake(before, after))
    assert says in text
    assert "''" not in text


@pytest.mark.parametrize("name", ["Nadelen", "Q1", "str"])
def test_names_with_capitals_keep_their_line(mistake: Mistake, name: str) -> None:
    """A mistake in a question is told at the question's line, whatever its name."""
    text = str(mistake("nadelen: {column: q1,", f"{name}: {{colum: q1,"))
    assert "study.yaml:13: " in text
    assert name in text or "colum" in text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("study: fietsen", 'study: "fiet\\nsen"'),
        ('id: "2024"', 'id: "20\\n24"'),
        ("files: [a-2024.csv]", 'files: ["a\\n.csv"]'),
        ("grootte: {", '"gro\\notte": {'),
        ("show: list", 'show: "li\\nst"'),
        ("show: list", 'waves: ["20\\n24"]'),
        ("title: Fietsen", '"ti\\ntle": Fietsen'),
    ],
)
def test_mistakes_are_one_line(mistake: Mistake, before: str, after: str) -> None:
    """An error stays one line where the mistaken word holds a line break."""
    assert "\n" not in str(mistake(before, after))


@pytest.mark.parametrize(
    ("before", "part"),
    [("a-2024.csv", "x" * 300), ("codebooks: boeken", "codebooks: " + "x" * 300)],
)
def test_names_too_long_for_the_disk(mistake: Mistake, before: str, part: str) -> None:
    """A file name longer than a disk allows is a mistake with a place, as any missing file."""
    assert "study.yaml:" in str(mistake(before, part))


def test_missing_key_names_its_part(mistake: Mistake) -> None:
    """A key that is lacking is told with the part that lacks it."""
    assert str(mistake("column: q1, ", "")).endswith(
        "study.yaml:13: 'questions.nadelen' lacks the key 'column'."
    )


def test_missing_codebook_names_the_file(survey: Path) -> None:
    """A question without its codebook names the file looked for, at the question's line."""
    (survey / "boeken" / "voordelen.yaml").unlink()
    with pytest.raises(TurvenError) as caught:
        read_study(survey)
    assert "study.yaml:14: no codebook for question 'voordelen'" in str(caught.value)
    assert str(Path("boeken", "voordelen.yaml")) in str(caught.value)


def test_no_study(tmp_path: Path) -> None:
    """A folder without study.yaml says how to make one; a folder that isn't there says so."""
    with pytest.raises(TurvenError, match="turven init"):
        read_study(tmp_path)
    with pytest.raises(TurvenError, match="no such study"):
        read_study(tmp_path / "weg")


@pytest.mark.parametrize(
    ("name", "before", "after", "says"),
    [
        ("huis.docx", "labels:", "template: huis.docx\nlabels:", "huis.docx is a folder"),
        ("a-2024.csv", "title:", "title:", "a-2024.csv is a folder; name a file"),
        ("boeken/nadelen.yaml", "title:", "title:", "nadelen.yaml is a folder; name a file"),
    ],
)
def test_folder_is_no_file(
    mistake: Mistake, survey: Path, name: str, before: str, after: str, says: str
) -> None:
    """A folder where a file is expected is called one, and not proposed in its own place."""
    (survey / name).unlink(missing_ok=True)
    (survey / name).mkdir()

    message = str(mistake(before, after))

    assert says in message
    assert "Did you mean" not in message


def test_file_is_no_folder(mistake: Mistake) -> None:
    """A file where the folder of an embedding model is expected is called one."""
    message = str(mistake("labels:", "embeddings: labels.csv\nlabels:"))

    assert "labels.csv is a file; name a folder" in message


@pytest.mark.parametrize("name", ["lib.xlsx", "a-2024.csv"])
def test_other_file_is_no_study(survey: Path, name: str) -> None:
    """A workbook or an export in the place of a study is told with what to give."""
    (survey / "lib.xlsx").write_bytes(b"PK")

    with pytest.raises(TurvenError, match=f"{name}: no study; give the folder with study.yaml"):
        read_study(survey / name)

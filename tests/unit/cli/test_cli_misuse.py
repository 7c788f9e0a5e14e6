"""Misuse is one line on standard error and exit code 2."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Turven = Callable[..., Any]
Break = Callable[[Path], None]


def replaced(name: str, before: str, after: str) -> Break:
    """Changes a file of the survey."""

    def change(folder: Path) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after), encoding="utf-8")

    return change


def emptied(folder: Path) -> None:
    """Leaves only the headers of the exports."""
    for name in ("a-2024.csv", "a-2025.csv"):
        (folder / name).write_text("id;grootte;q1;q2\n")


BROKEN: dict[str, tuple[Break, str]] = {
    "missing column": (
        replaced("a-2025.csv", "q2", "q_2"),
        "a-2025.csv: no column 'q2' (question 'voordelen'). Did you mean q_2?",
    ),
    "codebook mistake": (
        replaced("boeken/nadelen.yaml", "id: afstand", "id: wind"),
        "nadelen.yaml:23: theme id 'wind' is there twice",
    ),
    "bad pattern": (
        replaced("boeken/nadelen.yaml", '"kilometer"', '"kilo*meter"'),
        "nadelen.yaml:28: 'kilo*meter'",
    ),
    "study mistake": (replaced("study.yaml", "show: list", "show: lst"), "study.yaml:14:"),
    "unreadable file": (
        lambda folder: (folder / "a-2025.csv").write_bytes(b"%PDF-1.7") and None,
        "a-2025.csv: a PDF file",
    ),
    "labels without a column": (
        replaced("labels.csv", "theme,coder", "thema,coder"),
        "labels.csv: no column 'theme'",
    ),
    "empty study": (emptied, "Study 'fietsen' has no answers: only a header in"),
    "no codebook": (
        lambda folder: (folder / "boeken" / "nadelen.yaml").unlink(),
        "no codebook for question 'nadelen'",
    ),
    "no such language": (replaced("study.yaml", "language: nl", "language: qq"), "'qq'"),
    "no such file": (
        replaced("study.yaml", "language: nl", "language: nl\nfiles: [exel]"),
        "study.yaml:4: 'files.0': should be 'excel'",
    ),
    "no such template": (
        replaced("study.yaml", "language: nl", "language: nl\nfiles: [word]\ntemplate: huis.docx"),
        "study.yaml:5: no file huis.docx",
    ),
    "no such model": (
        replaced("study.yaml", "language: nl", "language: nl\nspacy_model: nl_bestaat_niet"),
        "nl_bestaat_niet",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_study(turven: Turven, survey: Path, tmp_path: Path, name: str) -> None:
    """What a user can mend is one line that says where and what; nothing is written."""
    change, says = BROKEN[name]
    change(survey)
    ended = turven("run", survey, "--out", tmp_path / "uit")
    assert (ended.code, ended.out) == (2, "")
    errors = [
        line
        for line in ended.err.splitlines()
        if not line.startswith(("turven: reading", "turven: coding"))
    ]
    assert len(errors) == 1
    assert errors[0].startswith("turven: ")
    assert says in errors[0]
    assert not list(tmp_path.glob("*uit*"))


def test_check_refuses_the_same(turven: Turven, survey: Path) -> None:
    """check ends with 2 where a run would."""
    BROKEN["codebook mistake"][0](survey)
    assert turven("check", survey).code == 2


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("run", "{survey}", "--proceses", "2"), "--proceses"),
        (("rnu", "{survey}"), "rnu"),
        (("run",), "STUDY"),
        (("run", "{survey}", "--processes", "-1"), "--processes"),
        (("run", "{survey}", "--processes", "twee"), "--processes"),
        (("run", "{survey}/weg"), "no such study"),
        (("run", "{survey}/a-2024.csv"), "no study; give the folder with study.yaml"),
        (("redact", "{survey}/weg"), "weg: no such file"),
        (("redact", "{survey}/boeken"), "boeken: a folder; give a file"),
        (("redact", "{survey}/latin.txt"), "latin.txt:1: not UTF-8; save the file as UTF-8"),
        (("codebook", "check", "{survey}/boeken"), "boeken: a folder; give a file"),
        (("decisions", "import", "{survey}", "{survey}"), "studie: a folder; give a file"),
        (("decisions", "import", "{survey}", "{survey}/leeg"), "leeg: the file is empty; it"),
        (("quotes", "import", "{survey}", "{survey}/leeg"), "leeg: the file is empty; it should"),
        (("workbook", "import", "{survey}", "{survey}/leeg"), "leeg: the file is empty; put back"),
        (("run", "{survey}/boeken"), "turven init"),
        (("run", "{survey}", "--out", "{survey}"), "choose another folder with --out"),
        (("evaluate", "{survey}", "--folds", "1"), "folds: 1 is too few"),
        (("evaluate", "{survey}", "--error", "5"), "write 0.05 for 5%"),
        (("evaluate", "{survey}", "--seed", "-1"), "seed: -1"),
        (("evaluate", "{survey}", "--out", "{survey}"), "choose another folder with --out"),
        (("evaluate", "{survey}/weg"), "no such study"),
        (("explain", "{survey}", "g01"), "wave/respondent/question"),
        (("codebook", "check", "{survey}/weg.yaml"), "no such file"),
        (("codebook", "test", "{survey}/a-2024.csv"), "a-2024.csv"),
        (("init", "{survey}/nieuw", "--export", "{survey}/weg.csv", "--yes"), "no such file"),
        (("init", "{survey}", "--export", "{survey}/a-2024.csv", "--yes"), "is there already"),
    ],
)
def test_misuse_is_one_line(
    turven: Turven, survey: Path, words: tuple[str, ...], says: str
) -> None:
    """A wrong command, option, folder or file ends with 2 and one line that names it."""
    (survey / "leeg").touch()
    (survey / "latin.txt").write_bytes("Daniël".encode("latin-1"))
    ended = turven(*(word.replace("{survey}", str(survey)) for word in words))
    assert ended.code == 2
    assert says in ended.err
    assert "Traceback" not in ended.err
    assert len(ended.err.strip().splitlines()) == 1


def test_no_words(turven: Turven) -> None:
    """The bare command shows what there is."""
    ended = turven()
    assert "run" in ended.out + ended.err
    assert "codebook" in ended.out + ended.err

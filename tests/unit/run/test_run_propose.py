"""A first study from an export."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.codebook import read_codebook
from pipeline.errors import MisuseError, TurvenError
from pipeline.run import run
from pipeline.run.propose import Proposal, propose, write_study
from pipeline.study import read_study

Export = Callable[..., Path]
OPEN = "er is te weinig tijd voor klus {}"


@pytest.fixture
def export(tmp_path: Path) -> Export:
    """Writes an export of eight rows: column -> text with {} for the row's number."""

    def make(columns: dict[str, str], name: str = "export.csv") -> Path:
        rows = [
            list(columns),
            *(
                [text.format(i, "klein" if i % 2 else "groot") for text in columns.values()]
                for i in range(8)
            ),
        ]
        path = tmp_path / name
        path.write_text("\n".join(";".join(row) for row in rows) + "\n", encoding="utf-8")
        return path

    return make


def started(proposal: Proposal, folder: Path, **options: str) -> None:
    """Writes the study and runs it at once, as a new user would."""
    write_study(proposal, folder, name="proef", **options)
    result = run(folder, out=folder.parent / "uit")
    assert result.summary.answers.refused == 0
    assert {q.id for q in result.summary.questions} == set(proposal.questions)


def test_columns_are_told_apart(export: Export) -> None:
    """The respondent, the segments and the open questions are found; numbers are none of these."""
    found = propose(
        export({"respondent_id": "r{}", "Grootte": "{1}", "cijfer": "{}", "Wat vindt u?": OPEN})
    )
    assert found.respondent == "respondent_id"
    assert found.segments == {"grootte": ("groot", "klein")}
    assert found.questions == {"wat-vindt-u": "Wat vindt u?"}


def test_out_of_the_box(export: Export, tmp_path: Path) -> None:
    """A proposed study runs at once, and its codebooks hold themes with examples and rules."""
    found = propose(export({"id": "r{}", "grootte": "{1}", "mening": OPEN}))
    started(found, tmp_path / "nieuw")
    book = read_codebook(tmp_path / "nieuw" / "codebooks" / "mening.yaml")
    assert book.themes
    assert all(theme.rules and theme.examples for theme in book.themes)
    assert read_study(tmp_path / "nieuw").segments["grootte"].values == ("groot", "klein")


def test_other_languages_and_waves(export: Export, tmp_path: Path) -> None:
    """The language and the wave are as asked for."""
    write_study(
        propose(export({"id": "r{}", "opinion": "too little time for job {}"})),
        tmp_path / "new",
        name="try",
        tongue="en",
        wave="2026",
    )
    study = read_study(tmp_path / "new")
    assert (study.language, study.wave_ids) == ("en", ("2026",))


@pytest.mark.parametrize(
    "columns",
    [
        {"id": "r{}", "Vraag één: wát\tvindt u?!": OPEN},
        {"id": "r{}", "2025": OPEN},
        {"id": "r{}", "NO": OPEN, "true": "{1}"},
        {"id": "r{}", "mening": OPEN, "Mening?": "{1}"},
        {"id": "r{}", "a: b #c": OPEN},
        {"id": "r{}", "wave": "{1}", "mening": OPEN},
        {"id": "r{}", "text": "{1}", "mening": OPEN},
        {"id": "r{}", "mening": "overige zaken, overig werk {}"},
        {"id": "r{}", "mening": "мало времени для работы {}"},
        {"id": "r{}", "mening": "null true nee {} [tijd]: {{x}}"},
        {"id": "r{}", "x" * 200: OPEN},
    ],
    ids=[
        "accents",
        "a number",
        "yaml words",
        "one slug for two kinds",
        "yaml signs",
        "wave",
        "text",
        "overig",
        "cyrillic",
        "yaml values",
        "long",
    ],
)
def test_odd_columns(export: Export, tmp_path: Path, columns: dict[str, str]) -> None:
    """A study proposed from odd columns runs out of the box too."""
    started(propose(export(columns)), tmp_path / "nieuw")


@pytest.mark.parametrize("names", [("Vraag 1?", "Vraag 1!"), ("لماذا", "ما رأيك")])
def test_questions_with_one_slug(export: Export, names: tuple[str, str]) -> None:
    """Two questions whose names make one id are both kept."""
    found = propose(export({"id": "r{}", names[0]: OPEN, names[1]: "iets heel anders, nummer {}"}))
    assert set(found.questions.values()) == set(names)


def test_bad_names_are_refused_before_writing(export: Export, tmp_path: Path) -> None:
    """A wave that no study may have, and an unknown language, are refused.

    Nothing is written.
    """
    found = propose(export({"id": "r{}", "mening": OPEN}))
    for options in ({"wave": "2025/1"}, {"wave": ""}, {"tongue": "qq"}):
        with pytest.raises(TurvenError):
            write_study(found, tmp_path / "nieuw", name="proef", **options)
        assert not (tmp_path / "nieuw").exists()


def test_a_column_twice(export: Export, tmp_path: Path) -> None:
    """A needed column that is there twice is told before anything is written."""
    path = tmp_path / "twee.csv"
    path.write_text(
        "id;mening;mening\n"
        + "".join(f"r{i};{OPEN.format(i)};{OPEN.format(i)}\n" for i in range(8))
    )
    with pytest.raises(TurvenError, match="2 times"):
        write_study(propose(path), tmp_path / "nieuw", name="proef")
    assert not (tmp_path / "nieuw").exists()


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"id": "r{}", "cijfer": "{}"}, "no column looks like an open question"),
        (
            {"groep": "{1}", "mening": "steeds dezelfde tekst hier"},
            "no column tells respondents apart",
        ),
    ],
)
def test_no_proposal(export: Export, columns: dict[str, str], says: str) -> None:
    """An export without respondents or open questions is refused, saying what is lacking."""
    with pytest.raises(MisuseError, match=says):
        propose(export(columns))


def test_a_header_alone(tmp_path: Path) -> None:
    """An export without rows is told as such."""
    (tmp_path / "leeg.csv").write_text("id;mening\n")
    with pytest.raises(TurvenError, match=r"leeg\.csv"):
        propose(tmp_path / "leeg.csv")


def test_nothing_of_a_person_is_overwritten(export: Export, tmp_path: Path) -> None:
    """Where a study is already, nothing is written and nothing changes."""
    found = propose(export({"id": "r{}", "mening": OPEN}))
    (tmp_path / "nieuw").mkdir()
    (tmp_path / "nieuw" / "study.yaml").write_text("van mij")
    with pytest.raises(MisuseError, match="is there already"):
        write_study(found, tmp_path / "nieuw", name="proef")
    assert [p.name for p in (tmp_path / "nieuw").iterdir()] == ["study.yaml"]


def test_export_in_its_own_folder(export: Export, tmp_path: Path) -> None:
    """A study may be started in the folder where the export lies; the export stays as it is."""
    path = export({"id": "r{}", "mening": OPEN})
    before = path.read_bytes()
    started(propose(path), tmp_path)
    assert path.read_bytes() == before


def test_proposal_hides_small_groups(tmp_path: Path) -> None:
    """A new study hides figures of few unless its researcher decides otherwise."""
    export = tmp_path / "export.csv"
    rows = [f"r{i};{'ab'[i % 2]};een antwoord van meer woorden {i}" for i in range(20)]
    export.write_text("\n".join(["id;team;open", *rows]) + "\n", encoding="utf-8")

    write_study(propose(export), tmp_path / "new", name="team")

    study = read_study(tmp_path / "new")
    assert (study.disclosure.base, study.disclosure.n) == (5, 3)

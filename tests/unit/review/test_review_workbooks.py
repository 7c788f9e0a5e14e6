"""Workbooks that go out to reviewers and come back as decisions."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from math import isnan
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from desks import Ticking

from pipeline.decisions import CurrentDecisions, Decision
from pipeline.decisions.study_log import read_decisions
from pipeline.errors import MisuseError, TurvenError, UnreadableFileError
from pipeline.model import PROBLEMS
from pipeline.normalise import text_hash
from pipeline.review import RequestedDecision
from pipeline.review.desk import Desk, open_desk
from pipeline.review.workbook.export import export_workbook
from pipeline.review.workbook.row_import import Clash
from pipeline.review.workbook.workbook_import import WorkbookImport, import_workbook
from pipeline.study import read_study

pytestmark = pytest.mark.slow

HEADER = 5
FAR = text_hash("te ver")
Fill = Callable[..., Path]


@pytest.fixture
def study(survey: Path) -> Path:
    """The survey, nothing labelled, `te ver` written by three, and everything drawn for second
    coding.
    """
    with (survey / "a-2025.csv").open("a", encoding="utf-8") as file:
        file.write("g06;klein;Te ver;fijn\ng07;groot;TE  VER!;fijn\ng08;klein;te ver;fijn\n")
    told = (survey / "study.yaml").read_text(encoding="utf-8")
    (survey / "study.yaml").write_text(
        told.replace("labels: [labels.csv]\n", "review: {second: 1}\n"), encoding="utf-8"
    )
    return survey


@pytest.fixture
def desk(study: Path) -> Desk:
    """A desk of that study."""
    return open_desk(study, clock=Ticking())


@pytest.fixture
def book(desk: Desk, tmp_path: Path) -> Callable[..., Path]:
    """Exports the question about drawbacks for a reviewer."""

    def export(reviewer: str = "anna", **more: object) -> Path:
        out = tmp_path / "uit" / f"{reviewer}-{len(list(tmp_path.glob('uit/*')))}.xlsx"
        (made,) = export_workbook(
            desk.study,
            out,
            questions=["nadelen"],
            reviewer=reviewer,
            desk=desk,
            clock=Ticking(),
            **more,
        )  # type: ignore[arg-type]
        return made.path

    return export


def fill(
    path: Path, said: dict[str, str], notes: dict[str, str] | None = None, name: str = ""
) -> Path:
    """Fills in codes by answer, parted by a comma; an answer called `ja` agrees."""
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.worksheets[0]
    at = {cell.value: cell.column for cell in sheet[HEADER]}
    for row in range(HEADER + 1, sheet.max_row + 1):
        answer = str(sheet.cell(row, at["Antwoord"]).value).strip().lower()
        for i, code in enumerate(said.get(answer, "").split(",")):
            where = at["Akkoord"] if code == "ja" else at[f"Code {i + 1}"]
            sheet.cell(row, where).value = code or None
        sheet.cell(row, at["Notitie"]).value = (notes or {}).get(answer)
    if name:
        sheet["C4"] = name
    workbook.save(path)
    return path


def take(desk: Desk, path: Path | list[Path], **more: object) -> WorkbookImport:
    """Imports a workbook at a later moment."""
    clock = Ticking()
    clock.moment = clock.moment.replace(year=2027)
    return import_workbook(desk.study, path, clock=clock, **more)  # type: ignore[arg-type]


def test_decisions(desk: Desk, book: Fill) -> None:
    """What was filled in becomes decisions that say who, how and under which codebook, with
    verdicts on the suggestions.
    """
    path = fill(book(), {"te ver": "Regen,Afstand", "n.v.t.": "ja"}, {"te ver": "en nat"})
    found = take(desk, path)
    assert (len(found.taken), found.unchanged, found.not_taken, found.open) == (2, 0, 0, 7)
    far = next(d for d in found.taken if d.subject.text_hash == FAR)
    assert {(v.theme, v.verb, v.source) for v in far.verdicts} == {
        ("regen", "add", ""),
        ("afstand", "accept", "rules"),
    }
    assert (far.reviewer, far.note, far.subject.scope) == ("anna", "en nat", "alike")
    occasion = far.occasion
    assert (occasion.via, occasion.shown, occasion.round, occasion.queue) == (
        "workbook",
        "suggestions",
        "first",
        "all",
    )
    assert isnan(occasion.probability)
    settled = desk.card("nadelen", "all", FAR, "anna").settled
    assert settled is not None
    assert far.codebook_version == settled.codebook_version
    assert read_decisions(desk.study) == found.taken


def test_rejected(desk: Desk, book: Fill) -> None:
    """A suggestion that was not taken over is rejected."""
    (decision,) = take(desk, fill(book(), {"te ver": "Wind"})).taken
    assert [(v.theme, v.verb) for v in decision.verdicts] == [
        ("wind", "add"),
        ("afstand", "reject"),
    ]


def test_blind(desk: Desk, book: Fill) -> None:
    """What was decided blind says so, and judges no suggestion."""
    (decision,) = take(desk, fill(book(blind=True), {"te ver": "Afstand"})).taken
    assert decision.occasion.shown == "nothing"
    assert [v.verb for v in decision.verdicts] == ["add"]


def test_random_sample(desk: Desk, book: Fill) -> None:
    """The random sample is blind, and keeps the chance of having been drawn."""
    (decision,) = take(desk, fill(book(queue="random"), {"te ver": "Afstand"})).taken
    assert (decision.occasion.shown, decision.occasion.queue) == ("nothing", "random")
    assert decision.occasion.probability == desk.card("nadelen", "random", FAR, "bob").probability


def test_second_coding(desk: Desk, book: Fill) -> None:
    """A workbook of the second coding is of the second round."""
    take(desk, fill(book("anna"), {"te ver": "Afstand"}))
    (decision,) = take(desk, fill(book("bob", queue="second"), {"te ver": "Wind"})).taken
    assert (decision.occasion.round, decision.occasion.shown) == ("second", "nothing")


def test_twice_is_once(desk: Desk, book: Fill) -> None:
    """The same file imported again decides nothing; one with a row mended decides on that row."""
    path = fill(book(), {"te ver": "Afstand", "zomaar": "Regn"})
    first = take(desk, path)
    assert (len(first.taken), first.not_taken) == (1, 1)
    again = take(desk, path)
    assert (len(again.taken), again.unchanged, again.not_taken) == (0, 1, 1)
    mended = take(desk, fill(path, {"te ver": "Afstand", "zomaar": "Regen"}))
    assert (len(mended.taken), mended.unchanged, mended.not_taken) == (1, 1, 0)
    assert len(read_decisions(desk.study)) == 2


def test_changed_mind(desk: Desk, book: Fill) -> None:
    """Another choice in the same workbook takes the place of the first without asking.

    The older file again does not.
    """
    path = fill(book(), {"te ver": "Afstand"})
    older = Path(shutil.copy(path, path.with_name("ouder.xlsx")))
    take(desk, path)
    assert [d.codes for d in take(desk, fill(path, {"te ver": "Wind"})).taken] == [("wind",)]
    back = take(desk, older)
    assert (len(back.taken), back.not_taken) == (0, 1)
    assert [d.codes for d in read_decisions(desk.study)] == [("afstand",), ("wind",)]


def test_two_reviewers_disagree(desk: Desk, book: Fill) -> None:
    """Workbooks of two reviewers that differ become a disagreement, though both were exported
    before either came back.
    """
    paths = [
        fill(book("anna"), {"te ver": "Afstand", "zomaar": "overig"}),
        fill(book("bob"), {"te ver": "Wind", "zomaar": "overig"}),
    ]
    found = take(desk, paths)
    assert (len(found.taken), found.not_taken, found.reviewers) == (4, 0, ("anna", "bob"))
    assert desk.keys("nadelen", "disagreement", "chris") == (FAR,)
    outcome = CurrentDecisions(read_decisions(desk.study)).outcome(("nadelen", FAR))
    assert outcome is not None
    assert {d.reviewer: d.codes for d in outcome.opinions} == {
        "anna": ("afstand",),
        "bob": ("wind",),
    }


def test_others_decisions_stay_out(desk: Desk, book: Fill) -> None:
    """What another reviewer decided is not in the workbook; the reviewer's own is."""
    take(desk, fill(book("anna"), {"te ver": "Afstand,Wind"}))
    shown = {
        name: list(openpyxl.load_workbook(book(name)).worksheets[0].values)[HEADER - 1 :]
        for name in ("anna", "bob")
    }
    assert "Eerder door u besloten" in shown["anna"][0]
    assert "Eerder door u besloten" not in shown["bob"][0]
    assert not any(
        "Wind" in str(cell) for row in shown["bob"] for cell in row if row[2] == "Te ver"
    )


def _decided_since(desk: Desk, path: Path) -> Decision:
    wish = RequestedDecision("nadelen", "all", FAR, ("regen",), "since", desk.newest())
    saved = desk.decide("anna", wish).decision
    assert saved is not None
    fill(path, {"te ver": "Afstand"})
    return saved


def test_newer_decision(desk: Desk, book: Fill) -> None:
    """A decision of the same reviewer since the export is not overridden unasked.

    The row says what stands.
    """
    path = book()
    _decided_since(desk, path)
    found = take(desk, path)
    assert (found.taken, found.not_taken) == ((), 1)
    assert found.problems["what"][0] == "anna decided on this answer since: regen"


def test_override(desk: Desk, book: Fill) -> None:
    """With override the workbook comes in its place once, and says that all was in sight."""
    path = book()
    _decided_since(desk, path)
    (decision,) = take(desk, path, override=True).taken
    assert (decision.codes, decision.occasion.shown) == (("afstand",), "everything")
    again = take(desk, path, override=True)
    assert (again.taken, again.unchanged) == ((), 1)


@pytest.mark.parametrize("answer", [True, False])
def test_asked(desk: Desk, book: Fill, answer: bool) -> None:
    """Who is asked sees the workbook's codes, the newer decision and what others made of it, and is
    obeyed.
    """
    path = book()
    newer = _decided_since(desk, path)
    take(desk, fill(book("bob"), {"te ver": "Wind"}))
    asked: list[Clash] = []

    def ask(clash: Clash) -> bool:
        asked.append(clash)
        return answer

    found = take(desk, path, ask=ask)
    (clash,) = asked
    assert (clash.codes, clash.newer, [d.codes for d in clash.others]) == (
        ("afstand",),
        (newer,),
        [("wind",)],
    )
    assert (len(found.taken), found.not_taken) == ((1, 0) if answer else (0, 1))


def test_taken_back_since(desk: Desk, book: Fill) -> None:
    """An import that was undone is not repeated unasked."""
    path = fill(book(), {"te ver": "Afstand"})
    take(desk, path)
    desk.undo("anna", "undo")
    found = take(desk, path)
    assert found.problems["what"][0] == "anna decided on this answer since, and took it back"
    assert len(take(desk, path, override=True).taken) == 1


def test_undone_together(desk: Desk, book: Fill) -> None:
    """One workbook is one batch: undo takes it back whole."""
    take(desk, fill(book(), {"te ver": "Afstand", "zomaar": "overig"}))
    assert len(desk.undo("anna", "undo").decisions) == 2


def test_answer_changed(desk: Desk, book: Fill, study: Path) -> None:
    """An answer that changed since the export is told, so that it is looked at again."""
    path = fill(book(), {"zomaar": "overig", "te ver": "Afstand"})
    export = study / "a-2025.csv"
    export.write_text(
        export.read_text(encoding="utf-8").replace("zomaar", "zo maar wat"), encoding="utf-8"
    )
    found = take(desk, path)
    assert len(found.taken) == 1
    assert (
        found.problems["what"][0]
        == "the answer has changed since the workbook was made, or is gone"
    )


def test_theme_gone(desk: Desk, book: Fill, study: Path) -> None:
    """A theme that was taken from the codebook since is told.

    The others are taken under the version they were chosen by.
    """
    version = desk.card("nadelen", "all", FAR, "anna")
    path = fill(book(), {"te ver": "Afstand", "de wind": "Wind"})
    file = study / "boeken" / "nadelen.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("id: wind", "id: storm"), encoding="utf-8"
    )
    found = take(desk, path)
    assert version and [d.codes for d in found.taken] == [("afstand",)]
    assert found.problems["what"][0] == "'Weer > Wind' is no longer in the codebook"


def test_dry_run(desk: Desk, book: Fill) -> None:
    """A dry run tells what would be taken, and keeps nothing."""
    found = take(desk, fill(book(), {"te ver": "Afstand"}), dry_run=True)
    assert (len(found.taken), found.dry_run) == (1, True)
    assert read_decisions(desk.study) == ()


def test_dry_run_of_two(desk: Desk, book: Fill) -> None:
    """In a dry run too, a second workbook of the same reviewer meets what the first decided."""
    paths = [fill(book(), {"te ver": "Afstand"}), fill(book(size=3), {"te ver": "Wind"})]
    assert take(desk, paths, dry_run=True).not_taken == 1
    assert take(desk, paths).not_taken == 1


def test_told_as_a_table(desk: Desk, book: Fill) -> None:
    """Every row that says something stands in the table with what became of it."""
    path = fill(book(), {"te ver": "Afstand", "zomaar": "geen antwoord,Wind"})
    found = take(desk, path)
    assert list(found.rows["outcome"]) == ["taken", "not taken"]
    assert list(found.rows["codes"]) == ["afstand", "wind, geen-antwoord"]
    PROBLEMS.check(found.problems)
    assert found.problems.iloc[0]["file"] == f"{path.name}, sheet Antwoorden"
    assert isinstance(found.rows, pd.DataFrame)


def test_reviewer(desk: Desk, book: Fill) -> None:
    """The name given comes before the one filled in; without either nothing is taken."""
    path = fill(book(""), {"te ver": "Afstand"})
    with pytest.raises(MisuseError, match="nobody's name"):
        take(desk, path)
    assert take(desk, fill(path, {"te ver": "Afstand"}, name="Chris")).taken[0].reviewer == "Chris"
    assert take(desk, path, reviewer="bob").taken[0].reviewer == "bob"


def test_another_study(desk: Desk, book: Fill, study: Path) -> None:
    """A workbook of another study is refused, and so nothing of the others beside it is taken."""
    path = fill(book(), {"te ver": "Afstand"})
    other = shutil.copytree(study, study.parent / "ander")
    told = (other / "study.yaml").read_text(encoding="utf-8")
    (other / "study.yaml").write_text(
        told.replace("study: fietsen", "study: lopen"), encoding="utf-8"
    )
    with pytest.raises(
        UnreadableFileError, match="a workbook of study 'fietsen', and this is 'lopen'"
    ):
        import_workbook(other, path)
    strange = path.with_name("vreemd.xlsx")
    strange.write_bytes(b"a;b")
    with pytest.raises(UnreadableFileError, match="vreemd"):
        take(desk, [path, strange])
    assert read_decisions(read_study(study)) == ()


def test_split_off(desk: Desk, book: Fill) -> None:
    """A workbook decides on all alike; an answer that was split off keeps its own decision."""
    path = fill(book("bob"), {"te ver": "Wind"})
    desk.decide(
        "anna",
        RequestedDecision("nadelen", "all", FAR, ("regen",), "one", desk.newest(), only=True),
    )
    assert take(desk, path).taken[0].subject.scope == "alike"
    standing = CurrentDecisions(read_decisions(desk.study))
    assert standing.split_off(("nadelen", FAR)) != ()


@pytest.mark.parametrize(
    ("wishes", "why"),
    [
        ({"queue": "bogus"}, "no queue 'bogus'"),
        ({"queue": "disagreement"}, "turven review"),
        ({"size": 0}, "below 1"),
        ({"queue": "second", "reviewer": ""}, "--reviewer"),
        ({"queue": "stale"}, "nothing is left in queue 'stale'"),
    ],
)
def test_wishes_that_cannot_be(book: Fill, wishes: dict[str, object], why: str) -> None:
    """Wishes that can't be are refused in one line."""
    with pytest.raises(TurvenError, match=why):
        book(**wishes)


def test_never_overwrites(desk: Desk, tmp_path: Path) -> None:
    """A workbook that is there may hold somebody's work.

    Without a file name each question has its own.
    """
    made = export_workbook(desk.study, tmp_path / "uit", reviewer="Anna B", desk=desk, size=2)
    assert [m.path.name for m in made] == [
        "fietsen-nadelen-Anna-B.xlsx",
        "fietsen-voordelen-Anna-B.xlsx",
    ]
    assert {m.texts for m in made} == {2}
    with pytest.raises(MisuseError, match="is there already"):
        export_workbook(desk.study, tmp_path / "uit", reviewer="Anna B", desk=desk)
    with pytest.raises(MisuseError, match="one file and there are 2 questions"):
        export_workbook(desk.study, tmp_path / "x.xlsx", desk=desk)

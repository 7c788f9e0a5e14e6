"""Decisions in a notebook, and to and from an archive: checked against study, codebooks and
answers.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import pipeline
from pipeline.decisions import CurrentDecisions, DecisionLog, sqlite_url
from pipeline.decisions.archive import export_decisions, import_decisions
from pipeline.decisions.study_log import VARIABLE, log_url, open_log
from pipeline.errors import MisuseError, TurvenError
from pipeline.model import DECISIONS
from pipeline.normalise import text_hash
from pipeline.study import read_study

Decide = Callable[..., pd.DataFrame]


def rows(*cells: str, **more: object) -> pd.DataFrame:
    """A table of decisions from lines `wave respondent question theme`."""
    frame = pd.DataFrame(
        [line.split() for line in cells], columns=["wave", "respondent_id", "question", "theme"]
    )
    # texts as Python's own: an arrow-backed column takes no half of an emoji
    given = {
        k: pd.Series([v] * len(frame), dtype=object) if isinstance(v, str) else v
        for k, v in more.items()
    }
    return frame.astype(object).assign(**given)


@pytest.fixture
def ids() -> Iterator[str]:
    """Ids to give."""
    return (f"id{i}" for i in count())


@pytest.fixture
def decide(survey: Path, ids: Iterator[str]) -> Decide:
    """Adds decisions to the survey as anna, at a fixed moment and with fixed ids."""
    clock = datetime(2025, 11, 3, 10, 0, 0, 250_000, tzinfo=UTC)

    def add(frame: pd.DataFrame, reviewer: str = "anna", **options: object) -> pd.DataFrame:
        given = {"clock": lambda: clock, "new_id": lambda: next(ids), **options}
        return pipeline.decisions.add(survey, frame, reviewer=reviewer, **given)

    return add


TWO = rows("2024 g01 nadelen regen", "2024 g01 nadelen wind", "2025 g03 voordelen goedkoop")


class TestNotebook:
    """`pipeline.decisions` returns and accepts DataFrames."""

    def test_nobody_decided(self, survey: Path) -> None:
        """Without decisions the table is empty, and asking makes no file."""
        assert len(DECISIONS.check(pipeline.decisions(survey))) == 0
        assert not (survey / "decisions.sqlite").exists()

    def test_added_is_told_and_kept(self, survey: Path, decide: Decide) -> None:
        """Rows of one answer are one decision with all its codes; what was added comes back, and is
        what a later look shows.
        """
        added = DECISIONS.check(decide(TWO))
        assert added[["decision", "batch", "theme", "verdict"]].to_numpy().tolist() == [
            ["id1", "id0", "regen", "add"],
            ["id1", "id0", "wind", "add"],
            ["id2", "id0", "goedkoop", "add"],
        ]
        first = added.iloc[0].to_dict()
        expected = {
            "number": 1,
            "at": "2025-11-03T10:00:00.250000Z",
            "reviewer": "anna",
            "wave": "2024",
            "respondent_id": "g01",
            "question": "nadelen",
            "text_hash": text_hash("Het regent te vaak en er is altijd tegenwind"),
            "scope": "alike",
            "round": "first",
            "shown": "everything",
            "via": "python",
            "note": "",
            "undoes": "",
        }
        assert {name: first[name] for name in expected} == expected
        assert first["codebook_version"].startswith("1 (")
        pd.testing.assert_frame_equal(pipeline.decisions(read_study(survey)), added)

    @pytest.mark.slow
    def test_run_uses_it(self, survey: Path, decide: Decide, tmp_path: Path) -> None:
        """A run codes by what was decided."""
        decide(rows("2025 g04 nadelen afstand"))
        codings = pipeline.run(survey, out=tmp_path / "uit").codings
        of_answer = codings.query(
            "wave == '2025' and respondent_id == 'g04' and question == 'nadelen'"
        )
        assert of_answer[["theme", "source"]].to_numpy().tolist() == [["afstand", "reviewer"]]

    def test_columns_of_its_own(self, decide: Decide) -> None:
        """Reviewer, note, scope, round, shown and reason may be given per answer; empty cells take
        the default, other columns are left alone.
        """
        frame = rows(
            "2024 g01 nadelen regen",
            "2025 g03 voordelen goedkoop",
            reviewer=["bob", None],
            note=["=zeker 🌧", ""],
            scope=["one", ""],
            round="second",
            shown=["nothing", float("nan")],
            mine=1,
        )
        added = decide(frame)
        names = ["reviewer", "note", "scope", "round", "shown"]
        assert added[names].to_numpy().tolist() == [
            ["bob", "=zeker 🌧", "one", "second", "nothing"],
            ["anna", "", "alike", "second", "everything"],
        ]

    def test_numbers_and_spaces(self, decide: Decide) -> None:
        """A wave that pandas took for a number is that wave; spaces around a cell don't count."""
        frame = rows("2024 g01 nadelen regen").assign(wave=[2024], theme=[" regen "])
        assert decide(frame)["wave"].tolist() == ["2024"]

    def test_run_twice_added_once(self, survey: Path, decide: Decide) -> None:
        """The same cell run again adds nothing; a change of mind does; and so does the same again
        once somebody decided otherwise.
        """
        decide(TWO)
        assert len(decide(TWO)) == 0
        changed = decide(rows("2024 g01 nadelen regen"))
        assert changed["theme"].tolist() == ["regen"]
        decide(rows("2024 g01 nadelen afstand"), "bob")
        assert decide(rows("2024 g01 nadelen regen"))["theme"].tolist() == ["regen"]
        assert len(pipeline.decisions(survey)) == 3 + 1 + 1 + 1

    def test_overtaken(self, survey: Path, decide: Decide) -> None:
        """With the number that was looked at, nothing is added where somebody decided since, and
        the row is told.
        """
        looked = int(decide(TWO)["number"].max())
        decide(rows("2024 g01 nadelen weer"), "bob")
        both = rows("2024 g01 nadelen afstand", "2025 g01 voordelen gezond")
        with pytest.raises(
            MisuseError,
            match=r"nothing was added: row 0: bob decided on this answer since .number 3.;",
        ):
            decide(both, seen=looked)
        assert len(pipeline.decisions(survey)) == 4
        assert len(decide(both, seen=3)) == 2

    @pytest.mark.parametrize("seen", ["x", "0", 1.5, True, -1, 99])
    def test_a_number_that_no_table_showed(self, survey: Path, decide: Decide, seen: Any) -> None:
        """What can't be the highest number of a table is refused, and nothing is added."""
        before = len(decide(TWO))

        with pytest.raises(MisuseError, match="seen is"):
            decide(rows("2025 g01 voordelen gezond"), seen=seen)

        assert len(pipeline.decisions(survey)) == before

    @pytest.mark.parametrize(
        ("frame", "what"),
        [
            (
                rows("2024 g01 nadelen regne"),
                "row 0: theme 'regne' is not in codebook 'nadelen'. Did you mean regen?",
            ),
            (
                rows("2024 g01 nadeln regen"),
                "row 0: question 'nadeln' is not in the study. Did you mean nadelen?",
            ),
            (rows("2023 g01 nadelen regen"), "row 0: wave '2023' is not in the study."),
            (
                rows("2024 g77 nadelen regen"),
                "row 0: no answer of respondent 'g77' to nadelen in 2024",
            ),
            (
                rows("2024 g02 voordelen gezond"),
                "row 0: respondent 'g02' left voordelen empty in 2024",
            ),
            (
                rows("2024 g01 nadelen regen", "2024 g01 nadelen geen-antwoord"),
                "row 0: geen-antwoord stands alone",
            ),
            (
                rows("2024 g01 nadelen regen", "2024 g01 nadelen regen"),
                "row 0: regen is there twice",
            ),
            (
                rows("2024 g01 nadelen regen", "2024 g01 nadelen wind", note=["a", "b"]),
                "row 1: another note than row 0",
            ),
            (
                rows("2024 g01 nadelen regen", scope="all"),
                "row 0: scope 'all' is none of alike, one",
            ),
            (
                rows("2024 g01 nadelen regen", reviewer="\ud83d"),
                "row 0: the reviewer holds a character",
            ),
            (rows("2024 g01 nadelen regen").drop(columns="theme"), "no column theme"),
            (
                rows("2024 g01 nadelen regen").rename(columns={"theme": "thema"}),
                "no column theme. Did you mean thema?",
            ),
            (
                rows("2024 g03 voordelen gezond", "2025 g01 nadelen x", "2025 g02 nadelen y"),
                "row 1: theme 'x' is not in codebook 'nadelen'.; row 2",
            ),
            (rows(*[f"2024 g{i} nadelen regen" for i in range(70, 80)]), "; and 5 more"),
        ],
    )
    def test_wrong_rows_are_told_and_nothing_added(
        self, survey: Path, decide: Decide, frame: pd.DataFrame, what: str
    ) -> None:
        """All or nothing: one line tells the rows, and nothing was added."""
        with pytest.raises(TurvenError) as told:
            decide(frame)
        assert what in str(told.value)
        assert "\n" not in str(told.value)
        assert len(pipeline.decisions(survey)) == 0

    def test_nobody_named(self, survey: Path, decide: Decide) -> None:
        """A decision is somebody's."""
        with pytest.raises(MisuseError, match="row 0: nobody is named who decided"):
            decide(TWO, reviewer="")

    def test_alike_answers_with_other_codes(self, survey: Path, decide: Decide) -> None:
        """One decision covers alike answers, so they can't be given different codes in one go,
        unless each is decided apart.
        """
        export = survey / "a-2025.csv"
        export.write_text(
            export.read_text(encoding="utf-8").replace("goedkoop\n", "GEZOND\n"), encoding="utf-8"
        )
        alike = ["2025 g04 voordelen gezond", "2025 g03 voordelen goedkoop"]
        with pytest.raises(
            MisuseError, match="row 1: the answer is alike to that of row 0, and has other codes"
        ):
            decide(rows(*alike))
        assert len(decide(rows(*alike, scope="one"))) == 2

    def test_empty_table(self, decide: Decide) -> None:
        """Adding nothing adds nothing."""
        assert len(decide(TWO[:0])) == 0


class TestArchive:
    """Decisions to a CSV and back."""

    def test_there_and_back(self, survey: Path, decide: Decide, tmp_path: Path) -> None:
        """What was exported and is imported into a new log stands there the same; imported again
        nothing is added.
        """
        decide(TWO)
        decide(rows("2024 g02 nadelen afstand", note='=HYPERLINK("http://x")\r\n\'tweede'), "bob")
        study = read_study(survey)
        before = pipeline.decisions(study)
        assert export_decisions(study, tmp_path / "a.csv") == 3
        for file in survey.glob("decisions.sqlite*"):
            file.unlink()
        found = import_decisions(study, tmp_path / "a.csv")
        assert (len(found.added), found.known, found.left_out, len(found.problems)) == (3, 0, 0, 0)
        pd.testing.assert_frame_equal(pipeline.decisions(study), before)
        again = import_decisions(study, tmp_path / "a.csv")
        assert (len(again.added), again.known, again.left_out, len(again.problems)) == (0, 3, 0, 0)
        pd.testing.assert_frame_equal(pipeline.decisions(study), before)

    def test_wrong_rows(self, survey: Path, decide: Decide, tmp_path: Path) -> None:
        """Unknown theme, question and wave, and an undo of nothing, are each a line with what to
        do; the rest is taken.
        """
        lines = [f"2024 g0{i} nadelen regen" for i in (1, 2, 3)]
        decide(rows(*lines, "2025 g01 nadelen wind", "2025 g02 nadelen wind", scope="one"))
        study = read_study(survey)
        export_decisions(study, tmp_path / "a.csv")
        changed = list(
            csv.DictReader(StringIO((tmp_path / "a.csv").read_text("utf-8-sig"), newline=""))
        )
        changed[0]["theme"] = "regne"
        changed[1]["question"] = "nadeln"
        changed[2]["wave"] = "2042"
        changed[3] |= {"undoes": "niets", "theme": "", "verdict": "undo"}
        with (tmp_path / "b.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, DECISIONS.columns)
            writer.writeheader()
            writer.writerows(changed)
        for file_ in survey.glob("decisions.sqlite*"):
            file_.unlink()
        found = import_decisions(study, tmp_path / "b.csv")
        assert (len(found.added), found.known, found.left_out) == (1, 0, 4)
        assert found.problems[["file", "row", "column", "what_to_do"]].to_numpy().tolist() == [
            ["b.csv", 2, "theme", "Correct the theme. Did you mean regen?"],
            ["b.csv", 3, "question", "Use nadelen, voordelen. Did you mean nadelen?"],
            ["b.csv", 4, "wave", "Use 2024, 2025. Did you mean 2025?"],
            ["b.csv", 5, "undoes", "Import the file with that decision too, or delete the row."],
        ]

    def test_undo_of_another_text(self, survey: Path, decide: Decide, tmp_path: Path) -> None:
        """An undo names the text of what it undoes, else it would take back unseen."""
        decide(TWO)
        study = read_study(survey)
        export_decisions(study, tmp_path / "a.csv")
        header, first, _, other = (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()
        undo = first.replace("id1,id0", "u1,u1").replace(",regen,add,", ",,undo,") + "id1"
        wrong = other.replace("id2,id0", "u2,u2").replace(",goedkoop,add,", ",,undo,") + "id1"
        (tmp_path / "b.csv").write_text("\n".join([header, undo, wrong]), encoding="utf-8")
        found = import_decisions(study, tmp_path / "b.csv")
        assert [decision.id for decision in found.added] == ["u1"]
        assert found.problems["what"].tolist() == [
            "it undoes decision 'id1', which is about another text"
        ]
        with open_log(study) as log:
            assert [d.id for d in CurrentDecisions(log.since()).current()] == ["id2"]

    def test_tampered(self, survey: Path, decide: Decide, tmp_path: Path) -> None:
        """A decision that the log has otherwise is told, and the log stays as it was."""
        decide(TWO)
        study = read_study(survey)
        export_decisions(study, tmp_path / "a.csv")
        content = (tmp_path / "a.csv").read_bytes().replace(b"goedkoop", b"gezond")
        (tmp_path / "b.csv").write_bytes(content)
        before = pipeline.decisions(study)
        found = import_decisions(study, tmp_path / "b.csv")
        assert (len(found.added), found.known, found.problems["row"].tolist()) == (0, 2, [4])
        assert "is in the log already and says something else" in found.problems["what"][0]
        pd.testing.assert_frame_equal(pipeline.decisions(study), before)

    def test_archive_of_a_copy(self, survey: Path, decide: Decide, tmp_path: Path) -> None:
        """Two studies in one database may hold the same archive."""
        decide(TWO)
        study = read_study(survey)
        export_decisions(study, tmp_path / "a.csv")
        text = (survey / "study.yaml").read_text(encoding="utf-8")
        with DecisionLog(sqlite_url(survey / "decisions.sqlite"), "kopie") as other:
            assert other.newest() == 0
        (survey / "study.yaml").write_text(
            text.replace("study: fietsen", "study: kopie\ndecisions: sqlite:///gedeeld.sqlite"),
            encoding="utf-8",
        )
        assert len(import_decisions(read_study(survey), tmp_path / "a.csv").added) == 2
        assert (survey / "gedeeld.sqlite").exists()

    @pytest.mark.parametrize("name", ["a.txt", "niets/../a", "there.csv"])
    def test_where_not_to_write(self, survey: Path, tmp_path: Path, name: str) -> None:
        """An archive is a new CSV file."""
        (tmp_path / "there.csv").write_text("mine")
        with pytest.raises(MisuseError):
            export_decisions(read_study(survey), tmp_path / name)
        assert (tmp_path / "there.csv").read_text() == "mine"

    def test_where_nothing_is(self, survey: Path, tmp_path: Path) -> None:
        """A file that isn't there is told in a line."""
        with pytest.raises(TurvenError, match=r"a\.csv: no such file"):
            import_decisions(read_study(survey), tmp_path / "a.csv")


class TestPlace:
    """Where the log lies."""

    def test_places(self, survey: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Beside the study, or as study.yaml says, from its folder; the environment comes first."""
        study = read_study(survey)
        assert log_url(study) == sqlite_url(survey / "decisions.sqlite")
        elsewhere = study.model_copy(update={"decisions": "sqlite:///../x.sqlite"})
        assert log_url(elsewhere) == sqlite_url(survey / "../x.sqlite")
        team = study.model_copy(update={"decisions": "postgresql://u@h/d"})
        assert log_url(team) == "postgresql://u@h/d"
        monkeypatch.setenv(VARIABLE, "postgresql://u:p@h/d")
        assert log_url(study) == "postgresql://u:p@h/d"

    def test_study_renamed(self, survey: Path, decide: Decide) -> None:
        """A study that was renamed doesn't seem to have lost its decisions: one line says whose the
        file has.
        """
        decide(TWO)
        renamed = read_study(survey).model_copy(update={"study": "wandelen"})
        with pytest.raises(
            MisuseError, match=r"holds the decisions of 'fietsen' .2. and none of 'wandelen'; give"
        ):
            open_log(renamed)

    def test_study_moved(self, survey: Path, decide: Decide, tmp_path: Path) -> None:
        """The whole folder can be moved, decisions and all."""
        decide(TWO)
        survey.rename(tmp_path / "met ? en # en %41")
        moved = read_study(tmp_path / "met ? en # en %41")
        assert len(pipeline.decisions(moved)) == 3
        with open_log(moved) as log:
            assert len(list(CurrentDecisions(log.since()).current())) == 2

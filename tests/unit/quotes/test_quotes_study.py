"""Quotes from end to end: found, decided on, and printed only while all of it holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

import pipeline
from pipeline.counts import Figure, QuestionSummary, ThemeFigures
from pipeline.decisions import (
    APPROVE,
    REFUSE,
    WITHDRAW,
    QuoteAct,
    QuoteKey,
    QuoteLog,
    read_quote_acts,
)
from pipeline.decisions.archive import export_decisions, import_decisions
from pipeline.decisions.study_log import open_log
from pipeline.errors import MissingExtraError, MisuseError, UnknownAnswerError
from pipeline.model import CODINGS
from pipeline.normalise import verbatim_hash
from pipeline.quotes.approved import Quotable, approved_quotes, may_print
from pipeline.quotes.desk import QuoteDesk, quote_desk
from pipeline.quotes.table import decide, export_quotes, import_quotes, quotes
from pipeline.study import Study, read_study

pytestmark = pytest.mark.slow

STUDY = """\
study: proef
title: Proef
respondent: {column: id}
codebooks: boeken
waves: [{id: "1", files: [een.csv]}, {id: "2", files: [twee.csv]}]
segments:
  grootte: {column: grootte, values: [klein, groot], label: Grootte}
quotes: {base: 6, n: 3, most: 2, longest: 80, by: grootte}
questions:
  nadelen: {column: nadelen, text: "Wat zijn nadelen?", classifier: false}
"""
BOOK = """\
id: nadelen
title: Nadelen
language: nl
version: "1"
themes:
  - {id: kosten, label: Kosten, definition: Te duur, examples: [duur], rules: [duur, kosten]}
  - {id: tijd, label: Tijd, definition: Te weinig tijd, examples: [weinig tijd], rules: [tijd]}
"""
ANSWERS = {
    "g1": ("klein", "We hebben te weinig tijd voor dit soort werk"),
    "g2": ("klein", "Het vraagt tijd die wij niet hebben, bel 06-12345678"),
    "g3": ("groot", "Er gaat veel tijd zitten in collega's leren hoe dit werkt"),
    "g4": ("groot", "Leren kost tijd, en die gaat van ander werk af. " * 3),
    "g5": ("groot", "Alles wat nieuw is blijkt te duur voor ons budget"),
    "g6": ("groot", "geen"),
    "g7": ("klein", "tijd"),
    "g8": ("groot", "Weer heel iets anders"),
}
BIG = Figure(5, 7, 0.7, 0.4, 0.9)


@pytest.fixture(autouse=True)
def _no_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists of names take minutes to load; what has a form is enough here."""
    # the package hands on a function of that name
    module = import_module("pipeline.privacy.redact")
    monkeypatch.setattr(module, "can_find_names", lambda: False)
    monkeypatch.setattr("pipeline.privacy.can_find_names", lambda: False)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """A study of two waves; the newest has answers."""
    (tmp_path / "boeken").mkdir()
    rows = "".join(f"{who};{size};{text}\n" for who, (size, text) in ANSWERS.items())
    files = {
        "study.yaml": STUDY,
        "boeken/nadelen.yaml": BOOK,
        "een.csv": "id;grootte;nadelen\ng1;klein;tijd is er nooit geweest\n",
        "twee.csv": f"id;grootte;nadelen\n{rows}",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return read_study(tmp_path)


@pytest.fixture
def desk(study: Study) -> Any:
    """The quote desk of that study."""
    with open_log(study) as log:
        yield quote_desk(study, QuoteLog(log.engine, study.study))


def say(desk: QuoteDesk, who: str, verb: Any = APPROVE, **more: Any) -> QuoteAct | None:
    """Anna says that of the quote of a respondent about time; the act as it was kept."""
    key = QuoteKey("nadelen", "tijd", "2", who)
    act = desk.act("Anna", key, verb, id=f"{who}-{verb}-{desk.candidate(key).last}", **more)
    kept = desk.keep([act], seen={act.id: desk.candidate(key).last}).taken
    return kept[0] if kept else None


def shown(desk: QuoteDesk) -> dict[str, str]:
    """What would be printed of whom about time, in the order of the page."""
    (theme,) = desk.themes("nadelen")
    return {candidate.respondent_id: candidate.proposed for candidate in theme.candidates}


class TestDesk:
    """What a person is shown and may say."""

    def test_only_of_enough_respondents(self, desk: QuoteDesk) -> None:
        """Tijd has five of seven, kosten one: that is not shown; two are offered at a time."""
        (theme,) = desk.themes("nadelen")
        assert (theme.theme, theme.label, theme.n, theme.base, theme.wave) == (
            "tijd",
            "Tijd",
            5,
            7,
            "2",
        )
        assert len(theme.candidates) == 2
        assert not desk.names_sought

    def test_redacted_and_shortened(self, desk: QuoteDesk) -> None:
        """What looks like personal data is marked, and what is long is cut between sentences."""
        by_key = {
            key[3]: desk.candidate(key)
            for key in [QuoteKey("nadelen", "tijd", "2", f"g{i}") for i in (1, 2, 3, 4)]
        }
        assert by_key["g2"].proposed == "Het vraagt tijd die wij niet hebben, bel [telefoonnummer]"
        assert by_key["g4"].proposed.startswith("Leren kost tijd, en die gaat van ander werk af.")
        assert by_key["g4"].proposed.endswith(" [...]")
        assert len(by_key["g4"].proposed) <= 80

    def test_groups_are_named_where_large(self, desk: QuoteDesk) -> None:
        """No part of six answered, so nobody's group is told."""
        assert {
            candidate.group for theme in desk.themes("nadelen") for candidate in theme.candidates
        } == {""}

    def test_another_takes_the_place_of_a_refused_one(self, desk: QuoteDesk) -> None:
        """Refusing brings the next; approving does not; taking back asks again."""
        first, second = shown(desk)
        say(desk, first, REFUSE)
        now = shown(desk)
        assert list(now)[-1] == first
        assert len(now) == 3
        say(desk, second)
        assert next(iter(shown(desk))) == second
        assert len(shown(desk)) == 3
        say(desk, second, WITHDRAW)
        assert desk.candidate(QuoteKey("nadelen", "tijd", "2", second)).act is None

    def test_less_and_nothing_else(self, desk: QuoteDesk) -> None:
        """Words can be left out, by ticking or in a text; none can be changed or uncovered, and
        something must be left.
        """
        ticked = say(desk, "g1", words=[0, 1])
        typed = say(desk, "g2", text="Het vraagt tijd [...]")
        assert ticked
        assert ticked.text == "[...] te weinig tijd voor dit soort werk"
        assert typed
        assert typed.text == "Het vraagt tijd [...]"
        for text in (
            "Het vraagt veel tijd [...]",
            "Het vraagt tijd die wij niet hebben, bel 06-12345678",
            "[...]",
        ):
            with pytest.raises(MisuseError):
                desk.act("Anna", QuoteKey("nadelen", "tijd", "2", "g2"), APPROVE, id="x", text=text)
        with pytest.raises(MisuseError, match="is no mark"):
            desk.act(
                "Anna",
                QuoteKey("nadelen", "tijd", "2", "g2"),
                APPROVE,
                id="x",
                words=[0],
                mark="[Jan]",
            )
        with pytest.raises(UnknownAnswerError):
            desk.candidate(QuoteKey("nadelen", "kosten", "2", "g5"))

    def test_what_was_decided_stays_in_sight(self, study: Study, desk: QuoteDesk) -> None:
        """What was decided stays in sight while its answer is there.

        An approval of an earlier wave, or of a verbatim that would not be chosen now, is shown, so
        that it can be taken back; one whose answer changed is asked again, one whose answer is gone
        is left out.
        """
        old = QuoteAct(
            "o",
            "2026-01-01T00:00:00+00:00",
            "Bert",
            APPROVE,
            "nadelen",
            "tijd",
            "1",
            "g1",
            verbatim_hash("tijd is er nooit geweest"),
            "tijd is er nooit geweest",
        )
        short = replace(
            old, id="s", wave="2", respondent_id="g7", text_hash=verbatim_hash("tijd"), text="tijd"
        )
        changed = replace(old, id="c", wave="2", respondent_id="g8")
        gone = replace(old, id="g", wave="2", respondent_id="g99")
        desk.keep([old, short, changed, gone], seen={})
        again = quote_desk(study, desk._log)
        (theme,) = again.themes("nadelen")
        who = {(c.wave, c.respondent_id): c.act for c in theme.candidates}
        assert who["1", "g1"] == replace(old, number=1)
        assert who["2", "g7"] == replace(short, number=2)
        assert ("2", "g99") not in who
        assert again.candidate(changed.key).act is None
        assert again.candidate(changed.key).last == 3

    def test_two_at_once(self, desk: QuoteDesk) -> None:
        """Who did not see the newest act is not taken, and a wish sent twice is kept once."""
        key = QuoteKey("nadelen", "tijd", "2", "g1")
        act = desk.act("Anna", key, APPROVE, id="one")
        assert desk.keep([act], seen={"one": 0}).taken == desk.keep([act], seen={"one": 0}).taken
        late = desk.act("Bert", key, REFUSE, id="two")
        assert desk.keep([late], seen={"two": 0}).taken == ()
        assert desk.candidate(key).act.verb == APPROVE  # type: ignore[union-attr]


class TestPrinted:
    """What a run may print."""

    text = "Te weinig tijd voor Jan, bel 06-12345678"

    def act(self, **more: Any) -> QuoteAct:
        """An approval of that text."""
        made = QuoteAct(
            "a",
            "2026-01-01T00:00:00+00:00",
            "Anna",
            APPROVE,
            "nadelen",
            "tijd",
            "2",
            "g1",
            verbatim_hash(self.text),
            "Te weinig tijd voor [naam], bel [telefoonnummer]",
        )
        return replace(made, **more)

    def printed(
        self,
        study: Study,
        *acts: QuoteAct,
        text: str = "",
        theme: str = "tijd",
        figure: Figure = BIG,
        part: Figure | None = BIG,
        other_part: Figure | None = None,
    ) -> list[tuple[str, str]]:
        """The texts and groups of what is printed."""
        answers = pd.DataFrame(
            {
                "wave": ["2"],
                "respondent_id": ["g1"],
                "question": ["nadelen"],
                "text": [text or self.text],
                "grootte": ["klein"],
            }
        )
        codings = CODINGS.frame(
            {
                "wave": ["2"],
                "respondent_id": ["g1"],
                "question": ["nadelen"],
                "theme": [theme],
                "source": ["rules"],
                "confidence": [1.0],
                "guess": [False],
                "start": [None],
                "end": [None],
                "evidence": [""],
                "why": [""],
            }
        )
        quotable = Quotable(study, acts)
        quotable.add(answers, codings)
        parts = {("2", "grootte", "klein"): part, ("2", "grootte", "groot"): other_part}
        shown_parts = {place: each for place, each in parts.items() if each}
        figures = ThemeFigures("tijd", "Tijd", "", "", 1, {"2": figure}, shown_parts)
        question = QuestionSummary("nadelen", "Nadelen", "Wat?", "themes", "1", {}, (figures,))
        return [
            (quote.text, quote.group)
            for quote in approved_quotes(study, [question], quotable)["nadelen"]
        ]

    def test_what_was_approved(self, study: Study) -> None:
        """Exactly that text, with the group where it is large enough."""
        assert self.printed(study, self.act()) == [
            ("Te weinig tijd voor [naam], bel [telefoonnummer]", "Grootte: klein")
        ]

    @pytest.mark.parametrize(
        "part", [None, replace(BIG, suppressed=True), replace(BIG, base=5), replace(BIG, n=2)]
    )
    def test_small_groups_are_not_named(self, study: Study, part: Figure | None) -> None:
        """The quote is printed, and it is nobody's."""
        assert self.printed(study, self.act(), part=part)[0][1] == ""

    def test_no_group_is_named_beside_a_hidden_one(self, study: Study) -> None:
        """Where some quotes name their group, one without a name comes from a hidden group."""
        hidden = replace(BIG, suppressed=True)
        assert self.printed(study, self.act(), other_part=hidden)[0][1] == ""
        assert self.printed(study, self.act(), other_part=BIG)[0][1] == "Grootte: klein"

    @pytest.mark.parametrize(
        "figure", [replace(BIG, suppressed=True), replace(BIG, base=5), replace(BIG, n=2)]
    )
    def test_small_themes_print_nothing(self, study: Study, figure: Figure) -> None:
        """A theme whose figure is hidden or small has no quotes."""
        assert self.printed(study, self.act(), figure=figure) == []

    def test_nothing_without_approval(self, study: Study) -> None:
        """Refused, taken back, or never asked: not printed."""
        assert self.printed(study) == []
        assert self.printed(study, self.act(verb=REFUSE, text="")) == []
        assert self.printed(study, self.act(), self.act(id="b", verb=WITHDRAW, text="")) == []

    def test_an_answer_that_changed(self, study: Study) -> None:
        """Any other text, also in one capital, is not what was approved."""
        assert self.printed(study, self.act(), text=self.text.lower()) == []

    def test_an_answer_coded_otherwise(self, study: Study) -> None:
        """Without the theme there is no quote with it."""
        assert self.printed(study, self.act(), theme="kosten") == []

    @pytest.mark.parametrize(
        "text",
        [
            "Te veel tijd voor [naam]",
            TestDesk.__doc__ or "",
            "Te weinig tijd voor Jan, bel 06-12345678",
            "[...]",
        ],
    )
    def test_an_archive_that_was_tampered_with(self, study: Study, text: str) -> None:
        """Words the respondent did not write, and what has the form of personal data, are never
        printed, whoever approved them.
        """
        assert not may_print(self.text, text)
        assert self.printed(study, self.act(text=text)) == []

    def test_at_most_so_many(self, study: Study) -> None:
        """The same text once, of a theme no more than the study says; the first approved first."""
        texts = [
            "Te weinig tijd [...]",
            "Te weinig tijd [...]",
            "[...] tijd voor [naam]",
            "[...] tijd voor [naam], bel [...]",
        ]
        acts = [
            self.act(
                id=f"{i}", respondent_id=f"g{i}", at=f"2026-01-0{9 - i}T00:00:00+00:00", text=text
            )
            for i, text in enumerate(texts, 1)
        ]
        quotable = Quotable(study, acts)
        who = [act.respondent_id for act in acts]
        answers = pd.DataFrame(
            {
                "wave": "2",
                "respondent_id": who,
                "question": "nadelen",
                "text": self.text,
                "grootte": "klein",
            }
        )
        codings = pd.DataFrame(
            {"wave": "2", "respondent_id": who, "question": "nadelen", "theme": "tijd"}
        )
        quotable.add(answers, codings)
        theme = ThemeFigures("tijd", "Tijd", "", "", 1, {"2": BIG}, {})
        question = QuestionSummary("nadelen", "Nadelen", "Wat?", "themes", "1", {}, (theme,))
        found = approved_quotes(study, [question], quotable)["nadelen"]
        assert [quote.text for quote in found] == [
            "[...] tijd voor [naam], bel [...]",
            "[...] tijd voor [naam]",
        ]


def test_with_the_tables_of_a_run(study: Study, desk: QuoteDesk, tmp_path: Path) -> None:
    """The answers, codings and summary of a real run give the quotes that were approved on the
    desk.
    """
    from pipeline.coding.batch import code_answers
    from pipeline.coding.prepare import prepare
    from pipeline.ingest import read_answers

    say(desk, "g2")
    say(desk, "g3", words=[0])
    summary = pipeline.run(study, out=tmp_path / "out").summary
    quotable, coder = Quotable(study, read_quote_acts(study)), prepare(study)
    for batch in read_answers(study, rows=3):
        quotable.add(batch.answers, code_answers(coder, batch.answers).codings)
    found = approved_quotes(study, summary.questions, quotable)
    assert [(q.wave, q.theme, q.text) for q in found["nadelen"]] == [
        ("2", "tijd", "Het vraagt tijd die wij niet hebben, bel [telefoonnummer]"),
        ("2", "tijd", "[...] gaat veel tijd zitten in collega's leren hoe dit werkt"),
    ]


class TestFiles:
    """The way without the page."""

    def fill(self, path: Path, change: Callable[[pd.DataFrame], None]) -> None:
        """Fills in the table as a person would in a spreadsheet."""
        frame = pd.read_csv(path, sep=";", dtype=str, keep_default_na=False, encoding="utf-8-sig")
        change(frame)
        frame.to_csv(path, sep=";", index=False, encoding="utf-8-sig")

    def test_there_and_back(self, study: Study, tmp_path: Path) -> None:
        """What is filled in is kept; the same file again changes nothing; a wrong row is told and
        the others are taken.
        """
        path = tmp_path / "citaten.csv"
        assert export_quotes(study, path) == 2
        assert not list(study.folder.glob("decisions.sqlite*")), "looking makes no log"

        def decide(frame: pd.DataFrame) -> None:
            frame["decision"] = ["ja", "misschien"]
            frame["reviewer"] = "Bert"

        self.fill(path, decide)
        found = import_quotes(study, path)
        assert [(act.verb, act.reviewer, act.via) for act in found.taken] == [
            (APPROVE, "Bert", "file")
        ]
        assert "is no decision" in found.problems["what"].iloc[0]
        again = import_quotes(study, path)
        assert (again.taken, again.same) == ((), 1)
        with pytest.raises(MisuseError, match="is there already"):
            export_quotes(study, path)

    def test_rewriting_is_refused(self, study: Study, tmp_path: Path) -> None:
        """Other words than the respondent's are told; fewer are taken."""
        path = tmp_path / "citaten.csv"
        export_quotes(study, path)

        def decide(frame: pd.DataFrame) -> None:
            frame["decision"] = "approve"
            frame["print"] = [
                "Wij hebben het geweldig druk",
                " ".join(frame["proposed"].iloc[1].split()[:3]) + " [...]",
            ]

        self.fill(path, decide)
        found = import_quotes(study, path, reviewer="Anna")
        assert len(found.taken) == 1
        assert found.taken[0].text.endswith("[...]")
        assert "no word may be changed" in found.problems["what"].iloc[0]

    def test_table_in_a_notebook(self, study: Study) -> None:
        """All of a table is kept, or a message tells what is wrong; nobody named is wrong."""
        table = quotes(study)
        table["decision"] = ["approve", "nee"]
        with pytest.raises(MisuseError, match="nobody is named"):
            pipeline.quotes.decide(study, table)
        after = decide(study, table, reviewer="Anna")
        assert after["stands"].tolist()[0] == "approve"
        assert after["stands_text"].tolist()[0] == table["proposed"].iloc[0]
        with pytest.raises(MisuseError, match="since the table was made"):
            decide(study, table.assign(decision=["terug", ""]), reviewer="Bert")
        with pytest.raises(MisuseError, match="no column"):
            decide(study, table.drop(columns="text_hash"))

    def test_archive_carries_approvals(self, study: Study, desk: QuoteDesk, tmp_path: Path) -> None:
        """Exporting decisions writes the quotes beside them, and importing into an empty log brings
        them back, once.
        """
        say(desk, "g1")
        say(desk, "g1", WITHDRAW)
        say(desk, "g1")
        path = tmp_path / "archief.csv"
        export_decisions(study, path)
        kept = read_quote_acts(study)
        for file in study.folder.glob("decisions.sqlite*"):
            file.rename(tmp_path / f"old-{file.name}")
        assert read_quote_acts(study) == ()
        assert import_decisions(study, path).quotes == 3
        assert import_decisions(study, path).quotes == 0
        assert read_quote_acts(study) == kept

    def test_commands(self, study: Study, tmp_path: Path) -> None:
        """The commands do the same, and say that names were not looked for."""
        from pipeline.cli.app import app

        path, runner = tmp_path / "q.csv", CliRunner()
        done = runner.invoke(app, ["quotes", "export", str(study.folder), str(path)])
        assert "2 possible quotes written" in done.output
        assert "names and places were not looked for" in done.output
        self.fill(
            path, lambda frame: frame.insert(0, "x", "") or frame.__setitem__("decision", "no")
        )
        done = runner.invoke(
            app, ["quotes", "import", str(study.folder), str(path), "--reviewer", "Anna"]
        )
        assert "quotes decided: 2; as they were: 0; not taken: 0" in done.output
        note = tmp_path / "note.txt"
        note.write_text("mail a@b.example\n", encoding="utf-8")
        assert "mail [e-mailadres]" in runner.invoke(app, ["redact", str(note)]).output


def test_redact_in_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """The text, the finds, and whether names were looked for."""
    found = pipeline.redact("Bel 06-12345678", language="nl")
    assert (found.text, found.names_sought) == ("Bel [telefoonnummer]", False)
    monkeypatch.setattr("pipeline.privacy.names.find_spec", lambda name: None)
    from pipeline.privacy import dutch_names

    dutch_names.cache_clear()
    with pytest.raises(MissingExtraError, match=r"turven\[pii\]"):
        pipeline.redact("Jan", names=True)


def test_a_segment_that_is_not_there(study: Study) -> None:
    """Quotes can't be attributed to a segment that the study does not have."""
    text = study.file.read_text(encoding="utf-8").replace("by: grootte", "by: groote")
    study.file.write_text(text, encoding="utf-8")
    with pytest.raises(pipeline.TurvenError, match="Did you mean grootte"):
        read_study(study.folder)

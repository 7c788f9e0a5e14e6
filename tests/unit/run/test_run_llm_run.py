"""A run reads what a language model replied, asks nothing, and says where the answers went."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from llm_replies import write_replies
from llm_server import FakeModel, serving

from pipeline.run import Run, check_study, run
from pipeline.run.llm import ask
from pipeline.study import read_study

FILES = ("manifest.json", "report/report.html", "report/theme_counts.csv", "coding/codings.csv")
REASON = "rekenen bij de provincie"


@dataclass(frozen=True)
class AskedRun:
    """A run of a study whose model was asked, and the requests that the server got."""

    run: Run
    study: Path
    model: FakeModel

    @property
    def page(self) -> str:
        """The report page."""
        return (self.run.folder / "report" / "report.html").read_text("utf-8")

    @property
    def manifest(self) -> dict[str, Any]:
        """The manifest."""
        return json.loads((self.run.folder / "manifest.json").read_text("utf-8"))


def run_asked(folder: Path, files: dict[str, str], model: FakeModel, reason: str = "") -> AskedRun:
    """Write the study, ask its model, stop the server, and run."""
    study = folder / "studie"
    with serving(model) as address:
        server = address.replace("127.0.0.1", "gpu.example") if reason else address
        key = f"llm: {{server: '{server}', model: proef-7b, questions: [nadelen]"
        files = {
            **files,
            "study.yaml": files["study.yaml"] + f"{key}, leaves_this_machine: '{reason}'}}\n",
        }
        for name, content in files.items():
            (study / name).parent.mkdir(parents=True, exist_ok=True)
            (study / name).write_text(content, encoding="utf-8")
        addresses = ["127.0.0.1", "192.0.2.1"] if reason else ["127.0.0.1"]
        ask(study, sleep=lambda seconds: None, resolve=lambda host, port: addresses)
    return AskedRun(run(study, out=folder / "uit"), study, model)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory, survey_files: dict[str, str]) -> AskedRun:
    """A run with a model on this machine, which gave one invalid reply and failed once."""
    model = FakeModel(words={"wind": "t3"}, faults={"van hem": "refusal", "zomaar": "400-context"})
    return run_asked(tmp_path_factory.mktemp("hier"), survey_files, model)


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory, survey_files: dict[str, str]) -> AskedRun:
    """A run with a model on another machine, which the study gives a reason for."""
    model = FakeModel(words={"wind": "t3"})
    return run_asked(tmp_path_factory.mktemp("elders"), survey_files, model, REASON)


def test_run_gives_the_same_bytes_without_a_server(here: AskedRun, tmp_path: Path) -> None:
    """A run reads replies from the file alone: the server is gone, and isn't asked."""
    calls = len(here.model.requests)

    again = run(here.study, out=tmp_path / "nogmaals")

    assert len(here.model.requests) == calls
    for name in FILES:
        assert (here.run.folder / name).read_bytes() == (again.folder / name).read_bytes()


def test_manifest_counts_what_was_asked(here: AskedRun) -> None:
    """Asked is replied, invalid and failed together; the model and its weights are named."""
    told = here.manifest["settings"]["llm"]

    counts = {"asked": 7, "replied": 5, "invalid": 1, "failed": 1, "cut": 0, "not_used": 0}
    assert told["questions"] == {"nadelen": counts}
    assert (told["model"], told["weights"]) == ("proef-7b", "not verified")
    assert told["leaves_this_machine"] == []


def test_replies_are_inputs_of_the_run(here: AskedRun) -> None:
    """The manifest lists the file of replies with its hash, as any other input."""
    assert "replies/nadelen.jsonl" in {each["file"] for each in here.manifest["inputs"]}


def test_report_names_the_model(here: AskedRun) -> None:
    """The method of the page names the model that was shown answers, and where it ran."""
    assert "voorgelegd aan een taalmodel: proef-7b." in here.page
    assert "op de computer die de antwoorden heeft" in here.page


def test_report_says_that_answers_left(elsewhere: AskedRun) -> None:
    """Where answers went to another machine, page, workbook and manifest give the reason."""
    left = elsewhere.manifest["settings"]["llm"]["leaves_this_machine"]

    assert f"naar een andere computer. Reden: {REASON}." in elsewhere.page
    assert "op de computer die de antwoorden heeft" not in elsewhere.page
    assert left == [{"model": "proef-7b", "reason": REASON}]
    assert REASON in _front_sheet(elsewhere.run.folder)


def _front_sheet(folder: Path) -> str:
    from python_calamine import CalamineWorkbook

    (book,) = (folder / "report").glob("*.xlsx")
    return str(CalamineWorkbook.from_path(book).get_sheet_by_index(0).to_python())


@pytest.mark.slow
def test_that_answers_left_is_not_undone(elsewhere: AskedRun, tmp_path: Path) -> None:
    """Without the model in study.yaml the report still says that answers left."""
    file = elsewhere.study / "study.yaml"
    before = file.read_text("utf-8")
    file.write_text(before.partition("llm:")[0], encoding="utf-8")

    later = AskedRun(run(elsewhere.study, out=tmp_path / "uit"), elsewhere.study, elsewhere.model)

    file.write_text(before, encoding="utf-8")
    assert f"Reden: {REASON}." in later.page


def codings_of(made: Run, respondent: str) -> list[tuple[str, str, bool]]:
    """Each code of a respondent's answer about `nadelen` in 2025: theme, source, guess."""
    codings = made.codings
    mine = codings[(codings["question"] == "nadelen") & (codings["wave"] == "2025")]
    mine = mine[mine["respondent_id"] == respondent]
    return list(zip(mine["theme"], mine["source"], mine["guess"], strict=True))


def test_reply_is_a_guess_where_nothing_else_is_found(survey: Path, tmp_path: Path) -> None:
    """Without enough labels a reply codes an answer in which nothing was found, and no other.

    The codes are guesses, counted as such, and never accepted without review.
    """
    file = survey / "study.yaml"
    text = file.read_text("utf-8").replace("show: themes", "show: themes, classifier: false")
    file.write_text(text + "auto_accept: {error: 0.05}\n", encoding="utf-8")
    boss = "Dat mag ik niet van hem"
    write_replies(survey, "nadelen", {boss: ["afstand"], "de wind": ["regen"]})

    made = run(survey, out=tmp_path / "uit")

    assert codings_of(made, "g04") == [("afstand", "llm", True)]
    assert codings_of(made, "g05") == [("wind", "rules", False)]
    counts = made.counts[(made.counts["theme"] == "afstand") & (made.counts["wave"] == "2025")]
    of_all = counts[counts["segment"] == ""]
    assert (of_all["n_llm"].tolist(), of_all["n_guess"].tolist()) == ([1], [1])
    review = pd.read_csv(made.folder / "coding" / "review.csv")
    of_boss = (review["wave"] == 2025) & (review["respondent_id"] == "g04")
    reasons = review[of_boss & (review["question"] == "nadelen")]["reason"]
    assert reasons.tolist() == ["no theme found, or by a language model alone"]


@pytest.mark.slow
def test_replies_that_labels_bear_out_count(survey: Path, tmp_path: Path) -> None:
    """With 50 replies on labelled answers a code rests on what labels show a reply is worth.

    The words of these answers say nothing of their themes; five in six are about `wind`.
    """
    themes = ["afstand", *["wind"] * 5]
    texts = [f"antwoord nummer {n} over iets" for n in range(60)]
    answers = ["id;grootte;q1;q2", *(f"h{n:02};klein;{t};" for n, t in enumerate(texts))]
    (survey / "a-2024.csv").write_text("\n".join(answers) + "\n", encoding="utf-8")
    labels = [f"2024,h{n:02},nadelen,{themes[n % 6]},anna" for n in range(60)]
    head = "wave,respondent_id,question,theme,coder"
    (survey / "labels.csv").write_text("\n".join([head, *labels]) + "\n", encoding="utf-8")
    new = "antwoord nummer 61 over iets"
    wave = survey / "a-2025.csv"
    wave.write_text(wave.read_text("utf-8").replace("zomaar", new), encoding="utf-8")
    without = run(survey, out=tmp_path / "zonder")
    said = {text: [themes[n % 6]] for n, text in enumerate(texts)}
    write_replies(survey, "nadelen", {**said, new: ["afstand"]})

    made = run(survey, out=tmp_path / "met")

    assert [theme for theme, _, _ in codings_of(without, "g02")] == ["wind"]
    assert [theme for theme, _, _ in codings_of(made, "g02")] == ["afstand"]
    counted = json.loads((made.folder / "manifest.json").read_text("utf-8"))["settings"]["llm"]
    assert counted["questions"]["nadelen"]["replied"] == 61


def test_study_without_a_model_says_nothing_of_one(finished: Run) -> None:
    """Neither page nor manifest of a study without a language model mention one."""
    told = AskedRun(finished, finished.folder, FakeModel(words={}))

    assert "llm" not in told.manifest["settings"]
    assert "taalmodel" not in told.page


def test_check_tells_that_nothing_was_asked(here: AskedRun, asked_study) -> None:
    """A study that names a model which replied to nothing needs attention."""
    unasked = check_study(read_study(asked_study())).problems
    asked = check_study(read_study(here.study)).problems

    told = unasked[unasked["column"] == "llm"]["what"].tolist()
    assert told == ["the language model 'proef-7b' has replied to nothing of nadelen"]
    assert "llm" not in set(asked["column"])

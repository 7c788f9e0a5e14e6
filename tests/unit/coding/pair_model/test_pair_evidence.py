"""Evidence of the pair model is never function words alone, in Dutch and in English."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import pipeline
from pipeline.coding import Material, QuestionCoder, train
from pipeline.coding.rules import RuleMatcher
from pipeline.model import SOURCES
from pipeline.normalise.linguist import linguist

ROOT = Path(__file__).parents[4]
BOOKS = {
    "nl": ROOT / "codebooks" / "ai-monitor" / "uitdagingen.yaml",
    "en": ROOT / "tests" / "quality" / "surveys" / "en-commute.yaml",
}
FUNCTION_WORDS = {
    "nl": (
        "de het een en of maar want dus als dan dat die dit deze er daar hier we wij ik je jij hij"
        " zij ze u ons onze mijn jullie hun hem haar is zijn was waren ben bent wordt worden heeft"
        " hebben had kan kunnen mag moet zou zal niet geen wel ook nog al te in op aan van voor met"
        " door bij naar om uit over onder tot zo heel"
    ),
    "en": (
        "the a an and or but so if then that this these those there here we i you he she it they"
        " us our my your their him her is are was were be been has have had can could may must"
        " should would will not no do does did to in on at of for with by from about as too very"
    ),
}
CONTENT_WORDS = {
    "nl": (
        "tijd geld privacy kennis AVG medewerkers draagvlak beleid leverancier angst kwaliteit data"
        " budget koffie raad burgers bias veiligheid keuzes snelheid fiets wethouder"
    ),
    "en": (
        "train traffic rain parking bus cost noise weather queue ticket bike delay colleague coffee"
        " road crowd hills child shower danger lorry"
    ),
}
"""Words that say something, of which some are about a theme of the codebook."""

JOINTS = [" ", " ", " ", ", ", ". ", "; ", "\n- ", " (", ") "]
ANSWERS = 250


def make_answers(tongue: str) -> list[str]:
    """Return answers of clauses with and without content words, the same every time."""
    random = np.random.default_rng(17)
    function_words, content_words = FUNCTION_WORDS[tongue].split(), CONTENT_WORDS[tongue].split()
    answers = []
    for number in range(ANSWERS):
        words: list[str] = []
        for _ in range(random.integers(3, 12)):
            says_something = number % 5 > 0 and random.random() < 0.25
            words.append(str(random.choice(content_words if says_something else function_words)))
            words.append(str(random.choice(JOINTS)))
        answers.append("".join(words).strip())
    return answers


def is_function_words(text: str, tongue: str) -> bool:
    """Whether a text has no other words than function words."""
    return set(re.findall(r"\w+", text.lower())) <= set(FUNCTION_WORDS[tongue].split())


@pytest.fixture(scope="module", params=["nl", "en"])
def coded(request: pytest.FixtureRequest) -> tuple[str, list[str], list[tuple[int, str]]]:
    """A language, the answers in it, and the answer and evidence of each of the model's codings."""
    tongue: str = request.param
    book = pipeline.read_codebook(BOOKS[tongue])
    of_language = linguist(tongue)
    material = Material(RuleMatcher(book, of_language), of_language)
    coder = QuestionCoder(material.matcher, of_language, train(material, []))
    answers = make_answers(tongue)
    codings = coder.code(answers, [""] * len(answers))
    by_model = codings.source == SOURCES.index("classifier")
    columns = (codings.text[by_model], codings.start[by_model], codings.end[by_model])
    spans = [
        (text, answers[text][start:end])
        for text, start, end in zip(*(column.tolist() for column in columns), strict=True)
    ]
    return tongue, answers, spans


def test_evidence_has_a_content_word(coded: tuple[str, list[str], list[tuple[int, str]]]) -> None:
    """Of every coding without labels the evidence says something."""
    tongue, _, spans = coded

    assert len(spans) > 50
    assert [span for _, span in spans if is_function_words(span, tongue)] == []


def test_answer_of_function_words_gets_no_theme(
    coded: tuple[str, list[str], list[tuple[int, str]]],
) -> None:
    """An answer that names nothing is left to people."""
    tongue, answers, spans = coded
    empty = {row for row, answer in enumerate(answers) if is_function_words(answer, tongue)}

    assert len(empty) >= ANSWERS // 5
    assert empty.isdisjoint(text for text, _ in spans)

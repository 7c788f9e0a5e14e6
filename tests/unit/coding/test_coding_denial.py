"""What is denied, set aside or meant ironically; the sentences of tests/cases try the words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from pipeline.coding.rules import RuleMatcher
from pipeline.normalise.linguist import linguist

CodeWith = Callable[[Any, Sequence[str]], list[list[str]]]


@pytest.mark.parametrize(
    "text",
    [
        "kosten zijn niet het probleem",
        "in plaats van kosten",
        "wat een kosten, ja hoor",
        "zogenaamde kosten",
    ],
)
def test_keep_counts_the_denied_the_set_aside_and_the_ironic(
    code_with: CodeWith, text: str
) -> None:
    """A match that is dropped for any of these counts where its rule says so."""
    kept = {"any": ["kosten"], "negated": "keep"}

    assert code_with(["kosten"], [text]) == [[]]
    assert code_with([kept], [text]) == [["t"]]


def test_a_mark_of_irony_belongs_to_its_own_answer(code_with: CodeWith) -> None:
    """An answer that is only a mark mocks nothing in the answer before it."""
    assert code_with(["kosten"], ["De kosten zijn hoog.", "(sic)", "...niet"])[0] == ["t"]


@pytest.mark.slow
def test_answers_do_not_change_each_other(code_with: CodeWith) -> None:
    """What is denied in an answer is so alone and in any company."""
    texts = ["los van de kosten", "kosten", '"gratis" kosten ;)', "", "kosten? niet", "en kosten"]
    alone = [code_with(["kosten"], [text])[0] for text in texts]

    assert code_with(["kosten"], texts) == alone
    assert code_with(["kosten"], texts[::-1]) == alone[::-1]


def test_a_language_without_cues_denies_nothing(codebook: Callable[[Any], Any]) -> None:
    """In a language without a file every match counts."""
    german = linguist("de")
    found = RuleMatcher(codebook(["kosten"]), german).match(german.tokens(["keine kosten ;)"]))

    assert len(found) == 1

"""The language model of a run, as its manifest and its report describe it; asks nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.coding import StudyCoder
from pipeline.coding.llm import Replies
from pipeline.coding.replies import read_replies, weights_hash
from pipeline.counts import LanguageModel, RepliesCount
from pipeline.model import Codebook, Problem
from pipeline.study import Study


def read_language_model(coder: StudyCoder) -> LanguageModel | None:
    """Return the language model of a study with what was asked of it, from the replies kept.

    None if the study has none and no answer ever left this machine for one.
    """
    study, llm = coder.study, coder.study.llm
    replies = {name: read_replies(study, name, book) for name, book in coder.books.items()}
    left = sorted({each for of_question in replies.values() for each in of_question.left})
    if llm is None and not left:
        return None
    return LanguageModel(
        model=llm.model if llm else "",
        weights=weights_hash(study, llm) if llm else "",
        questions={name: _count(replies[name]) for name in study.llm_questions},
        left=tuple(left),
    )


def describe(language_model: LanguageModel) -> dict[str, Any]:
    """Return the language model for a manifest."""
    return {
        "model": language_model.model,
        "weights": language_model.weights,
        "questions": {name: each._asdict() for name, each in language_model.questions.items()},
        "leaves_this_machine": [
            {"model": model, "reason": reason} for model, reason in language_model.left
        ],
    }


def unasked_problems(study: Study, books: Mapping[str, Codebook]) -> Iterator[Problem]:
    """Yield a problem if the study names a language model that replied to nothing yet."""
    if study.llm is None:
        return
    unasked = [
        name for name in study.llm_questions if not read_replies(study, name, books[name]).of_text
    ]
    if unasked:
        what = f"the language model '{study.llm.model}' has replied to nothing of"
        what_to_do = "Ask it with  turven llm ask, or leave out llm."
        yield Problem(study.file.name, 0, f"{what} {', '.join(unasked)}", what_to_do, column="llm")


def _count(replies: Replies) -> RepliesCount:
    return RepliesCount(
        asked=replies.asked,
        replied=len(replies.of_text),
        invalid=len(replies.invalid),
        failed=len(replies.failed),
        cut=replies.cut,
        not_used=replies.others,
    )

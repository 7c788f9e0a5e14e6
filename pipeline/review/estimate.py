"""`estimate`: the shares of all answers of a queue's questions, from those of its answers that were drawn by chance and labelled since."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.codebook import read_codebooks
from pipeline.counts import wilson
from pipeline.decisions import Label, Labels, RespondentInWave, checked_labels, read_decisions
from pipeline.model import ESTIMATES, NO_ANSWER, QUEUE, Codebook
from pipeline.review.sampling import estimate_share
from pipeline.study import Study, read_study


def estimate(study: Study | Path | str, queue: pd.DataFrame) -> pd.DataFrame:
    """The share of each theme (`model.ESTIMATES`) among the respondents whose answers waited when `queue` (`model.QUEUE`) was made.

    Only answers that were drawn by chance and are labelled by now count; what was chosen says nothing of the others. A question of which no real
    answer is both has no rows.
    """
    study = study if isinstance(study, Study) else read_study(study)
    books = read_codebooks(study)
    labels, _ = checked_labels(study, books, read_decisions(study))
    drawn = QUEUE.check(queue)[queue["probability"].notna()]
    frames = [
        _of_question(
            name, books[name], labels.get(name, Labels()), drawn[drawn["question"] == name]
        )
        for name in study.questions
    ]
    return ESTIMATES.check(pd.concat(frames, ignore_index=True))


def _of_question(
    question: str, book: Codebook, labels: Labels, drawn: pd.DataFrame
) -> pd.DataFrame:
    whose = map(RespondentInWave, drawn["wave"], drawn["respondent_id"])
    found = [labels.of(who, text) for who, text in zip(whose, drawn["text"], strict=True)]
    labelled = drawn[np.array([label is not None for label in found], dtype=bool)]
    codes = [_with_parents(book, label) for label in found if label is not None]
    in_base = np.array([NO_ANSWER not in of_answer for of_answer in codes], dtype=bool)
    rows: list[tuple[object, ...]] = []
    counts, chance = (
        labelled["respondents"].to_numpy(dtype=np.int64),
        labelled["probability"].to_numpy(dtype=float),
    )
    for code in book.codes if in_base.any() else ():
        if code != NO_ANSWER:
            has = np.array([code in of_answer for of_answer in codes], dtype=bool)
            of_all = estimate_share(has, in_base, counts, chance)
            low, high = wilson(min(of_all.share, 1.0) * of_all.effective, of_all.effective)
            rows.append(
                (question, code, of_all.share, low, high, of_all.base, len(labelled), len(drawn))
            )
    return ESTIMATES.frame(
        dict(zip(ESTIMATES.columns, zip(*rows, strict=True), strict=True)) if rows else None
    )


def _with_parents(book: Codebook, label: Label) -> set[str]:
    codes = {code for code, _ in label.codes}
    return codes.union(*(book.ancestors(code) for code in codes))

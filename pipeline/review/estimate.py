"""`estimate`: the shares of all answers, from those of a queue that were drawn and labelled."""

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
    """Return the share of each theme (`model.ESTIMATES`) among those who waited in a queue.

    `queue` is a `model.QUEUE`: its respondents had no label when it was made. Only answers that
    were drawn by chance and are labelled by now count; what was chosen says nothing of the others.
    A question of which no real answer is both has no rows.
    """
    study = study if isinstance(study, Study) else read_study(study)
    books = read_codebooks(study)
    labels, _ = checked_labels(study, books, read_decisions(study))
    drawn = QUEUE.check(queue)[queue["probability"].notna()]
    frames = []
    for name in study.questions:
        of_question = drawn[drawn["question"] == name]
        frames.append(_shares(name, books[name], labels.get(name, Labels()), of_question))
    return ESTIMATES.check(pd.concat(frames, ignore_index=True))


def _shares(question: str, book: Codebook, labels: Labels, drawn: pd.DataFrame) -> pd.DataFrame:
    who = map(RespondentInWave, drawn["wave"], drawn["respondent_id"])
    found = [labels.of(*answer) for answer in zip(who, drawn["text"], strict=True)]
    labelled = drawn[np.array([label is not None for label in found], dtype=bool)]
    codes = [_with_parents(book, label) for label in found if label is not None]
    in_base = np.array([NO_ANSWER not in of_answer for of_answer in codes], dtype=bool)
    if not in_base.any():
        return ESTIMATES.frame()
    themes = [code for code in book.codes if code != NO_ANSWER]
    respondents = labelled["respondents"].to_numpy(dtype=np.int64)
    probability = labelled["probability"].to_numpy(dtype=float)
    shares, lows, highs, bases = [], [], [], []
    for theme in themes:
        has = np.array([theme in of_answer for of_answer in codes], dtype=bool)
        of_all = estimate_share(has, in_base, respondents, probability)
        low, high = wilson(min(of_all.share, 1.0) * of_all.effective, of_all.effective)
        shares.append(of_all.share)
        lows.append(low)
        highs.append(high)
        bases.append(of_all.base)
    return ESTIMATES.frame(
        {
            "question": [question] * len(themes),
            "theme": themes,
            "share": shares,
            "low": lows,
            "high": highs,
            "base": bases,
            "labelled": [len(labelled)] * len(themes),
            "drawn": [len(drawn)] * len(themes),
        }
    )


def _with_parents(book: Codebook, label: Label) -> set[str]:
    codes = {code for code, _ in label.codes}
    return codes.union(*(book.ancestors(code) for code in codes))

"""Coding a few texts from Python, without a study."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from pipeline.coding.question_coder import QuestionCoder
from pipeline.coding.rules import RuleMatcher
from pipeline.language import language
from pipeline.model import CODINGS, SOURCES, Codebook
from pipeline.normalise import NonAnswers, linguist


def code(texts: Sequence[str], book: Codebook) -> pd.DataFrame:
    """The codings of texts by the rules of a codebook: column `answer` (the text's place, from 0), then those of `model.CODINGS` from theme on.

    A text without any code has one row with an empty theme and source `none`.
    """
    given = [str(text) for text in texts]
    tongue = linguist(book.language)
    non_answers = NonAnswers(language(book.language))
    coded = QuestionCoder(RuleMatcher(book, tongue), tongue).code(
        given, [non_answers.why(text) for text in given]
    )
    missing = np.setdiff1d(np.arange(len(given)), coded.text)
    answer = np.concatenate((coded.text, missing))
    spans = [
        (given[t][s:e] if s >= 0 else "")
        for t, s, e in zip(
            coded.text.tolist(), coded.start.tolist(), coded.end.tolist(), strict=True
        )
    ]
    blank = [""] * len(missing)
    start = np.concatenate((coded.start, np.full(len(missing), -1)))
    end = np.concatenate((coded.end, np.full(len(missing), -1)))
    frame = pd.DataFrame(
        {
            "answer": answer,
            "theme": [book.codes[c] for c in coded.code.tolist()] + blank,
            "source": [SOURCES[s] for s in coded.source.tolist()] + ["none"] * len(missing),
            "confidence": np.concatenate((coded.confidence, np.zeros(len(missing)))),
            "start": pd.array(start, dtype="Int64"),
            "end": pd.array(end, dtype="Int64"),
            "evidence": pd.Series(spans + blank, dtype=object),
            "why": pd.Series([*coded.why.tolist(), *blank], dtype=object),
        }
    )
    frame.loc[start < 0, ["start", "end"]] = pd.NA
    columns = ["answer", *(name for name in CODINGS.columns if name in frame.columns)]
    return frame.sort_values("answer", kind="stable", ignore_index=True)[columns]

"""Coding a few texts from Python, without a study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.codebook import as_codebook
from pipeline.coding.question_coder import CodedTexts, QuestionCoder
from pipeline.coding.rules import RuleMatcher
from pipeline.errors import MisuseError
from pipeline.language import language
from pipeline.model import CODINGS, SOURCES, Codebook
from pipeline.normalise import NonAnswers, linguist


class RuleCoder:
    """Codes texts by the rules of a codebook."""

    def __init__(self, book: Codebook) -> None:
        tongue = linguist(book.language)
        self._coder = QuestionCoder(RuleMatcher(book, tongue), tongue)
        self._non_answers = NonAnswers(language(book.language))

    def code(self, texts: Sequence[str]) -> CodedTexts:
        """Return the codings of the texts."""
        return self._coder.code(texts, [self._non_answers.why(text) for text in texts])


def code(texts: Sequence[str], book: Codebook | Path | str) -> pd.DataFrame:
    """Return the codings of texts by the rules of a codebook, or of the codebook in that file.

    Columns are `answer` (the text's index, from 0), then those of `model.CODINGS` from theme on. A
    text without any code has one row with an empty theme and source `none`. `MisuseError` for one
    text or a table instead of several texts.
    """
    if isinstance(texts, str):
        raise MisuseError("texts: this is one text; give a list of texts")
    if isinstance(texts, pd.DataFrame | Mapping):
        raise MisuseError("texts: this is a table; give one column of it")
    book = as_codebook(book)
    given = [str(text) for text in texts]
    coded = RuleCoder(book).code(given)
    spans = zip(coded.text.tolist(), coded.start.tolist(), coded.end.tolist(), strict=True)
    found = {
        "answer": coded.text,
        "theme": [book.codes[code] for code in coded.code.tolist()],
        "source": [SOURCES[source] for source in coded.source.tolist()],
        "confidence": coded.probability,
        "guess": coded.guess,
        "start": coded.start,
        "end": coded.end,
        "evidence": [given[text][start:end] if start >= 0 else "" for text, start, end in spans],
        "why": coded.why,
    }
    uncoded = {
        "answer": np.setdiff1d(np.arange(len(given)), coded.text),
        "theme": "",
        "source": SOURCES[-1],
        "confidence": 0.0,
        "guess": False,
        "start": -1,
        "end": -1,
        "evidence": "",
        "why": "",
    }
    frame = pd.concat([pd.DataFrame(rows) for rows in (found, uncoded)], ignore_index=True)
    frame = frame.astype({"start": "Int64", "end": "Int64"})
    frame = frame.astype(dict.fromkeys(("theme", "source", "evidence", "why"), object))
    frame.loc[frame["start"] < 0, ["start", "end"]] = pd.NA
    columns = ["answer", *(name for name in CODINGS.columns if name in frame.columns)]
    return frame.sort_values("answer", kind="stable", ignore_index=True)[columns]

"""The answers whose codings were published in an earlier wave, and their texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from pipeline.coding import StudyCoder
from pipeline.errors import did_you_mean
from pipeline.ingest import Batch, read_published
from pipeline.model import PROBLEMS, Codebook, rows_of


@dataclass
class PublishedAnswers:
    """By question and wave: the codes that each respondent got then, and the text of the answer.

    The codes are read at first; the batches of a run bring the texts.
    """

    codes: Mapping[tuple[str, str], Mapping[str, frozenset[str]]]
    problems: pd.DataFrame
    texts: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)

    @classmethod
    def zeros(cls, coder: StudyCoder) -> PublishedAnswers:
        """Return the codings that the study names as published, and problem lines; no texts yet."""
        codes: dict[tuple[str, str], dict[str, set[str]]] = {}
        problems = [PROBLEMS.frame()]
        for wave in coder.study.waves:
            if not wave.published:
                continue
            frame, unusable = read_published(coder.study, wave.id)
            unknown = []
            for row in rows_of(frame):
                of_question = codes.setdefault((row.question, wave.id), {})
                of_respondent = of_question.setdefault(row.respondent_id, set())
                if row.theme in coder.books[row.question].codes:
                    of_respondent.add(row.theme)
                elif row.theme:
                    unknown.append(_UnknownTheme(row.file, row.row, row.question, row.theme))
            problems += [unusable, _unknown_themes(coder.books, unknown)]
        frozen = {
            key: {respondent: frozenset(its_codes) for respondent, its_codes in of.items()}
            for key, of in codes.items()
        }
        return cls(frozen, pd.concat(problems, ignore_index=True))

    def add(self, batch: Batch) -> None:
        """Add the texts of the answers in a batch that were published."""
        for question, of_question in batch.answers.groupby("question", sort=False, observed=True):
            key = (str(question), batch.wave)
            if key not in self.codes:
                continue
            published = of_question[of_question["respondent_id"].isin(self.codes[key])]
            texts = self.texts.setdefault(key, {})
            texts.update(zip(published["respondent_id"], published["text"], strict=True))

    def merge(self, other: PublishedAnswers) -> None:
        """Add the texts that were found in later batches."""
        for key, texts in other.texts.items():
            self.texts.setdefault(key, {}).update(texts)


class _UnknownTheme(NamedTuple):
    file: str
    row: int
    question: str
    theme: str


def _unknown_themes(
    books: Mapping[str, Codebook], unknown: Sequence[_UnknownTheme]
) -> pd.DataFrame:
    """Return a problem line for each published theme that the codebook of today lacks."""
    hints = [did_you_mean(one.theme, books[one.question].codes) for one in unknown]
    return PROBLEMS.frame(
        {
            "file": [one.file for one in unknown],
            "row": [one.row for one in unknown],
            "column": ["theme"] * len(unknown),
            "what": [
                f"published theme '{one.theme}' is not in the codebook of '{one.question}'"
                for one in unknown
            ],
            "what_to_do": [f"Map it to a theme of today.{hint}" for hint in hints],
            "refused": [0] * len(unknown),
        }
    )

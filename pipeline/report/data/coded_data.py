"""The coded data as one wide table: a row for each respondent and wave, a 0/1 variable for each theme, labelled for SPSS.

The mean of a theme's variable is its share in the theme counts: who was not asked, is outside the question's filter or gave no answer is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.language import language
from pipeline.model import NO_ANSWER, OTHER, Codebook
from pipeline.report.data.spss_names import Names, cut_label
from pipeline.study import Study

OUTSIDE, NOT_ASKED, GAVE_NONE = 7, 8, 9
"""Values of a theme's variable that are missing: outside the question's filter, not asked, asked and gave no answer."""

MOST_BYTES = 32_000
"""Of a text in SPSS; a longer verbatim is cut there and ends in an ellipsis."""

Codes = npt.NDArray[np.int8]
Rows = npt.NDArray[np.int64]


@dataclass
class CodedData:
    """The variables in order, with their labels, the labels of their values, and the values that are missing."""

    columns: dict[str, pd.Series] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[int | float, str]] = field(default_factory=dict)
    missing: dict[str, list[int]] = field(default_factory=dict)
    measures: dict[str, str] = field(default_factory=dict)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The table itself."""
        return pd.DataFrame(self.columns)


def coded_data(
    study: Study,
    books: Mapping[str, Codebook],
    answers: Iterable[pd.DataFrame],
    codings: Iterable[pd.DataFrame],
) -> CodedData:
    """The wide table of a run's answers (`model.ANSWERS` with segments, filters and `weight`, as written) and codings (`model.CODINGS`).

    Both come in parts of any size; respondents keep the order in which the answers name them.
    """
    gathered = _Gathered(study, books)
    for part in answers:
        gathered.add_answers(part)
    gathered.open()
    for part in codings:
        gathered.add_codings(part)
    return _Labelled(study, books, gathered).data()


class _Gathered:
    """Answers and codings by respondent, as numbers."""

    def __init__(self, study: Study, books: Mapping[str, Codebook]) -> None:
        self.study, self.books = study, books
        self.rows: dict[tuple[str, str], int] = {}
        self.asked: dict[str, list[Rows]] = {question: [] for question in study.questions}
        self.texts: dict[str, list[list[str]]] = {question: [] for question in study.questions}
        self.known: dict[str, list[tuple[Rows, list[str]]]] = {}
        self.codes: dict[str, Codes] = {}
        self._place = {
            question: {code: i for i, code in enumerate(book.codes)}
            for question, book in books.items()
        }

    def add_answers(self, answers: pd.DataFrame) -> None:
        """Takes part of the answers in."""
        before = len(self.rows)
        rows = self.rows_of(answers, new=True)
        # what is known of a respondent stands in every answer; the first will do
        first = np.flatnonzero(rows >= before)[
            np.unique(rows[rows >= before], return_index=True)[1]
        ]
        filters = [name for name, kept in self.study.filters.items() if kept.column]
        weight = ["weight"] if self.study.weights else []
        for name in (*self.study.segments, *filters, *weight):
            self.known.setdefault(name, []).append(
                (rows[first], answers[name].iloc[first].tolist())
            )
        for question, places in answers.groupby(
            "question", sort=False, observed=True
        ).indices.items():
            self.asked[str(question)].append(rows[places])
            self.texts[str(question)].append(
                answers["text"].to_numpy(dtype=object)[places].tolist()
            )

    def open(self) -> None:
        """Makes room for the codings, all answers being known: 0 for who was asked."""
        for question, book in self.books.items():
            codes = np.full((len(self.rows), len(book.codes)), NOT_ASKED, dtype=np.int8)
            for rows in self.asked[question]:
                codes[rows] = 0
            self.codes[question] = codes

    def add_codings(self, codings: pd.DataFrame) -> None:
        """Takes part of the codings in; a theme counts for its parents too."""
        coded = codings[codings["theme"] != ""]
        rows = self.rows_of(coded)
        for question, places in coded.groupby(
            "question", sort=False, observed=True
        ).indices.items():
            book, place = self.books[str(question)], self._place[str(question)]
            themes = coded["theme"].to_numpy(dtype=object)[places]
            for theme in dict.fromkeys(themes.tolist()):
                here = rows[places][themes == theme]
                for code in (theme, *book.ancestors(theme)):
                    self.codes[str(question)][here, place[code]] = 1

    def rows_of(self, frame: pd.DataFrame, *, new: bool = False) -> Rows:
        """The row of each respondent and wave; unknown ones get the next."""
        keys = zip(frame["wave"].tolist(), frame["respondent_id"].tolist(), strict=True)
        place = (
            (lambda key: self.rows.setdefault(key, len(self.rows)))
            if new
            else self.rows.__getitem__
        )
        return np.array([place(key) for key in keys], dtype=np.int64)

    def column(self, name: str) -> list[str]:
        """What is known of each respondent in that column."""
        values = [""] * len(self.rows)
        for rows, texts in self.known.get(name, []):
            for row, text in zip(rows.tolist(), texts, strict=True):
                values[row] = text
        return values

    def text(self, question: str) -> list[str]:
        """The verbatims of a question, one for each respondent."""
        values = [""] * len(self.rows)
        for rows, texts in zip(self.asked[question], self.texts.pop(question), strict=True):
            for row, text in zip(rows.tolist(), texts, strict=True):
                values[row] = text
        return values

    def themes(self, question: str) -> Iterator[tuple[str, Codes]]:
        """The variable of each theme and of overig, who is missing told by its value."""
        codes, book = self.codes[question], self.books[question]
        none = codes[:, self._place[question][NO_ANSWER]] == 1
        outside = self._outside(question)
        for code in (*book.theme_ids, OTHER):
            values = codes[:, self._place[question][code]].copy()
            values[none] = GAVE_NONE
            values[outside & (values != NOT_ASKED)] = OUTSIDE
            yield code, values

    def _outside(self, question: str) -> npt.NDArray[np.bool_]:
        name = self.study.questions[question].filter
        if not name:
            return np.zeros(len(self.rows), dtype=bool)
        kept = self.study.filters[name]
        if kept.column:
            return np.array(
                [str(value).lower() != "true" for value in self.column(name)], dtype=bool
            )
        wanted = [
            self._place[kept.question][theme]
            for theme in kept.themes
            if theme in self._place[kept.question]
        ]
        inside: npt.NDArray[np.bool_] = (self.codes[kept.question][:, wanted] == 1).any(axis=1)
        return ~inside


class _Labelled:
    """The variables with valid names and their labels, in the study's language."""

    def __init__(self, study: Study, books: Mapping[str, Codebook], gathered: _Gathered) -> None:
        self.study, self.books, self.gathered = study, books, gathered
        self.say = language(study.language).text
        self.names, self.made = Names(), CodedData()

    def data(self) -> CodedData:
        """All of them."""
        waves = [wave for wave, _ in self.gathered.rows]
        self._text(
            "respondent_id", [who for _, who in self.gathered.rows], self.say("file_respondent")
        )
        self._category("wave", waves, self.study.wave_ids, self.say("wave"))
        for name, segment in self.study.segments.items():
            values = self.gathered.column(name)
            order = segment.values or tuple(sorted({value for value in values if value}))
            self._category(name, values, order, segment.label or name.replace("_", " "))
        if self.study.weights:
            numbers = pd.to_numeric(pd.Series(self.gathered.column("weight"), dtype="object"))
            self._add("weight", numbers.astype("float64"), self.say("file_weight"), "scale")
        for question in self.study.questions:
            self._question(question)
        return self.made

    def _question(self, question: str) -> None:
        book, kept = (
            self.books[question],
            self.study.filters.get(self.study.questions[question].filter),
        )
        labels = {placed.theme.id: placed.theme.label for placed in book.placed} | {
            OTHER: self.say("file_other")
        }
        values: dict[int | float, str] = {
            0: self.say("file_not_mentioned"),
            1: self.say("file_mentioned"),
        }
        values |= (
            {OUTSIDE: cut_label(self.say("file_outside", who=kept.label), 120)} if kept else {}
        )
        values |= {NOT_ASKED: self.say("file_not_asked"), GAVE_NONE: self.say("file_gave_none")}
        for code, codes in self.gathered.themes(question):
            name = self._add(
                f"{question}_{code}", pd.Series(codes), f"{book.title}: {labels[code]}", "nominal"
            )
            self.made.values[name] = values
            self.made.missing[name] = [
                value for value in (OUTSIDE, NOT_ASKED, GAVE_NONE) if value in values
            ]
        self._text(
            f"{question}_text",
            self.gathered.text(question),
            f"{book.title}: {self.say('file_verbatim')}",
        )

    def _category(self, name: str, texts: list[str], order: Iterable[str], label: str) -> None:
        number = {text: i for i, text in enumerate(order, start=1)}
        # a value outside the study's list is unknown, as it is in the theme counts
        codes = pd.Series([number.get(text, np.nan) for text in texts], dtype="float64")
        name = self._add(name, codes, label, "nominal")
        self.made.values[name] = {i: cut_label(text, 120) for text, i in number.items()}

    def _text(self, name: str, texts: list[str], label: str) -> None:
        self._add(
            name, pd.Series([_storable(text) for text in texts], dtype="object"), label, "nominal"
        )

    def _add(self, name: str, column: pd.Series, label: str, measure: str) -> str:
        name = self.names.take(name)
        self.made.columns[name] = column
        self.made.labels[name] = cut_label(label, 255)
        self.made.measures[name] = measure
        return name


def _storable(text: str) -> str:
    raw = text.encode("utf-8", "replace")
    if len(raw) <= MOST_BYTES and b"\x00" not in raw and b"?" not in raw:
        # as it is, without a copy in memory
        return text
    return cut_label(raw.decode("utf-8").replace("\x00", "\ufffd"), MOST_BYTES)

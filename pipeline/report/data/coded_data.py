"""The coded data as one wide table: a row per respondent and wave, a 0/1 variable per theme.

The mean of a theme's variable is its share in the theme counts: respondents not asked, outside the
question's filter or without an answer are missing. Variables are labelled for SPSS.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.language import language
from pipeline.model import NO_ANSWER, OTHER, Bools, Codebook, Ints
from pipeline.report.data.spss_names import Names, cut_label
from pipeline.study import Study

OUTSIDE, NOT_ASKED, GAVE_NONE = 7, 8, 9
"""Missing values of a theme's variable: outside the filter, not asked, asked without an answer."""

MAX_TEXT_BYTES = 32_000
"""The limit of a text in SPSS; a longer verbatim is cut there and ends in an ellipsis."""

MAX_LABEL_BYTES, MAX_VALUE_LABEL_BYTES = 255, 120
"""The limits of a variable's label, and of a value label."""

Codes = npt.NDArray[np.int8]
Text = tuple[Ints, list[str]]
"""Rows and the text of each."""


@dataclass
class CodedData:
    """The variables in order, with labels of them and their values, and the missing values."""

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
    """Return the wide table of a run's answers and codings, respondents in the answers' order.

    The answers are `model.ANSWERS` with segments, filters and `weight`, the codings
    `model.CODINGS`, both as written and in parts of any size.
    """
    respondents = _Respondents(study, books)
    for part in answers:
        respondents.add_answers(part)
    respondents.make_room()
    for part in codings:
        respondents.add_codings(part)
    return _Variables(study, books, respondents).data()


class _Respondents:
    def __init__(self, study: Study, books: Mapping[str, Codebook]) -> None:
        self.study, self.books = study, books
        self.rows: dict[tuple[str, str], int] = {}
        self.texts: dict[str, list[Text]] = {question: [] for question in study.questions}
        self.known: dict[str, list[Text]] = {}
        self.codes: dict[str, Codes] = {}
        self.guessed: dict[str, list[Text]] = {question: [] for question in study.questions}
        self._place = {
            question: {code: place for place, code in enumerate(book.codes)}
            for question, book in books.items()
        }

    def add_answers(self, answers: pd.DataFrame) -> None:
        before = len(self.rows)
        rows = self._rows(answers, new=True)
        is_new = rows >= before
        # a respondent's values are the same in every answer; use the first
        first = np.flatnonzero(is_new)[np.unique(rows[is_new], return_index=True)[1]]
        names = [name for name, filter_ in self.study.filters.items() if filter_.column]
        names += ["weight"] if self.study.weights else []
        for name in (*self.study.segments, *names):
            values = answers[name].iloc[first].tolist()
            self.known.setdefault(name, []).append((rows[first], values))
        texts = answers["text"].to_numpy(dtype=object)
        for question, places in _by_question(answers):
            self.texts[question].append((rows[places], texts[places].tolist()))

    def make_room(self) -> None:
        """Allocate the codings, once all answers are known: 0 for who was asked."""
        for question, book in self.books.items():
            codes = np.full((len(self.rows), len(book.codes)), NOT_ASKED, dtype=np.int8)
            for rows, _ in self.texts[question]:
                codes[rows] = 0
            self.codes[question] = codes

    def add_codings(self, codings: pd.DataFrame) -> None:
        """Add a part of the codings; a theme counts for its parents too."""
        coded = codings[codings["theme"] != ""]
        rows, all_themes = self._rows(coded), coded["theme"].to_numpy(dtype=object)
        is_guess = (coded["guess"].astype(str).str.lower() == "true").to_numpy()
        for question, places in _by_question(coded):
            guesses = places[is_guess[places]]
            self.guessed[question].append((rows[guesses], all_themes[guesses].tolist()))
            themes, place = all_themes[places], self._place[question]
            for theme in dict.fromkeys(themes.tolist()):
                here = rows[places][themes == theme]
                for code in (theme, *self.books[question].ancestors(theme)):
                    self.codes[question][here, place[code]] = 1

    def column(self, name: str) -> list[str]:
        return self._in_rows(self.known.get(name, []))

    def text(self, question: str) -> list[str]:
        """Return the verbatims of a question, one for each respondent, and release them."""
        return self._in_rows(self.texts.pop(question))

    def guesses(self, question: str) -> list[str]:
        """Return which of each respondent's themes are guesses, parted by a comma."""
        themes: dict[int, list[str]] = {}
        for rows, guessed in self.guessed[question]:
            for row, theme in zip(rows.tolist(), guessed, strict=True):
                themes.setdefault(row, []).append(theme)
        return [", ".join(themes.get(row, ())) for row in range(len(self.rows))]

    def themes(self, question: str) -> Iterator[tuple[str, Codes]]:
        """Yield the variable of each theme and of overig, with codes for missing values."""
        codes, book, place = self.codes[question], self.books[question], self._place[question]
        gave_none = codes[:, place[NO_ANSWER]] == 1
        outside = self._outside(question)
        for code in (*book.theme_ids, OTHER):
            values = codes[:, place[code]].copy()
            values[gave_none] = GAVE_NONE
            values[outside & (values != NOT_ASKED)] = OUTSIDE
            yield code, values

    def _outside(self, question: str) -> Bools:
        """Return which respondents are outside the question's filter, (respondents,)."""
        name = self.study.questions[question].filter
        if not name:
            return np.zeros(len(self.rows), dtype=bool)
        filter_ = self.study.filters[name]
        if filter_.column:
            values = [str(value).lower() for value in self.column(name)]
            return np.array([value != "true" for value in values], dtype=bool)
        place = self._place[filter_.question]
        wanted = [place[theme] for theme in filter_.themes if theme in place]
        inside: Bools = (self.codes[filter_.question][:, wanted] == 1).any(axis=1)
        return ~inside

    def _rows(self, frame: pd.DataFrame, *, new: bool = False) -> Ints:
        """Return the row of each respondent and wave; with `new` unknown ones get the next."""
        keys = zip(frame["wave"].tolist(), frame["respondent_id"].tolist(), strict=True)
        if not new:
            return np.array([self.rows[key] for key in keys], dtype=np.int64)
        rows = [self.rows.setdefault(key, len(self.rows)) for key in keys]
        return np.array(rows, dtype=np.int64)

    def _in_rows(self, parts: Iterable[Text]) -> list[str]:
        values = [""] * len(self.rows)
        for rows, texts in parts:
            for row, text in zip(rows.tolist(), texts, strict=True):
                values[row] = text
        return values


class _Variables:
    """The variables with valid names and their labels, in the study's language."""

    def __init__(
        self, study: Study, books: Mapping[str, Codebook], respondents: _Respondents
    ) -> None:
        self.study, self.books, self.respondents = study, books, respondents
        self.text = language(study.language).text
        self.names, self.made = Names(), CodedData()

    def data(self) -> CodedData:
        rows = self.respondents.rows
        self._add_texts("respondent_id", [who for _, who in rows], self.text("file_respondent"))
        waves = [wave for wave, _ in rows]
        self._add_category("wave", waves, self.study.wave_ids, self.text("wave"))
        for name, segment in self.study.segments.items():
            values = self.respondents.column(name)
            order = segment.values or tuple(sorted(set(values) - {""}))
            self._add_category(name, values, order, segment.label or name.replace("_", " "))
        if self.study.weights:
            weights = pd.Series(self.respondents.column("weight"), dtype="object")
            numbers = pd.to_numeric(weights).astype("float64")
            self._add("weight", numbers, self.text("file_weight"), "scale")
        for question in self.study.questions:
            self._add_question(question)
        return self.made

    def _add_question(self, question: str) -> None:
        book, values = self.books[question], self._theme_values(question)
        labels = {placed.theme.id: placed.theme.label for placed in book.placed}
        labels[OTHER] = self.text("file_other")
        for code, codes in self.respondents.themes(question):
            label = f"{book.title}: {labels[code]}"
            name = self._add(f"{question}_{code}", pd.Series(codes), label, "nominal")
            self.made.values[name] = values
            missing = (OUTSIDE, NOT_ASKED, GAVE_NONE)
            self.made.missing[name] = [value for value in missing if value in values]
        label = f"{book.title}: {self.text('file_guessed')}"
        self._add_texts(f"{question}_guess", self.respondents.guesses(question), label)
        label = f"{book.title}: {self.text('file_verbatim')}"
        self._add_texts(f"{question}_text", self.respondents.text(question), label)

    def _theme_values(self, question: str) -> dict[int | float, str]:
        values: dict[int | float, str] = {
            0: self.text("file_not_mentioned"),
            1: self.text("file_mentioned"),
        }
        filter_ = self.study.filters.get(self.study.questions[question].filter)
        if filter_:
            outside = self.text("file_outside", who=filter_.label)
            values[OUTSIDE] = cut_label(outside, MAX_VALUE_LABEL_BYTES)
        values[NOT_ASKED] = self.text("file_not_asked")
        values[GAVE_NONE] = self.text("file_gave_none")
        return values

    def _add_category(self, name: str, texts: list[str], order: Iterable[str], label: str) -> None:
        number = {text: i for i, text in enumerate(order, start=1)}
        # a value outside the study's list is unknown, as in the theme counts
        codes = pd.Series([number.get(text, np.nan) for text in texts], dtype="float64")
        name = self._add(name, codes, label, "nominal")
        self.made.values[name] = {
            i: cut_label(text, MAX_VALUE_LABEL_BYTES) for text, i in number.items()
        }

    def _add_texts(self, name: str, texts: Iterable[str], label: str) -> None:
        column = pd.Series([_storable(text) for text in texts], dtype="object")
        self._add(name, column, label, "nominal")

    def _add(self, name: str, column: pd.Series, label: str, measure: str) -> str:
        name = self.names.take(name)
        self.made.columns[name] = column
        self.made.labels[name] = cut_label(label, MAX_LABEL_BYTES)
        self.made.measures[name] = measure
        return name


def _by_question(frame: pd.DataFrame) -> Iterator[tuple[str, Ints]]:
    groups = frame.groupby("question", sort=False, observed=True)
    for question, places in groups.indices.items():
        yield str(question), np.asarray(places)


def _storable(text: str) -> str:
    """Return the text as SPSS can hold it."""
    raw = text.encode("utf-8", "replace")
    if len(raw) <= MAX_TEXT_BYTES and b"\x00" not in raw and b"?" not in raw:
        # unchanged, without a copy in memory
        return text
    return cut_label(raw.decode("utf-8").replace("\x00", "\ufffd"), MAX_TEXT_BYTES)

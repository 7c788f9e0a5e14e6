"""The bulk tables: columns and dtypes, declared once and checked where a stage returns them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class Table:
    """A table's columns in order, each with its kind (text, int, float or bool) and meaning."""

    name: str
    columns: Mapping[str, tuple[str, str]]

    def frame(self, data: Mapping[str, Iterable[object]] | None = None) -> pd.DataFrame:
        """Return a DataFrame of this table from columns of one length; empty without data."""
        given = {name: list(values) for name, values in (data or {}).items()}
        columns: dict[str, pd.Series] = {}
        for name, (kind, _) in self.columns.items():
            columns[name] = pd.Series(given.get(name, []), dtype="object").astype(_DTYPES[kind])
        return pd.DataFrame(columns)

    def from_rows(self, rows: Iterable[tuple[object, ...]]) -> pd.DataFrame:
        """Return a DataFrame of this table from its rows, in the order of the columns."""
        columns = list(zip(*rows, strict=True)) or [()] * len(self.columns)
        return self.frame(dict(zip(self.columns, columns, strict=True)))

    def check(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the same frame; `TypeError` if a column is missing or of another kind."""
        missing = [name for name in self.columns if name not in frame.columns]
        if missing:
            raise TypeError(f"{self.name}: no column {', '.join(missing)}")
        for name, (kind, _) in self.columns.items():
            if not _IS_KIND[kind](frame[name]):
                raise TypeError(f"{self.name}.{name}: expected {kind}, got {frame[name].dtype}")
        return frame


def interval_columns(name: str, meaning: str) -> dict[str, tuple[str, str]]:
    """Return the columns of a figure and its interval."""
    return {
        name: ("float", meaning),
        f"{name}_low": ("float", "lower end of its 95% interval"),
        f"{name}_high": ("float", "upper end"),
    }


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows of a table as tuples whose fields are named by its columns."""
    return frame.itertuples(index=False)


# Text is kept as Python objects: an arrow-backed column cannot hold every text people paste.
_DTYPES: dict[str, Any] = {"text": "object", "int": "int64", "float": "float64", "bool": "bool"}
_IS_KIND: dict[str, Callable[[pd.Series], bool]] = {
    "text": lambda s: (
        pd.api.types.is_object_dtype(s)
        or pd.api.types.is_string_dtype(s)
        or isinstance(s.dtype, pd.CategoricalDtype)
    ),
    "int": pd.api.types.is_integer_dtype,
    "float": pd.api.types.is_float_dtype,
    "bool": pd.api.types.is_bool_dtype,
}

ANSWERS = Table(
    "answers",
    {
        "wave": ("text", "id of the wave"),
        "respondent_id": ("text", "who answered"),
        "question": ("text", "id of the question"),
        "text": ("text", "the verbatim, as read"),
        "file": ("text", "name of the export, relative to the study"),
        "row": (
            "int",
            "row in that file as a spreadsheet shows it: the header is row 1, blank lines count",
        ),
    },
)
"""One row per respondent and question asked; text columns for the study's segments follow."""

PROBLEMS = Table(
    "problems",
    {
        "file": ("text", "file in which it stands"),
        "row": ("int", "row in that file, the header being row 1; 0 when the whole file is meant"),
        "column": ("text", "column, or empty"),
        "what": ("text", "what is wrong"),
        "what_to_do": ("text", "how to mend it"),
        "refused": ("int", "number of answers left out because of it"),
    },
)

CODINGS = Table(
    "codings",
    {
        "wave": ("text", "id of the wave"),
        "respondent_id": ("text", "who answered"),
        "question": ("text", "id of the question"),
        "theme": ("text", "theme id, geen-antwoord, overig, or empty where nothing was found"),
        "source": ("text", "rules, classifier, llm (a language model), reviewer or none"),
        "confidence": (
            "float",
            "0..1: a calibrated probability for the classifier, 1 for rules and reviewers",
        ),
        "guess": ("bool", "true where a machine coded and no label supports the theme"),
        "start": (
            "float",
            "first code point of the evidence in the verbatim; empty when there is no span",
        ),
        "end": ("float", "one past its last code point"),
        "evidence": ("text", "that slice of the verbatim"),
        "why": ("text", "rule id, the weightiest features, or the coder"),
    },
)

LABELS = Table(
    "labels",
    {
        "wave": ("text", "id of the wave"),
        "respondent_id": ("text", "who answered"),
        "question": ("text", "id of the question"),
        "theme": ("text", "theme id or special code"),
        "coder": ("text", "who labelled"),
    },
)

DECISIONS = Table(
    "decisions",
    {
        "number": ("int", "place in the log, from 1"),
        "decision": ("text", "id of the decision; its rows share it"),
        "batch": ("text", "decisions of one batch are undone together"),
        "at": ("text", "when, in UTC: ISO 8601"),
        "reviewer": ("text", "who decided"),
        "wave": ("text", "id of the wave"),
        "respondent_id": ("text", "whose answer; of alike answers the one that was shown"),
        "question": ("text", "id of the question"),
        "text_hash": (
            "text",
            "hash of the text as it then was, capitals, accents and white space aside",
        ),
        "scope": ("text", "alike: all answers with that text; one: only this respondent's"),
        "theme": ("text", "theme id or special code; empty where a decision is undone"),
        "verdict": (
            "text",
            "accept, reject (it was suggested), add (it was not, or out of sight), or undo",
        ),
        "source": ("text", "who suggested the theme: rules, classifier or llm; empty: nobody"),
        "chance": ("float", "0..1: how sure the suggestion was; empty where there was none"),
        "round": ("text", "first, second (double coding) or adjudication"),
        "queue": ("text", "the queue from which it was decided"),
        "reason": ("text", "why the answer stood there"),
        "probability": (
            "float",
            "0..1: the chance it had of being drawn; empty where it was not drawn",
        ),
        "shown": (
            "text",
            "what was in sight: everything (suggestions, others' decisions), "
            "suggestions or nothing",
        ),
        "via": ("text", "the way in: page, workbook or python"),
        "codebook_version": (
            "text",
            "version of the codebook and, in brackets, a hash of its themes",
        ),
        "note": ("text", "what the reviewer added"),
        "undoes": ("text", "id of the decision that is taken back"),
    },
)
"""The log of decisions: one row per decision and theme, in order; rows are only ever added."""

REVIEW = Table(
    "review",
    {
        "wave": ("text", "id of the wave"),
        "respondent_id": ("text", "who answered"),
        "question": ("text", "id of the question"),
        "confidence": (
            "float",
            "0..1: in the whole set of codes that the machine gave; 0 where it found none",
        ),
        "reason": ("text", "why a person should look"),
    },
)
"""The answers that need review; those that people labelled are not among them."""

QUEUE = Table(
    "queue",
    {
        "wave": ("text", "id of the wave"),
        "respondent_id": ("text", "who answered; the first of those who wrote the same"),
        "respondents": (
            "int",
            "how many unlabelled respondents wrote this text, capitals, accents and "
            "white space aside",
        ),
        "question": ("text", "id of the question"),
        "text": ("text", "the verbatim of that respondent"),
        "suggestion": (
            "text",
            "what rules and classifier make of it: theme ids and special codes, "
            "parted by a comma; may be empty",
        ),
        "strategy": ("text", "which strategy picked it; random: drawn by chance"),
        "reason": ("text", "why a person should label it, in the language of the study"),
        "probability": (
            "float",
            "0..1: the chance it had of being drawn; "
            "empty where it was chosen, so that it speaks for no other",
        ),
    },
)
"""Answers to label next, in the order to label them."""

ESTIMATES = Table(
    "estimates",
    {
        "question": ("text", "id of the question"),
        "theme": ("text", "theme id, or overig"),
        "share": (
            "float",
            "the estimated share of the base, 0..1; "
            "a parent counts the union of its children and itself",
        ),
        "low": (
            "float",
            "lower end of its 95% Wilson interval, at the effective number of answers",
        ),
        "high": ("float", "upper end"),
        "base": (
            "float",
            "estimated respondents who answered, of those whose answer waited when "
            "the queue was made",
        ),
        "labelled": ("int", "drawn answers that are labelled by now"),
        "drawn": (
            "int",
            "answers that were drawn; "
            "where fewer are labelled, those left out are taken to be like the others",
        ),
    },
)
"""Shares estimated from the randomly drawn part of a queue."""

TROUBLE = Table(
    "trouble",
    {
        "wave": ("text", "id of the wave"),
        "respondent_id": ("text", "who answered"),
        "question": ("text", "id of the question"),
        "text": ("text", "the verbatim"),
        "labels": ("text", "the codes that people gave, parted by a comma"),
        "theme": ("text", "the code in doubt; empty where all labels of the answer are"),
        "reason": ("text", "name of the reason"),
        "why": ("text", "the reason in words, in the language of the study"),
        "suggestion": ("text", "what may be right instead, or empty"),
        "confidence": (
            "float",
            "0..1: how sure a classifier that did not know the answer is of the "
            "label; empty where it was not asked",
        ),
        "coder": ("text", "who labelled, parted by a comma"),
        "file": ("text", "label file, relative to the study"),
        "row": ("int", "row of the answer's first label in that file, the header being row 1"),
    },
)
"""Labels that look wrong, the surest mistakes first."""

SOURCES = ("reviewer", "rules", "classifier", "llm", "none")
"""The sources of a coding, strongest first."""

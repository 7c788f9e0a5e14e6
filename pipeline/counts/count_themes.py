"""Counts themes of codings in a table, without a study."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.codebook import as_codebook
from pipeline.counts.tally import Tally
from pipeline.counts.theme_counts import counts_table
from pipeline.counts.values import CodedAnswers
from pipeline.errors import MisuseError, UnknownAnswerError, UnknownThemeError, did_you_mean
from pipeline.model import (
    ANSWERS,
    CODINGS,
    SOURCES,
    SPECIAL_CODES,
    Bools,
    Codebook,
    Ints,
    Table,
    Theme,
)

Book = Codebook | Path | str
"""A codebook, or the path of its file."""

_KEYS = ("wave", "respondent_id", "question")
_CODINGS = Table("codings", {name: CODINGS.columns[name] for name in (*_KEYS, "theme", "source")})
_CODINGS_WITH_GUESS = Table("codings", {**_CODINGS.columns, "guess": CODINGS.columns["guess"]})
_ANSWERS = Table("answers", {name: ANSWERS.columns[name] for name in _KEYS})


def count_themes(
    codings: pd.DataFrame,
    answers: pd.DataFrame,
    book: Book | Mapping[str, Book] | None = None,
    *,
    by: str | Sequence[str] = (),
    crossings: Sequence[Sequence[str]] = (),
    weight: str = "",
    where: Collection[bool] | None = None,
    population: int | None = None,
    study: str = "",
) -> pd.DataFrame:
    """Return the theme counts of codings, with bases and 95% intervals (`THEME_COUNTS`).

    codings: columns wave, respondent_id, question, theme and source, as in `run.codings`, and
    guess, without which none is one.
    answers: a row for each respondent asked, with wave, respondent_id and question; every answer
    counts, also without codings. book: the codebook of the question or the path of its file, or
    one for each question; without it themes have no parents and are sorted by name. by: columns of
    `answers` that make segments. crossings: segment columns counted together. weight: the column
    with each respondent's weight. where: for each answer, whether it is counted. population: its
    size, if known, not below the respondents of a wave.
    `ValueError` for a respondent who is twice in a wave, `TypeError` for a missing column, and a
    `TurvenError` for a theme, respondent, source or column that is not there: nothing is dropped.
    """
    (_CODINGS_WITH_GUESS if "guess" in codings else _CODINGS).check(codings)
    _ANSWERS.check(answers)
    segments = (by,) if isinstance(by, str) else tuple(by)
    _check_columns(answers, [*segments, *(name for crossing in crossings for name in crossing)])
    _check_weights(answers, weight)
    _check_codings(codings, answers)
    counted = _counted(where, len(answers))
    questions = answers["question"].to_numpy(dtype=object)
    tallies = {}
    for question in dict.fromkeys(questions.tolist()):
        of_question = questions == question
        its_codings = codings[codings["question"] == question]
        tallies[str(question)] = tally_codings(
            its_codings,
            answers[of_question],
            _book_of(str(question), book, its_codings),
            by=segments,
            crossings=crossings,
            weight=weight,
            where=counted[of_question],
        )
    if population is not None:
        _check_population(population, tallies)
    return counts_table(study, tallies, population)


def tally_codings(
    codings: pd.DataFrame,
    answers: pd.DataFrame,
    book: Codebook,
    *,
    by: Sequence[str] = (),
    crossings: Sequence[Sequence[str]] = (),
    weight: str = "",
    where: Collection[bool] | None = None,
) -> Tally:
    """Return the tally of the codings of one question's answers.

    Arguments are those of `count_themes`; order and duplicates of codings change nothing.
    """
    tally = Tally(book, crossings, weights=bool(weight))
    counted = _counted(where, len(answers))
    variables = list(dict.fromkeys((*by, *(name for crossing in crossings for name in crossing))))
    code = _as_numbers(codings["theme"], book.codes)
    source = _as_numbers(codings["source"], SOURCES)
    guess = codings["guess"].to_numpy(dtype=bool) if "guess" in codings else None
    wave_of_coding = codings["wave"].to_numpy(dtype=object)
    who, who_coded = hashed(answers["respondent_id"]), hashed(codings["respondent_id"])
    wave_numbers, waves = numbered(answers["wave"])
    for number, wave in enumerate(waves):
        rows = np.flatnonzero(wave_numbers == number)
        of_wave = answers.iloc[rows]
        order = np.argsort(who[rows], kind="stable")
        ids = who[rows][order]
        _check_once(ids, of_wave["respondent_id"].iloc[order], wave)
        here = np.flatnonzero((wave_of_coding == wave) & (code >= 0))
        at = np.minimum(np.searchsorted(ids, who_coded[here]), len(ids) - 1)
        was_asked = ids[at] == who_coded[here]
        coded = CodedAnswers(
            answers=len(rows),
            segments={variable: numbered(of_wave[variable]) for variable in variables},
            answer=order[at[was_asked]].astype(np.int64),
            code=code[here][was_asked],
            source=source[here][was_asked],
            guess=None if guess is None else guess[here][was_asked],
            weights=of_wave[weight].to_numpy(dtype=float) if weight else None,
            who=who[rows],
            inside=counted[rows],
        )
        tally.add(wave, coded)
    return tally


def numbered(column: pd.Series) -> tuple[Ints, tuple[str, ...]]:
    """Return the values of a column as numbers, and the distinct values."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy().astype(np.int64), tuple(map(str, column.cat.categories))
    numbers, values = pd.factorize(column.to_numpy(dtype=object))
    return numbers.astype(np.int64), tuple(map(str, values))


def hashed(ids: pd.Series) -> npt.NDArray[np.uint64]:
    """Return a hash of each respondent's id, to match them with another wave."""
    return pd.util.hash_array(ids.to_numpy(dtype=object), categorize=False)


def _book_of(
    question: str, book: Book | Mapping[str, Book] | None, codings: pd.DataFrame
) -> Codebook:
    """Return the question's codebook, or one of the themes that its codings name."""
    if book is not None:
        of_question = book.get(question) if isinstance(book, Mapping) else book
        if of_question is None:
            raise MisuseError(f"no codebook for question '{question}'")
        own = as_codebook(of_question)
        unknown = [name for name in codings["theme"].unique() if name and name not in own.codes]
        if unknown:
            raise UnknownThemeError(str(unknown[0]), own.id, own.codes)
        return own
    names = sorted({str(name) for name in codings["theme"] if name} - {*SPECIAL_CODES})
    themes = tuple(Theme(id=name, label=name) for name in names)
    return Codebook(id=question, title=question, language="nl", version="", themes=themes)


def _check_columns(answers: pd.DataFrame, names: Sequence[str]) -> None:
    for name in names:
        if name not in answers.columns:
            hint = did_you_mean(name, list(answers.columns))
            raise MisuseError(f"no column '{name}' in the answers.{hint}")


def _check_weights(answers: pd.DataFrame, weight: str) -> None:
    if weight:
        _check_columns(answers, [weight])
        try:
            weights = answers[weight].to_numpy(dtype=float)
        except (TypeError, ValueError):
            weights = np.full(len(answers), np.nan)
        if not (np.isfinite(weights) & (weights >= 0)).all():
            raise MisuseError(f"column '{weight}' holds what is no weight; give numbers from 0 up")


def _counted(where: Collection[bool] | None, n_answers: int) -> Bools:
    """Return whether each answer is counted; `MisuseError` for anything but as many truths."""
    if where is None:
        return np.ones(n_answers, dtype=bool)
    given = pd.Series(where, dtype=None if len(where) else bool).infer_objects()
    # every text is true, also 'nee', and so is a missing value
    if not pd.api.types.is_bool_dtype(given) or given.isna().any():
        raise MisuseError("where: give True or False for each answer, and nothing else")
    if len(given) != n_answers:
        what = f"{len(given):,} values for {n_answers:,} answers"
        raise MisuseError(f"where: {what}; give True or False for each")
    return given.to_numpy(dtype=bool)


def _check_population(population: int, tallies: Mapping[str, Tally]) -> None:
    """Check that the population is one, and not less than the respondents of any wave."""
    if population < 1:
        raise MisuseError(f"population: {population} is no number of respondents")
    for question, tally in tallies.items():
        for wave in tally.waves():
            asked = tally.counts(wave).asked
            if asked > population:
                what = f"less than the {asked} respondents asked in wave {wave}"
                raise MisuseError(
                    f"population: {population} is {what} of question '{question}'; "
                    "correct it, or leave it out"
                )


def _check_codings(codings: pd.DataFrame, answers: pd.DataFrame) -> None:
    """Check that each coding has a theme or none, a known source, and is of an answer."""
    if codings["theme"].isna().any():
        raise MisuseError("a coding without a theme; write an empty text where there is none")
    unknown = set(codings["source"].unique()) - {*SOURCES}
    if unknown:
        raise MisuseError(f"no source '{min(map(str, unknown))}'; there are {', '.join(SOURCES)}")
    keys = ["question", "wave", "respondent_id"]
    asked = pd.MultiIndex.from_frame(answers[keys].astype(object))
    of_these = codings["question"].isin(answers["question"].unique())
    coded = pd.MultiIndex.from_frame(codings.loc[of_these, keys].astype(object))
    astray = np.flatnonzero(~coded.isin(asked))
    if len(astray):
        question, wave, respondent = coded[int(astray[0])]
        raise UnknownAnswerError(f"a coding of {wave}/{respondent}/{question}, who was not asked")


def _check_once(ids: npt.NDArray[np.uint64], respondents: pd.Series, wave: str) -> None:
    """Raise a `ValueError` for a respondent who is twice in a wave; both are sorted by `ids`."""
    twice: Bools = ids[1:] == ids[:-1]
    if twice.any():
        name = respondents.iloc[int(np.argmax(twice))]
        raise ValueError(f"wave {wave}: respondent {name} is there twice")


def _as_numbers(column: pd.Series, known: Sequence[str]) -> Ints:
    """Return each value's index among those known, -1 for any other."""
    numbers, values = numbered(column)
    place = {value: i for i, value in enumerate(known)}
    return np.array([*(place.get(value, -1) for value in values), -1], dtype=np.int64)[numbers]

"""Codes answers of an earlier wave again and lays that beside the codings as they were published then: what of a change is the instrument's."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.coding import StudyCoder, cross_fitted_codes
from pipeline.counts import Bridge, Pairs, Recoded, Tally, WaveShares, bearing, hashed, wave_shares
from pipeline.counts import bridge as split
from pipeline.errors import did_you_mean
from pipeline.ingest import Batch, read_published
from pipeline.model import NO_ANSWER, PROBLEMS, Bools, Codebook

Who = str


@dataclass
class BridgeSample:
    """The answers whose codings were published, by question and wave: codes then by respondent, and the texts as the batches of a run bring them."""

    then: Mapping[tuple[str, str], Mapping[Who, frozenset[str]]]
    problems: pd.DataFrame
    texts: dict[tuple[str, str], dict[Who, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, coder: StudyCoder) -> BridgeSample:
        """The codings that the study names as published; problem lines for those that can't be used."""
        then: dict[tuple[str, str], dict[Who, set[str]]] = {}
        problems = [PROBLEMS.frame()]
        for wave in coder.study.waves:
            if not wave.published:
                continue
            frame, unusable = read_published(coder.study, wave.id)
            problems.append(unusable)
            columns = (
                frame[name].tolist()
                for name in ("respondent_id", "question", "theme", "file", "row")
            )
            wrong = []
            for who, question, theme, file, row in zip(*columns, strict=True):
                codes = then.setdefault((question, wave.id), {}).setdefault(who, set())
                if theme in coder.books[question].codes:
                    codes.add(theme)
                elif theme:
                    wrong.append((file, row, question, theme))
            problems.append(_unknown_themes(coder, wrong))
        kept = {
            key: {who: frozenset(codes) for who, codes in of.items()} for key, of in then.items()
        }
        return cls(kept, pd.concat(problems, ignore_index=True))

    def add(self, batch: Batch) -> None:
        """Keeps the texts of the answers that were published."""
        for question, of_question in batch.answers.groupby("question", sort=False, observed=True):
            wanted = self.then.get((str(question), batch.wave))
            if wanted:
                texts = zip(
                    of_question["respondent_id"].tolist(), of_question["text"].tolist(), strict=True
                )
                kept = self.texts.setdefault((str(question), batch.wave), {})
                kept.update({who: text for who, text in texts if who in wanted})


def bridges(
    coder: StudyCoder, sample: BridgeSample, tallies: Mapping[str, Tally], hidden: Mapping[str, Collection[tuple[str, str]]]
) -> dict[str, tuple[Bridge, ...]]:  # fmt: skip
    """By question the bridge of its themes from each published wave to the next, in the order of the codebook.

    The published answers are coded again by a machine that learned from none of their own labels. `hidden[question]` are (wave, theme) whose share
    may not be shown.
    """
    found: dict[str, tuple[Bridge, ...]] = {}
    for question in coder.study.questions:
        for before, now in pairwise(coder.study.asked_in(question)):
            texts = sample.texts.get((question, before))
            if texts:
                then = sample.then[question, before]
                made = _between(
                    coder, question, before, now, texts, then, tallies[question], hidden[question]
                )
                found[question] = (*found.get(question, ()), *made)
    return found


def _between(
    coder: StudyCoder,
    question: str,
    before: str,
    now: str,
    texts: Mapping[Who, str],
    then: Mapping[Who, frozenset[str]],
    tally: Tally,
    hidden: Collection[tuple[str, str]],
) -> list[Bridge]:
    book = tally.book
    # who gave an answer then: the base of the shares as they were published
    people = [who for who in texts if NO_ANSWER not in then[who]]
    had = _codes(book, [then[who] for who in people])
    has = cross_fitted_codes(coder, question, [texts[who] for who in people])
    size = len(people)
    recoded = Recoded(size, (had & has).sum(0), (had & ~has).sum(0), (~had & has).sum(0))
    met, later = tally.codes_of(now, hashed(pd.Series(people, dtype=object)))
    in_base = ~later[:, book.codes.index(NO_ANSWER)]
    again, later = has[met][in_base], later[in_base]
    pairs = Pairs(
        len(later), (again & later).sum(0), (again & ~later).sum(0), (~again & later).sum(0)
    )
    population = (
        None if coder.study.questions[question].filter else coder.study.respondent.population
    )
    found = split(
        recoded,
        WaveShares(had.sum(0), size),
        wave_shares(tally, now),
        pairs,
        population=bearing(population, size, tally.counts(now).base),
    )
    made = []
    for i, theme in enumerate(book.codes):
        if theme == NO_ANSWER:
            continue
        is_hidden = (before, theme) in hidden or (now, theme) in hidden
        numbers = {
            name: None if is_hidden else _number(getattr(found, name), i) for name in _NUMBERS
        }
        made.append(
            Bridge(
                theme=theme, before=before, now=now, answers=size, suppressed=is_hidden, **numbers
            )
        )
    return made


_NUMBERS = ("then", "again", "instrument", "low", "high", "total", "real", "real_low", "real_high")


def _number(values: npt.NDArray[np.float64], i: int) -> float | None:
    return None if np.isnan(values[i]) else float(values[i])


def _codes(book: Codebook, sets: list[frozenset[str]]) -> Bools:
    number = {code: i for i, code in enumerate(book.codes)}
    has = np.zeros((len(sets), len(number)), dtype=bool)
    for row, codes in enumerate(sets):
        for code in codes:
            has[row, [number[c] for c in (code, *book.ancestors(code))]] = True
    return has


def _unknown_themes(coder: StudyCoder, wrong: list[tuple[str, int, str, str]]) -> pd.DataFrame:
    size = len(wrong)
    todo = [
        f"Map it to a theme of today.{did_you_mean(theme, coder.books[q].codes)}"
        for _, _, q, theme in wrong
    ]
    return PROBLEMS.frame(
        {
            "file": [file for file, *_ in wrong],
            "row": [row for _, row, *_ in wrong],
            "column": ["theme"] * size,
            "what": [f"published theme '{theme}' is not in the codebook of '{question}'" for *_, question, theme in wrong],
            "what_to_do": todo,
            "refused": [0] * size,
        }
    )  # fmt: skip

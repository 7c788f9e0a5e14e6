"""Drawing random texts, and estimating shares of all from those drawn.

Texts are drawn with probability proportional to the respondents who wrote them, so that every
respondent has the same chance (Madow 1949, systematic sampling in random order; Horvitz & Thompson
1952 for the estimator).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.codebook import read_codebooks
from pipeline.counts import WeightSums, check_drawn, effective_bases, wilson
from pipeline.decisions import Labels, RespondentInWave, checked_labels, read_decisions
from pipeline.errors import MisuseError, refuse_rows
from pipeline.files import CsvRow, read_content, read_rows
from pipeline.model import ESTIMATES, NO_ANSWER, QUEUE, Bools, Codebook, Floats, Ints, Table
from pipeline.study import Study, as_study

_CERTAIN = 1 - 1e-9

_NEEDED = ("wave", "respondent_id", "respondents", "question", "text", "probability")
_DRAWN = Table("queue", {name: QUEUE.columns[name] for name in _NEEDED})
_NOTHING_ESTIMATED = "nothing was estimated"
_MOST_DIGITS = 9


@dataclass(frozen=True)
class ShareEstimate:
    """An estimated share, the respondents in its base, and its effective base."""

    share: float
    base: float
    effective: float


def inclusion(sizes: Floats, size: int) -> Floats:
    """Return the inclusion probability of each text, proportional to size, for `size` draws.

    sizes: (n,) positive. The probabilities (n,) are at most 1 and add up to `size`.
    """
    if size >= len(sizes):
        return np.ones(len(sizes))
    probability = np.zeros(len(sizes))
    certain = np.zeros(len(sizes), dtype=bool)
    while True:
        rest = sizes[~certain]
        probability[~certain] = (size - certain.sum()) * rest / rest.sum()
        more = (probability >= _CERTAIN) & ~certain
        if not more.any():
            return probability
        probability[more] = 1.0
        certain |= more


def draw(probability: Floats, rng: np.random.Generator) -> Ints:
    """Draw texts, each with its own probability (n,); return their numbers in random order."""
    certain = np.flatnonzero(probability >= 1)
    order = rng.permutation(np.flatnonzero(probability < 1))
    ends = np.cumsum(probability[order])
    number = round(float(ends[-1])) if len(ends) else 0
    points = rng.random() + np.arange(number)
    if not number:
        return rng.permutation(certain)
    # the last end may be slightly below the number it stands for
    places = np.minimum(np.searchsorted(ends, points, side="right"), len(order) - 1)
    return rng.permutation(np.concatenate((certain, order[places])))


def estimate_share(has: Bools, in_base: Bools, counts: Ints, probability: Floats) -> ShareEstimate:
    """Return the share of the respondents in the base who have a theme, from answers drawn.

    has, in_base: (n,) whether each labelled answer has the theme, and is a real answer. counts:
    (n,) the respondents who wrote it. `ValueError` if no answer is in the base, or one was chosen
    instead of drawn.
    """
    check_drawn(probability)
    weights = np.where(in_base, counts, 0) / probability
    base = float(weights.sum())
    if base == 0:
        raise ValueError("no drawn answer is in the base")
    of_theme = weights[has]
    sums = WeightSums(
        of_code=of_theme.sum(),
        of_code2=(of_theme**2).sum(),
        total=base,
        squares=(weights**2).sum(),
        fourths=(weights**4).sum(),
    )
    effective = max(1.0, float(effective_bases(sums)))
    return ShareEstimate(float(of_theme.sum()) / base, base, effective)


def estimate(study: Study | Path | str, queue: pd.DataFrame | Path | str) -> pd.DataFrame:
    """Return the estimated share of each theme (`model.ESTIMATES`) among a queue's respondents.

    `queue` is a `model.QUEUE`, or the path of the CSV that `turven queue` wrote: its respondents
    had no label when it was made. Only answers that were drawn at random and are labelled by now
    count; chosen ones say nothing about the others. A question without such real answers has no
    rows. A `TurvenError` for any other table, or a question that the study doesn't have.
    """
    study = as_study(study)
    drawn = _drawn(queue if isinstance(queue, pd.DataFrame) else _read_queue(Path(queue)))
    for name in drawn["question"].unique():
        study.question(name)
    books = read_codebooks(study)
    labels, _ = checked_labels(study, books, read_decisions(study))
    frames = []
    for name in study.questions:
        of_question = drawn[drawn["question"] == name]
        frames.append(_shares(name, books[name], labels.get(name, Labels()), of_question))
    return ESTIMATES.check(pd.concat(frames, ignore_index=True))


def _drawn(queue: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a queue that were drawn at random; `MisuseError` for any other table."""
    try:
        _DRAWN.check(queue)
    except TypeError as error:
        what_to_do = "give the queue as it was made, or the path of its CSV"
        raise MisuseError(f"{error}; {what_to_do}") from None
    drawn = queue[queue["probability"].notna()]
    is_chance = (drawn["probability"] > 0) & (drawn["probability"] <= 1)
    faults = {
        "probability is above 0 and at most 1": drawn.index[~is_chance],
        "respondents is 1 or more": drawn.index[drawn["respondents"] < 1],
    }
    refuse_rows(_NOTHING_ESTIMATED, [(row, what) for what, rows in faults.items() for row in rows])
    return drawn


def _read_queue(path: Path) -> pd.DataFrame:
    """Return the queue in a CSV file, by the numbers of its rows."""
    rows = read_rows(str(path), read_content(path), _NEEDED, "a queue")
    refuse_rows(_NOTHING_ESTIMATED, [(row.number, fault) for row in rows if (fault := _fault(row))])
    values: dict[str, list[object]] = {}
    for name in _NEEDED:
        values[name] = [row.texts[name] for row in rows]
    values["respondents"] = [int(row.texts["respondents"]) for row in rows]
    values["probability"] = [_number(row.texts["probability"]) for row in rows]
    return _DRAWN.frame(values).set_axis([row.number for row in rows])


def _fault(row: CsvRow) -> str:
    """Return what is wrong with a row of a queue, or ''."""
    if row.cells > row.columns:
        return row.length_fault
    respondents, probability = row.texts["respondents"], row.texts["probability"]
    if not respondents.isdecimal() or len(respondents) > _MOST_DIGITS:
        return f"respondents '{respondents[:40]}' is no whole number"
    try:
        _number(probability)
    except ValueError:
        return f"probability '{probability[:40]}' is no number"
    return ""


def _number(text: str) -> float:
    # a spreadsheet of this language may have written a decimal comma
    return float(text.replace(",", ".")) if text.strip() else np.nan


def _shares(question: str, book: Codebook, labels: Labels, drawn: pd.DataFrame) -> pd.DataFrame:
    who = map(RespondentInWave, drawn["wave"], drawn["respondent_id"])
    found = [labels.of(*answer) for answer in zip(who, drawn["text"], strict=True)]
    labelled = drawn[np.array([label is not None for label in found], dtype=bool)]
    codes = [
        book.with_parents(code for code, _ in label.codes) for label in found if label is not None
    ]
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

"""How often a report has a false word of change where a classifier learned from one of its waves:
`python tests/benchmarks/changes_by_machine.py [reports]`.

Reports of twelve questions in which nothing changed. People labelled all answers of the first wave,
and no rule finds a theme. Answers are of a word that tells the theme, drawn by Zipf's law from 400
(so that many stand in one wave alone), and of two words that tell nothing. The second wave is by
the same people with the same answers, by the same people of whom some say something else or the
same in other words, by the same people under other ids and in other words, or by other people.
Compared as counted: labels against the question's own model; and by the cross-fitted machine. Last:
how often a theme that rises by twenty points is said to do so, by people's codes of both waves and
by the cross-fitted machine.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table

from pipeline.coding import QuestionCoder
from pipeline.coding.cross_fitting import cross_fitted_coder
from pipeline.coding.rules import RuleMatcher
from pipeline.coding.training import (
    ENOUGH_LABELS,
    PAIR_MODEL,
    WORDS,
    Labelled,
    Material,
    Trained,
    train,
    train_like,
)
from pipeline.counts import Changes, Pairs, WaveShares, changes, holm, verdicts
from pipeline.model import Bools, Codebook, Ints, Theme
from pipeline.normalise import linguist

QUESTIONS, WORDS_OF_QUESTION = 12, 400
SYLLABLES = [
    "ba",
    "ko",
    "ri",
    "mu",
    "ze",
    "la",
    "ti",
    "vo",
    "ne",
    "pa",
    "du",
    "sa",
    "fi",
    "go",
    "he",
    "xa",
    "qo",
]
NAMES = ("geld", "tijd", "kennis", "mensen", "gegevens")
BOOK = Codebook(
    "q", "Vraag", "nl", "1", tuple(Theme(name, name.title(), f"Over {name}") for name in NAMES)
)
DUTCH = linguist("nl")
MATERIAL = Material(RuleMatcher(BOOK, DUTCH), DUTCH)
KINDS = ("same answers", "same people", "same people, other ids", "other people")


Chances = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Wave:
    """The answers to a question: who wrote which text, and the number of its code."""

    who: list[str]
    text: list[str]
    code: Ints


class Answers:
    """Draws answers to a question of its own words."""

    def __init__(self, chance: np.random.Generator) -> None:
        self._chance = chance
        self._words = [self._word() for _ in range(WORDS_OF_QUESTION)]
        self._fillers = [self._word() for _ in range(50)]
        self._code = chance.integers(0, len(NAMES) + 1, WORDS_OF_QUESTION)
        often = 1 / np.arange(1, WORDS_OF_QUESTION + 1)
        self._often: Chances = often / often.sum()

    def told(self, size: int, share_of_first: float = np.nan) -> Ints:
        """Draw the words that tell a theme; the first theme has its share, if one is given."""
        often, is_first = self._often, self._code == 0
        if not np.isnan(share_of_first):
            of_first, of_others = often[is_first].sum(), often[~is_first].sum()
            often = np.where(
                is_first,
                often * share_of_first / of_first,
                often * (1 - share_of_first) / of_others,
            )
        return self._chance.choice(WORDS_OF_QUESTION, size, p=often)

    def wave(self, name: str, told: Ints) -> Wave:
        """Put the words among others; respondents are numbered, with a name in front."""
        around = self._chance.choice(self._fillers, (len(told), 2))
        rows = zip(around.tolist(), told.tolist(), strict=True)
        texts = [f"{left} {self._words[word]} {right}" for (left, right), word in rows]
        return Wave([f"{name}{i}" for i in range(len(told))], texts, self._code[told])

    def _word(self) -> str:
        return "".join(self._chance.choice(SYLLABLES, 4))


def unchanged(chance: np.random.Generator, size: int, kind: str) -> tuple[Wave, Wave]:
    """Draw two waves of the same opinions."""
    answers = Answers(chance)
    told = answers.told(size)
    first = answers.wave("a", told)
    if kind == "same answers":
        return first, first
    again = answers.told(size)
    if kind != "other people":
        again = np.where(chance.random(size) < 0.8, told, again)
    return first, answers.wave("a" if kind == "same people" else "b", again)


def by_machine(first: Wave, later: Wave) -> tuple[Bools, Bools, Bools]:
    """Which codes the cross-fitted machine finds in both waves, and the own model in the later."""
    labelled = [
        Labelled(text, (BOOK.codes[code],), who)
        for who, text, code in zip(first.who, first.text, first.code.tolist(), strict=True)
    ]
    kind = WORDS if len(labelled) >= ENOUGH_LABELS else PAIR_MODEL
    own = train_kind(kind, labelled)
    machine = cross_fitted_coder(MATERIAL, labelled, own, has_replies=False)
    assert machine is not None
    before, now = (
        machine.code(wave.who, np.arange(len(wave.who)), wave.text, [""] * len(wave.who))
        for wave in (first, later)
    )
    seen = QuestionCoder(MATERIAL.matcher, DUTCH, own).code(later.text, [""] * len(later.text))
    size, codes = len(first.who), len(BOOK.codes)
    return before.matrix(size, codes), now.matrix(size, codes), seen.matrix(size, codes)


def train_kind(kind: str, labelled: list[Labelled]) -> Trained:
    """Return a model of that kind, without a choice, which takes most of the time."""
    like = train(MATERIAL, [])
    assert like is not None
    return train_like(replace(like, name=kind, outvotes=kind == WORDS), MATERIAL, labelled)


def compared(first: Bools, later: Bools, *, same_people: bool) -> Changes:
    """The changes of all codes; row i of both waves is by the same respondent, or by others."""
    pairs = Pairs()
    if same_people:
        pairs = Pairs(
            len(first), (first & later).sum(0), (first & ~later).sum(0), (~first & later).sum(0)
        )
    waves = (WaveShares(each.sum(0), len(each)) for each in (first, later))
    return changes(*waves, pairs)


def has_a_word(of_questions: list[Changes]) -> bool:
    """Whether any theme of a report is said to have changed."""
    adjusted = np.split(holm(np.concatenate([each.p for each in of_questions])), QUESTIONS)
    rows = zip(of_questions, adjusted, strict=True)
    return any(np.isin(verdicts(each, p), ["up", "down"]).any() for each, p in rows)


def false_words(reports: int) -> Table:
    """Reports in which nothing changed."""
    table = Table("second wave", "size", "as counted", "cross-fitted", title="False words")
    for kind in KINDS:
        for size in (31, 300):
            chance = np.random.default_rng(size)
            wrong = np.zeros(2)
            for _ in range(reports):
                as_counted, alike = [], []
                for _ in range(QUESTIONS):
                    first, later = unchanged(chance, size, kind)
                    labels = np.eye(len(BOOK.codes), dtype=bool)[first.code]
                    before, now, seen = by_machine(first, later)
                    same = kind in ("same answers", "same people")
                    as_counted.append(compared(labels, seen, same_people=same))
                    alike.append(compared(before, now, same_people=same))
                wrong += has_a_word(as_counted), has_a_word(alike)
            table.add_row(kind, str(size), *(f"{part:.2f}" for part in wrong / reports))
    return table


def found_changes(questions: int) -> Table:
    """Questions of which one theme rises from 15% to 35%, each tested by itself."""
    table = Table("size", "by people", "cross-fitted", title="Changes found")
    for size in (100, 300, 600):
        chance = np.random.default_rng(size)
        found = np.zeros(2)
        for _ in range(questions):
            answers = Answers(chance)
            first, later = (
                answers.wave(name, answers.told(size, share))
                for name, share in (("a", 0.15), ("b", 0.35))
            )
            before, now, _ = by_machine(first, later)
            truth = [np.eye(len(BOOK.codes), dtype=bool)[wave.code] for wave in (first, later)]
            for place, pair in enumerate((truth, (before, now))):
                changed = compared(*pair, same_people=False)
                found[place] += verdicts(changed, holm(changed.p))[0] == "up"
        table.add_row(str(size), *(f"{part:.2f}" for part in found / questions))
    return table


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    console = Console(width=110)
    for made in (false_words(wanted), found_changes(wanted)):
        console.print(made)

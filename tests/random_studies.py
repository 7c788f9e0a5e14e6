"""Small surveys drawn by chance, with all that makes hidden figures hard to keep hidden."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.counts import count_themes
from pipeline.counts.disclosure import ThemeFilter
from pipeline.model import Codebook, Theme

THEMES = (Theme("a", "A", themes=(Theme("a1", "A1"), Theme("a2", "A2"))), Theme("b", "B"))
BOOK = Codebook("q", "Vraag", "nl", "1", (*THEMES, Theme("c", "C")))
OWN_CODES = ("a", "a1", "a2", "b", "c")
WEIGHTS = ("none", "post-stratified", "lognormal")


@dataclass(frozen=True)
class RandomStudy:
    """The theme counts of a study, nothing hidden, and the filter between its questions."""

    counts: pd.DataFrame
    filters: dict[str, ThemeFilter]
    kind: str


def random_study(seed: int) -> RandomStudy:
    """Return the study with that seed: of 14 to 80 respondents a wave, in two waves.

    Kinds of weights take turns; crossings and filters by themes come in every other study.
    """
    chance = np.random.default_rng(seed)
    weights = WEIGHTS[seed % 3]
    is_crossed, is_filtered = bool(seed // 3 % 2), bool(seed // 6 % 2)
    filter_themes = (("b",), ("b", "c"), ("a",), ("a1", "c"))[int(chance.integers(4))]
    tables = []
    for wave in ("1", "2"):
        people = _people(chance, wave, weights)
        themes = {name: _codes(chance, len(people)) for name in ("q", "r")}
        tables.append(_counted(people, themes["q"], "q", is_crossed, weights))
        if is_filtered:
            named = [_has_any(codes, filter_themes) for codes in themes["q"]]
            if any(named):
                table = _counted(people, themes["r"], "r", is_crossed, weights, named)
                tables.append(table)
    filters = {"r": ThemeFilter("q", filter_themes)} if is_filtered else {}
    kind = f"{weights}{', crossed' * is_crossed}{', filtered' * is_filtered}"
    return RandomStudy(pd.concat(tables, ignore_index=True), filters, kind)


def _people(chance: np.random.Generator, wave: str, weights: str) -> pd.DataFrame:
    size = int(chance.integers(14, 80))
    sizes = chance.choice(["klein", "midden", "groot"], size, p=[0.25, 0.35, 0.4]).astype(object)
    if chance.random() < 0.3:
        sizes[0] = ""
    people = pd.DataFrame({"wave": wave, "respondent_id": [f"r{i}" for i in range(size)]})
    people["maat"] = sizes
    people["streek"] = chance.choice(["noord", "oost", "zuid"], size).astype(object)
    own = dict(zip(["klein", "midden", "groot", ""], chance.uniform(0.4, 3.0, 4), strict=True))
    people["weight"] = people["maat"].map(own).astype(float)
    if weights == "lognormal":
        people["weight"] = np.exp(chance.normal(0, 0.5, size))
    return people


def _codes(chance: np.random.Generator, size: int) -> list[set[str]]:
    often = chance.uniform(0.02, 0.45, len(OWN_CODES))
    drawn = []
    for _ in range(size):
        codes = {code for code, p in zip(OWN_CODES, often, strict=True) if chance.random() < p}
        if not codes:
            codes = ({"geen-antwoord"}, {"overig"}, set())[int(chance.integers(3))]
        drawn.append(codes)
    return drawn


def _has_any(codes: set[str], themes: tuple[str, ...]) -> bool:
    below = {"a1", "a2"} if "a" in themes else set()
    return bool(codes & {*themes, *below})


def _counted(
    people: pd.DataFrame,
    codes: list[set[str]],
    question: str,
    is_crossed: bool,
    weights: str,
    where: list[bool] | None = None,
) -> pd.DataFrame:
    answers = people.assign(question=question)
    rows = [
        (wave, who, question, code, "rules")
        for wave, who, of in zip(people["wave"], people["respondent_id"], codes, strict=True)
        for code in sorted(of)
    ]
    names = ["wave", "respondent_id", "question", "theme", "source"]
    return count_themes(
        pd.DataFrame(rows, columns=names, dtype=object),
        answers,
        BOOK,
        by=["maat", "streek"],
        crossings=[("maat", "streek")] if is_crossed else [],
        weight="" if weights == "none" else "weight",
        where=where,
        study="s",
    )

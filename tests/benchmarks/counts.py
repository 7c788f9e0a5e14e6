"""How long counting takes: a million codings with five segment variables, from tables to guarded
theme counts.

    python tests/benchmarks/counts.py [codings]

Prints seconds beside those of one pandas groupby over the same rows, so that machines can be
compared.
"""

from __future__ import annotations

import sys
import time

import numpy as np
import pandas as pd

from pipeline.counts import counts_table, tally_codings, theme_figures, wave_changes
from pipeline.counts.disclosure import Rules, guard, hide
from pipeline.model import ANSWERS, CODINGS, Codebook, Theme

THEMES, CHILDREN, WAVES = 12, 4, ("2024", "2025")
SEGMENTS = {"maat": 3, "provincie": 12, "leeftijd": 6, "sector": 8, "rol": 4}


def survey(codings: int) -> tuple[pd.DataFrame, pd.DataFrame, Codebook]:
    """Answers and codings of two waves, one and two thirds codings for each answer."""
    chance = np.random.default_rng(0)
    book = Codebook(
        "q", "Vraag", "nl", "1",
        tuple(Theme(f"t{i}", f"T{i}", themes=tuple(Theme(f"t{i}-{j}", f"T{i}-{j}") for j in range(CHILDREN))) for i in range(THEMES)),
    )  # fmt: skip
    size = int(codings * 0.6) // 2
    ids = np.array([f"r{i}" for i in range(size)], dtype=object)
    answers = ANSWERS.frame(
        {
            "wave": np.repeat(np.array(WAVES, dtype=object), size), "respondent_id": np.tile(ids, 2), "question": ["q"] * size * 2,
            "text": [""] * size * 2, "file": ["x"] * size * 2, "row": range(size * 2),
        }
    )  # fmt: skip
    for name, values in SEGMENTS.items():
        names = pd.Index([f"{name} {i}" for i in range(values)], dtype=object)
        answers[name] = pd.Categorical.from_codes(
            chance.integers(0, values, size * 2), categories=names
        )
    answers["weight"] = chance.gamma(4, 0.25, size * 2)
    whom = np.sort(chance.integers(0, size * 2, codings))
    codes = np.array(book.theme_ids, dtype=object)[chance.integers(0, len(book.theme_ids), codings)]
    one, none, blank = np.ones(codings), [None] * codings, [""] * codings
    rows = CODINGS.frame(
        {
            "wave": answers["wave"].to_numpy()[whom], "respondent_id": answers["respondent_id"].to_numpy()[whom], "question": ["q"] * codings,
            "theme": codes, "source": np.array(["rules", "classifier"], dtype=object)[chance.integers(0, 2, codings)],
            "confidence": one, "guess": [False] * codings, "start": none, "end": none, "evidence": blank, "why": blank,
        }
    )  # fmt: skip
    return answers, rows, book


def timed(what: str, do: object, base: float = 0.0) -> tuple[object, float]:
    """Runs it and prints how long it took."""
    start = time.perf_counter()
    result = do()  # type: ignore[operator]
    took = time.perf_counter() - start
    print(f"{what:<58}{took:8.2f} s{f'{took / base:8.1f} x' if base else ''}")
    return result, took


def main() -> None:
    """Prints the table."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    answers, codings, book = survey(size)
    small = survey(1000)
    wave_changes(tally_codings(small[1], small[0], small[2]), *WAVES)  # imports what it needs
    print(
        f"{size:,} codings of {len(answers):,} answers, {len(book.theme_ids)} themes, {len(SEGMENTS)} segment variables, 2 waves"
    )
    _, base = timed(
        "one pandas groupby of the codings (wave, theme)",
        lambda: codings.groupby(["wave", "theme"]).size(),
    )
    total = 0.0
    tally, took = timed(
        "tally", lambda: tally_codings(codings, answers, book, by=tuple(SEGMENTS)), base
    )
    total += took
    table, took = timed(
        "theme counts with intervals", lambda: counts_table("s", {"q": tally}, 10**7), base
    )  # type: ignore[dict-item]
    total += took
    guarded, took = timed(
        "disclosure guard (nothing to hide)", lambda: guard(table, Rules(base=10, n=5)), base
    )  # type: ignore[arg-type]
    total += took
    _, took = timed(
        "figures of the report", lambda: theme_figures(hide(table, guarded), book, WAVES), base
    )  # type: ignore[arg-type, union-attr]
    total += took
    _, took = timed("changes between the waves", lambda: wave_changes(tally, *WAVES), base)  # type: ignore[arg-type]
    total += took
    print(f"{'together':<58}{total:8.2f} s{total / base:8.1f} x")
    more = {"crossings": [("maat", "provincie")], "weight": "weight"}
    timed(
        "beside: tally with weights and one crossing",
        lambda: tally_codings(codings, answers, book, by=tuple(SEGMENTS), **more),  # type: ignore[arg-type]
        base,
    )
    much, _ = timed(
        "beside: guard with much to hide",
        lambda: guard(table, Rules(base=10, n=int(np.quantile(table["n"], 0.2)))),
        base,
    )  # type: ignore[index, call-overload, arg-type]
    print(f"hidden then: {int(much.hidden.sum())} of {len(much.hidden)} figures")  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()

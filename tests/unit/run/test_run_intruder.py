"""What a report says beside its theme counts tells no hidden figure: changes, bridge, corrections.

Small weighted studies drawn by chance, whose rules code all but what one person decided: then what
the machine finds alone is nearly what is counted, and exact shares of it would tell hidden figures.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from intruder import recovered

from pipeline.counts.disclosure import Rules
from pipeline.decisions import Decision, Occasion, Subject, Verdict
from pipeline.decisions.study_log import open_log
from pipeline.normalise import text_hash
from pipeline.run import Run, run
from pipeline.study import read_study

pytestmark = pytest.mark.slow

STUDY = """
study: s
title: Studie
language: nl
respondent: {column: id, unit: mens, unit_plural: mensen}
waves:
  - {id: "1", files: [golf-1.csv], published: toen.csv}
  - {id: "2", files: [golf-2.csv]}
questions: {q: {column: q, text: Wat?, classifier: false}}
segments: {maat: {column: maat}}
weights: {column: gewicht}
disclosure: {base: 5, n: 3, everybody: hide}
codebooks: codebooks
"""

CODEBOOK = """
id: q
title: Wat
language: nl
version: "1"
themes:
  - {id: geld, label: Geld, definition: Over geld, rules: [geld]}
  - {id: tijd, label: Tijd, definition: Over tijd, rules: [tijd]}
  - {id: kennis, label: Kennis, definition: Over kennis, rules: [kennis]}
"""

THEMES = ("geld", "tijd", "kennis")
SAID = ("geld", "tijd", "kennis", "regen", "geld en tijd")


def random_run(folder: Path, seed: int) -> Run:
    """Draw a study and run it; a person decided as the rules on answers of both waves."""
    chance = np.random.default_rng(seed)
    sizes = ("klein", "midden", "groot")
    heavy = dict(zip(sizes, chance.uniform(0.4, 3, 3).round(2), strict=True))
    (folder / "codebooks").mkdir(parents=True)
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    (folder / "codebooks" / "q.yaml").write_text(CODEBOOK, encoding="utf-8")
    waves = [wave_of(chance, sizes, heavy) for _ in range(2)]
    for name, answers in zip("12", waves, strict=True):
        answers.to_csv(folder / f"golf-{name}.csv", index=False)
    published = [
        ("1", who, "q", code)
        for who, text in zip(waves[0]["id"], waves[0]["q"], strict=True)
        for code in codes_of(text)
    ]
    names = ["wave", "respondent_id", "question", "theme"]
    pd.DataFrame(published, columns=names).to_csv(folder / "toen.csv", index=False)
    decide(folder, waves)
    return run(folder, out=folder / "uit")


def wave_of(
    chance: np.random.Generator, sizes: tuple[str, ...], heavy: dict[str, float]
) -> pd.DataFrame:
    """Draw the answers of a wave."""
    number = int(chance.integers(20, 50))
    size = chance.choice(sizes, number, p=[0.3, 0.3, 0.4])
    said = chance.choice(SAID, number, p=[0.15, 0.1, 0.25, 0.3, 0.2])
    return pd.DataFrame(
        {
            "id": [f"r{i}" for i in range(number)],
            "maat": size,
            "gewicht": [heavy[each] for each in size],
            "q": [f"{text}, zaak {i}" for i, text in enumerate(said)],
        }
    )


def codes_of(text: str) -> list[str]:
    """The codes that a person gives, and rules find."""
    return [theme for theme in THEMES if theme in text] or ["overig"]


def decide(folder: Path, waves: list[pd.DataFrame]) -> None:
    """One answer of the first wave from a queue, and two of the second by chance."""
    made = []
    for wave, row in (("1", 0), ("2", 1), ("2", 2)):
        who, text = waves[int(wave) - 1].loc[row, ["id", "q"]]
        drawn = 2 / len(waves[1]) if wave == "2" else 0.0
        made.append(
            Decision(
                id=f"{wave}/{who}",
                at="2026-03-02T09:00:00.000000Z",
                reviewer="anna",
                subject=Subject("q", wave, who, text_hash(text), "alike"),
                verdicts=tuple(Verdict(code, "add") for code in codes_of(text)),
                occasion=Occasion(queue="random" if drawn else "uncertain", probability=drawn),
            )
        )
    with open_log(read_study(folder)) as log:
        log.append(made)


def shares_elsewhere(done: Run) -> pd.DataFrame:
    """The shares of everybody that stand beside the theme counts: question, wave, theme, share."""
    report = done.folder / "report"
    changes, bridge, corrected = (
        pd.read_csv(report / f"{name}.csv", dtype=dict.fromkeys(("before", "now", "wave"), str))
        for name in ("changes", "bridge", "corrections")
    )
    bridge["later"] = bridge["then"] + bridge["total"]
    places = (
        (changes, "before", "share_before"),
        (changes, "now", "share_now"),
        (bridge, "before", "then"),
        (bridge, "before", "again"),
        (bridge, "now", "later"),
        (corrected, "wave", "coded"),
        (corrected, "wave", "corrected"),
    )
    parts = [
        table[["question", wave, "theme", share]].set_axis(NAMES, axis=1)
        for table, wave, share in places
    ]
    return pd.concat(parts, ignore_index=True).dropna(subset=["share"])


NAMES = ["question", "wave", "theme", "share"]


def counts_of(path: Path) -> pd.DataFrame:
    """A table of theme counts as the intruder reads it."""
    texts = dict.fromkeys(("wave", "segment_variable", "segment", "parent"), str)
    return pd.read_csv(path, dtype=texts).fillna(dict.fromkeys(texts, ""))


@pytest.mark.parametrize("seed", range(12))
def test_tables_beside_the_theme_counts_tell_nothing_hidden(tmp_path: Path, seed: int) -> None:
    """Shares compared, coded again and corrected leave each hidden figure at least two values."""
    done = random_run(tmp_path / "s", seed)
    full = counts_of(done.folder / "coding" / "theme_counts.csv")
    shares = shares_elsewhere(done)
    rules = Rules(base=5, n=3, everybody=True)

    told, n_hidden = recovered(full, done.counts, rules, elsewhere=shares)

    assert n_hidden and len(shares)
    assert told == []

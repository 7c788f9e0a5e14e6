"""How many labels a queue saves: `python tests/benchmarks/active_learning.py [FOLDER]`, FOLDER
holding ANES data sets.

Each strategy starts from the same few answers drawn by chance and labels a queue at a time; F1 per
answer, averaged, on answers kept apart. Printed is the number of labels with which 95% of the F1 of
all labels is reached, averaged over runs, against random order.
"""

from __future__ import annotations

import csv
import os
import sys
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from rich.console import Console
from rich.table import Table

from pipeline.coding.classifier.estimator import ThemeClassifier
from pipeline.language import language
from pipeline.model import Floats
from pipeline.normalise.linguist import linguist
from pipeline.review import LABEL_QUEUES, Candidates, pick_texts

SHARED = Path(os.environ.get("TURVEN_SHARED", Path(__file__).resolve().parents[3] / "shared"))
SETS = (5, 10)
RUNS = 3
FIRST, STEP, MOST = 100, 100, 800
ENOUGH = 0.95


def read(folder: Path, number: int) -> tuple[list[str], Floats]:
    """The texts of a data set and their codes, 0/1."""
    with (folder / f"dataset{number}_Xtrain.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["verbatim"] for row in csv.DictReader(file)]
    with (folder / f"dataset{number}_ytrain.csv").open(encoding="utf-8", newline="") as file:
        codes = np.array(list(csv.reader(file))[1:], dtype=float)
    return texts, codes


def incidence(texts: list[str]) -> tuple[sp.csr_matrix, tuple[str, ...]]:
    """Which words that say something each text holds."""
    tokens = linguist("en").tokens(texts)
    stop = language("en").stop_words
    names: dict[str, int] = {}
    pairs = set()
    for text, word in zip(
        np.repeat(np.arange(len(texts)), np.diff(tokens.first)).tolist(),
        tokens.word.tolist(),
        strict=True,
    ):
        said = tokens.lexicon[word]
        if said.is_word and said.folded not in stop:
            pairs.add((text, names.setdefault(said.folded, len(names))))
    rows, columns = zip(*sorted(pairs), strict=True)
    return sp.csr_matrix(
        (np.ones(len(rows)), (rows, columns)), shape=(len(texts), len(names))
    ), tuple(names)


def f1(found: Floats, truth: Floats) -> float:
    """F1 of each answer, averaged."""
    total = found.sum(axis=1) + truth.sum(axis=1)
    return float(
        np.where(total > 0, 2 * (found * truth).sum(axis=1) / np.maximum(total, 1), 1.0).mean()
    )


class Trial:
    """One data set, split into answers that may be labelled and answers kept apart."""

    def __init__(self, texts: list[str], codes: Floats, run: int) -> None:
        self.texts, self.codes = texts, codes
        order = np.random.default_rng(run).permutation(len(texts))
        self.apart, self.pool = order[: len(texts) // 4], np.sort(order[len(texts) // 4 :])
        self.words, self.vocabulary = incidence(texts)
        self.full = self.score(self.pool.tolist())[0]

    def score(self, labelled: list[int]) -> tuple[float, ThemeClassifier]:
        """F1 on the answers kept apart with these labels, and the classifier."""
        classifier = ThemeClassifier(language="en")
        classifier.fit([self.texts[i] for i in labelled], self.codes[labelled])
        return f1(
            classifier.predict([self.texts[i] for i in self.apart]), self.codes[self.apart]
        ), classifier

    def candidates(
        self, labelled: list[int], classifier: ThemeClassifier
    ) -> tuple[Candidates, Floats]:
        """The answers not labelled yet, with what the classifier makes of them."""
        left = np.setdiff1d(self.pool, labelled)
        p = classifier.predict_proba([self.texts[i] for i in left])
        found = Candidates(
            tuple(f"{i:06}" for i in left),
            np.ones(len(left), dtype=np.int64),
            np.zeros(p.shape, dtype=bool),
            p,
            tuple(map(str, range(p.shape[1]))),
            self.codes[labelled].sum(axis=0).astype(np.int64),
            self.words[left],
            self.vocabulary,
            self.words[labelled],
            np.ones(len(left)),
        )
        return found, left

    def labels_needed(self, strategy: str, run: int) -> float:
        """Labels at which F1 first reaches what is enough, in a straight line between two queues;
        MOST where it does not.
        """
        rng = np.random.default_rng(1000 + run)
        labelled = rng.permutation(self.pool)[:FIRST].tolist()
        before, wanted = 0.0, ENOUGH * self.full
        while len(labelled) < MOST:
            score, classifier = self.score(labelled)
            if score >= wanted:
                return (
                    len(labelled) - STEP * (score - wanted) / (score - before)
                    if before
                    else float(FIRST)
                )
            candidates, left = self.candidates(labelled, classifier)
            labelled += left[
                [p.index for p in pick_texts(candidates, STEP, strategy=strategy, rng=rng)]
            ].tolist()
            before = score
        return float(MOST)


def main() -> None:
    """Measures and prints."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED / "data" / "anes"
    if not folder.is_dir():
        raise SystemExit(f"no ANES data at {folder}; name their folder")
    for number in SETS:
        texts, codes = read(folder, number)
        trials = [Trial(texts, codes, run) for run in range(RUNS)]
        full = np.mean([trial.full for trial in trials])
        table = Table("strategy", "labels", "by run", "against random")
        table.title = f"ANES {number}: labels for {ENOUGH:.0%} of F1 {full:.3f} with all {len(trials[0].pool)}; {MOST} stands for more too"
        needed: dict[str, list[float]] = {}
        # random first: the others are measured against it; these trials have no rules to disagree
        # with
        for strategy in sorted(
            set(LABEL_QUEUES) - {"rules-vs-classifier"}, key=lambda name: (name != "random", name)
        ):
            needed[strategy] = [
                trial.labels_needed(strategy, run) for run, trial in enumerate(trials)
            ]
            mean = np.mean(needed[strategy])
            by_run = " ".join(f"{n:.0f}" for n in needed[strategy])
            table.add_row(
                strategy, f"{mean:.0f}", by_run, f"{mean / np.mean(needed['random']) - 1:+.0%}"
            )
        Console(width=110).print(table)


if __name__ == "__main__":
    main()

"""How well `ThemeClassifier` codes ten English survey questions.

`TURVEN_SHARED=... python tests/benchmarks/anes.py [data set ...] [off|use|e5]` prints for ANES 2008 open-ended
answers with human codes (training parts; shared/data/anes), 5-fold cross-validated by answer, one
default configuration: F1 per answer, averaged; macro-F1; share of answers with exactly the right
set; calibration error of the probabilities (10 bins); and the share of answers that could be
accepted, surest first, with the exact set right in 95 and in 90 of 100.

The auto-accept bound (at most 5% wrong with 90% certainty) is chosen on a random half of the
out-of-fold answers and tried on the other, 100 times.
"""

from __future__ import annotations

import csv
import os
import sys
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table

from pipeline import ThemeClassifier
from pipeline.coding.auto_accept import accept
from pipeline.coding.classifier.best_sets import set_probability
from pipeline.coding.classifier.calibration import calibration_error

DATA = (
    Path(os.environ.get("TURVEN_SHARED", Path(__file__).resolve().parents[3] / "shared"))
    / "data"
    / "anes"
)
FOLDS, SPLITS = 5, 100

Matrix = npt.NDArray[np.float64]


def read(number: int) -> tuple[list[str], Matrix]:
    """The verbatims of a data set and its codes, (answers, codes) of 0/1."""
    with (DATA / f"dataset{number}_Xtrain.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["verbatim"] for row in csv.DictReader(file)]
    codes = np.loadtxt(DATA / f"dataset{number}_ytrain.csv", delimiter=",", skiprows=1, ndmin=2)
    return texts, codes


def out_of_fold(texts: list[str], codes: Matrix, embeddings: str) -> tuple[Matrix, Matrix]:
    """Codes and probabilities of every answer, by a classifier that learned from other folds."""
    fold = np.arange(len(texts)) % FOLDS
    np.random.default_rng(0).shuffle(fold)
    found, probabilities = np.zeros_like(codes), np.zeros_like(codes)
    for k in range(FOLDS):
        learn, held = np.flatnonzero(fold != k), np.flatnonzero(fold == k)
        classifier = ThemeClassifier(language="en", embeddings=embeddings).fit(
            [texts[i] for i in learn], codes[learn]
        )
        kept = [texts[i] for i in held]
        found[held], probabilities[held] = classifier.predict(kept), classifier.predict_proba(kept)
    return found, probabilities


def f1(found: Matrix, codes: Matrix, axis: int) -> Matrix:
    """F1 of each answer (axis 1) or code (axis 0); 1 where nothing was found and none is true."""
    both, total = (found * codes).sum(axis=axis), (found + codes).sum(axis=axis)
    return np.where(total > 0, 2 * both / np.maximum(total, 1), 1.0)


def coverage(probability: Matrix, right: npt.NDArray[np.bool_], wanted: float) -> float:
    """The largest share of the answers, surest first, of which at least `wanted` are right."""
    so_far = np.cumsum(right[np.argsort(-probability, kind="stable")]) / np.arange(
        1, len(right) + 1
    )
    enough = np.flatnonzero(so_far >= wanted)
    return float((enough[-1] + 1) / len(right)) if len(enough) else 0.0


def bound(probability: Matrix, right: npt.NDArray[np.bool_]) -> tuple[int, float]:
    """In how many splits the bound of one half holds on the other, and the mean share accepted."""
    holds, accepted_shares = 0, []
    for split in range(SPLITS):
        order = np.random.default_rng(split).permutation(len(right))
        chosen, other = np.array_split(order, 2)
        threshold = accept(probability[chosen], right[chosen])
        accepted = threshold.accepts(probability[other])
        accepted_shares.append(accepted.mean())
        holds += bool(
            not accepted.any() or (~right[other][accepted]).mean() <= threshold.bound.error
        )
    return holds, float(np.mean(accepted_shares))


def main() -> None:
    """Measures and prints."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()] or list(range(1, 11))
    embeddings = next((word for word in sys.argv[1:] if not word.isdigit()), "")
    columns = (
        "data set",
        "answers",
        "F1",
        "macro-F1",
        "exact",
        "calibration error",
        "accepted at 95",
        "accepted at 90",
    )
    table = Table(
        *columns,
        "bound holds",
        "accepted by bound",
        "seconds",
        title=f"5-fold cross-validated, embeddings {embeddings or 'by default'}",
    )
    for number in numbers:
        texts, codes = read(number)
        begun = time.perf_counter()
        found, probabilities = out_of_fold(texts, codes, embeddings)
        seconds = time.perf_counter() - begun
        right = (found == codes).all(axis=1)
        probability = set_probability(probabilities, found > 0)
        holds, accepted = bound(probability, right)
        figures = (
            f1(found, codes, 1).mean(),
            f1(found, codes, 0)[codes.any(axis=0)].mean(),
            right.mean(),
            calibration_error(probabilities, codes),
            coverage(probability, right, 0.95),
            coverage(probability, right, 0.90),
        )
        cells = [f"{figure:.3f}" for figure in figures]
        table.add_row(
            str(number),
            str(len(texts)),
            *cells,
            f"{holds}/{SPLITS}",
            f"{accepted:.2f}",
            f"{seconds:.0f}",
        )
        print(number, *cells, holds, f"{accepted:.2f}", f"{seconds:.0f} s", flush=True)
    Console(width=150).print(table)


if __name__ == "__main__":
    main()

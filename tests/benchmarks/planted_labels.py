"""How many wrong labels are found: `python tests/benchmarks/planted_labels.py [FOLDER]`, FOLDER
holding ANES data sets.

In one of twenty answers a label is moved to another code, drawn by how common the codes are.
Printed is how many of these moves are found, how many labels are doubted in all (some of them
rightly: people made mistakes of their own), and how many moves are among the first.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from active_learning import SHARED, read
from rich.console import Console
from rich.table import Table

from pipeline.coding.classifier.estimator import ThemeClassifier
from pipeline.model import SPECIAL_CODES, Codebook, Floats, Theme
from pipeline.review import LabelIssue, LabelledAnswers, find_label_issues

SETS = (5, 10)
ANSWERS, MOVED = 900, 45


def moved_labels(codes: Floats, rng: np.random.Generator) -> dict[int, tuple[int, int]]:
    """Moves a label of some answers in place: answer -> the code it had, the code it got."""
    common = codes.mean(axis=0)
    moves: dict[int, tuple[int, int]] = {}
    for row in rng.permutation(np.flatnonzero(codes.any(axis=1)))[:MOVED].tolist():
        weights = common * (codes[row] == 0)
        had, got = (
            int(rng.choice(np.flatnonzero(codes[row]))),
            int(rng.choice(len(weights), p=weights / weights.sum())),
        )
        codes[row, had], codes[row, got] = 0, 1
        moves[row] = (had, got)
    return moves


def doubts(texts: Sequence[str], codes: Floats) -> tuple[LabelIssue, ...]:
    """The trouble with these labels."""
    book = Codebook(
        "anes", "ANES", "en", "1", tuple(Theme(f"c{i}", f"c{i}") for i in range(codes.shape[1]))
    )
    special = np.zeros((len(texts), len(SPECIAL_CODES)))
    held_out = ThemeClassifier(language="en").fit(texts, codes).model_.held_out_probabilities()
    given = np.hstack((codes, special)) > 0
    answers = LabelledAnswers(
        book=book,
        keys=tuple(map(str, range(len(texts)))),
        names=tuple(f"{i:05}" for i in range(len(texts))),
        given=given,
        non_answer=("",) * len(texts),
        ruled=np.zeros_like(given),
        held_out=np.hstack((held_out, special)),
    )
    return find_label_issues(answers)


def main() -> None:
    """Measures and prints."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED / "data" / "anes"
    if not folder.is_dir():
        raise SystemExit(f"no ANES data at {folder}; name their folder")
    table = Table(
        "data set", "reason", "moves", "found", "doubted", "labels", f"found in first {MOVED}"
    )
    for number in SETS:
        texts, codes = read(folder, number)
        rng = np.random.default_rng(0)
        rows = rng.permutation(len(texts))[:ANSWERS]
        codes = codes[rows].copy()
        moves = moved_labels(codes, rng)
        found = doubts([texts[i] for i in rows], codes)
        for at, reason in ((1, "label-looks-wrong"), (0, "label-seems-missing")):
            of_reason = [t for t in found if t.reason.name == reason]
            right = [t.answer in moves and t.theme == f"c{moves[t.answer][at]}" for t in of_reason]
            row = (
                number,
                reason,
                len(moves),
                sum(right),
                len(right),
                int(codes.sum()),
                sum(right[:MOVED]),
            )
            table.add_row(*map(str, row))
    Console(width=110).print(table)


if __name__ == "__main__":
    main()

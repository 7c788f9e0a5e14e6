"""Time and memory of the SPSS file of 100,000 respondents and 12 questions:

python tests/benchmarks/coded_data.py
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
import pandas as pd

from pipeline.model import Codebook, Theme
from pipeline.report.data import coded_data, save_spss
from pipeline.study import Question, Respondent, Segment, Study, Wave, Weights

RESPONDENTS, QUESTIONS, THEMES, PART = 100_000, 12, 14, 10_000
WORDS = ("tijd", "geld", "privacy", "kennis", "efficiënter", "werken", "mensen", "opleiding")


def study() -> Study:
    """A study of so many questions, with a segment and weights."""
    questions = {f"vraag-{i}": Question(column="c", text="t") for i in range(QUESTIONS)}
    return Study(
        study="groot", title="Groot", respondent=Respondent(column="id"), codebooks=".", waves=(Wave(id="2025", files=("a",)),),
        segments={"grootte": Segment(column="g")}, weights=Weights(column="w"), questions=questions,
    )  # fmt: skip


def parts(of: Study, *, coded: bool) -> Iterator[pd.DataFrame]:
    """Answers of 3 to 60 words, or codings with one theme for each."""
    chance = np.random.default_rng(0)
    texts = [" ".join(chance.choice(WORDS, size)) for size in chance.integers(3, 60, 5000)]
    for start in range(0, RESPONDENTS, PART):
        ids = [f"r{i:06d}" for i in range(start, start + PART)]
        for question in of.questions:
            frame = {"wave": "2025", "respondent_id": ids, "question": question}
            if coded:
                frame["theme"] = [f"thema-{k}" for k in chance.integers(0, THEMES, PART)]
            else:
                frame |= {
                    "text": [texts[k] for k in chance.integers(0, 5000, PART)],
                    "grootte": ["klein", "groot"] * (PART // 2),
                    "weight": "1.5",
                }
            yield pd.DataFrame(frame).astype(object)


def main() -> None:
    """Prints what it took."""
    of = study()
    books = {
        q: Codebook(
            q, q, "nl", "1", tuple(Theme(f"thema-{j}", f"Thema {j}") for j in range(THEMES))
        )
        for q in of.questions
    }
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "coded-data.sav"
        data = coded_data(of, books, parts(of, coded=False), parts(of, coded=True))
        save_spss(path, data, of.title)
        size = path.stat().st_size >> 20
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(
        f"{data.frame.shape[0]:,} x {data.frame.shape[1]}: {time.perf_counter() - begun:.1f} s, {memory} MB of memory, {size} MB on disk"
    )


if __name__ == "__main__":
    main()

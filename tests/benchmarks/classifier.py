"""How fast the classifier learns and codes: `python tests/benchmarks/classifier.py`.

5,000 answers of the speed corpus with 40 themes (each the texts that hold one of three common
words) are learned; then 20,000 other distinct answers of at most 8 words are coded, words not met
before included.
"""

from __future__ import annotations

import time

import numpy as np
from corpus import answers, vocabulary
from rich.console import Console
from rich.table import Table

from pipeline import ThemeClassifier

LEARNED, THEMES, CODED, LONGEST = 5_000, 40, 20_000, 8


def main() -> None:
    """Measures and prints."""
    words = vocabulary()[: 3 * THEMES]
    texts = list(dict.fromkeys(answers(LEARNED * 3, seed=5)))[:LEARNED]
    targets = np.array(
        [
            [any(word in text.lower() for word in words[t::THEMES]) for t in range(THEMES)]
            for text in texts
        ]
    )
    pool = (
        part
        for text in answers(CODED * 6, seed=6)
        for part in (text, " ".join(text.split()[:LONGEST]))
    )
    short = [text for text in dict.fromkeys(pool) if len(text.split()) <= LONGEST][:CODED]
    begun = time.perf_counter()
    classifier = ThemeClassifier(language="nl").fit(texts, targets.astype(float))
    trained = time.perf_counter()
    classifier.predict(short)
    first = time.perf_counter()
    classifier.predict_proba(short)
    again = time.perf_counter()
    table = Table("what", "seconds", "answers a second")
    table.add_row(f"learn {len(texts):,} answers, {THEMES} themes", f"{trained - begun:.1f}", "")
    table.add_row(
        f"code {len(short):,} distinct short answers",
        f"{first - trained:.2f}",
        f"{len(short) / (first - trained):,.0f}",
    )
    table.add_row(
        "their probabilities again, words known",
        f"{again - first:.2f}",
        f"{len(short) / (again - first):,.0f}",
    )
    Console(width=100).print(table)


if __name__ == "__main__":
    main()

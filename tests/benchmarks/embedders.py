"""What sentence vectors cost: `python tests/benchmarks/embedders.py [FOLDER ...]` prints a table.

Texts are the answers of the example study and their clauses; each embedder that is installed, and
each model in a folder that is named, is loaded and embeds them once cold and once from the cache.
Times are of the processor (user and system), so that other work on the machine counts little.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.coding.embedders import PACKAGES, SentenceEmbedder, read_embedder
from pipeline.errors import MissingExtraError
from pipeline.ingest import read_answers
from pipeline.study import read_study

ROOT = Path(__file__).resolve().parents[2]
MOST = 600


@dataclass(frozen=True)
class Cost:
    """What an embedder costs: seconds to load, and texts a second."""

    load: float
    answers: float
    clauses: float
    kept: float


def texts() -> tuple[list[str], list[str]]:
    """Distinct answers of the example study, and their clauses."""
    study = read_study(ROOT / "data" / "ai-monitor")
    verbatims = [text for batch in read_answers(study) for text in batch.answers["text"]]
    answers = list(dict.fromkeys(text.strip() for text in verbatims if text.strip()))
    clauses = [part.strip() for text in answers for part in re.split(r"[,.;:()]", text)]
    return answers[:MOST], list(dict.fromkeys(clause for clause in clauses if clause))[:MOST]


def seconds(work: Callable[[], object]) -> float:
    """The processor's seconds that the work takes."""
    start = time.process_time()
    work()
    return max(time.process_time() - start, 1e-6)


def cost(setting: str, answers: list[str], clauses: list[str]) -> tuple[SentenceEmbedder, Cost]:
    """The embedder and its cost; nothing is kept before."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TURVEN_CACHE"] = folder
        start = time.process_time()
        embedder = read_embedder(setting)
        embedder.embed(["eerste"])
        load = time.process_time() - start
        cold = [
            len(each) / seconds(lambda each=each: embedder.embed(each))
            for each in (answers, clauses)
        ]
        # what is in memory is forgotten, as in a later run
        embedder.__dict__.pop("_kept", None)
        kept = len(answers) / seconds(lambda: embedder.embed(answers))
    return embedder, Cost(load, *cold, kept)


def main() -> None:
    """Print the table."""
    answers, clauses = texts()
    words = [sum(len(text.split()) for text in each) / len(each) for each in (answers, clauses)]
    print(
        f"{len(answers)} answers of {words[0]:.1f} words, {len(clauses)} clauses of {words[1]:.1f}"
    )
    print("| embedder | numbers | load, s | answers a second | clauses a second | from the cache |")
    print("|---|---|---|---|---|---|")
    for setting in (*PACKAGES, *sys.argv[1:]):
        try:
            embedder, of = cost(setting, answers, clauses)
        except MissingExtraError as error:
            print(f"| {setting} | {error} |")
            continue
        figures = f"{of.load:.1f} | {of.answers:,.0f} | {of.clauses:,.0f} | {of.kept:,.0f}"
        print(f"| {embedder.name} | {embedder.dimension} | {figures} |")


if __name__ == "__main__":
    main()

"""How fast a run is, as ratios within this one run: `python tests/benchmarks/speed.py [answers]`
(100,000 by default) prints a table.

Every figure is divided by the time that spaCy's blank Dutch tokeniser alone takes for the same
answers, in the same process and minute.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import corpus
import spacy
from rich.console import Console
from rich.table import Table

import pipeline
from pipeline.codebook import read_codebook
from pipeline.coding.rules import RuleMatcher
from pipeline.normalise import SpacyLinguist

EXAMPLE = Path(__file__).resolve().parents[2] / "data" / "ai-monitor"


def seconds(work: Callable[[], object]) -> float:
    """Wall seconds of one call."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def tokenise(texts: list[str]) -> None:
    """What everything is compared with."""
    for _ in spacy.blank("nl").pipe(texts):
        pass


def rules(texts: list[str], codebook: Path) -> None:
    """The rules stage alone, from texts to hits: distinct answers, tokens, matches."""
    linguist = SpacyLinguist("nl")
    matcher = RuleMatcher(read_codebook(codebook), linguist)
    distinct = list(dict.fromkeys(texts))
    for at in range(0, len(distinct), 10_000):
        matcher.match(linguist.tokens(distinct[at : at + 10_000]))


def whole(study: Path, out: Path, *, labels: bool) -> Callable[[], object]:
    """A whole run: files read, answers coded by rules and classifier, tables, charts and report
    written.
    """
    return lambda: pipeline.run(study, out=out, use_labels=labels)


def memory(study: Path, out: Path) -> float:
    """Peak memory in MB of a whole run in a process of its own."""
    # a new process inherits its parent's peak in getrusage, so Linux's own account is asked
    peak = "next(line for line in open('/proc/self/status') if line.startswith('VmHWM')).split()[1]"
    code = f"import pipeline; pipeline.run({str(study)!r}, out={str(out)!r}, processes=1); print({peak})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1]) / 1024


def main(n: int) -> None:
    """Measures and prints."""
    table = Table(
        "what", "seconds", "of spaCy's tokenising", title=f"{n:,} answers, a third of them repeated"
    )
    folder = Path(tempfile.mkdtemp())
    study = corpus.write_study(folder / "one", n)
    texts = corpus.answers(n)
    tokenise(texts[:1000])
    pipeline.run(corpus.write_study(folder / "warm", 300), out=folder / "out-warm")
    base = seconds(lambda: tokenise(texts))

    def row(what: str, took: float, of: float = base) -> float:
        table.add_row(what, f"{took:.2f}", f"{took / of:.2f}")
        return took

    row("spaCy's blank tokeniser", base)
    row(
        "rules stage, 800 rules (loading the language included)",
        seconds(lambda: rules(texts, study / "antwoord.yaml")),
    )
    one = row(
        "whole run, rules and a classifier from codebook texts",
        seconds(whole(study, folder / "out", labels=False)),
    )
    row(
        "whole run, 200 labels of 60 themes to learn from",
        seconds(whole(study, folder / "out", labels=True)),
    )
    twice = corpus.write_study(folder / "two", 2 * n)
    row(
        "twice the answers, against once", seconds(whole(twice, folder / "out2", labels=False)), one
    )
    more = corpus.write_study(folder / "rules", n, terms=8000)
    row(
        "ten times the rules (the others of rare words), against once",
        seconds(whole(more, folder / "out3", labels=False)),
        one,
    )
    Console(width=110).print(table)
    peaks = [memory(*pair) for pair in ((study, folder / "m1"), (twice, folder / "m2"))]
    print(f"peak memory: {peaks[0]:.0f} MB for {n:,} answers, {peaks[1]:.0f} MB for {2 * n:,}")
    example = [
        sys.executable,
        "-m",
        "pipeline",
        "run",
        str(EXAMPLE),
        "--out",
        str(folder / "example"),
    ]
    took = seconds(lambda: subprocess.run(example, capture_output=True, check=True))
    print(f"the example study from a cold start: {took:.1f} s")
    took = seconds(
        lambda: subprocess.run([*example[:3], "--help"], capture_output=True, check=True)
    )
    print(f"turven --help: {took:.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)

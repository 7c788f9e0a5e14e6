"""How long the pictures of the example study take: `python tests/benchmarks/pictures.py` prints
seconds and bytes for each kind.

The study is run, its themes get changes between the waves and a few quotes, and everything is drawn
as a run would, in one process. The whole set must take less than 20 seconds.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from rich.console import Console
from rich.table import Table

from pipeline.counts import Quote, RunSummary
from pipeline.report import render
from pipeline.run import run

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "unit" / "report"))

from picture_samples import changed  # noqa: E402

KINDS = ("-domains", "-change", "-by-", "-quotes")


def example() -> RunSummary:
    """The example study in figures, with all that its pictures can show."""
    with TemporaryDirectory() as folder:
        summary = run(ROOT / "data" / "ai-monitor", out=Path(folder) / "out").summary
    said = (
        "Wij hebben hier de mensen niet voor, en als we ze hebben zijn ze binnen een jaar weer weg."
    )
    questions = [
        replace(
            changed(q),
            quotes=tuple(Quote("2025", t.theme, said, "klein") for t in q.themes if t.level == 1),
        )
        for q in summary.questions
    ]
    return replace(summary, questions=tuple(questions))


def main() -> None:
    """Draws everything and prints the table."""
    summary = example()
    seconds: defaultdict[str, float] = defaultdict(float)
    sizes: defaultdict[str, int] = defaultdict(int)
    pictures: defaultdict[str, int] = defaultdict(int)
    first, busy = perf_counter(), process_time()
    last = first
    for name, content in render(summary):
        kind = name.split("/")[0] if "/" in name else "page"
        kind = next((f"charts {found.strip('-')}" for found in KINDS if found in name), kind)
        now = perf_counter()
        seconds[kind] += now - last
        sizes[kind] += len(content)
        pictures[kind] += name.endswith(".png")
        last = now
    table = Table("kind", "pictures", "seconds", "MB", title="Pictures of the example study")
    for kind, n in seconds.items():
        table.add_row(kind, str(pictures[kind]), f"{n:.1f}", f"{sizes[kind] / 1e6:.1f}")
    table.add_row(
        "all",
        str(sum(pictures.values())),
        f"{last - first:.1f}",
        f"{sum(sizes.values()) / 1e6:.1f}",
    )
    Console().print(table)
    Console().print(f"{process_time() - busy:.1f} seconds of one processor")


if __name__ == "__main__":
    main()

"""What an intruder recovers of random studies, how much stays shown, and how long the guard takes:

python tests/benchmarks/disclosure.py [studies]
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from intruder import recovered
from random_studies import random_study

from pipeline.counts.disclosure import Rules, guard, hide

RULES = Rules(base=5, n=3)


def attack(studies: int) -> None:
    """Print by kind of study the figures hidden and recovered, and everybody's that are shown."""
    hidden, told, publishable, shown = Counter(), Counter(), Counter(), Counter()
    took = 0.0
    for seed in range(studies):
        study = random_study(seed)
        began = time.perf_counter()
        guarded = guard(study.counts, RULES, study.filters)
        took += time.perf_counter() - began
        table = hide(study.counts, guarded)
        found, n_hidden = recovered(study.counts, table, RULES, study.filters)
        is_named = (study.counts["segment"] == "") & (study.counts["n"] > 0)
        is_named &= study.counts["theme"] != "geen-antwoord"
        may_show = is_named & ~RULES.forbid(study.counts["n"], study.counts["base"])
        hidden[study.kind] += n_hidden
        told[study.kind] += len(found)
        publishable[study.kind] += int(may_show.sum())
        shown[study.kind] += int((may_show & ~guarded.hidden & ~guarded.absent).sum())
    print(f"{'kind':36} {'hidden':>8} {'recovered':>10} {'of everybody shown':>20}")
    for kind in sorted(hidden):
        part = shown[kind] / max(1, publishable[kind])
        print(f"{kind:36} {hidden[kind]:8,} {told[kind]:10,} {part:20.0%}")
    print(f"guard: {took / max(1, studies):.2f} s a study")


if __name__ == "__main__":
    attack(int(sys.argv[1]) if len(sys.argv) > 1 else 300)

"""Measures the finding of personal data on the sentences of tests/quality: recall (wholly covered)
and precision per kind.

python tests/benchmarks/privacy.py [privacy-tuned|privacy-unseen] [--structured] [--show]
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1] / "quality"))

from sentences import TOOLS, scores, sentences

from pipeline.privacy import Redactor, allowed_terms, dutch_names


def main() -> None:
    """Prints a table for each set."""
    wanted = [name for name in sys.argv[1:] if not name.startswith("--")] or [
        "privacy-tuned",
        "privacy-unseen",
    ]
    began = perf_counter()
    names = None if "--structured" in sys.argv else dutch_names()
    print(
        f"loading the lists of names took {perf_counter() - began:.1f} s"
        if names
        else "names are not looked for"
    )
    redactor = Redactor("nl", names, allowed_terms(TOOLS))
    for name in wanted:
        of = sentences(name)
        began = perf_counter()
        found = scores(of, redactor)
        each = 1000 * (perf_counter() - began) / len(of)
        print(f"\n{name}: {len(of)} sentences, {each:.2f} ms each")
        print(
            f"{'kind':<10}{'there':>7}{'found':>7}{'recall':>8}{'made':>7}{'right':>7}{'precision':>11}"
        )
        for kind, s in found.items():
            recall = f"{s.covered / s.there:.2f}" if s.there else "-"
            precision = f"{s.right / s.made:.2f}" if s.made else "-"
            print(
                f"{kind:<10}{s.there:>7}{s.covered:>7}{recall:>8}{s.made:>7}{s.right:>7}{precision:>11}"
            )
        if "--show" in sys.argv:
            for sentence in of:
                print("   ", redactor.redact(sentence.text).text)


if __name__ == "__main__":
    main()

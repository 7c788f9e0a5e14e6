"""Rewrites the golden outputs in tests/golden/expected/ after a change that is meant:

    python tests/golden/rewrite.py

Then read the diff: every line that changed should have changed. The survey is in
tests/golden/study/; none of its codings rests on the classifier, whose confidences may differ in
the last digits between kinds of CPU, and this command refuses when one does.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

from survey import EXPECTED, make  # noqa: E402


def main() -> None:
    """Runs the survey and puts its outputs in expected/, telling which changed."""
    with tempfile.TemporaryDirectory() as folder:
        outputs = make(Path(folder) / "golden")
    if b",classifier," in outputs["codings.csv"]:
        sys.exit("a coding rests on the classifier; change the survey so that none does")
    EXPECTED.mkdir(exist_ok=True)
    for name, content in outputs.items():
        path = EXPECTED / name
        changed = not path.exists() or path.read_bytes() != content
        path.write_bytes(content)
        print(f"{'changed' if changed else 'same   '} {path}")


if __name__ == "__main__":
    main()

"""Advice: what a codebook without mistakes leaves open."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.codebook import Advice, advise, read_codebook

COMPLETE = """\
id: x
title: X
version: "1"
themes:
  - id: a
    label: A
    definition: Over a.
    examples: [a1, a2, a3, a4, a5]
    counterexamples: [b1, b2, b3]
    rules: [aap]
  - id: b
    label: B
    definition: Over b.
    examples: [b1, b2, b3, b4, b5]
    counterexamples: [a1, a2, a3]
    themes:
      - id: c
        label: C
        definition: Over c.
        examples: [c1, c2, c3, c4, c5]
        counterexamples: [a1, a2, a3]
        rules: [cel]
"""


def of(tmp_path: Path, text: str) -> tuple[Advice, ...]:
    """The advice on a codebook of that text."""
    (tmp_path / "b.yaml").write_text(text)
    return advise(read_codebook(tmp_path / "b.yaml"))


def test_nothing_to_say(tmp_path: Path) -> None:
    """A complete codebook gets no advice; a parent needs no rules of its own."""
    assert of(tmp_path, COMPLETE) == ()


@pytest.mark.parametrize(
    ("before", "after", "advice"),
    [
        ("    definition: Over a.\n", "", [Advice("a", "no definition")]),
        ("        rules: [cel]\n", "", [Advice("c", "no rules")]),
        ("[a1, a2, a3, a4, a5]", "[a1, a2, a3, a4]", [Advice("a", "4 examples, 5 are wanted")]),
        ("[b1, b2, b3]", "[b1, b2]", [Advice("a", "2 counterexamples, 3 are wanted")]),
        ("[b1, b2, b3]", "[b1, b2, a3]", [Advice("a", "'a3' is an example and a counterexample")]),
        ("rules: [aap]", "rules: [aap, noot, aap]", [Advice("a", "rule 'aap' is there twice")]),
        (
            "rules: [cel]",
            "rules: [aap]",
            [
                Advice("a", "rule 'aap' stands also in c"),
                Advice("c", "rule 'aap' stands also in a"),
            ],
        ),
    ],
)
def test_advice(tmp_path: Path, before: str, after: str, advice: list[Advice]) -> None:
    """Each thing that is missing or doubled is told once, with its theme."""
    assert before in COMPLETE
    assert list(of(tmp_path, COMPLETE.replace(before, after, 1))) == advice

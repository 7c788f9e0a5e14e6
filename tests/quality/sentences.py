"""Sentences in which personal data are marked: `{kind:text}`; read for tests and measuring."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.privacy import FREE_KINDS, PersonalData, Redactor

HERE = Path(__file__).parent
TOOLS = ("Claude", "Copilot", "Gemini", "ChatGPT", "Mistral")
"""What a codebook of tools would name, and so is no person."""


@dataclass(frozen=True)
class Sentence:
    """A sentence without its braces, and what should be found in it."""

    text: str
    finds: tuple[PersonalData, ...]


@dataclass(frozen=True)
class Score:
    """Of one kind: how many there are, how many are wholly covered by finds of any kind; finds
    made, and how many of these touch something."""

    there: int
    covered: int
    made: int
    right: int


def sentences(name: str) -> tuple[Sentence, ...]:
    """The sentences of tests/quality/<name>.txt."""
    lines = (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(_sentence(line) for line in lines if line.strip() and not line.startswith("#"))


def scores(of: Sequence[Sentence], redactor: Redactor) -> dict[str, Score]:
    """By kind; `all` is of everything, `formed` of all kinds but names and places."""
    there: Counter[str] = Counter()
    covered: Counter[str] = Counter()
    made: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for sentence in of:
        finds = redactor.redact(sentence.text).finds
        for wanted in sentence.finds:
            hidden = all(
                any(f.start <= at < f.end for f in finds)
                for at in range(wanted.start, wanted.end)
                if sentence.text[at].isalnum()
            )
            there[wanted.kind] += 1
            covered[wanted.kind] += hidden
        for find in finds:
            made[find.kind] += 1
            right[find.kind] += any(
                w.start < find.end and find.start < w.end for w in sentence.finds
            )
    kinds = sorted(there.keys() | made.keys())
    found = {kind: Score(there[kind], covered[kind], made[kind], right[kind]) for kind in kinds}
    found["formed"] = _sum([found[kind] for kind in kinds if kind not in FREE_KINDS])
    found["all"] = _sum([found[kind] for kind in kinds])
    return found


def _sum(parts: Sequence[Score]) -> Score:
    return Score(
        *(sum(getattr(p, name) for p in parts) for name in ("there", "covered", "made", "right"))
    )


def _sentence(line: str) -> Sentence:
    text, finds, at = "", [], 0
    for match in re.finditer(r"\{(\w+):([^{}]*)\}", line):
        text += line[at : match.start()]
        finds.append(PersonalData(len(text), len(text) + len(match.group(2)), match.group(1)))
        text += match.group(2)
        at = match.end()
    return Sentence(text + line[at:], tuple(finds))

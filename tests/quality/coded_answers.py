"""Answers that people coded, with their codebooks: what the pair model's weights are made of.

Three questions of the example study (`unseen.jsonl`, `blind.jsonl`), and six small surveys in
`surveys/`: fictional answers, a codebook by somebody who saw the first twelve of them, and codes by
somebody who saw the definitions alone.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path

from pipeline.codebook import read_codebook
from pipeline.model import Codebook

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CODEBOOKS = ROOT / "codebooks" / "ai-monitor"
QUESTIONS = ("toepassingen-generatief", "voordelen", "uitdagingen")
SETS = ("unseen", "blind")
SURVEYS = tuple(sorted(path.stem for path in (HERE / "surveys").glob("*.jsonl")))


@dataclass(frozen=True)
class CodedAnswer:
    """An answer and the codes that people gave it."""

    respondent: str
    text: str
    codes: frozenset[str]


def question_answers(name: str, question: str) -> list[CodedAnswer]:
    """The answers to a question of the example study in `unseen` or `blind`."""
    return [row for of, row in _rows(HERE / f"{name}.jsonl") if of == question]


def survey_answers(name: str) -> list[CodedAnswer]:
    """The answers of a small survey."""
    return [row for _, row in _rows(HERE / "surveys" / f"{name}.jsonl")]


def question_book(question: str) -> Codebook:
    """The shipped codebook of a question of the example study, with its bank."""
    return read_codebook(CODEBOOKS / f"{question}.yaml")


def survey_book(name: str) -> Codebook:
    """The codebook of a small survey."""
    return read_codebook(HERE / "surveys" / f"{name}.yaml")


def labels_of_2024(question: str) -> list[CodedAnswer]:
    """Last year's labelled answers to a question of the example study."""
    data = ROOT / "data" / "ai-monitor"
    column = "q_" + question.replace("-", "_")
    with (data / "antwoorden-2024.csv").open(encoding="utf-8-sig", newline="") as file:
        texts = {row["respondent_id"]: row[column] for row in csv.DictReader(file, delimiter=";")}
    codes: dict[str, set[str]] = {}
    with (data / "labels-2024.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["question"] == question and texts.get(row["respondent_id"], "").strip():
                codes.setdefault(row["respondent_id"], set()).add(row["theme"])
    return [CodedAnswer(who, texts[who], frozenset(given)) for who, given in codes.items()]


def compared(book: Codebook, codes: frozenset[str]) -> frozenset[str]:
    """The codes at the level at which people coded: the top themes."""
    return frozenset((book.ancestors(code) or (code,))[-1] for code in codes)


def f1(found: frozenset[str], true: frozenset[str]) -> float:
    """F1 of one answer; 1 when nothing was found and nothing is true."""
    return 2 * len(found & true) / (len(found) + len(true)) if found or true else 1.0


def _rows(path: Path) -> list[tuple[str, CodedAnswer]]:
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [
        (
            row.get("question", ""),
            CodedAnswer(row["respondent"], row["text"], frozenset(row["themes"])),
        )
        for row in rows
    ]

"""How well the example study is coded: `python tests/benchmarks/agreement.py` prints F1 per answer, averaged, for each question.

On the 2024 labels what `turven evaluate` finds: rules alone, and rules with a classifier that learned from other respondents; there sets are
compared with their parents. On the unseen answers of tests/quality: rules alone, and with the classifier trained on all 2024 labels; there codes
are compared as they are, and toepassingen-generatief at its five groups.
"""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pipeline.api import evaluate
from pipeline.api.preparing import prepare
from pipeline.coding import QuestionCoder, RuleMatcher
from pipeline.model import Codebook
from pipeline.normalise import NonAnswers, SpacyLinguist
from pipeline.study import read_study

ROOT = Path(__file__).resolve().parents[2]
UNSEEN = ROOT / "tests" / "quality" / "unseen.jsonl"
GROUPS = {"toepassingen-generatief"}

Answer = tuple[str, set[str]]


def mean_f1(coder: QuestionCoder, answers: list[Answer], non_answers: NonAnswers, question: str) -> float:
    """F1 of each answer, averaged."""
    texts = [text for text, _ in answers]
    coded = coder.code(texts, [non_answers.why(text) for text in texts])
    found: list[set[str]] = [set() for _ in texts]
    for text, code in zip(coded.text.tolist(), coded.code.tolist(), strict=True):
        found[text].add(coder.book.codes[code])
    pairs = [
        (compared(coder.book, question, a), compared(coder.book, question, b))
        for a, (_, b) in zip(found, answers, strict=True)
    ]
    return sum(2 * len(a & b) / (len(a) + len(b)) if a or b else 1.0 for a, b in pairs) / len(pairs)


def compared(book: Codebook, question: str, codes: set[str]) -> set[str]:
    """The codes at the level of comparison."""
    return {(book.ancestors(c) or (c,))[-1] for c in codes} if question in GROUPS else codes


def main() -> None:
    """Measures and prints."""
    study = read_study(ROOT / "data" / "ai-monitor")
    ready = prepare(study)
    linguist = SpacyLinguist(study.language)
    lines = [json.loads(line) for line in UNSEEN.read_text(encoding="utf-8").splitlines()]
    columns = ("question", "answers", "rules", "rules and classifier", "unseen: rules", "unseen: both")
    table = Table(
        *columns, title="F1 per answer: the 2024 labels (rules were written with these in sight), then unseen answers"
    )
    for question in evaluate(study).questions:
        known = (f"{question.scores[coder].f1.value:.3f}" for coder in ("rules", "both"))
        row = [question.id, str(question.answers), *known]
        unseen = [(line["text"], set(line["themes"])) for line in lines if line["question"] == question.id]
        if unseen:
            rules = QuestionCoder(RuleMatcher(ready.books[question.id], linguist), linguist)
            coders = (rules, ready.coders[question.id])
            row += [f"{mean_f1(coder, unseen, ready.non_answers, question.id):.3f}" for coder in coders]
        table.add_row(*row)
    Console(width=120).print(table)


if __name__ == "__main__":
    main()

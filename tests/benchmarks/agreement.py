"""How well the example study is coded: `python tests/benchmarks/agreement.py`.

It prints F1 per answer, averaged, for each question. On the 2024 labels that is what
`turven evaluate` finds: rules alone, and rules with a classifier that learned from other
respondents; there sets are compared with their parents. On the two sets of unseen answers of
tests/quality it is of rules alone, with a classifier that knows no label (cold start: codebook
texts and rule hits), and with one that learned from all 2024 labels; there codes are compared as
they are, and toepassingen-generatief at its five groups. `--unseen` leaves out the first part,
which takes longest.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pipeline.coding import QuestionCoder
from pipeline.coding.prepare import prepare
from pipeline.coding.rules import RuleMatcher
from pipeline.model import Codebook
from pipeline.normalise import NonAnswers, SpacyLinguist
from pipeline.run import evaluate
from pipeline.study import read_study

ROOT = Path(__file__).resolve().parents[2]
UNSEEN = ("unseen", "blind")
GROUPS = {"toepassingen-generatief"}

Answer = tuple[str, set[str]]


def mean_f1(
    coder: QuestionCoder, answers: list[Answer], non_answers: NonAnswers, question: str
) -> float:
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


def read(name: str, question: str) -> list[Answer]:
    """The answers to a question in one of the unseen sets, with their codes."""
    lines = (ROOT / "tests" / "quality" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    found = (json.loads(line) for line in lines)
    return [(line["text"], set(line["themes"])) for line in found if line["question"] == question]


def labelled() -> Table:
    """The 2024 labels, cross-validated."""
    title = "F1 per answer on the 2024 labels (rules were written with these in sight)"
    table = Table("question", "answers", "rules", "rules and classifier", title=title)
    for question in evaluate(read_study(ROOT / "data" / "ai-monitor")).questions:
        known = (f"{question.scores[coder].f1.value:.3f}" for coder in ("rules", "both"))
        table.add_row(question.id, str(question.answers), *known)
    return table


def unseen() -> Table:
    """The unseen answers, with more and less to learn from."""
    study = read_study(ROOT / "data" / "ai-monitor")
    linguist = SpacyLinguist(study.language)
    ready, cold = prepare(study), prepare(study, use_labels=False)
    table = Table(
        "answers",
        "question",
        "rules",
        "cold start",
        "with 2024 labels",
        title="F1 per answer on unseen answers",
    )
    for name in UNSEEN:
        for question in ready.books:
            answers = read(name, question)
            if answers:
                rules = QuestionCoder(RuleMatcher(ready.books[question], linguist), linguist)
                coders = (rules, cold.coders[question], ready.coders[question])
                scores = (
                    f"{mean_f1(coder, answers, ready.non_answers, question):.3f}"
                    for coder in coders
                )
                table.add_row(name, question, *scores)
    return table


def main() -> None:
    """Measures and prints."""
    console = Console(width=120)
    console.print(unseen())
    if "--unseen" not in sys.argv:
        console.print(labelled())


if __name__ == "__main__":
    main()

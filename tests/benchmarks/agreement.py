"""How well the example study is coded: `python tests/benchmarks/agreement.py` prints F1 per answer, averaged, for each question.

On the 2024 labels: rules alone, and rules with a classifier that was trained on the other four fifths of the respondents. On the unseen answers of
tests/quality: rules alone, and with the classifier trained on all 2024 labels. toepassingen-generatief is compared at its five groups.
"""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pipeline.api.preparing import labelled_texts, prepare
from pipeline.coding import Labelled, QuestionCoder, RuleMatcher, train
from pipeline.model import Codebook
from pipeline.normalise import NonAnswers, SpacyLinguist
from pipeline.study import read_study

ROOT = Path(__file__).resolve().parents[2]
UNSEEN = ROOT / "tests" / "quality" / "unseen.jsonl"
GROUPS = {"toepassingen-generatief"}
FOLDS = 5

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


def folds(labelled: list[Labelled]) -> list[tuple[list[Labelled], list[Labelled]]]:
    """The labelled answers as (to learn from, kept out), by respondent."""
    groups = sorted({answer.group for answer in labelled})
    part = {group: number % FOLDS for number, group in enumerate(groups)}
    return [
        ([a for a in labelled if part[a.group] != k], [a for a in labelled if part[a.group] == k]) for k in range(FOLDS)
    ]


def main() -> None:
    """Measures and prints."""
    study = read_study(ROOT / "data" / "ai-monitor")
    ready = prepare(study)
    linguist = SpacyLinguist(study.language)
    labelled, _ = labelled_texts(study, ready.labels, ready.labelled_waves, ready.non_answers)
    lines = [json.loads(line) for line in UNSEEN.read_text(encoding="utf-8").splitlines()]
    columns = ("question", "answers", "rules", "rules and classifier", "unseen: rules", "unseen: both")
    table = Table(
        *columns, title="F1 per answer: the 2024 labels (rules were written with these in sight), then unseen answers"
    )
    for question, book in ready.books.items():
        matcher = RuleMatcher(book, linguist)
        rules = QuestionCoder(matcher, linguist)
        mine = labelled[question]
        known = [(a.text, set(a.codes)) for a in mine]
        total = 0.0
        for learn, kept in folds(mine):
            trained = train(matcher, linguist, learn) if study.questions[question].classifier else None
            answers = [(a.text, set(a.codes)) for a in kept]
            total += len(kept) * mean_f1(
                QuestionCoder(matcher, linguist, trained), answers, ready.non_answers, question
            )
        row = [
            question,
            str(len(mine)),
            f"{mean_f1(rules, known, ready.non_answers, question):.3f}",
            f"{total / len(mine):.3f}",
        ]
        unseen = [(line["text"], set(line["themes"])) for line in lines if line["question"] == question]
        if unseen:
            row += [f"{mean_f1(c, unseen, ready.non_answers, question):.3f}" for c in (rules, ready.coders[question])]
        table.add_row(*row)
    Console(width=120).print(table)


if __name__ == "__main__":
    main()

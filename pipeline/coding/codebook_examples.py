"""Codebook tests: what rules find in examples and counterexamples, and what the model makes of it.

A counterexample that a rule finds fails. An example that no rule finds does not: it shows the theme
to the model, which may find others like it. Whether it does is asked of a model that has not seen
the example.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pipeline.coding.combine import Combiner
from pipeline.coding.embedders import choose_embedder
from pipeline.coding.pair_model import PairModel
from pipeline.coding.rules import Hits, RuleMatcher
from pipeline.model import Bools, Codebook, Linguist
from pipeline.normalise import linguist

Finder = Literal["rules", "meaning", ""]


@dataclass(frozen=True)
class ExampleResult:
    """An example or counterexample: what finds its theme in it, and the codes of the rules.

    `by` is "" where neither rules nor the model find the theme; of a counterexample only rules are
    asked.
    """

    theme: str
    text: str
    wanted: bool
    by: Finder
    found: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether no rule finds the theme where it should not."""
        return self.wanted or not self.by

    def __str__(self) -> str:
        found = ", ".join(self.found) or "nothing"
        if not self.wanted:
            kind, what = "counterexample", "the rules should not find it; they find"
        elif self.by == "meaning":
            kind, what = "example", "found by meaning; the rules find"
        else:
            kind, what = "example", "found by neither rules nor meaning; the rules find"
        return f"{self.theme}: {kind} '{self.text}': {what} {found}"


@dataclass(frozen=True)
class _Case:
    theme: str
    text: str
    wanted: bool


def test_codebook(book: Codebook, *, embeddings: str = "off") -> tuple[ExampleResult, ...]:
    """Return the result of every example and counterexample, in the order of the codebook.

    A sub-theme also counts as its parents. `embeddings` as in study.yaml; `off`: words alone.
    """
    cases = _cases(book)
    tongue = linguist(book.language)
    hits = RuleMatcher(book, tongue).match(tongue.tokens([case.text for case in cases]))
    by_rules = _has_theme(book, cases, hits.matrix(len(cases), len(book.codes)))
    unfound = [n for n, case in enumerate(cases) if case.wanted and not by_rules[n]]
    by_meaning = np.zeros(len(cases), dtype=bool)
    if unfound:
        of_model = _codes_of_unseen(book, tongue, [cases[n].text for n in unfound], embeddings)
        by_meaning[unfound] = _has_theme(book, [cases[n] for n in unfound], of_model)
    return tuple(
        ExampleResult(
            theme=case.theme,
            text=case.text,
            wanted=case.wanted,
            by="rules" if by_rules[number] else "meaning" if by_meaning[number] else "",
            found=_rules_found(book, hits.where(hits.text == number)),
        )
        for number, case in enumerate(cases)
    )


# pytest would collect it as a test
test_codebook.__test__ = False  # type: ignore[attr-defined]


def _cases(book: Codebook) -> list[_Case]:
    cases: list[_Case] = []
    for placed in book.placed:
        theme = placed.theme
        cases += [_Case(theme.id, text, True) for text in theme.examples]
        cases += [_Case(theme.id, text, False) for text in theme.counterexamples]
    return cases


def _has_theme(book: Codebook, cases: Sequence[_Case], chosen: Bools) -> Bools:
    """Return which cases have their theme among the chosen codes, (cases,)."""
    whole = book.matrix_with_parents(chosen)
    theme = [book.numbers[case.theme] for case in cases]
    return np.asarray(whole[np.arange(len(cases)), theme])


def _codes_of_unseen(
    book: Codebook, tongue: Linguist, examples: Sequence[str], embeddings: str
) -> Bools:
    """Return the codes of examples by rules and a model that has not seen them, (examples, m)."""
    model = PairModel(book, tongue, embedder=choose_embedder(embeddings))
    tokens = tongue.tokens(examples)
    hits = RuleMatcher(book, tongue).match(tokens)
    combiner = Combiner(book)
    probabilities = combiner.coherent(model.probabilities_unseen(examples, tokens, hits))
    nothing = np.zeros(len(examples), dtype=bool)
    return combiner.choose(probabilities, hits.matrix(*probabilities.shape), nothing)


def _rules_found(book: Codebook, hits: Hits) -> tuple[str, ...]:
    rules = [book.rules[rule] for rule in hits.rule.tolist()]
    return tuple(f"{rule.theme} by rule {rule.id} ({rule.text})" for rule in rules)

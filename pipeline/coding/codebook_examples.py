"""Codebook tests: examples and counterexamples against the rules."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.coding.rules import RuleMatcher
from pipeline.model import Codebook
from pipeline.normalise import linguist


@dataclass(frozen=True)
class ExampleResult:
    """An example or counterexample, whether the rules code it as they should, and their codes."""

    theme: str
    text: str
    wanted: bool
    passed: bool
    found: tuple[str, ...]

    def __str__(self) -> str:
        found = ", ".join(self.found) or "nothing"
        kind, should = ("example", "find it") if self.wanted else ("counterexample", "not find it")
        return f"{self.theme}: {kind} '{self.text}': the rules should {should}; they find {found}"


def test_codebook(book: Codebook) -> tuple[ExampleResult, ...]:
    """Return the result of every example and counterexample, in the order of the codebook.

    A sub-theme also counts as its parents.
    """
    cases: list[tuple[str, str, bool]] = []
    for placed in book.placed:
        theme = placed.theme
        cases += [(theme.id, text, True) for text in theme.examples]
        cases += [(theme.id, text, False) for text in theme.counterexamples]
    tongue = linguist(book.language)
    hits = RuleMatcher(book, tongue).match(tongue.tokens([text for _, text, _ in cases]))
    results = []
    for number, (theme_id, text, wanted) in enumerate(cases):
        of_text = hits.where(hits.text == number)
        codes = [book.codes[code] for code in of_text.code.tolist()]
        rules = [book.rules[rule] for rule in of_text.rule.tolist()]
        is_found = theme_id in book.with_parents(codes)
        found = tuple(
            f"{code} by rule {rule.id} ({rule.text})"
            for code, rule in zip(codes, rules, strict=True)
        )
        results.append(ExampleResult(theme_id, text, wanted, is_found == wanted, found))
    return tuple(results)


# pytest would collect it as a test
test_codebook.__test__ = False  # type: ignore[attr-defined]

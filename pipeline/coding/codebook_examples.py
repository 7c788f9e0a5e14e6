"""Codebook tests: examples and counterexamples against the rules."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.coding.rules import RuleMatcher
from pipeline.model import Codebook
from pipeline.normalise import linguist


@dataclass(frozen=True)
class ExampleResult:
    """One example or counterexample: whether the rules do with it what the codebook says, and what they found."""

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
    """The result of every example and counterexample, in the order of the codebook. A sub-theme found counts for its parents."""
    tongue = linguist(book.language)
    matcher = RuleMatcher(book, tongue)
    cases = [
        (placed.theme.id, text, wanted)
        for placed in book.placed
        for wanted, texts in ((True, placed.theme.examples), (False, placed.theme.counterexamples))
        for text in texts
    ]
    hits = matcher.match(tongue.tokens([text for _, text, _ in cases]))
    found: list[list[str]] = [[] for _ in cases]
    for text, code, rule in zip(
        hits.text.tolist(), hits.code.tolist(), hits.rule.tolist(), strict=True
    ):
        found[text].append(
            f"{book.codes[code]} by rule {book.rules[rule].id} ({book.rules[rule].text})"
        )
    codes: list[set[str]] = [set() for _ in cases]
    for text, code in zip(hits.text.tolist(), hits.code.tolist(), strict=True):
        codes[text].update((book.codes[code], *book.ancestors(book.codes[code])))
    return tuple(
        ExampleResult(theme, text, wanted, (theme in codes[i]) == wanted, tuple(found[i]))
        for i, (theme, text, wanted) in enumerate(cases)
    )


# pytest would take the verb for a test
test_codebook.__test__ = False  # type: ignore[attr-defined]

"""`turven codebook`: check and test codebooks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer
from typer import Exit

from pipeline.cli.arguments import CodebookFiles, Strict
from pipeline.cli.terminal import say

if TYPE_CHECKING:
    from pipeline.coding import ExampleResult

commands = typer.Typer(no_args_is_help=True, help="Check and test codebooks.")


@commands.command()
def check(files: CodebookFiles, strict: Strict = False) -> None:
    """Find mistakes in codebooks, and themes without enough definition, examples or rules."""
    from pipeline.codebook import advise, read_codebook

    books = {file: read_codebook(file) for file in files}
    advice = {file: advise(book) for file, book in books.items()}
    for file, book in books.items():
        bank = f", {len(book.bank)} texts in its bank" if book.bank else ""
        say(f"{file}: {len(book.theme_ids)} themes, {len(book.rules)} rules{bank}, no mistakes.")
        for piece in advice[file]:
            say(f"  {piece.theme}: {piece.what}")
    if strict and any(advice.values()):
        raise Exit(1)


@commands.command()
def test(files: CodebookFiles, strict: Strict = False) -> None:
    """Say which examples the rules find, and which are found by meaning.

    A counterexample that a rule finds is a mistake.
    """
    from pipeline.codebook import read_codebook
    from pipeline.coding import test_codebook

    results = {file: test_codebook(read_codebook(file), embeddings="") for file in files}
    for file, of_file in results.items():
        say(f"{file}: {_counted(of_file)}.")
        for result in of_file:
            if not result.passed or (result.wanted and result.by != "rules"):
                say(f"  {result}")
    if strict and not all(result.passed for of_file in results.values() for result in of_file):
        raise Exit(1)


def _counted(results: Sequence[ExampleResult]) -> str:
    """Return how many examples are found by what, and how many counterexamples by a rule."""
    by = Counter(result.by for result in results if result.wanted)
    counter = [result for result in results if not result.wanted]
    mistakes = sum(not result.passed for result in counter)
    return (
        f"{by.total()} examples, {by['rules']} found by rules, {by['meaning']} by meaning, "
        f"{by['']} by neither; {len(counter)} counterexamples, {mistakes} found by a rule"
    )

"""`turven codebook`: check and test codebooks."""

from __future__ import annotations

import typer
from typer import Exit

from pipeline.cli.arguments import CodebookFiles, Strict
from pipeline.cli.terminal import say

commands = typer.Typer(no_args_is_help=True, help="Check and test codebooks.")


@commands.command()
def check(files: CodebookFiles, strict: Strict = False) -> None:
    """Find mistakes in codebooks, and themes without enough definition, examples or rules."""
    from pipeline.codebook import advise, read_codebook

    books = {file: read_codebook(file) for file in files}
    advice = {file: advise(book) for file, book in books.items()}
    for file, book in books.items():
        say(f"{file}: {len(book.theme_ids)} themes, {len(book.rules)} rules, no mistakes.")
        for piece in advice[file]:
            say(f"  {piece.theme}: {piece.what}")
    if strict and any(advice.values()):
        raise Exit(1)


@commands.command()
def test(files: CodebookFiles, strict: Strict = False) -> None:
    """Run the examples and counterexamples of codebooks against their rules."""
    from pipeline.codebook import read_codebook
    from pipeline.coding import test_codebook

    results = {file: test_codebook(read_codebook(file)) for file in files}
    failed = {file: [r for r in of_file if not r.passed] for file, of_file in results.items()}
    for file, of_file in results.items():
        passed = len(of_file) - len(failed[file])
        say(f"{file}: {passed} of {len(of_file)} examples do as they should.")
        for result in failed[file]:
            say(f"  {result}")
    if strict and any(failed.values()):
        raise Exit(1)

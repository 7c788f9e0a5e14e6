"""The house: how many files a folder holds, and what its modules are called."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pipeline

PACKAGE = Path(__file__).parents[2] / "pipeline"
MODULES = sorted(
    path
    for path in PACKAGE.rglob("*.py")
    if not path.stem.startswith("__") and "migrations" not in path.parts
)
MOST_MODULES = 20
KINDS = (".py", ".html", ".j2", ".toml", ".css", ".js")

# words of module names that are no words of the glossary, by the field they come from
FIELD_TERMS = {
    "surveys and coding": """
        bank bulk candidates card disagreement examples non samples spans strategies
    """,
    "language": """
        aside chunks clauses component cues dialect dictionary encoding hypothetical inflection
        irony linguist matcher modifiers negation phrases rules sequences slots spacy token tokeniser tokens word
        words
    """,
    "learning and measuring": """
        accept auto bank batch batches best calibration canaries classifier combine
        confusions curve doubt e5 embedder estimator evaluate evaluation features joint
        labelled learning llm model onnx origins pair prepare problem prompt replies scorer
        scores sets shown spaces split static training use validation vectors weights
    """,
    "statistics": """
        all arithmetic bridge bridges change changes checked coefficients columns
        contingency correction corrections count counts differences figures follow guard
        hypergeometric independent intervals joint keyness known measure measurement mid number
        numbers p pairs posterior possible published resampling sampling sums tally totals ups
        values
    """,
    "reports and pictures": """
        bars blocks book canvas chapter chart charts cloud coded contract data descriptions
        docx file fonts frames front html inputs line lines markdown method order packing
        page panels parquet passage passages pdf picture pictures plot png render report selections shapes
        ranks sheet snippets spss style svg table tables template templates view views
    """,
    "files and databases": """
        archive cache cells closed consistency csv database delimited description destination
        document export files fingerprint folder form format formed import kept keys lint listing
        lists log machine moments names notebook outputs patterns pool progress reader
        records row rows site stages state store study version well workbook writer xlsx yaml zip
    """,
    "the program": """
        accumulators acts address advice agree agreement app approved arguments arrays ask
        callable calls check checks choose client coder decide desk edit errors explain
        fields figure findings group
        groups held house in ins left out package pages personal pick propose redact
        redactor review run server settings sheets shorten shortlist show sign start stated
        summarise terminal time verdicts visitors
    """,
}


def test_no_folder_is_crowded() -> None:
    """A folder holds at most twenty files at one level."""
    files = Counter(path.parent for path in PACKAGE.rglob("*") if path.suffix in KINDS)

    assert {folder.name: n for folder, n in files.items() if n > MOST_MODULES} == {}


def test_modules_are_named_by_the_field() -> None:
    """A module's name is made of words of the glossary and of listed terms of the field."""
    glossary = set(re.findall(r"[a-z]+", " ".join(re.findall(r"\*\*(.+?)\*\*", pipeline.__doc__))))
    terms = {word for words in FIELD_TERMS.values() for word in words.split()}
    known = glossary | {f"{word}s" for word in glossary} | terms

    unknown = {module.stem: set(module.stem.split("_")) - known for module in MODULES}

    assert {name: words for name, words in unknown.items() if words} == {}


def test_every_listed_term_is_used() -> None:
    """No term is listed that no module's name uses: the list stays as short as it can."""
    used = {word for module in MODULES for word in module.stem.split("_")}
    terms = {word for words in FIELD_TERMS.values() for word in words.split()}

    assert terms - used == set()

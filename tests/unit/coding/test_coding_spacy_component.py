"""turven as a component of a spaCy pipeline."""

from __future__ import annotations

import tomllib
from importlib import import_module
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from pipeline import code, read_codebook
from pipeline.coding.spacy_component import make_component

TEXTS = ["het regent te vaak, en tegenwind", "n.v.t.", "zomaar", "te ver!"]
PYPROJECT = Path(__file__).parents[3] / "pyproject.toml"


@pytest.fixture(scope="module")
def codebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A codebook of two themes, one with sub-themes."""
    file = tmp_path_factory.mktemp("book") / "nadelen.yaml"
    file.write_text(
        "id: nadelen\ntitle: Nadelen\nlanguage: nl\nversion: '1'\nthemes:\n"
        "- id: weer\n  label: Weer\n  rules: ['slecht weer']\n  themes:\n"
        "  - {id: regen, label: Regen, rules: [regen*]}\n"
        "  - {id: wind, label: Wind, rules: ['*wind']}\n"
        "- {id: afstand, label: Afstand, rules: [te ver]}\n"
        "special: {overig: {rules: [zomaar]}}\n",
        encoding="utf-8",
    )
    return file


@pytest.fixture(scope="module")
def nlp(codebook: Path) -> Language:
    """A blank Dutch pipeline with the component."""
    blank = spacy.blank("nl")
    blank.add_pipe("turven", config={"codebook": str(codebook)})
    return blank


def test_themes_and_spans(nlp: Language) -> None:
    """A document has its themes, and their evidence as labelled spans."""
    doc = nlp("Het regent te vaak, en tegenwind")

    assert doc._.themes == ("regen", "wind")
    assert [(span.text, span.label_) for span in doc.spans["turven"]] == [
        ("regent", "regen"),
        ("tegenwind", "wind"),
    ]


def test_same_as_code(nlp: Language, codebook: Path) -> None:
    """Many documents get what `pipeline.code` finds; special codes are no themes."""
    frame = code(TEXTS, read_codebook(codebook))
    wanted = [
        tuple(sorted(set(part["theme"]) & {"weer", "regen", "wind", "afstand"}))
        for _, part in frame.groupby("answer")
    ]

    assert [tuple(sorted(doc._.themes)) for doc in nlp.pipe(TEXTS)] == wanted
    assert wanted == [("regen", "wind"), (), (), ("afstand",)]


def test_a_span_covers_whole_tokens(nlp: Language) -> None:
    """Evidence within a token of the pipeline is shown as that token."""
    doc = spacy.blank("nl").make_doc("regen/wind")
    (span, *_) = nlp.get_pipe("turven")(doc).spans["turven"]
    assert span.text in {token.text for token in doc}


def test_spacy_finds_it_by_entry_point() -> None:
    """The package tells spaCy where the component is, so that nobody needs to import it."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    module, name = project["entry-points"]["spacy_factories"]["turven"].split(":")
    assert getattr(import_module(module), name) is make_component

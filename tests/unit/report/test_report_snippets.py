"""Snippets for Quarto and Jinja: every figure has a name, every name in a text is there, texts of
respondents do nothing.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from export_samples import rich
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, StrictUndefined
from markdown_it import MarkdownIt
from ruamel.yaml import YAML
from samples import edges, guessing, summary

from pipeline.counts import RunSummary
from pipeline.report.chapters import snippets
from pipeline.report.chapters.snippets import _plain, variable_key
from pipeline.report.chapters.word import _DOT
from pipeline.report.pictures import Picture

CALL = re.compile(r"\{\{< var (\S+) >\}\}")


def files(made: RunSummary) -> dict[str, str]:
    """The texts of snippets/ by name."""
    pictures = {q.id: Picture(b"", _DOT.png, 'wat "hij" {toont}') for q in made.questions}
    return {
        name.removeprefix("snippets/"): content.decode("utf-8", "replace")
        for name, content in snippets(made, pictures)
    }


def variables(made: RunSummary) -> Any:
    """The Quarto variables, parsed."""
    return YAML(typ="safe").load(files(made)["_variables.yml"]) or {}


def found(tree: Any, path: str) -> str:
    """The variable of that name, as Quarto looks it up."""
    for key in path.split("."):
        tree = tree[key]
    assert isinstance(tree, str)
    return tree


def test_a_figure_by_its_ids() -> None:
    """`var voordelen.efficienter-werken.2025` is the figure in words.

    The newest, the change, bases and segments have names too.
    """
    tree = variables(rich())
    names = {
        "voordelen.efficienter-werken.2025": "67% (n=20)",
        "voordelen.efficienter-werken.newest": "67% (n=20)",
        "voordelen.efficienter-werken.2024": "35% (n=11)",
        "voordelen.efficienter-werken.change": "toegenomen",
        "voordelen.base.2025": "n=30 gemeenten",
        "voordelen.werkplezier-inhoud.segments.2025.gemeentegrootte.klein": "59% (n=10)",
        "odd-id.leeg.2024": "10% (n=3)",
    }
    assert {name: found(tree, name) for name in names} == names


@pytest.mark.parametrize(
    "make", [rich, edges, lambda: summary([])], ids=["rich", "edges", "nothing"]
)
def test_every_name_in_a_text_is_there(make: Any) -> None:
    """Each variable that a snippet calls exists.

    The Jinja snippet, filled from figures.json, says the same as the Quarto one.
    """
    made = make()
    texts, tree = files(made), variables(made)
    figures = json.loads(texts["figures.json"])["figures"]
    for question in made.questions:
        quarto = CALL.sub(lambda call: found(tree, call[1]), texts[f"{question.id}.qmd"])
        assert "{{<" not in quarto
        jinja = Environment(undefined=StrictUndefined).from_string(texts[f"{question.id}.md.j2"])
        assert jinja.render(figures=figures).rstrip() == quarto.rstrip()


def test_snippet_is_markdown() -> None:
    """A snippet has a heading, a picture with words, and a table whose rows are as long as its
    head.
    """
    text = files(rich())["voordelen.qmd"]
    assert text.startswith("## Voordelen van AI\n\n*Welke voordelen ziet uw gemeente?*")
    assert '](pictures/voordelen.png){fig-alt="wat ”hij” (toont)"}' in text
    table = [line for line in text.splitlines() if line.startswith("|")]
    assert table[0] == r"| Thema | 2025 | 2024 | Verandering 2024 → 2025 |"
    assert len({line.count("|") for line in table}) == 1
    tokens = MarkdownIt().enable("table").parse(text)
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h2"]
    assert sum(token.type == "tr_open" for token in tokens) == 7


def test_texts_do_nothing() -> None:
    """Labels, questions and quotes show as they are: no tags, no shortcodes, no code, no lists, no
    line of their own.
    """
    made = rich()
    question = made.questions[0]
    evil = "{{< include /etc/passwd >}} {{ 7*7 }} `r system('x')` <b>\n---\n\n"
    evil += "# kop | *a* $x$ {% raw %}"
    themes = (replace(question.themes[0], label=evil), *question.themes[1:])
    quote = replace(question.quotes[0], text=f"- {evil}")
    made = replace(
        made, questions=(replace(question, text=evil, title=evil, themes=themes, quotes=(quote,)),)
    )
    for name, text in files(made).items():
        if name.endswith((".qmd", ".md.j2")):
            assert "{{< include" not in text
            assert "{{ 7" not in text
            assert "{%" not in text
            assert not re.search(r"(?<!\\)`", text)
            assert [
                token.tag
                for token in MarkdownIt().enable("table").parse(text)
                if token.type == "heading_open"
            ] == ["h2"]
            assert "html_inline" not in str(MarkdownIt().parse(text))


@given(st.text())
def test_any_text_shows_as_it_is(text: str) -> None:
    """Whatever a text holds, as Markdown it is that text and nothing else, and no template or
    shortcode begins in it.
    """
    markdown = _plain(text)
    assert not re.search(r"\{[{%#<]", markdown)
    for block in MarkdownIt().enable("table").parse(markdown):
        assert block.type in {"paragraph_open", "inline", "paragraph_close"}
        assert {token.type for token in block.children or []} <= {"text", "text_special"}
    assert _shown(markdown) == " ".join(text.split())


def _shown(markdown: str) -> str:
    """What a reader of the Markdown sees."""
    blocks = MarkdownIt().parse(markdown)
    return "".join(token.content for block in blocks for token in block.children or []).replace(
        "\ufffd", "\x00"
    )


def test_hidden_figures_have_no_numbers() -> None:
    """A hidden figure keeps its base alone in figures.json, and is a word elsewhere."""
    texts = files(rich())
    figure = json.loads(texts["figures.json"])["figures"]["voordelen"]["zelden"]["2025"]
    assert figure.pop("base") == 30
    assert figure.pop("text") == figure.pop("percent") == "te weinig om te tonen"
    assert figure.pop("interval") == "–"
    assert set(figure.values()) == {None}
    change = json.loads(texts["figures.json"])["figures"]["voordelen"]["zelden"]["change"]
    assert (change["text"], change["points"]) == ("te weinig om te tonen", "–")


def test_keys_are_names() -> None:
    """Dots, spaces and odd signs of ids and values become hyphens, so that a variable can be
    called.
    """
    assert [variable_key(text) for text in ("odd.id", "klein × Fryslân", "", "a_b-1")] == [
        "odd-id",
        "klein-Fryslân",
        "-",
        "a_b-1",
    ]


def test_ids_that_differ_in_signs_alone() -> None:
    """Where two ids give the same key the second gets a number, and texts call it by that."""
    made = rich()
    question = made.questions[0]
    first, second = (
        replace(question.themes[i], theme=id, parent="", level=1)
        for i, id in ((0, "a.b"), (2, "a-b"))
    )
    made = replace(made, questions=(replace(question, themes=(first, second)),))
    text, tree = files(made)["voordelen.qmd"], variables(made)
    assert {call: found(tree, call) for call in CALL.findall(text) if call.endswith("2025")} == {
        "voordelen.a-b.2025": "67% (n=20)",
        "voordelen.a-b-2.2025": "17% (n=5)",
    }


def test_same_bytes_in_english_too() -> None:
    """The same run gives the same bytes, in the language of the study."""
    assert files(rich("en")) == files(rich("en"))
    assert found(variables(rich("en")), "voordelen.efficienter-werken.change") == "increased"


def test_figures_tell_how_many_are_guesses() -> None:
    """As a number in figures.json, and as the chapter's sentence in the text of a question."""
    texts = files(guessing(rich()))
    benefits = json.loads(texts["figures.json"])["figures"]["voordelen"]

    assert benefits["efficienter-werken"]["2025"]["guesses"] == 4
    assert benefits["efficienter-werken"]["2025"]["text"] == "67% (n=20)"
    assert "coderingen zijn vermoedens: nog door geen label gesteund" in texts["voordelen.qmd"]

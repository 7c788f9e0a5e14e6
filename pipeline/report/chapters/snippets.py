"""Snippets for a generated report: figures by their ids, and a text for each question.

The folder `snippets/` is self-contained, for Quarto and for Jinja. Copied into a Quarto project,
`_variables.yml` fills `{{< var voordelen.efficienter-werken.2025 >}}` and
`{{< include voordelen.qmd >}}` includes a question; `figures.json` does the same for Jinja and
`voordelen.md.j2`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pipeline.counts import Figure, QuestionSummary, RunSummary, ThemeFigures
from pipeline.model import whole_characters
from pipeline.report.chapters.chapter import Chapter, chapters_of
from pipeline.report.chapters.chapter_pictures import Pictures, chapter_pictures
from pipeline.report.data import as_json
from pipeline.report.inputs import ReportInputs
from pipeline.report.words import (
    NOTHING,
    NumberFormats,
    all_themes,
    answered_waves,
    change_in_words,
    newest_change,
    shown_themes,
    waves_of,
)

NEWEST, CHANGE, SEGMENTS, BASE = "newest", "change", "segments", "base"
"""Keys beside those of waves and themes; a wave or theme with that name takes precedence."""

Tree = dict[str, Any]

FigureCall = Callable[[tuple[str, ...]], str]
"""How a kind of snippet refers to a figure: by question, theme and wave (or change)."""

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|$@~^&])")


def write_snippets(inputs: ReportInputs) -> None:
    """Write the snippets."""
    for name, content in snippets(inputs.summary, chapter_pictures(inputs)):
        inputs.outputs.put(f"report/{name}", content)


def snippets(summary: RunSummary, pictures: Pictures) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the files in `snippets/`."""
    write = NumberFormats.of(summary)
    trees = {question.id: _figures(question, summary, write) for question in summary.questions}
    about = {"study": summary.study, "language": summary.language, "unit": summary.unit_plural}
    yield "snippets/figures.json", as_json({**about, "figures": trees})
    yield "snippets/_variables.yml", "".join(_yaml(_named(_texts(trees)))).encode("utf-8")
    for question, chapter in zip(summary.questions, chapters_of(summary), strict=True):
        picture = pictures.get(question.id)
        image = ""
        if picture and picture.png:
            path = f"pictures/{question.id}.png"
            yield f"snippets/{path}", picture.png
            alt = _attribute(picture.alt)
            image = f'![{_plain(chapter.caption)}]({path}){{fig-alt="{alt}"}}'
        for suffix, call in (("qmd", _quarto(trees)), ("md.j2", _jinja)):
            table = _table(chapter, question, summary, call)
            text = "\n\n".join(_paragraphs(chapter, image, "\n".join(table)))
            yield f"snippets/{question.id}.{suffix}", f"{text}\n".encode("utf-8", "replace")


def variable_key(text: str) -> str:
    """Return an id or value as part of a variable's name, with hyphens for other characters."""
    return re.sub(r"[^\w-]+", "-", text).strip("-") or "-"


def _figures(question: QuestionSummary, summary: RunSummary, write: NumberFormats) -> Tree:
    """Return the bases, and each theme's figures by wave and segment and its change in words."""
    waves = waves_of(question, summary)
    bases = {wave: write.base(question.bases[wave].answered).strip("[]") for wave in waves}
    tree: Tree = {BASE: bases}
    for theme in all_themes(question):
        by_wave = {wave: _figure(theme.waves[wave], write) for wave in waves if wave in theme.waves}
        more: Tree = {}
        if waves and waves[0] in by_wave:
            more[NEWEST] = by_wave[waves[0]]
        change = newest_change(question, theme.theme)
        if change:
            difference = None if change.suppressed else change.difference
            more[CHANGE] = {
                "text": change_in_words(change, write),
                "points": write.points(difference),
                "before": change.before,
            }
        if theme.segments:
            more[SEGMENTS] = _segments(theme, write)
        tree[theme.theme] = more | by_wave
    return tree


def _segments(theme: ThemeFigures, write: NumberFormats) -> Tree:
    tree: Tree = {}
    for (wave, variable, value), figure in theme.segments.items():
        tree.setdefault(wave, {}).setdefault(variable, {})[value] = _figure(figure, write)
    return tree


def _figure(figure: Figure, write: NumberFormats) -> Tree:
    """Return a figure as text and numbers; a hidden one keeps its base."""
    names = ("n", "share", "low", "high")
    return {
        "text": write.figure(figure),
        "percent": write.share(figure),
        "interval": write.interval(figure),
        **{name: None if figure.suppressed else getattr(figure, name) for name in names},
        "base": figure.base,
        "guesses": None if figure.suppressed else figure.n_guess,
    }


def _texts(tree: Any) -> Any:
    """Return the tree with each figure replaced by its text."""
    if isinstance(tree, str):
        return tree
    if isinstance(tree.get("text"), str):
        return tree["text"]
    return {key: _texts(part) for key, part in tree.items()}


def _named(tree: Any) -> Any:
    """Return the tree with valid Quarto variable names as keys: unique, no dots or spaces."""
    if isinstance(tree, str):
        return tree
    names = dict(zip(tree, _keys(tree), strict=True))
    return {names[key]: _named(part) for key, part in tree.items()}


def _keys(texts: Iterable[str]) -> Iterator[str]:
    taken: set[str] = set()
    for text in texts:
        key, number = variable_key(text), 2
        while key in taken:
            key, number = f"{variable_key(text)}-{number}", number + 1
        taken.add(key)
        yield key


def _yaml(tree: Tree, depth: int = 0) -> Iterator[str]:
    for key, part in tree.items():
        start = f"{'  ' * depth}{_scalar(key)}:"
        if isinstance(part, str):
            yield f"{start} {_scalar(part)}\n"
        elif part:
            yield f"{start}\n"
            yield from _yaml(part, depth + 1)
        else:
            yield f"{start} {{}}\n"


def _scalar(text: str) -> str:
    # any JSON is YAML
    return json.dumps(whole_characters(text), ensure_ascii=False)


def _quarto(trees: Tree) -> FigureCall:
    """Return references by the names that `_named` gave the keys."""

    def call(path: tuple[str, ...]) -> str:
        names, tree = [], trees
        for key in path:
            names.append(dict(zip(tree, _keys(tree), strict=True))[key])
            tree = tree[key]
        return f"{{{{< var {'.'.join(names)} >}}}}"

    return call


def _jinja(path: tuple[str, ...]) -> str:
    keys = "".join(f"[{json.dumps(key, ensure_ascii=False)}]" for key in path)
    return f"{{{{ figures{keys}.text }}}}"


def _paragraphs(chapter: Chapter, image: str, table: str) -> Iterator[str]:
    yield f"## {_plain(chapter.title)}"
    yield f"*{_plain(chapter.question)}*" if chapter.question.strip() else ""
    yield " ".join(map(_plain, (chapter.base, *chapter.notes)))
    if chapter.lead or chapter.change:
        yield _plain(f"{chapter.lead} {chapter.change}".strip())
    if image:
        yield image
    if chapter.table.rows:
        yield table
    for quote in chapter.quotes:
        source = ", ".join(filter(None, (quote.theme, quote.by)))
        yield f"> ‘{_plain(quote.text)}’ ({_plain(source)})"


def _table(
    chapter: Chapter, question: QuestionSummary, summary: RunSummary, call: FigureCall
) -> Iterator[str]:
    """Yield the lines of the question's table, which refers to its figures."""
    waves, compared = answered_waves(question, summary), bool(question.changes)
    heads, rule = [chapter.table.heads[0], *waves], [":--", *["--:"] * len(waves)]
    if compared:
        heads.append(chapter.table.heads[-1])
        rule.append(":--")
    yield _line(map(_plain, heads))
    yield f"|{'|'.join(rule)}|"
    for theme in shown_themes(question, waves_of(question, summary)):
        cells = ["\u2003" * max(0, theme.level - 1) + _plain(theme.label)]
        keys = [wave if wave in theme.waves else "" for wave in waves]
        if compared:
            keys.append(CHANGE if newest_change(question, theme.theme) else "")
        cells += [call((question.id, theme.theme, key)) if key else NOTHING for key in keys]
        yield _line(cells)
    yield ""
    yield f": {_plain(chapter.table.caption)}"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(text: str) -> str:
    """Return the text as literal Markdown: no markup, shortcode or code."""
    line = _SPECIAL.sub(r"\\\1", " ".join(text.split())).replace("{%", "{\\%")
    # a list, a rule or a heading would begin with such a character
    line = re.sub(r"^([-+=:])", r"\\\1", line)
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", line)


def _attribute(text: str) -> str:
    line = " ".join(text.split()).replace("\\", "").replace('"', "”")
    return line.replace("{", "(").replace("}", ")")

"""Pieces for a report that a program writes: figures by their ids for Quarto and Jinja, and a text of each question that uses them.

The folder `snippets/` stands by itself: copied into a Quarto project, `_variables.yml` fills `{{< var voordelen.efficienter-werken.2025 >}}` and
`{{< include voordelen.qmd >}}` brings a question in; `figures.json` does the same for Jinja and `voordelen.md.j2`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from pipeline.counts import Figure, QuestionSummary, RunSummary
from pipeline.report.chapters.chapter import Chapter, Pictures, chapters_of
from pipeline.report.words import (
    NumberFormats,
    all_themes,
    change_in_words,
    newest_change,
    points,
    shown_themes,
    waves_of,
)

NEWEST, CHANGE, SEGMENTS, BASE = "newest", "change", "segments", "base"
"""Keys beside those of waves and themes; a wave or theme of that name wins."""

Tree = dict[str, Any]
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|$@~^&])")


def snippets(summary: RunSummary, pictures: Pictures) -> Iterator[tuple[str, bytes]]:
    """Yields (path, content) of the files in `snippets/`."""
    write = NumberFormats.of(summary)
    trees = {question.id: _figures(question, summary, write) for question in summary.questions}
    about = {"study": summary.study, "language": summary.language, "unit": summary.unit_plural}
    yield "snippets/figures.json", _json({**about, "figures": trees})
    yield "snippets/_variables.yml", "".join(_yaml(_named(_texts(trees)))).encode("utf-8")
    for question, chapter in zip(summary.questions, chapters_of(summary), strict=True):
        picture = pictures.get(question.id)
        image = ""
        if picture and picture.png:
            yield f"snippets/pictures/{question.id}.png", picture.png
            image = f'![{_plain(chapter.caption)}](pictures/{question.id}.png){{fig-alt="{_attribute(picture.alt)}"}}'
        for suffix, number in (("qmd", _quarto(trees)), ("md.j2", _jinja)):
            text = "\n\n".join(_text(chapter, question, summary, image, number))
            yield f"snippets/{question.id}.{suffix}", (text + "\n").encode("utf-8", "replace")


def _figures(question: QuestionSummary, summary: RunSummary, write: NumberFormats) -> Tree:
    """Theme -> wave -> its figure; besides the newest wave, the change in words, segments by wave, and bases."""
    waves = waves_of(question, summary)
    tree: Tree = {
        BASE: {wave: write.base(question.bases[wave].answered).strip("[]") for wave in waves}
    }
    for theme in all_themes(question):
        found = {wave: _figure(theme.waves[wave], write) for wave in waves if wave in theme.waves}
        extra: Tree = {}
        if waves and waves[0] in found:
            extra[NEWEST] = found[waves[0]]
        change = newest_change(question, theme.theme)
        if change:
            difference = None if change.suppressed else change.difference
            extra[CHANGE] = {
                "text": change_in_words(change, write),
                "points": points(difference, write),
                "before": change.before,
            }
        parts: Tree = {}
        for (wave, variable, value), figure in theme.segments.items():
            parts.setdefault(wave, {}).setdefault(variable, {})[value] = _figure(figure, write)
        tree[theme.theme] = extra | ({SEGMENTS: parts} if parts else {}) | found
    return tree


def _figure(figure: Figure, write: NumberFormats) -> Tree:
    """A figure in words and numbers; a hidden one keeps its base."""
    shown = not figure.suppressed
    numbers = {
        name: getattr(figure, name) if shown else None for name in ("n", "share", "low", "high")
    }
    words = {
        "text": write.figure(figure),
        "percent": write.share(figure),
        "interval": write.interval(figure),
    }
    return {**words, **numbers, "base": figure.base}


def _texts(tree: Any) -> Any:
    """The tree with the words of each figure in place of the figure."""
    if isinstance(tree, str):
        return tree
    return (
        tree["text"]
        if isinstance(tree.get("text"), str)
        else {key: _texts(part) for key, part in tree.items()}
    )


def _named(tree: Any) -> Any:
    """The tree with keys that a Quarto variable can be called by: no dots, no spaces, each once."""
    if isinstance(tree, str):
        return tree
    names = dict(zip(tree, _keys(tree), strict=True))
    return {names[key]: _named(part) for key, part in tree.items()}


def variable_key(text: str) -> str:
    """An id or a segment's value as a part of a variable's name: what isn't a letter, digit, hyphen or underscore is a hyphen."""
    return re.sub(r"[^\w-]+", "-", text).strip("-") or "-"


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
    # a JSON text is a YAML text, whatever it holds
    return json.dumps(text.encode("utf-8", "replace").decode("utf-8"), ensure_ascii=False)


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode(
        "utf-8", "replace"
    )


Number = Callable[[tuple[str, ...]], str]
"""How a kind of snippet calls a figure: by question, theme and wave (or change)."""


def _quarto(trees: Tree) -> Number:
    """Calls by the names that `_named` gave the keys."""

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


def _text(
    chapter: Chapter, question: QuestionSummary, summary: RunSummary, image: str, number: Number
) -> Iterator[str]:
    """The question as paragraphs of Markdown."""
    write, waves = NumberFormats.of(summary), waves_of(question, summary)
    yield f"## {_plain(chapter.title)}"
    yield f"*{_plain(chapter.question)}*" if chapter.question.strip() else ""
    yield " ".join(map(_plain, (chapter.base, *chapter.notes)))
    if chapter.lead or chapter.change:
        yield _plain(f"{chapter.lead} {chapter.change}".strip())
    if image:
        yield image
    if chapter.table.rows:
        answered = [wave for wave in waves if question.bases[wave].answered]
        yield "\n".join(_table(chapter, question, summary, answered, number, write))
    for quote in chapter.quotes:
        yield f"> ‘{_plain(quote.text)}’ ({_plain(', '.join(part for part in (quote.theme, quote.by) if part))})"


def _table(
    chapter: Chapter,
    question: QuestionSummary,
    summary: RunSummary,
    waves: list[str],
    number: Number,
    write: NumberFormats,
) -> Iterator[str]:
    compared = bool(question.changes)
    heads = [write.text("theme"), *waves, *([chapter.table.heads[-1]] if compared else [])]
    yield f"| {' | '.join(map(_plain, heads))} |"
    yield f"|{':--|' + '--:|' * len(waves)}{':--|' if compared else ''}"
    for theme in shown_themes(question, waves_of(question, summary)):
        label = "\u2003" * max(0, theme.level - 1) + _plain(theme.label)
        cells = [
            number((question.id, theme.theme, wave)) if wave in theme.waves else "–"
            for wave in waves
        ]
        if compared:
            cells.append(
                number((question.id, theme.theme, CHANGE))
                if newest_change(question, theme.theme)
                else "–"
            )
        yield f"| {' | '.join((label, *cells))} |"
    yield ""
    yield f": {_plain(chapter.table.caption)}"


def _plain(text: str) -> str:
    """The text as Markdown that shows it and does nothing: no mark-up, no shortcode, no code."""
    line = _SPECIAL.sub(r"\\\1", " ".join(text.split())).replace("{%", "{\\%")
    # a list, a rule or a heading would begin with such a sign
    line = re.sub(r"^([-+=:])", r"\\\1", line)
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", line)


def _attribute(text: str) -> str:
    return (
        " ".join(text.split())
        .replace("\\", "")
        .replace('"', "”")
        .replace("{", "(")
        .replace("}", ")")
    )

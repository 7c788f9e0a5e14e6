"""Reads closed questions that stand in a YAML file as base, options, per cents and n's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.errors import DocumentError
from pipeline.files import Document, read_document
from pipeline.lint.figure_patterns import Wording
from pipeline.lint.find.arithmetic import Percent
from pipeline.lint.find.groups import Group, Option
from pipeline.lint.read import Place

_BASES, _PERCENTS, _COUNTS = (
    ("base", "basis", "n"),
    ("percent", "percentage", "procent", "pct", "share"),
    ("n", "count", "aantal"),
)
Tree = Mapping[Any, Any]


def read_questions(path: Path, words: Wording) -> list[Group]:
    """A group for each question and wave of the file. `DocumentError` where it holds no figures.

    A question is a mapping with a `base` whose other values are options (`yes: [67, 20]`, `yes: 67` or `yes: {percent: 67, n: 20}`), or
    waves that each hold options. The base belongs to every wave whose options have an n.
    """
    document = read_document(path)
    found = list(_questions(document, document.tree, (), words))
    if not found:
        raise DocumentError(
            path,
            None,
            "holds no closed questions; write  question: {base: 30, yes: [67, 20], no: [33, 10]}",
        )
    return found


def _questions(
    document: Document, node: Any, path: tuple[Any, ...], words: Wording
) -> Iterator[Group]:
    if not isinstance(node, Mapping):
        return
    base = next((node[key] for key in _BASES if _is_count(node.get(key))), None)
    if base is not None:
        own = {k: v for k, v in node.items() if k not in _BASES}
        if _options(own):
            yield _group(document, path, own, base, words)
            return
        waves = {k: v for k, v in own.items() if isinstance(v, Mapping) and _options(v)}
        for wave, options in waves.items():
            yield _group(document, (*path, wave), options, base, words)
        if waves:
            return
    for key, value in node.items():
        yield from _questions(document, value, (*path, key), words)


def _options(node: Tree) -> dict[str, tuple[float | int | None, int | None]]:
    """Label -> per cent and n; empty when anything in it is no option."""
    found = {str(label): _option(value) for label, value in node.items()}
    return {k: v for k, v in found.items() if v} if found and all(found.values()) else {}


def _option(value: Any) -> tuple[float | int | None, int | None] | None:
    if isinstance(value, Mapping):
        percent = next((value[k] for k in _PERCENTS if _is_number(value.get(k))), None)
        count = next((value[k] for k in _COUNTS if _is_count(value.get(k))), None)
        return (percent, count) if percent is not None or count is not None else None
    if isinstance(value, list) and 1 <= len(value) <= 2 and all(map(_is_number, value)):
        if len(value) == 2 and not _is_count(value[1]):
            return None
        return value[0], int(value[1]) if len(value) == 2 else None
    return (value, None) if _is_number(value) else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e9


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1e9


def _group(
    document: Document, path: tuple[Any, ...], node: Tree, base: int, words: Wording
) -> Group:
    line = document.line(path) or 1
    place = Place(f"line {line}, {'.'.join(map(str, path))}")
    options = [
        Option(
            label,
            _percent(percent),
            n,
            Place(
                f"line {document.line((*path, label)) or line}, {'.'.join(map(str, (*path, label)))}"
            ),
            "",
            (line, i),
        )
        for i, (label, (percent, n)) in enumerate(_options(node).items())
    ]
    has_counts = all(o.n is not None for o in options)
    labels = [o.label.replace("-", " ").replace("_", " ") for o in options]
    single = any(map(words.is_single, labels)) or None
    bases = (base,) if has_counts else ()
    name = ".".join(map(str, path[-2:]))
    return Group(options, place, "question", bases, has_counts, single, None, name, (line, -1))


def _percent(value: float | int | None) -> Percent | None:
    if value is None:
        return None
    text = str(value)
    return Percent(
        float(value),
        len(text.partition(".")[2]) if isinstance(value, float) and not value.is_integer() else 0,
    )

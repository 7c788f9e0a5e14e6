"""Reads closed questions from a YAML file as base, options, percentages and n's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import DocumentError
from pipeline.files import Document, read_document
from pipeline.lint.figure_patterns import FigurePatterns
from pipeline.lint.find.arithmetic import Percent
from pipeline.lint.find.groups import Group, Option, StatedBases
from pipeline.lint.read import Place

_BASES = ("base", "basis", "n")
_PERCENTS = ("percent", "percentage", "procent", "pct", "share")
_COUNTS = ("n", "count", "aantal")
_MAX_NUMBER = 1e9
Tree = Mapping[Any, Any]


def read_questions(path: Path, patterns: FigurePatterns) -> list[Group]:
    """Return a group for each question and wave of the file.

    A question is a mapping with a `base` whose other values are options (`yes: [67, 20]`, `yes: 67`
    or `yes: {percent: 67, n: 20}`), or waves that each hold options. The base belongs to every wave
    whose options have an n. `DocumentError` if the file holds no figures.
    """
    document = read_document(path)
    reader = _Reader(document, patterns)
    questions = list(reader.questions(document.tree, ()))
    if not questions:
        example = "question: {base: 30, yes: [67, 20], no: [33, 10]}"
        raise DocumentError(path, None, f"holds no closed questions; write  {example}")
    return questions


@dataclass(frozen=True)
class _Figure:
    percent: float | int | None
    n: int | None = None


@dataclass(frozen=True)
class _Reader:
    document: Document
    patterns: FigurePatterns

    def questions(self, node: Any, keys: tuple[Any, ...]) -> Iterator[Group]:
        """Yield the questions in the part of the file below those keys."""
        if not isinstance(node, Mapping):
            return
        base = _first(node, _BASES, _is_count)
        if base is not None:
            groups = list(self._waves(node, keys, int(base)))
            if groups:
                yield from groups
                return
        for key, value in node.items():
            yield from self.questions(value, (*keys, key))

    def _waves(self, node: Tree, keys: tuple[Any, ...], base: int) -> Iterator[Group]:
        values = {key: value for key, value in node.items() if key not in _BASES}
        if figures := _figures(values):
            yield self._group(keys, figures, base)
            return
        for wave, options in values.items():
            if isinstance(options, Mapping) and (figures := _figures(options)):
                yield self._group((*keys, wave), figures, base)

    def _group(self, keys: tuple[Any, ...], figures: Mapping[str, _Figure], base: int) -> Group:
        line = self.document.line(keys) or 1
        options = [
            Option(
                label=label,
                percent=_percent(figure.percent),
                n=figure.n,
                place=self._place((*keys, label), line).at(line, number),
            )
            for number, (label, figure) in enumerate(figures.items())
        ]
        has_counts = all(option.n is not None for option in options)
        labels = [option.label.replace("-", " ").replace("_", " ") for option in options]
        return Group(
            options=options,
            place=self._place(keys, line).at(line, -1),
            kind="question",
            stated=StatedBases((base,) if has_counts and base else (), has_counts),
            single=any(map(self.patterns.is_single, labels)) or None,
            name=".".join(map(str, keys[-2:])),
        )

    def _place(self, keys: tuple[Any, ...], line: int) -> Place:
        return Place(f"line {self.document.line(keys) or line}, {'.'.join(map(str, keys))}")


def _figures(node: Tree) -> dict[str, _Figure]:
    """Return the figure of each label; none if any value is no option."""
    figures = {str(label): _figure(value) for label, value in node.items()}
    options = {label: figure for label, figure in figures.items() if figure}
    return options if len(options) == len(figures) else {}


def _figure(value: Any) -> _Figure | None:
    if isinstance(value, Mapping):
        percent = _first(value, _PERCENTS, _is_number)
        count = _first(value, _COUNTS, _is_count)
        return None if percent is None and count is None else _Figure(percent, count)
    if _is_number(value):
        return _Figure(value)
    if not isinstance(value, list) or not all(map(_is_number, value)):
        return None
    if len(value) == 2 and _is_count(value[1]):
        return _Figure(value[0], value[1])
    return _Figure(value[0]) if len(value) == 1 else None


def _first(node: Tree, keys: tuple[str, ...], is_right: Callable[[Any], bool]) -> Any:
    return next((node[key] for key in keys if is_right(node.get(key))), None)


def _is_number(value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and 0 <= value < _MAX_NUMBER


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and _is_number(value)


def _percent(value: float | int | None) -> Percent | None:
    if value is None:
        return None
    is_whole = isinstance(value, int) or value.is_integer()
    digits = 0 if is_whole else len(str(value).partition(".")[2])
    return Percent(float(value), digits)

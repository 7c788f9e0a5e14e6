"""Reads the figures that an Office chart stores for its series."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from pipeline.lint.read.blocks import Grid, Place, tidy

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MAX_POINTS = 2000


def title_of_chart(tree: Element) -> str:
    """Return the chart's title, empty without one."""
    title = tree.find(f".//{_C}chart/{_C}title")
    return "" if title is None else tidy("".join(text.text or "" for text in title.iter(f"{_A}t")))


def grid_of_chart(tree: Element, place: Place) -> Grid | None:
    """Return the categories and series as a table, None without any.

    Values that are shown as percentages are percentages.
    """
    names: list[str] = []
    columns: list[dict[int, str]] = []
    labels: dict[int, str] = {}
    for series in tree.iter(f"{_C}ser"):
        values = series.find(f"{_C}val")
        if values is None:
            continue
        names.append(_name(series))
        labels = labels or _points(series.find(f"{_C}cat"))
        columns.append(_shown(_points(values), values.findtext(f".//{_C}formatCode") or ""))
    if not columns:
        return None
    points = sorted(set().union(*columns))[:_MAX_POINTS]
    rows = (
        (labels.get(point, ""), *(column.get(point, "") for column in columns)) for point in points
    )
    return Grid((("", *names), *rows), place, kind="chart")


def _name(series: Element) -> str:
    text = series.find(f"{_C}tx")
    return "" if text is None else tidy(" ".join(value.text or "" for value in text.iter(f"{_C}v")))


def _points(node: Element | None) -> dict[int, str]:
    points = {}
    for point in node.iter(f"{_C}pt") if node is not None else ():
        value = point.find(f"{_C}v")
        index = str(point.get("idx", ""))
        if value is not None and index.isdigit():
            points[int(index)] = tidy(value.text or "")
    return points


def _shown(points: dict[int, str], code: str) -> dict[int, str]:
    numbers = {index: _number(value) for index, value in points.items()}
    if "%" not in code:
        return {i: points[i] if n is None else f"{n:g}" for i, n in numbers.items()}
    digits = len(code.partition("%")[0].partition(".")[2])
    return {i: f"{100 * n:.{digits}f}%" for i, n in numbers.items() if n is not None}


def _number(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if abs(number) < 1e12 else None

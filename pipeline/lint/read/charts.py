"""Reads the figures that an Office chart keeps of its series."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from pipeline.lint.read.blocks import Grid, Place, tidy

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MOST_POINTS = 2000


def grid_of_chart(tree: Element, place: Place) -> tuple[str, Grid | None]:
    """The chart's title, and its categories and series as a table; values that are shown as per cents are per cents."""
    title = tree.find(f".//{_C}chart/{_C}title")
    said = tidy("".join(t.text or "" for t in title.iter(f"{_A}t"))) if title is not None else ""
    series = list(tree.iter(f"{_C}ser"))
    names: list[str] = []
    columns: list[dict[int, str]] = []
    labels: dict[int, str] = {}
    for one in series:
        values = one.find(f"{_C}val")
        if values is None:
            continue
        names.append(_name(one))
        labels = labels or _points(one.find(f"{_C}cat"))
        code = values.find(f".//{_C}formatCode")
        columns.append(_shown(_points(values), (code.text or "") if code is not None else ""))
    if not columns:
        return said, None
    rows = [("", *names)]
    points = sorted(set().union(*columns))[:_MOST_POINTS]
    rows += [(labels.get(i, ""), *(column.get(i, "") for column in columns)) for i in points]
    return said, Grid(tuple(rows), place, True, "chart")


def _name(series: Element) -> str:
    tx = series.find(f"{_C}tx")
    return tidy(" ".join(v.text or "" for v in tx.iter(f"{_C}v"))) if tx is not None else ""


def _points(node: Element | None) -> dict[int, str]:
    if node is None:
        return {}
    found = {}
    for point in node.iter(f"{_C}pt"):
        value = point.find(f"{_C}v")
        index = str(point.get("idx", ""))
        if value is not None and index.isdigit():
            found[int(index)] = tidy(value.text or "")
    return found


def _shown(points: dict[int, str], code: str) -> dict[int, str]:
    """The values as the chart shows them."""
    if "%" not in code:
        return {i: _trimmed(value) for i, value in points.items()}
    digits = len(code.partition("%")[0].partition(".")[2])
    return {
        i: f"{100 * number:.{digits}f}%"
        for i, value in points.items()
        if (number := _number(value)) is not None
    }


def _trimmed(value: str) -> str:
    number = _number(value)
    return value if number is None else f"{number:g}"


def _number(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if abs(number) < 1e12 else None

"""Every picture is whole: nothing outside its paper, no text over another, at every edge of what a
run can give.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from picture_samples import odd, rich
from samples import edges

from pipeline.counts import RunSummary
from pipeline.report import render
from pipeline.report.pictures import Picture, picture
from pipeline.report.pictures.canvas import Canvas
from pipeline.report.pictures.png import figure, own_settings
from pipeline.report.style import NARROW

Box = tuple[float, ...]
Drawn = tuple[tuple[float, float], list[tuple[str, Box]]]

RUNS: dict[str, Callable[[], RunSummary]] = {
    "rich": rich,
    "english": lambda: rich("en"),
    "edges": edges,
    "odd1": lambda: odd(1),
    "odd6": lambda: odd(6),
}

# the others take long
NAMES = [pytest.param(name, marks=() if name == "edges" else pytest.mark.slow) for name in RUNS]


@cache
def _figures(name: str) -> tuple[Figure, ...]:
    """All figures of a run, wide and narrow; not made into bytes, which would take minutes."""
    found: list[Figure] = []

    def keep(
        canvas: Canvas, height: float, title: str, alt: str, *, png: bool = True, table: bytes = b""
    ) -> Picture:
        assert title and alt
        found.append(figure(canvas, height))
        return Picture(b"<svg/>", b"png" if png else b"", alt, table)

    run = RUNS[name]()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(picture, "as_picture", keep)
        for _ in render(run):
            pass
    return tuple(found)


@cache
def _drawn(name: str) -> tuple[Drawn, ...]:
    """Of each picture its size, and what is drawn with its left, lower, right and upper edge, in
    inches; texts by what they say.
    """
    drawn = []
    for paper in _figures(name):
        paper.set_dpi(300)
        renderer = FigureCanvasAgg(paper).get_renderer()
        with own_settings():
            things = [
                (
                    getattr(artist, "text", ""),
                    tuple(artist.get_window_extent(renderer).extents / 300),
                )
                for artist in paper.get_children()
                if artist is not paper.patch
            ]
        drawn.append((tuple(paper.get_size_inches()), things))
    return tuple(drawn)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_leaves_the_paper(name: str) -> None:
    """All texts, bars, lines and signs lie within the picture, of which the wide ones are as wide
    as a page of text.
    """
    assert _drawn(name)
    for (wide, high), things in _drawn(name):
        assert wide in (6.7, NARROW)
        for text, (left, low, right, top) in things:
            inside = left >= -0.02 and low >= -0.02 and right <= wide + 0.02 and top <= high + 0.02
            assert inside, (text, (left, low, right, top), (wide, high))


@pytest.mark.parametrize("name", NAMES)
def test_no_text_lies_over_another(name: str) -> None:
    """No two texts share more than a sliver of paper."""
    for _, things in _drawn(name):
        texts = [text for text, _ in things if text]
        boxes = np.array([box for text, box in things if text]).reshape(-1, 4)
        wide = np.minimum(boxes[:, None, 2], boxes[None, :, 2]) - np.maximum(
            boxes[:, None, 0], boxes[None, :, 0]
        )
        high = np.minimum(boxes[:, None, 3], boxes[None, :, 3]) - np.maximum(
            boxes[:, None, 1], boxes[None, :, 1]
        )
        over = np.triu((wide > 0.015) & (high > 0.015), 1)
        assert not over.any(), [(texts[a], texts[b]) for a, b in np.argwhere(over)[:3]]


@pytest.mark.slow
def test_the_longest_labels_are_there_in_full() -> None:
    """Sixty labels of eighty characters are wrapped, not cut: their words can all be read in the
    picture.
    """
    said = "".join(text for text, _ in _drawn("odd1")[0][1]).replace(" ", "")
    assert all(t.label.replace(" ", "") in said for t in odd(1).questions[0].themes if t.level == 1)

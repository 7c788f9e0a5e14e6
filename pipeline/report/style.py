"""The fixed part of the style, and a house's colours for each thing that is drawn.

Colours keep their order in greyscale and for colour-blind readers: dark is new, light is old, and
the one warm tone marks what asks for attention. Texts have a contrast of at least 4.5 : 1 with
their background, bars of at least 3 : 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.study import House, mix

Colours = Mapping[str, str]
"""By use: ink, muted, line, wash, paper, deep, teal, accent and accent_wash, each as `#rrggbb`."""

WIDTH = 6.7
"""Inches: 17 cm, the text width of an A4 page."""

NARROW = 3.6
"""The width in inches of a picture for phones."""

DPI = 300

EDGE = 1.1
"""The width in points of the edge of a hollow marker."""

DASHES = (3.2, 2.2)
"""A dash and the gap after it, as multiples of the line's width."""

WORD_STEPS = (0.70, 0.35, 0.0)
"""Fractions of the largest word from which words have the first, second or third colour."""

RC: Mapping[str, Any] = {"text.parse_math": False, "text.usetex": False, "path.simplify": False}
"""Settings of matplotlib."""


def wave_colours(house: House, count: int, *, other: bool = False) -> tuple[str, ...]:
    """Return the colours of bars, newest first, interpolated if the house has too few."""
    anchors = house.others if other else house.waves
    if count <= len(anchors):
        return anchors[:count]
    steps = [place * (len(anchors) - 1) / (count - 1) for place in range(count)]
    following = (*anchors[1:], anchors[-1])
    return tuple(mix(anchors[int(at)], following[int(at)], at - int(at)) for at in steps)


def word_colour(house: House, part: float) -> str:
    """Return the colour of a word whose weight is that fraction (0..1) of the largest."""
    if part >= 1:
        return house.accent
    step = next(step for step, least in enumerate(WORD_STEPS) if part >= least)
    return house.words[min(step, len(house.words) - 1)]


def coder_signs(house: House) -> dict[str, tuple[str, str]]:
    """Return the colour and marker of each of the machine's coders, as an evaluation names them.

    Markers distinguish them too.
    """
    return {
        "rules": (house.waves[min(1, len(house.waves) - 1)], "s"),
        "words": (house.muted, "^"),
        "vectors": (house.accent, "D"),
        "llm": (house.second, "v"),
        "both": (house.deep, "o"),
    }


def page_colours(house: House) -> Colours:
    """Return the colours of pages and files, by their names in style sheets."""
    return {
        **{name: getattr(house, name) for name in ("ink", "muted", "line", "wash", "paper")},
        "deep": house.deep,
        "teal": house.second,
        "accent": house.accent,
        "accent_wash": house.accent_wash,
    }

"""What of the look is no choice of a house: widths, sharpness, signs; and the colours of a house for each thing that is drawn.

Colours keep their order in grey print and for colour-blind readers: dark is new, light is old, and the one warm tone
marks what asks for attention. Texts have a contrast of at least 4.5 : 1 with their ground, bars of at least 3 : 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.study import House, mix

WIDTH = 6.7
"""Inches: 17 cm, the text width of an A4 page."""

NARROW = 3.6
"""Inches of a picture that stays readable on a phone."""

DPI = 300

EDGE = 1.1
"""Points of the edge of a hollow sign."""

DASHES = (3.2, 2.2)
"""A dash and the gap behind it, as multiples of the line's width."""

FLOORS = (0.70, 0.35, 0.0)
"""A word of a cloud gets the colour of the first floor that its part of the largest reaches; the largest the accent."""

RC: Mapping[str, Any] = {"text.parse_math": False, "text.usetex": False, "path.simplify": False}


def wave_colours(house: House, count: int, *, other: bool = False) -> tuple[str, ...]:
    """The colours of that many waves' bars, newest first; where the house has fewer, they run evenly from its first to its last."""
    anchors = house.others if other else house.waves
    if count <= len(anchors):
        return anchors[:count]
    steps = [place * (len(anchors) - 1) / (count - 1) for place in range(count)]
    return tuple(
        mix(anchors[int(step)], anchors[min(int(step) + 1, len(anchors) - 1)], step - int(step))
        for step in steps
    )


def word_colour(house: House, part: float) -> str:
    """The colour of a word whose weight is that part (0..1) of the largest."""
    if part >= 1:
        return house.accent
    place = next(place for place, floor in enumerate(FLOORS) if part >= floor)
    return house.words[min(place, len(house.words) - 1)]


def coder_signs(house: House) -> dict[str, tuple[str, str]]:
    """Colour and sign of rules, the classifier and both; the sign tells them apart where colours don't."""
    return {
        "rules": (house.waves[min(1, len(house.waves) - 1)], "s"),
        "classifier": (house.accent, "D"),
        "both": (house.deep, "o"),
    }


def page_colours(house: House) -> dict[str, str]:
    """The colours of a page by the names that its style sheet has for them."""
    return {
        "ink": house.ink, "muted": house.muted, "line": house.line, "wash": house.wash, "paper": house.paper,
        "deep": house.deep, "teal": house.second, "accent": house.accent, "accent_wash": house.accent_wash,
    }  # fmt: skip
